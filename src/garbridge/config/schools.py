"""``[schools]``: openings, switches, labels and contacts, for every school and for some."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from garbridge.config.tables import Table
from garbridge.core.days import first_of
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.owners import Owner
from garbridge.core.schools import ALL_OPEN, Function, SchoolBook, SchoolRule
from garbridge.core.texts import is_text
from garbridge.errors import ValueRefusedError

_OWN: Final = frozenset({"open", "opens", "mediacentre", "contacts", *Function})
"""Keys of ``[schools]`` itself; every other one is a school."""
_OPEN: Final = {"all": True, "listed": False}
_MOST_LABEL: Final = 80
_MOST_CONTACT: Final = 300
_ASKED: Final = tuple(owner for owner in Owner if owner is not Owner.PERSON)
"""Whom somebody can be sent to."""


def read_schools(top: Table, zone: tzinfo) -> SchoolBook:
    """Return the rules of *top*, a whole file; every school is open where it is silent.

    A school that has a table inherits what the table does not say, but not that it is shut: to be
    listed is to be open.  An opening is the beginning of its day in *zone*.
    """
    table = top.table("schools")
    if table is None:
        return ALL_OPEN
    is_open = table.parsed("open", _is_open, "all") is True
    others = _rule(table, SchoolRule(), zone, is_open=is_open)
    schools: dict[SchoolId, SchoolRule] = {}
    for key in table.values:
        own = None if key in _OWN else table.table(key)
        if own is None:
            continue
        try:
            school = parse_school_id(key)
        except ValueRefusedError as refused:
            table.problem(key, str(refused))
            continue
        if school in schools:
            table.problem(key, f"{school} has a table already")
        schools[school] = _own_rule(own, others, zone)
    table.finish()
    return SchoolBook(others, schools)


def _is_open(text: str) -> bool:
    if text not in _OPEN:
        raise ValueRefusedError("opening", text, '"all" or "listed"')
    return _OPEN[text]


def _own_rule(table: Table, others: SchoolRule, zone: tzinfo) -> SchoolRule:
    rule = _rule(
        table,
        others,
        zone,
        is_open=table.flag("open", default=True),
        name=_label(table, "name", "", _MOST_LABEL),
        degree=table.number("degree", 0, 2) if "degree" in table.values else None,
        is_training=table.flag("training", default=False),
    )
    table.finish()
    return rule


def _rule(
    table: Table,
    others: SchoolRule,
    zone: tzinfo,
    *,
    is_open: bool,
    name: str = "",
    degree: int | None = None,
    is_training: bool = False,
) -> SchoolRule:
    day = table.day("opens")
    switches = {one: table.flag(one, default=one not in others.off) for one in Function}
    return SchoolRule(
        is_open=is_open,
        opens=others.opens if day is None else first_of(day, zone),
        name=name,
        mediacentre=_label(table, "mediacentre", others.mediacentre, _MOST_LABEL),
        degree=degree,
        off=frozenset(one for one, is_on in switches.items() if not is_on),
        contacts={**others.contacts, **_contacts(table)},
        is_training=is_training,
    )


def _contacts(table: Table) -> Mapping[Owner, str]:
    stated = table.table("contacts")
    if stated is None:
        return {}
    found: dict[Owner, str] = {
        owner: _label(stated, owner, "", _MOST_CONTACT)
        for owner in _ASKED
        if owner.value in stated.values
    }
    stated.finish()
    return found


def _label(table: Table, key: str, default: str, most: int) -> str:
    text = table.text(key, default).strip()
    if not is_text(text) or len(text) > most:
        table.problem(key, f"must be one line of at most {most} characters")
        return ""
    return text
