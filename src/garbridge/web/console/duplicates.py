"""Two accounts of one person: listed, shown what a merge would move, then merged, and undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import combinations

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.duplicates import Duplicate, Sign
from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.services.merging import Merged
from garbridge.web.console.acts import SHOWN, redirected, told
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import names_of, row_of
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field


@dataclass(frozen=True, slots=True)
class Account:
    """One of several accounts that may be one person's."""

    id: PersonId
    name: str
    profile: str
    classes: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Accounts that may be one person's, and what they share."""

    signs: tuple[Sign, ...]
    accounts: Sequence[Account]


@console(Act.MERGE)
def affectation_duplicates(desk: Desk) -> Response:
    """List them; nobody is merged by looking."""
    return _listed(desk)


@console(Act.MERGE)
def affectation_merge_preview(desk: Desk) -> Response:
    """Say what would go from one account to the other; nothing is written."""
    both = _both(desk)
    if both is None:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="merge_nothing")
    found = desk.runtime.merging.merge(desk.actor, *both, rehearse=True)
    return _denied(desk, found) if isinstance(found, Denied) else _shown(desk, both, found)


@console(Act.MERGE)
def affectation_merge(desk: Desk) -> Response:
    """Merge, if that still is what the preview said."""
    both = _both(desk)
    if both is None:
        return _listed(desk, status=HTTPStatus.CONFLICT, note="merge_gone")
    done = desk.runtime.merging.merge(
        desk.actor, *both, reason=field("motif"), token=field("jeton")
    )
    if isinstance(done, Denied):
        return _denied(desk, done)
    if done.stale:
        return _shown(desk, both, done, status=HTTPStatus.CONFLICT, note="preview_stale")
    if done.operation is None:
        return _listed(desk, note="merge_done")
    return redirected(desk, "operation", operation=done.operation)


def _denied(desk: Desk, denied: Denied) -> Response:
    if denied.reason is not Denial.NOT_CONFIRMED:
        raise NotFound
    return _listed(desk, status=HTTPStatus.FORBIDDEN, note="preview_confirm")


def _both(desk: Desk) -> tuple[PersonId, PersonId] | None:
    """Return whose account goes and whose is kept, if they may be one person at this school."""
    kept = PersonId(field("reste"))
    others = [PersonId(one) for one in request.form.getlist("compte") if one != kept]
    gone = PersonId(field("part")) or (others[0] if len(others) == 1 else PersonId(""))
    for one in _found(desk):
        if gone != kept and {gone, kept} <= {*one.people}:
            return gone, kept
    return None


def _found(desk: Desk) -> tuple[Duplicate, ...]:
    found = desk.runtime.merging.duplicates(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    return found


def _listed(desk: Desk, *, status: int = 200, note: str = "") -> Response:
    signs: dict[tuple[PersonId, PersonId], list[Sign]] = {}
    for one in _found(desk):
        for pair in combinations(one.people, 2):
            signs.setdefault(pair, []).append(one.sign)
    rows = paged(list(signs.items()), argument("page"))
    pairs = [Pair(tuple(why), _accounts(desk, people)) for people, why in rows.rows]
    return console_page(desk, "duplicates.html", status=status, note=note, rows=rows, pairs=pairs)


def _accounts(desk: Desk, people: Sequence[PersonId]) -> list[Account]:
    now, names = desk.runtime.clock(), names_of(desk, people)
    found: list[Account] = []
    for name in people:
        person = desk.runtime.directory.person(name)
        row = row_of(person, desk.uai, now) if person else None
        found.append(
            Account(
                name,
                names[name],
                row.profile if row else "",
                row.classes if row else "",
                bool(row and row.is_there),
            )
        )
    return found


def _shown(
    desk: Desk,
    both: tuple[PersonId, PersonId],
    found: Merged,
    *,
    status: int = 200,
    note: str = "",
) -> Response:
    gone, kept = both
    names = names_of(desk, both)
    goes = sum(one.gives for one in found.movements)
    providers = desk.catalogue.providers
    unknown = [one for one in found.know_gone if one not in found.know_kept]
    return console_page(
        desk,
        "merge_preview.html",
        status=status,
        note=note,
        gone=gone,
        kept=kept,
        names=names,
        token=found.token,
        goes=goes,
        returns=len(found.movements) - 2 * goes,
        moved=[told(desk, one, names) for one in found.movements if one.gives][:SHOWN],
        providers=[providers[one].name if one in providers else one for one in unknown],
    )
