"""What each provider learns about whoever asks: the rows of *Mes données*, for that person alone.

No other origin may ask, and no browser keeps an answer.
"""

from dataclasses import asdict

from garbridge.core.identifiers import SchoolId
from garbridge.core.own_data import OwnRow
from garbridge.services.own_data import Accesses, Account
from garbridge.web.api.answers import NOTHING, Answer, Said
from garbridge.web.api.documents import closed_document, instant
from garbridge.web.api.door import Visit, api
from garbridge.web.api.parameters import LANGUAGE, PAGE
from garbridge.web.console.paging import SIZE, paged
from garbridge.web.incoming import argument
from garbridge.web.own_data.door import Reader, reader_about
from garbridge.web.own_data.pages import opened_by
from garbridge.web.own_data.rows import said_rows, said_stop, said_turns
from garbridge.wiring import own_data_service


@api("GET", takes=PAGE)
def api_own_data(visit: Visit) -> Answer:
    """List what is on the shelf, and what of it is sent: names, and no values."""
    reader = reader_about(visit.bridge, visit.who)
    service, person = own_data_service(reader.runtime), reader.person
    shelf = paged(() if person is None else service.tiles(person), argument("page"))
    found = () if person is None else service.accounts(person, shelf.rows)
    return Said(
        {
            "total": shelf.total,
            "page": shelf.number,
            "pages": shelf.pages,
            "size": SIZE,
            "resources": [_account(reader, one) for one in found],
            "responsibility": asdict(reader.runtime.config.responsibility),
        }
    )


@api("GET", takes=LANGUAGE)
def api_own_data_of(visit: Visit, key: str) -> Answer:
    """Tell one resource through one school row by row: each value that leaves, each that does not.

    What was opened is looked up a few times in a minute only; beyond, nothing is said of it.
    """
    reader = reader_about(visit.bridge, visit.who)
    person = reader.person
    found = None if person is None else own_data_service(reader.runtime).account(person, key)
    if found is None:
        return NOTHING
    zone, now = reader.runtime.config.zone, reader.runtime.clock()
    rows = zip(said_rows(reader.t, found.rows, now, zone), found.rows, strict=True)
    catalogue = found.provider.policy.catalogue
    return Said(
        {
            **_account(reader, found),
            "rows": [
                {
                    "name": said.name,
                    "label": said.label,
                    "sent": said.is_sent,
                    "values": list(said.values),
                    "why": said.why,
                    "basis": said.basis or None,
                    "kept": said.kept or None,
                    "since": _since(row),
                }
                for said, row in rows
            ],
            "since": instant(found.since),
            "changes": [
                one.unescape() for one in said_turns(reader.t, found.turns, catalogue, zone)
            ],
            "accesses": _accesses(reader, found),
        }
    )


def _account(reader: Reader, one: Account) -> dict[str, object]:
    stopped = said_stop(reader.t, one, reader.runtime.config.zone)
    zone, now = reader.runtime.config.zone, reader.runtime.clock()
    sent = [row for row in one.rows if row.is_sent]
    return {
        "key": one.tile.key,
        "title": one.tile.resource.title,
        "provider": one.provider.name,
        "school": {"uai": one.tile.school, "name": reader.school(one.tile.school)},
        "stopped": None if one.refused is None else closed_document(one.refused, stopped or ""),
        "sent": [
            {"name": said.name, "label": said.label}
            for said in said_rows(reader.t, sent, now, zone)
        ],
        "page": reader.link("donnees_resource", key=one.tile.key),
    }


def _since(row: OwnRow) -> str | None:
    return instant(row.since)


def _accesses(reader: Reader, account: Account) -> dict[str, object] | None:
    """Return how often it was opened and when last; ``None`` where they ask too often."""
    opened = opened_by(reader)
    if opened is None:
        return None
    place: tuple[SchoolId, str] = (account.tile.school, account.tile.resource.id)
    found: Accesses | None = opened.get(place)
    return {
        "number": 0 if found is None else found.number,
        "last": None if found is None else instant(found.last),
    }
