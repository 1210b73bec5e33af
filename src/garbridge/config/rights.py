"""``[rights]`` of ``garbridge.toml``: what people who exercise theirs are told."""

from garbridge.config.tables import Table
from garbridge.core.contacts import SILENT, Contacts
from garbridge.core.departures import DELETION_DAYS
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.texts import is_text
from garbridge.errors import ValueRefusedError

_MOST_DAYS = 366


def read_rights(top: Table) -> tuple[Contacts, int]:
    """Return whom to ask, and how many days a provider has to delete, by ``[rights]`` of *top*.

    Nobody, and three months, where it is silent.
    """
    table = top.table("rights")
    if table is None:
        return SILENT, DELETION_DAYS
    schools: dict[SchoolId, str] = {}
    named = table.table("schools")
    for key in named.values if named else ():
        text = one_line(named, key) if named else ""
        try:
            schools[parse_school_id(key)] = text
        except ValueRefusedError as refused:
            table.problem("schools", str(refused))
    contacts = Contacts(one_line(table, "contact"), schools)
    if named is not None:
        named.finish()
    days = table.number("deletion_days", DELETION_DAYS, _MOST_DAYS)
    table.finish()
    return contacts, days


def one_line(table: Table, key: str) -> str:
    """Return a text that pages show, empty where it is absent."""
    text = table.text(key, "")
    if not is_text(text):
        table.problem(key, "must be one line")
    return text
