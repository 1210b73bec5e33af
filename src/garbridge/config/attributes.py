"""``[attributes.NAME]`` of ``garbridge.toml``: attributes of the portal's own."""

from garbridge.config.tables import Table, member
from garbridge.core.attributes import (
    Attribute,
    AttributeCatalogue,
    AttributeFacts,
    AttributeType,
    Sensitivity,
    parse_own_attribute,
    with_own,
)
from garbridge.errors import ValueRefusedError


def read_catalogue(top: Table) -> AttributeCatalogue:
    """Return GAR's attributes and those of *top*; what is wrong with them is noted.

    One with a mistake is in the catalogue all the same, so that a policy that names it is not
    refused for a mistake it has not.
    """
    tables = top.table("attributes")
    own: dict[Attribute, AttributeFacts] = {}
    for name in () if tables is None else tables.values:
        table = tables.table(name) if tables is not None else None
        try:
            attribute = parse_own_attribute(name)
        except ValueRefusedError as refused:
            top.problem(f"attributes.{name}", str(refused))
        else:
            own[attribute] = _facts(table)
    return with_own(own)


def _facts(table: Table | None) -> AttributeFacts:
    """Return what *table* says; nothing said is the most careful there is."""
    if table is None:
        return AttributeFacts("", AttributeType.CODE, Sensitivity.DIRECT, staff_only=True)
    label = table.text("label")
    kind = table.parsed("type", member(AttributeType), AttributeType.CODE.value)
    if kind is AttributeType.IDENTIFIER:
        table.problem("type", "the only identifier is IDO: another would tell a person at sight")
    sensitivity = table.parsed("sensitivity", member(Sensitivity))
    staff_only = table.flag("staff_only", default=False)
    table.finish()
    return AttributeFacts(
        label,
        kind or AttributeType.CODE,
        sensitivity or Sensitivity.DIRECT,
        staff_only=staff_only,
        several=True,
    )
