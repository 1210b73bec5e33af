"""``garbridge departures``: what providers are told of people who left, and what they answer."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import allowed
from garbridge.cli.identifiers import is_kept
from garbridge.cli.language import say
from garbridge.cli.ledger import refuse_busy
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.private_files import replace_private
from garbridge.core.departures import Notice
from garbridge.core.identifiers import ProviderId, parse_provider_id
from garbridge.core.permissions import OPERATOR
from garbridge.services.departing import TooMany
from garbridge.services.feed import PAGE, Limiter
from garbridge.services.sealing import Busy
from garbridge.wiring import Runtime, departing_service, feed_line, feed_service

_STANDARD_OUTPUT: Final = Path("-")
_COLUMNS: Final = ("number", "kind", "identifier", "date", "due")
_PROVIDER = click.option("--provider", "named", required=True, metavar=say("ÉDITEUR"))
_SINCE = click.option("--since", type=click.IntRange(0), default=0, show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group(
    "departures",
    help=say("Ce que les éditeurs apprennent des départs."),
)
def departures() -> None:
    """Group the commands about people who left."""


@departures.command(
    "collect",
    help=say("Relève départs et retours, chaque nuit."),
)
@click.option(
    "--accept-many",
    is_flag=True,
    help=say("même si plus de la moitié part"),
)
@with_shell
def collect(shell: Shell, *, accept_many: bool) -> None:
    """Add to the feeds; exit 5, and nothing told, where more than half would have left."""
    done = departing_service(shell.runtime()).collect(accept_many=accept_many)
    if isinstance(done, Busy):
        refuse_busy()
    if isinstance(done, TooMany):
        many = f"{done.departing}/{done.known}"
        told = say(
            "{many} personnes seraient parties à la fois : rien n’a été transmis (--accept-many)",
            many=many,
        )
        raise CommandFailed(told, Exit.REFUSED)
    click.echo(
        say(
            "{departures} départ(s), {returns} retour(s)",
            departures=done.departures,
            returns=done.returns,
        )
    )


@departures.command("export", help=say("Écrit le flux d’un éditeur (CSV)."))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER")
@_PROVIDER
@_SINCE
@_JSON
@with_shell
def export(shell: Shell, target: Path, named: str, since: int, *, as_json: bool) -> None:
    """Write it for a provider that does not ask for it; ``-`` is standard output.

    A file of an earlier night is replaced as a whole, for its owner only, or stays as it was.
    """
    runtime = shell.runtime()
    found = [feed_line(one, runtime) for one in _feed(runtime, _known(runtime, named), since)]
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n" if as_json else _table(found)
    if target == _STANDARD_OUTPUT:
        click.echo(text, nl=False)
    else:
        replace_private(target, text)


@departures.command(
    "acknowledge",
    help=say("Note qu’un éditeur a supprimé."),
)
@_PROVIDER
@click.option("--identifier", "identifiers", multiple=True, metavar="ID")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("un identifiant par ligne"),
)
@click.option("--reason", required=True, metavar="TEXT", help=say("comment il l’a dit"))
@with_shell
def acknowledge(
    shell: Shell, named: str, identifiers: tuple[str, ...], file: Path | None, *, reason: str
) -> None:
    """Note what a provider answered by mail; exit 1 where it was never told of one."""
    runtime = shell.runtime()
    lines = _listed(file) if file else []
    asked = list(dict.fromkeys((*identifiers, *lines)))
    if not asked:
        need = "--identifier, --file"
        raise CommandFailed(say("Donnez {need}", need=need), Exit.USAGE)
    answer = departing_service(runtime).acknowledge(
        OPERATOR, _known(runtime, named), asked, reason=reason
    )
    done = allowed(answer)
    click.echo(say("{done} suppression(s) notée(s)", done=len(done)))
    unknown = [one for one in asked if one not in set(done)]
    if unknown:
        never = say("jamais annoncé")
        click.echo("\n".join(f"{one} : {never}" for one in unknown), err=True)
        raise SystemExit(Exit.FINDINGS)


@departures.command(
    "overdue",
    help=say("Départs sans réponse dans le délai."),
)
@click.option("--provider", "named", metavar=say("ÉDITEUR"))
@_JSON
@with_shell
def overdue(shell: Shell, named: str | None, *, as_json: bool) -> None:
    """Print them, oldest first; exit 1 where there are any."""
    runtime = shell.runtime()
    provider = parse_provider_id(named) if named else None
    found = departing_service(runtime).overdue(provider)
    lines = [{"provider": one.provider, **feed_line(one, runtime)} for one in found]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    elif lines:
        click.echo("\n".join(_line(one) for one in lines))
    else:
        click.echo(say("aucun retard"))
    if found:
        raise SystemExit(Exit.FINDINGS)


@departures.command("token", help=say("Un jeton pour un éditeur."))
@_PROVIDER
@click.option("--withdraw", is_flag=True, help=say("les retire tous"))
@with_shell
def token(shell: Shell, named: str, *, withdraw: bool) -> None:
    """Print a new token, which is shown this once; or forget all of them."""
    runtime = shell.runtime()
    service = feed_service(runtime, Limiter())
    provider = _known(runtime, named, registered=True) if not withdraw else parse_provider_id(named)
    if not withdraw:
        click.echo(allowed(service.issue(OPERATOR, provider)))
        return
    count = allowed(service.withdraw(OPERATOR, provider))
    click.echo(say("{count} jeton(s) retiré(s)", count=count))


def _table(lines: Iterable[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _listed(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").split()
    except (OSError, UnicodeDecodeError):
        unreadable = say("ne peut pas être lu en UTF-8")
        raise CommandFailed(f"{file} : {unreadable}", Exit.REFUSED) from None


def _feed(runtime: Runtime, provider: ProviderId, since: int) -> Iterable[Notice]:
    store = runtime.stores.departures
    while page := store.notices(provider, after=since, limit=PAGE):
        yield from page
        since = page[-1].number


def _known(runtime: Runtime, named: str, *, registered: bool = False) -> ProviderId:
    provider = parse_provider_id(named)
    stored = not registered and is_kept(runtime, provider)
    if provider not in runtime.catalogue().providers and not stored:
        unknown = say("éditeur non enregistré")
        raise CommandFailed(f"--provider : {unknown}", Exit.USAGE)
    return provider


def _line(one: dict[str, object]) -> str:
    due = say("échéance")
    left = say("parti le")
    return f"{one['provider']} · {one['identifier']} · {left} {one['date']} · {due} {one['due']}"
