"""``[[roles]]`` of ``garbridge.toml``: the roles that no directory states."""

from datetime import date, datetime, tzinfo

from garbridge.config.tables import Table
from garbridge.core.days import end_of, first_of
from garbridge.core.identifiers import PersonId, SchoolId, parse_person_id, parse_school_id
from garbridge.core.permissions import Grant, Reach, Scope, parse_scope
from garbridge.core.roles import TENANT_WIDE, Role
from garbridge.errors import ValueRefusedError

CONFIGURATION = "garbridge.toml"
"""Who gave a grant that the configuration states."""


def read_roles(top: Table, zone: tzinfo) -> tuple[Grant, ...]:
    """Return the grants of *top*, a whole file, one for each person, role and school.

    Heads and *documentalistes* are not written here: the directory states them, and delegates are
    made by their head.  Days are those of *zone*, the last one included.
    """
    grants: list[Grant] = []
    for table in top.tables("roles"):
        grants += _grants(table, zone)
    return tuple(grants)


def _grants(table: Table, zone: tzinfo) -> list[Grant]:
    role = table.parsed("role", _role)
    person = table.parsed("person", parse_person_id)
    schools = _schools(table)
    scope = table.parsed("scope", parse_scope, Reach.ALL.value)
    starts, ends = _window(table, zone)
    reason = table.text("reason", "")
    table.finish()
    if role is None or person is None or scope is None:
        return []
    return [_grant(role, person, school, scope, (starts, ends), reason) for school in schools]


def _grant(  # noqa: PLR0917  # one for each key of the table
    role: Role,
    person: PersonId,
    school: SchoolId | None,
    scope: Scope,
    window: tuple[datetime | None, datetime | None],
    reason: str,
) -> Grant:
    return Grant(
        role=role,
        person=person,
        school=school,
        scope=scope,
        starts=window[0],
        ends=window[1],
        reason=reason,
        given_by=CONFIGURATION,
    )


def _role(text: str) -> Role:
    if text not in TENANT_WIDE:
        raise ValueRefusedError("role", text, ", ".join(r for r in Role if r in TENANT_WIDE))
    return Role(text)


def _schools(table: Table) -> list[SchoolId | None]:
    """Return the schools that are named, or one ``None`` where all are meant, and said so.

    A forgotten key must not give somebody every school.
    """
    named, everywhere = table.texts("schools"), table.flag("everywhere", default=False)
    if everywhere and named is None:
        return [None]
    if everywhere or not named:
        table.problem("schools", "name some schools, or say everywhere = true")
        return []
    found: list[SchoolId | None] = []
    for name in named:
        try:
            found.append(parse_school_id(name))
        except ValueRefusedError as refused:
            table.problem("schools", str(refused))
    return found


def _window(table: Table, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    first, last = table.day("starts"), table.day("ends")
    if first is not None and last is not None and last < first:
        table.problem("ends", "is before starts")
    starts = None if first is None else first_of(first, zone)
    ends = None if last is None or last == date.max else end_of(last, zone)
    return starts, ends
