"""The pages somebody reads about themselves: what is sent, one resource, the same in easy text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from flask import Response
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.people import Person
from garbridge.core.permissions import Denied
from garbridge.core.restrictions import Asker, Ending, Restriction
from garbridge.services.own_data import Accesses, Account, accesses
from garbridge.web.console.paging import paged
from garbridge.web.console.saying import Saying
from garbridge.web.incoming import argument
from garbridge.web.own_data.door import Reader, own, own_page
from garbridge.web.own_data.rows import (
    easy_label,
    rights_of,
    said_names,
    said_rows,
    said_stop,
    said_terms,
    said_turns,
)
from garbridge.wiring import history_service, own_data_service, restricting_service
from garbridge.wiring.national_shelf import national_shelf

MOST_TILES: Final = 500
"""Resources that are looked at for the easy text, which has no pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One resource of the list: what is sent, or why nothing is."""

    title: str
    publisher: str
    school: str
    url: str
    names: str
    stopped: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection as the person reads it: what stands, its answer, those that ended."""

    stands: Markup | None
    answer: Markup | None
    is_own: bool
    past: tuple[Markup, ...]


@own
def donnees(reader: Reader) -> Response:
    """List what is on the shelf, and what of it is sent."""
    service = own_data_service(reader.runtime)
    person = reader.person
    shelf = paged(() if person is None else service.tiles(person), argument("page"))
    found = () if person is None else service.accounts(person, shelf.rows)
    return own_page(
        reader,
        "list.html",
        lines=[_line(reader, one) for one in found],
        shelf=shelf,
        state=_state(person, shelf.total),
        national=national_shelf(reader.runtime) is not None,
        shared=reader.runtime.config.shared_sector is not None,
        rights=rights_of(reader.runtime.config),
    )


@own
def donnees_simple(reader: Reader) -> Response:
    """Say the same in easy text: each publisher once, with all that it receives."""
    service, person = own_data_service(reader.runtime), reader.person
    tiles = () if person is None else service.tiles(person)[:MOST_TILES]
    told: dict[str, dict[str, None]] = {}
    for one in () if person is None else service.accounts(person, tiles):
        if one.refused is None:
            sent = [row for row in one.rows if row.is_sent]
            labels = [easy_label(reader.t, row.attribute, row.label) for row in sent]
            told.setdefault(one.provider.name, {}).update(dict.fromkeys(labels))
    return own_page(
        reader,
        "simple.html",
        told={name: list(labels) for name, labels in sorted(told.items())},
        officer=reader.runtime.config.responsibility.officer,
    )


@own
def donnees_resource(reader: Reader, key: str) -> Response:
    """Show one resource through one school, row by row."""
    account = account_of(reader, key)
    zone, now = reader.runtime.config.zone, reader.runtime.clock()
    opened = opened_by(reader)
    place = (account.tile.school, account.tile.resource.id)
    return own_page(
        reader,
        "resource.html",
        account=account,
        key=key,
        school=reader.school(account.tile.school),
        rows=said_rows(reader.t, account.rows, now, zone),
        stopped=said_stop(reader.t, account, zone),
        turns=said_turns(reader.t, account.turns, account.provider.policy.catalogue, zone),
        begun=None if account.since is None else reader.t.day(account.since, zone),
        opened=None if opened is None else _opened(reader.t, opened.get(place), zone),
        terms=said_terms(reader.t, account.provider.terms),
        objection=objection(reader, account.tile.resource.id),
        done=argument("fait"),
        rights=rights_of(reader.runtime.config),
    )


def account_of(reader: Reader, key: str) -> Account:
    """Return what has *key* on the reader's shelf.

    Raises:
        NotFound: nothing has; what is on the shelf of others is answered alike.
    """
    person = reader.person
    found = None if person is None else own_data_service(reader.runtime).account(person, key)
    if found is None:
        raise NotFound
    return found


def opened_by(reader: Reader) -> Mapping[tuple[str | None, str | None], Accesses] | None:
    """Return what the reader opened, by school and resource; ``None`` where they ask too often."""
    runtime = reader.runtime
    if not reader.bridge.traces.allows(reader.who.person, runtime.clock()):
        return None
    found = history_service(runtime).launches(reader.actor, reader.who.person)
    counted = accesses(() if isinstance(found, Denied) else found)
    return {(school, resource): one for (school, resource), one in counted.items()}


def objection(reader: Reader, resource: ResourceId) -> Objection:
    """Return what the reader, or somebody for them, objected to about *resource*."""
    service = restricting_service(reader.runtime)
    listed = service.objections(reader.actor, person=PersonId(reader.who.person))
    found = (
        [] if isinstance(listed, Denied) else [one for one in listed if one.resource == resource]
    )
    t, zone = reader.t, reader.runtime.config.zone
    standing = next((one for one in found if one.stands), None)
    return Objection(
        stands=None if standing is None else _stands(t, standing, zone),
        answer=None if standing is None else _answer(t, standing, zone),
        is_own=standing is not None and standing.asked_by is Asker.PERSON,
        past=tuple(_past(t, one, zone) for one in found if not one.stands),
    )


def instead_of(reader: Reader, account: Account) -> str:
    """Return what is to be used in the place of a resource, or an empty text."""
    objected = Refused(Refusal.OBJECTED)
    tile = account.tile
    return reader.runtime.access.instead(objected, tile.resource, tile.school)


def _line(reader: Reader, one: Account) -> Line:
    return Line(
        title=one.tile.resource.title,
        publisher=one.provider.name,
        school=reader.school(one.tile.school),
        url=reader.link("donnees_resource", key=one.tile.key),
        names=said_names(reader.t, one.rows),
        stopped=said_stop(reader.t, one, reader.runtime.config.zone),
    )


def _state(person: Person | None, tiles: int) -> str:
    """Return the name of the text that says why the list is empty, or an empty one."""
    if person is None:
        return "unknown"
    if not person.memberships:
        return "no_school"
    return "" if tiles else "none"


def _opened(t: Saying, found: Accesses | None, zone: tzinfo) -> Markup:
    if found is None:
        return t("accesses_none")
    return t("accesses_some", n=found.number, when=t.moment(found.last, zone))


def _stands(t: Saying, one: Restriction, zone: tzinfo) -> Markup:
    names = {Asker.PERSON: "objected", Asker.FAMILY: "objected_family"}
    return t(names.get(one.asked_by, "objected_school"), day=t.day(one.recorded.at, zone))


def _answer(t: Saying, one: Restriction, zone: tzinfo) -> Markup:
    if one.answer is None:
        return t("objected_waits")
    return t("objected_answer", day=t.day(one.answer.at, zone), text=one.answer.text)


def _past(t: Saying, one: Restriction, zone: tzinfo) -> Markup:
    ended = one.end or one.recorded
    day, end = t.day(one.recorded.at, zone), t.day(ended.at, zone)
    if one.ending is Ending.REJECTED:
        return t("past_rejected", day=day, end=end, text=ended.text)
    return t("past_withdrawn", day=day, end=end)
