"""The journal of a school: who gave what, looked whom up, delegated what, said what follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Summary
from garbridge.core.people import GroupKind
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.years import Said
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import members, names_of
from garbridge.web.console.saying import Saying, saying
from garbridge.web.incoming import argument

LATEST: Final = 500
"""Lines of a journal that are read; older ones are told by the command."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, by whom, what.  ``url`` leads to the operation, empty where there is none."""

    at: datetime
    by: str
    what: Markup
    reason: str
    url: str = ""
    is_undone: bool = False


@console(Act.READ_JOURNAL)
def affectation_journal(desk: Desk) -> Response:
    """List the latest lines, newest first."""
    asked = argument("voir")
    views = [name for name in _READERS if name != "delegations" or desk.may(Act.READ_DELEGATIONS)]
    view = asked if asked in views else views[0]
    lines = paged(_READERS[view](desk), argument("page"))
    names = names_of(desk, [PersonId(one.by) for one in lines.rows if one.by])
    return console_page(
        desk, "journal.html", views=views, view=view, lines=lines, names=names, latest=LATEST
    )


def _operations(desk: Desk) -> list[Line]:
    found = desk.runtime.assigning.journal(desk.actor, desk.uai, limit=LATEST)
    if isinstance(found, Denied):
        raise NotFound
    t = saying()
    return [
        Line(
            one.signed.at,
            one.signed.actor,
            _what(t, one),
            one.signed.reason,
            desk.link("operation", operation=one.signed.id),
            one.undone is not None,
        )
        for one in found
    ]


def _what(t: Saying, one: Summary) -> Markup:
    """Return what was done, and how much: what there was nothing of is left out."""
    counts = (("journal_given", one.given), ("journal_back", one.returned))
    parts = [t(f"did_{one.signed.kind}"), *(t(name, n=n) for name, n in counts if n)]
    return Markup(" · ").join(parts)


def _lookups(desk: Desk) -> list[Line]:
    found = desk.runtime.explaining.journal(desk.actor, desk.uai, limit=LATEST)
    if isinstance(found, Denied):
        return []
    t, names = saying(), names_of(desk, (one.person for one in found))
    titles = {name: resource.title for name, resource in desk.catalogue.resources.items()}
    by_text = {str(name): title for name, title in titles.items()}
    return [
        Line(
            one.at,
            one.by.text,
            t("journal_lookup", who=names[one.person], what=by_text.get(one.about, one.about)),
            one.reason,
        )
        for one in found
    ]


def _delegations(desk: Desk) -> list[Line]:
    found = desk.runtime.delegating.journal(desk.actor, desk.uai, limit=LATEST)
    if isinstance(found, Denied):
        return []
    t, names = saying(), names_of(desk, (one.person for one in found))
    return [
        Line(one.at, one.by.text, t(f"delegation_{one.kind}", who=names[one.person]), one.reason)
        for one in found
    ]


def _maps(desk: Desk) -> list[Line]:
    """List what was said of the maps of the year, by hand, beside the acts of its switch."""
    found = desk.runtime.years.desk.said(desk.actor, desk.uai, limit=LATEST)
    if isinstance(found, Denied):
        return []
    t = saying()
    levels = {
        group.code: group.label or group.code
        for person in members(desk)
        if (place := person.at(desk.uai)) is not None
        for group in place.of_kind(GroupKind.LEVEL)
    }
    return [Line(one.at, one.by, _said(t, one, levels), "") for one in found]


def _said(t: Saying, one: Said, levels: Mapping[str, str]) -> Markup:
    is_level = one.kind is GroupKind.LEVEL

    def name(code: str | None) -> str:
        if code is None:
            return str(t("journal_left" if is_level else "year_class_left"))
        if not code:
            return str(t("year_leaves" if is_level else "year_class_none"))
        return levels.get(code, code) if is_level else code

    return t("journal_said", what=name(one.code), after=name(one.following), before=name(one.was))


_READERS: Final[dict[str, Callable[[Desk], list[Line]]]] = {
    "operations": _operations,
    "consultations": _lookups,
    "delegations": _delegations,
    "year": _maps,
}
