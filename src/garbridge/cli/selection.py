"""The options that say what, where and for whom."""

from collections.abc import Callable
from datetime import tzinfo
from functools import reduce
from pathlib import Path
from typing import Any, Final, TypedDict, TypeVar

import click

from garbridge.cli.instants import day_of
from garbridge.cli.language import say
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import (
    ResourceId,
    parse_person_id,
    parse_resource_id,
    parse_school_id,
)
from garbridge.core.operations import OperationKind
from garbridge.core.people import GroupKind, Profile
from garbridge.core.texts import require_code
from garbridge.errors import ImportRefusedError, ValueRefusedError
from garbridge.services.selecting import Request

T = TypeVar("T")

_NATIONAL: Final = "national_"


class Populations(TypedDict):
    """The values of the options that name resources, schools and populations."""

    resource: tuple[str, ...]
    school: tuple[str, ...]
    division: tuple[str, ...]
    group: tuple[str, ...]
    level: tuple[str, ...]
    subject: tuple[str, ...]
    profile: tuple[str, ...]
    everybody: bool


class Selected(Populations):
    """The values of all options, as click passes them."""

    person: tuple[str, ...]
    people: Path | None
    at: str | None


_WHERE: Final = (
    click.option(
        "--resource",
        multiple=True,
        required=True,
        metavar="ARK|@FILE",
        help=say("@FICHIER : un ARK par ligne"),
    ),
    click.option("--school", multiple=True, required=True, metavar="UAI"),
)
_PEOPLE: Final = (
    click.option("--person", multiple=True, metavar="ID"),
    click.option(
        "--list",
        "people",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help=say("fichier d’identifiants, un par ligne"),
    ),
)
_POPULATIONS: Final = (
    click.option("--division", multiple=True, metavar="CODE", help=say("classe")),
    click.option("--group", multiple=True, metavar="CODE", help=say("groupe")),
    click.option("--level", multiple=True, metavar="MEF", help=say("niveau")),
    click.option("--subject", multiple=True, metavar="CODE", help=say("matière")),
    click.option(
        "--profile",
        multiple=True,
        metavar="elv|ens|doc|dir|evs|eta|col",
        help=say("seul, ou pour réduire ce qui précède"),
    ),
    click.option(
        "--everybody",
        is_flag=True,
        help=say("tout l’établissement"),
    ),
)
_AT: Final = click.option(
    "--at",
    metavar="ISO",
    help=say("à partir de ce jour (défaut : maintenant)"),
)


def selection(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all options to *command*."""
    options = (*_WHERE, *_PEOPLE, *_POPULATIONS, _AT)
    return reduce(lambda made, option: option(made), reversed(options), command)


def population_selection(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name resources, schools and populations to *command*."""
    options = (*_WHERE, *_POPULATIONS)
    return reduce(lambda made, option: option(made), reversed(options), command)


def request_of(
    kind: OperationKind, selected: Selected, zone: tzinfo, problems: list[str] | None = None
) -> Request:
    """Return what the options ask for.

    Args:
        kind: What is to be done.
        selected: The options.
        zone: Whose days are meant.
        problems: Takes the lines of the list that are no identifiers; ``None`` refuses the list.

    Raises:
        ValueRefusedError: a value has not the form it must have, or nobody is named.
        ImportRefusedError: lines of the list are not identifiers; all are told.
    """
    listed = selected["people"]
    people = [parse_person_id(text) for text in selected["person"]]
    people += read_list(listed, parse_person_id, problems) if listed else []
    populations = populations_of(selected)
    if not people and not populations:
        raise ValueRefusedError("selection", None, "--person, --list, --division … or --everybody")
    return Request(
        kind=kind,
        schools=tuple(map(parse_school_id, selected["school"])),
        resources=resources_of(selected),
        people=tuple(people),
        populations=populations,
        at=day_of(selected["at"], zone),
    )


def populations_of(selected: Populations) -> tuple[Population, ...]:
    """Return the populations that the options name.

    Raises:
        ValueRefusedError: a profile is none, or a code no text.
    """
    profiles = [_profile(text) for text in selected["profile"]]
    kinds = (
        (GroupKind.DIVISION, selected["division"]),
        (GroupKind.GROUP, selected["group"]),
        (GroupKind.LEVEL, selected["level"]),
        (GroupKind.SUBJECT, selected["subject"]),
    )
    named = [(kind, require_code(kind, code)) for kind, codes in kinds for code in codes]
    narrowed: list[Profile | None] = [*profiles] or [None]
    found = [Population(profile, kind, code) for kind, code in named for profile in narrowed]
    if not named:
        found += [Population(profile) for profile in profiles]
    if selected["everybody"]:
        found += [Population(profile) for profile in narrowed]
    return tuple(dict.fromkeys(found))


def resources_of(selected: Populations) -> tuple[ResourceId, ...]:
    """Return the resources that the options name; ``@FILE`` is those in a file, one a line.

    Raises:
        ValueRefusedError: one is no ARK.
        ImportRefusedError: lines of a file are none; all are told.
    """
    found: list[ResourceId] = []
    for text in selected["resource"]:
        if text.startswith("@"):
            found += read_list(Path(text[1:]), parse_resource_id)
        else:
            found.append(parse_resource_id(text))
    return tuple(dict.fromkeys(found))


def read_list(file: Path, parse: Callable[[str], T], problems: list[str] | None = None) -> list[T]:
    """Return the identifiers in *file*, one a line; empty lines are left out.

    Lines that are none are added to *problems*, each with its number.

    Raises:
        ImportRefusedError: there are some, and no list of *problems* to take them.
    """
    found: list[T] = []
    wrong: list[str] = []
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        unreadable = say("ne peut pas être lu en UTF-8")
        raise ImportRefusedError([f"{file.name} : {unreadable}"]) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(parse(line.strip()))
        except ValueRefusedError:
            place = say("{name}, ligne {number}", name=file.name, number=number)
            wrong.append(f"{place} : " + say("n’est pas un identifiant"))
    if wrong and problems is None:
        raise ImportRefusedError(wrong)
    (problems if problems is not None else []).extend(wrong)
    return found


def _profile(text: str) -> Profile:
    try:
        return Profile(text.lower().removeprefix(_NATIONAL))
    except ValueError:
        expected = ", ".join(profile.value for profile in Profile)
        raise ValueRefusedError("profile", text, expected) from None
