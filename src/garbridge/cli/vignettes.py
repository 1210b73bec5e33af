"""``garbridge vignettes``: the portal's copies of pictures, kept fresh and told of."""

import json
from collections import Counter
from collections.abc import Container, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.config import Config
from garbridge.core.jobs import REJECTED, Job
from garbridge.core.messages import N_, Message
from garbridge.core.vignettes import HANDED_OVER, PictureFault, Vignette, file_name, handed_over
from garbridge.services.vignettes import Copied, CopyOutcome
from garbridge.wiring import misnamed_pictures, picture_source, vignette_service

_OUTCOMES: Mapping[CopyOutcome, Message] = MappingProxyType(
    {
        CopyOutcome.NEW: N_("nouvelles"),
        CopyOutcome.SAME: N_("inchangées"),
        CopyOutcome.FAILED: N_("échouées"),
        CopyOutcome.DROPPED: N_("retirées"),
    }
)
_FAULTS: Mapping[PictureFault, Message] = MappingProxyType(
    {
        PictureFault.UNREACHABLE: N_("injoignable"),
        PictureFault.PRIVATE: N_("adresse qui n’est pas publique"),
        PictureFault.STATUS: N_("la réponse n’est pas une image"),
        PictureFault.GONE: N_("l’éditeur l’a retirée"),
        PictureFault.TOO_LARGE: N_("plus de 512 ko"),
        PictureFault.KIND: N_("ni PNG, ni JPEG, ni WebP fixe"),
        PictureFault.DIMENSIONS: N_("dimensions refusées"),
    }
)
_AWAY: Final = frozenset({PictureFault.UNREACHABLE})


@click.group("vignettes", help=say("Les copies des vignettes."))
def vignettes() -> None:
    """Group the commands about vignettes."""


@vignettes.command(
    "refresh",
    help=say("Relit les vignettes chez les éditeurs autorisés, et garde ce qui est sûr."),
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
            click.echo(f"{say(names)} : {number}")
        if not runtime.config.vignettes.is_on:
            click.echo(say("aucun hôte dans [vignettes]"), err=True)
    misnamed = _told_misnamed(runtime.config)
    asked = [one for one in done if one.outcome is not CopyOutcome.DROPPED]
    if failed and all(one.fault in _AWAY for one in asked):
        raise SystemExit(int(Exit.REMOTE_UNAVAILABLE))
    if failed or misnamed:
        raise SystemExit(int(Exit.FINDINGS))


@vignettes.command(
    "status",
    help=say("Dit de quand date chaque copie."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print each address, its copy and what failed.

    Exits 1 where a copy is older than a week, or a file of the folder is of no picture.
    """
    runtime = shell.runtime()
    now, found = runtime.clock(), vignette_service(runtime).everything()
    known = {handed_over(resource) for resource in runtime.catalogue().resources}
    if as_json:
        documents = [_document(one, now, known) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    for one in found if not as_json else ():
        click.echo(_line(one, now, known))
    misnamed = _told_misnamed(runtime.config)
    if misnamed or any(one.is_stale(now) for one in found):
        raise SystemExit(int(Exit.FINDINGS))


@vignettes.command(
    "names",
    help=say("Dit sous quel nom chaque image se dépose dans le dossier."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def names_command(shell: Shell, *, as_json: bool) -> None:
    """Print what the file of each resource is called, and where its publisher has a picture."""
    found = sorted(shell.runtime().catalogue().resources.values(), key=lambda one: one.id)
    rows = [(file_name(one.id), one.vignette, one.id) for one in found]
    if as_json:
        names = ("file", "address", "resource")
        documents = [dict(zip(names, row, strict=True)) for row in rows]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    for name, address, _ in rows:
        click.echo(f"{name} ; {address or '–'}")


def _failed(one: Copied) -> str:
    why = "" if one.fault is None else say(_FAULTS[one.fault])
    kept = "" if one.since is None else say(" ; copie du {}").format(_at(one.since))
    return f"{one.address} : {why}{kept}"


def _told_misnamed(config: Config) -> bool:
    """Say which files of the folder are of no picture; return whether there is one."""
    names = misnamed_pictures(config)
    for name in names:
        click.echo(say("{} : nom d’aucune ressource, image laissée de côté").format(name), err=True)
    return bool(names)


def _is_nobodys(one: Vignette, known: Container[str]) -> bool:
    """Say whether it is the file of an ARK that nobody registered: the GAR's, or a slip."""
    return one.address.startswith(HANDED_OVER) and one.address not in known


def _line(one: Vignette, now: datetime, known: Container[str]) -> str:
    none = say("pas de copie")
    words = [one.address, none if one.checked is None else _at(one.checked)]
    if one.is_stale(now):
        words.append(say("ANCIENNE"))
    if _is_nobodys(one, known):
        words.append(say("aucune ressource inscrite de ce nom"))
    if one.fault is not None:
        words.append(say(_FAULTS[one.fault]))
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


def _document(one: Vignette, now: datetime, known: Container[str]) -> dict[str, object]:
    return {
        "address": one.address,
        "digest": one.digest or None,
        "checked": None if one.checked is None else _at(one.checked),
        "listed": None if one.listed is None else _at(one.listed),
        "stale": one.is_stale(now),
        "registered": not _is_nobodys(one, known),
        "fault": None if one.fault is None else one.fault.value,
    }
