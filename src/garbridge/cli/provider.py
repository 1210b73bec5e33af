"""``garbridge provider``: registers providers in a running portal."""

import getpass
import json
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.policy_lines import advice
from garbridge.cli.provider_findings import advice_of, line_of
from garbridge.cli.provider_options import lti_options, oidc_options
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.core.identifiers import parse_resource_id
from garbridge.core.linting import LintRule
from garbridge.protocols.saml.conformance import Level
from garbridge.wiring import (
    MetadataUnreachableError,
    NewLti,
    NewOidc,
    NewProvider,
    add_provider,
    check_provider,
    lint_policies,
    system_clock,
)


@click.group("provider", help=say("Les éditeurs raccordés."))
def provider() -> None:
    """Group the commands about providers."""


@provider.command("add", help=say("Raccorde un éditeur."))
@click.option("--metadata", metavar="FILE|URL", default="", help=say("SAML 2.0"))
@click.option("--cas-service", "services", metavar="URL", multiple=True)
@oidc_options
@lti_options
@click.option("--resource", "resources", metavar="ARK", multiple=True, required=True)
@click.option("--release", "releases", metavar="ATTR=PURPOSE", multiple=True)
@click.option("--id", "identifier", metavar="NAME", default="")
@click.option("--name", default="", help=say("nom affiché"))
@click.option("--title", default="", help=say("titre de la ressource"))
@click.option("--url", default="", help=say("adresse de la ressource"))
@click.option("--require-signed", is_flag=True, help=say("refuse sans signature"))
@click.option("--sign", type=click.Choice(["assertion", "response", "both"]), default=None)
@click.option("--sign-response", is_flag=True, help="--sign both")
@click.option("--encrypt", is_flag=True, help=say("chiffre l’assertion"))
@click.option("--idp-initiated", is_flag=True)
@click.option("--validated-by", default="", help=say("qui a validé (défaut : vous)"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def add_command(  # noqa: PLR0913 - one argument for each option
    shell: Shell,
    *,
    metadata: str,
    services: tuple[str, ...],
    oidc: NewOidc | None,
    lti: NewLti | None,
    resources: tuple[str, ...],
    releases: tuple[str, ...],
    identifier: str,
    name: str,
    title: str,
    url: str,
    require_signed: bool,
    sign: str | None,
    sign_response: bool,
    encrypt: bool,
    idp_initiated: bool,
    validated_by: str,
    as_json: bool,
) -> None:
    """Write the provider's file; running processes see it within a second."""
    _one_protocol(metadata, services, oidc, lti)
    new = NewProvider(
        resources=tuple(parse_resource_id(resource) for resource in resources),
        metadata=metadata,
        services=services,
        client=oidc or lti,
        release=dict(_release(one, shell.config().catalogue) for one in releases),
        identifier=identifier,
        name=name,
        title=title,
        url=url,
        require_signed_requests=require_signed,
        sign=sign or ("both" if sign_response else "assertion"),
        encrypt=encrypt,
        idp_initiated=idp_initiated,
        validated_by=validated_by or getpass.getuser(),
    )
    try:
        registered, file = add_provider(shell.config(), new, now=system_clock())
    except MetadataUnreachableError as away:
        raise CommandFailed(str(away), Exit.REMOTE_UNAVAILABLE) from away
    _tell(shell, registered, file, new.client, as_json=as_json)


def _one_protocol(*given: object) -> None:
    if [bool(one) for one in given].count(True) != 1:
        raise CommandFailed(
            say("Donnez --metadata, --cas-service, --oidc-redirect-uri ou --lti-login."),
            Exit.USAGE,
        )


def _tell(
    shell: Shell, registered: str, file: Path, client: NewOidc | NewLti | None, *, as_json: bool
) -> None:
    """Say what was registered, and which identifier it asks for that it is not given.

    The secret of a *client* is not printed: terminals are kept.
    """
    secret, issuer = file.with_suffix(".secret"), shell.config().issuer
    said = {"provider": registered, "file": str(file)}
    match client:
        case NewOidc():
            said |= {"issuer": f"{issuer}/oidc", "client_id": registered}
            if secret.exists():
                said["secret"] = str(secret)
        case NewLti():
            said |= {"issuer": issuer, "client_id": registered, "deployment_id": "1"}
            said["configuration"] = f"{issuer}/lti/config"
        case None:
            pass
    if as_json:
        click.echo(json.dumps(said))
    else:
        click.echo(say("Éditeur raccordé") + f" : {registered} ({file})")
        for name in list(said)[2:]:
            click.echo(f"  {name} : {said[name]}")
    for placed in lint_policies(shell.config(), shell.file, now=system_clock()):
        found = placed.finding
        if found.rule is LintRule.SUBJECT_CHANNEL and found.file == file.name:
            click.echo(advice(found), err=True)


@provider.command("check", help=say("Lit ce que demandent des métadonnées."))
@click.argument("source", metavar=say("FICHIER|URL"))
@click.option("--entity-id", default="", help=say("lequel, s’il y en a plusieurs"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_command(shell: Shell, *, source: str, entity_id: str, as_json: bool) -> None:
    """Print a report on metadata that were handed over; exit 1 if they hold an error."""
    try:
        found = check_provider(shell.config(), source, entity_id=entity_id, now=system_clock())
    except MetadataUnreachableError as away:
        raise CommandFailed(str(away), Exit.REMOTE_UNAVAILABLE) from away
    if as_json:
        rows = [
            {
                "level": one.level,
                "topic": one.topic,
                "subject": one.subject,
                "advice": advice_of(one),
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for one in found if not as_json else ():
        click.echo(line_of(one))
        if advice := advice_of(one):
            click.echo(f"  → {advice}")
    if any(one.level is Level.ERROR for one in found):
        raise SystemExit(int(Exit.FINDINGS))


@provider.command("list", help=say("Montre les éditeurs."))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def list_command(shell: Shell, *, as_json: bool) -> None:
    """Print each provider with its resources and the attributes it may receive."""
    catalogue = shell.runtime().catalogue()
    if as_json:
        rows = [
            {
                "provider": one.id,
                "name": one.name,
                "enabled": one.enabled,
                "valid_until": one.valid_until and one.valid_until.isoformat(),
                "resources": [resource.id for resource in catalogue.of(one.id)],
                "release": [entry.attribute for entry in one.policy.entries],
            }
            for one in catalogue.providers.values()
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in catalogue.providers.values():
        until = f" ({one.valid_until:%Y-%m-%d})" if one.valid_until else ""
        click.echo(f"{one.id} : {one.name}{until}")
        for resource in catalogue.of(one.id):
            click.echo(f"  {resource.id}  {resource.title}")


def _release(text: str, catalogue: AttributeCatalogue) -> tuple[Attribute, str]:
    name, _, purpose = text.partition("=")
    if name not in catalogue or not purpose.strip():
        known = ", ".join(catalogue)
        raise CommandFailed(f"--release {text!r} : ATTR=PURPOSE ({known})", Exit.USAGE)
    return Attribute(name), purpose
