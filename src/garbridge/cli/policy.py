"""``garbridge policy``: what each provider may learn, read, doubted and compared."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.learning import print_exposed
from garbridge.cli.outcome import Exit
from garbridge.cli.policy_lines import (
    advice,
    change_document,
    change_line,
    entry_line,
    placed_document,
    restated_document,
    restated_line,
    terms_line,
)
from garbridge.config import ProviderFile, described
from garbridge.core.identifiers import parse_provider_id, parse_school_id
from garbridge.core.policy_diff import Direction, compare, policies
from garbridge.core.policy_restated import Restated, restated
from garbridge.errors import ValueRefusedError
from garbridge.wiring import (
    exposure_service,
    lint_policies,
    policy_files,
    reach_service,
    system_clock,
)

_JSON = click.option("--json", "as_json", is_flag=True)


@click.group("policy", help=say("Les politiques de transmission."))
def policy() -> None:
    """Group the commands about release policies."""


@policy.command("lint", help=say("Cherche ce qui est douteux."))
@_JSON
@with_shell
def lint(shell: Shell, *, as_json: bool) -> None:
    """Print each finding with its file, line and advice; end with 1 if there is one."""
    found = lint_policies(shell.config(), shell.file, now=system_clock())
    if as_json:
        rows = [placed_document(one) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not found:
        click.echo(say("rien à signaler"))
    for one in [] if as_json else found:
        finding = one.finding
        key = f" : {finding.key}" if finding.key else ""
        click.echo(f"{finding.file}:{one.line}{key} : {advice(finding)} [{finding.rule}]")
    if found:
        raise click.exceptions.Exit(Exit.FINDINGS)


@policy.command(
    "diff",
    help=say("Dit qui apprend plus ou moins."),
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--population",
    is_flag=True,
    help=say("compte les personnes et les écoles"),
)
@click.option(
    "--no-widening",
    is_flag=True,
    help=say("échoue dès que plus est transmis"),
)
@_JSON
@with_shell
def diff(
    shell: Shell, old: Path, new: Path, *, population: bool, no_widening: bool, as_json: bool
) -> None:
    """Compare two folders of providers, or two files, and end with 1 where a change is at fault.

    At fault is what tells more, or for another reason, without a purpose or without having been
    validated anew.
    """
    config = shell.config()
    states = [policy_files(config, path) for path in (old, new)]
    before, after = [policies((one.provider, one.resources) for one in state) for state in states]
    changes = list(compare(before, after))
    otherwise = list(_restated(*states))
    reach = None
    if population:
        owned = {
            name: [one.id for state in (before, after) for one in state.resources_of(name)]
            for name in before.of.keys() | after.of.keys()
        }
        reach = reach_service(shell.runtime()).reach(owned)
    if as_json:
        rows = [change_document(one, reach) for one in changes]
        rows += [restated_document(one) for one in otherwise]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        lines = [change_line(one, reach, config) for one in changes]
        lines += [restated_line(one) for one in otherwise]
        click.echo("\n".join(lines) or say("rien ne change"))
    wider = no_widening and any(one.direction is Direction.MORE for one in changes)
    at_fault = [one.faults for one in changes] + [one.faults for one in otherwise]
    if wider or any(at_fault):
        raise click.exceptions.Exit(Exit.FINDINGS)


def _restated(old: Iterable[ProviderFile], new: Iterable[ProviderFile]) -> Iterator[Restated]:
    """Yield what is said otherwise of each provider that both states have."""
    before = {file.provider.id: described(file) for file in old}
    for file in new:
        if file.provider.id in before:
            yield from restated(before[file.provider.id], described(file))


@policy.command(
    "exposure",
    help=say("Dit combien de personnes se distinguent par ce qui est transmis."),
)
@click.option("--school", "schools", metavar="UAI", multiple=True)
@_JSON
@with_shell
def exposure(shell: Shell, schools: tuple[str, ...], *, as_json: bool) -> None:
    """Print for each provider, and each two of them, how many are alone in their tuple."""
    named = [parse_school_id(school) for school in schools]
    print_exposed(exposure_service(shell.runtime()).expose(named or None), as_json=as_json)


@policy.command("list", help=say("Montre les politiques."))
@_JSON
@with_shell
def list_policies(shell: Shell, *, as_json: bool) -> None:
    """Print each provider with the version of its policy."""
    config = shell.config()
    providers = [file.provider for file in policy_files(config, config.providers)]
    rows = [
        {
            "provider": one.id,
            "name": one.name,
            "version": one.version,
            "attributes": list(one.policy.by_attribute),
        }
        for one in providers
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    nothing = say("rien que l’identifiant opaque")
    nobody = say("rien qui dise qui revient")
    for one in providers:
        named = ", ".join(one.policy.by_attribute) or (nobody if one.anonymous else nothing)
        click.echo(f"{one.version}  {one.id} : {named}")


@policy.command("show", help=say("Montre une politique."))
@click.argument("provider", metavar=say("ÉDITEUR"))
@_JSON
@with_shell
def show(shell: Shell, provider: str, *, as_json: bool) -> None:
    """Print what one provider may learn, of whom, why and on which terms."""
    config = shell.config()
    files = {file.provider.id: file for file in policy_files(config, config.providers)}
    file = files.get(parse_provider_id(provider))
    if file is None:
        raise ValueRefusedError("provider", provider, ", ".join(files))
    found = file.provider
    if as_json:
        document = {"version": found.version, **found.document}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.name} ({found.id}) — {found.version}")
    click.echo(terms_line(found.terms))
    for entry in found.policy.entries:
        click.echo(f"  {entry_line(entry, config)}")
