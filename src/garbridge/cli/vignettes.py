"""``garbridge vignettes``: the portal's copies of pictures, kept fresh and told of."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import english, say
from garbridge.cli.outcome import Exit
from garbridge.core.jobs import REJECTED, Job
from garbridge.core.vignettes import PictureFault, Vignette
from garbridge.services.vignettes import Copied, CopyOutcome
from garbridge.wiring import picture_source, vignette_service

_OUTCOMES: Mapping[CopyOutcome, tuple[str, str]] = MappingProxyType(
    {
        CopyOutcome.NEW: ("nouvelles", "new"),
        CopyOutcome.SAME: ("inchangées", "unchanged"),
        CopyOutcome.FAILED: ("échouées", "failed"),
        CopyOutcome.DROPPED: ("retirées", "dropped"),
    }
)
_FAULTS: Mapping[PictureFault, tuple[str, str]] = MappingProxyType(
    {
        PictureFault.UNREACHABLE: ("injoignable", "unreachable"),
        PictureFault.PRIVATE: ("adresse qui n’est pas publique", "not a public address"),
        PictureFault.STATUS: ("la réponse n’est pas une image", "the answer is no picture"),
        PictureFault.GONE: ("l’éditeur l’a retirée", "the publisher took it away"),
        PictureFault.TOO_LARGE: ("plus de 512 ko", "more than 512 kB"),
        PictureFault.KIND: ("ni PNG, ni JPEG, ni WebP fixe", "no still PNG, JPEG or WebP"),
        PictureFault.DIMENSIONS: ("dimensions refusées", "dimensions refused"),
    }
)
_AWAY: Final = frozenset({PictureFault.UNREACHABLE})


@click.group("vignettes", help=say("Les copies des vignettes.", "Copies of vignettes."))
def vignettes() -> None:
    """Group the commands about vignettes."""


@vignettes.command(
    "refresh",
    help=say(
        "Relit les vignettes chez les éditeurs autorisés, et garde ce qui est sûr.",
        "Reads the vignettes of allowed publishers again, and keeps what is safe.",
    ),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
@run_of(Job.VIGNETTES_REFRESH)
def refresh_command(shell: Shell, *, as_json: bool) -> None:
    """Compare each copy with its address; a copy stays where that fails.

    Exits 1 where something was not taken, 4 where nobody could be reached at all.
    """
    runtime = shell.runtime()
    source = picture_source(runtime.config)
    done = list(vignette_service(runtime).refresh(source))
    failed = [one for one in done if one.outcome is CopyOutcome.FAILED]
    counts = Counter(one.outcome for one in done if one.outcome is not CopyOutcome.FAILED)
    figures = {one.value: counts[one] for one in counts}
    counted(**figures, **({REJECTED: len(failed)} if failed else {}))
    if as_json:
        click.echo(json.dumps([_copied(one) for one in done], ensure_ascii=False, indent=2))
    else:
        for one in failed:
            click.echo(_failed(one), err=True)
        for outcome, names in _OUTCOMES.items():
            number = len(failed) if outcome is CopyOutcome.FAILED else counts[outcome]
            click.echo(f"{say(*names)} : {number}")
        if not runtime.config.vignettes.hosts:
            click.echo(say("aucun hôte dans [vignettes]", "no host in [vignettes]"), err=True)
    asked = [one for one in done if one.outcome is not CopyOutcome.DROPPED]
    if failed and all(one.fault in _AWAY for one in asked):
        raise SystemExit(int(Exit.REMOTE_UNAVAILABLE))
    if failed:
        raise SystemExit(int(Exit.FINDINGS))


@vignettes.command(
    "status",
    help=say("Dit de quand date chaque copie.", "Tells how old each copy is."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print each address, its copy and what failed; exit 1 where a copy is older than a week."""
    runtime = shell.runtime()
    now, found = runtime.clock(), vignette_service(runtime).everything()
    if as_json:
        documents = [_document(one, now) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    for one in found if not as_json else ():
        click.echo(_line(one, now))
    if any(one.is_stale(now) for one in found):
        raise SystemExit(int(Exit.FINDINGS))


def _failed(one: Copied) -> str:
    why = "" if one.fault is None else _FAULTS[one.fault][int(english())]
    kept = "" if one.since is None else say(" ; copie du {}", "; copy of {}").format(_at(one.since))
    return f"{one.address} : {why}{kept}"


def _line(one: Vignette, now: datetime) -> str:
    none = say("pas de copie", "no copy")
    words = [one.address, none if one.checked is None else _at(one.checked)]
    if one.is_stale(now):
        words.append(say("ANCIENNE", "STALE"))
    if one.fault is not None:
        words.append(_FAULTS[one.fault][int(english())])
    return " ; ".join(words)


def _at(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _copied(one: Copied) -> dict[str, object]:
    return {
        "address": one.address,
        "outcome": one.outcome.value,
        "fault": None if one.fault is None else one.fault.value,
        "copy_of": None if one.since is None else _at(one.since),
    }


def _document(one: Vignette, now: datetime) -> dict[str, object]:
    return {
        "address": one.address,
        "digest": one.digest or None,
        "checked": None if one.checked is None else _at(one.checked),
        "listed": None if one.listed is None else _at(one.listed),
        "stale": one.is_stale(now),
        "fault": None if one.fault is None else one.fault.value,
    }
