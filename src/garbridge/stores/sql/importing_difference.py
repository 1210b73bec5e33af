"""What an export changes in the directory, and how it is applied; the same SQL on both databases.

A full export states who is where *now*:

* somebody who is stated has a membership without an end; one that had ended begins again;
* a membership that is no longer stated ends at the instant of the import, and its groups go;
* people and schools are never removed here: launches and ended memberships still name them
  (removing them for good, and saying so in ``departure``, is a matter of retention);
* a person is marked as changed when anything of theirs changed, a label of a group included.

``put_…`` hold what is new or different, ``gone_…`` what is no longer stated.
"""

from dataclasses import replace
from typing import Final

from garbridge.ports import Change, Difference
from garbridge.stores.sql import importing_queue as queue
from garbridge.stores.sql.importing_sql import Sql

TABLES: Final = (
    """
CREATE TEMP TABLE put_school (school TEXT, name TEXT, degree INTEGER, fresh INTEGER);
CREATE TEMP TABLE put_person (
    person TEXT, family_name TEXT, given_name TEXT, civility TEXT, email TEXT, fresh INTEGER
);
CREATE TEMP TABLE put_membership (person TEXT, school TEXT, profile TEXT, fresh INTEGER);
CREATE TEMP TABLE gone_membership (person TEXT, school TEXT);
CREATE TEMP TABLE put_population (
    school TEXT, kind TEXT, code TEXT, label TEXT, parents TEXT, statistical TEXT, fresh INTEGER
);
CREATE TEMP TABLE gone_population (school TEXT, kind TEXT, code TEXT);
CREATE TEMP TABLE put_belonging (person TEXT, school TEXT, kind TEXT, code TEXT);
CREATE TEMP TABLE gone_belonging (person TEXT, school TEXT, kind TEXT, code TEXT);
CREATE TEMP TABLE put_delegate (school TEXT, person TEXT, email TEXT, fresh INTEGER);
CREATE TEMP TABLE gone_delegate (school TEXT, person TEXT);
CREATE TEMP TABLE touched (person TEXT);
"""
    + queue.TABLE
)

_COMPARE: Final = (
    """
    INSERT INTO put_school
    SELECT w.school, w.name, w.degree, CASE WHEN s.school IS NULL THEN 1 ELSE 0 END AS fresh
    FROM want_school AS w
    LEFT JOIN garbridge_school AS s ON s.tenant = :tenant AND s.school = w.school
    WHERE s.school IS NULL OR s.name <> w.name OR s.degree <> w.degree
    """,
    """
    INSERT INTO put_person
    SELECT w.person, w.family_name, w.given_name, w.civility, w.email,
           CASE WHEN p.person IS NULL THEN 1 ELSE 0 END AS fresh
    FROM want_person AS w
    LEFT JOIN garbridge_person AS p ON p.tenant = :tenant AND p.person = w.person
    WHERE w.kept = 1 AND (
        p.person IS NULL OR p.family_name <> w.family_name OR p.given_name <> w.given_name
        OR p.civility <> w.civility OR p.email <> w.email
    )
    """,
    """
    INSERT INTO put_membership
    SELECT w.person, w.school, w.profile, CASE WHEN m.person IS NULL THEN 1 ELSE 0 END AS fresh
    FROM want_membership AS w
    LEFT JOIN garbridge_membership AS m
        ON m.tenant = :tenant AND m.person = w.person AND m.school = w.school
    WHERE w.profile <> '' AND (
        m.person IS NULL OR m.profile <> w.profile OR m.ends IS NOT NULL
    )
    """,
    """
    INSERT INTO gone_membership
    SELECT m.person, m.school FROM garbridge_membership AS m
    LEFT JOIN want_membership AS w
        ON w.person = m.person AND w.school = m.school AND w.profile <> ''
    WHERE m.tenant = :tenant AND m.ends IS NULL AND w.person IS NULL
    """,
    """
    INSERT INTO put_population
    SELECT w.school, w.kind, w.code, w.label, w.parents, w.statistical,
           CASE WHEN p.code IS NULL THEN 1 ELSE 0 END AS fresh
    FROM want_population AS w
    LEFT JOIN garbridge_population AS p
        ON p.tenant = :tenant AND p.school = w.school AND p.kind = w.kind AND p.code = w.code
    WHERE p.code IS NULL OR p.label <> w.label OR p.parents <> w.parents
        OR p.statistical <> w.statistical
    """,
    """
    INSERT INTO gone_population
    SELECT p.school, p.kind, p.code FROM garbridge_population AS p
    LEFT JOIN want_population AS w
        ON w.school = p.school AND w.kind = p.kind AND w.code = p.code
    WHERE p.tenant = :tenant AND w.code IS NULL
    """,
    """
    INSERT INTO gone_belonging
    SELECT b.person, b.school, b.kind, b.code FROM garbridge_belonging AS b
    LEFT JOIN want_belonging AS w
        ON w.person = b.person AND w.school = b.school AND w.kind = b.kind AND w.code = b.code
    WHERE b.tenant = :tenant AND w.code IS NULL
    """,
    """
    INSERT INTO put_delegate
    SELECT w.school, w.person, w.email, CASE WHEN d.person IS NULL THEN 1 ELSE 0 END AS fresh
    FROM want_delegate AS w
    LEFT JOIN garbridge_delegate AS d
        ON d.tenant = :tenant AND d.school = w.school AND d.person = w.person
    WHERE d.person IS NULL OR d.email <> w.email
    """,
    """
    INSERT INTO gone_delegate
    SELECT d.school, d.person FROM garbridge_delegate AS d
    LEFT JOIN want_delegate AS w ON w.school = d.school AND w.person = d.person
    WHERE d.tenant = :tenant AND w.person IS NULL
    """,
)
_ALL_NEW: Final = (
    "DROP TABLE put_belonging",
    "CREATE TEMP VIEW put_belonging AS SELECT person, school, kind, code FROM want_belonging",
)
"""Into an empty directory everything is new: it need not be looked up, or copied."""
_SOME_NEW: Final = (
    """
    INSERT INTO put_belonging
    SELECT w.person, w.school, w.kind, w.code FROM want_belonging AS w
    LEFT JOIN garbridge_belonging AS b
        ON b.tenant = :tenant AND b.person = w.person AND b.school = w.school
        AND b.kind = w.kind AND b.code = w.code
    WHERE b.code IS NULL
    """,
    """
    INSERT INTO touched
    SELECT person FROM (
        SELECT person FROM put_membership UNION
        SELECT person FROM gone_membership UNION
        SELECT person FROM put_belonging UNION
        SELECT person FROM gone_belonging UNION
        SELECT b.person FROM put_population AS p
        CROSS JOIN garbridge_belonging AS b
        WHERE p.fresh = 0 AND b.tenant = :tenant
            AND b.school = p.school AND b.kind = p.kind AND b.code = p.code
    ) AS changed WHERE person NOT IN (SELECT person FROM put_person)
    """,
    *queue.FIND,
)
_APPLY: Final = (
    queue.KEEP,
    """
    INSERT INTO garbridge_school (tenant, school, name, degree)
    SELECT :tenant, school, name, degree FROM put_school WHERE true ORDER BY school
    ON CONFLICT (tenant, school) DO UPDATE SET name = excluded.name, degree = excluded.degree
    """,
    """
    INSERT INTO garbridge_population
        (tenant, school, kind, code, label, parents, statistical)
    SELECT :tenant, school, kind, code, label, parents, statistical
    FROM put_population WHERE true ORDER BY school, kind, code
    ON CONFLICT (tenant, school, kind, code) DO UPDATE
    SET label = excluded.label, parents = excluded.parents, statistical = excluded.statistical
    """,
    """
    INSERT INTO garbridge_person
        (tenant, person, family_name, given_name, civility, email, changed)
    SELECT :tenant, person, family_name, given_name, civility, email, :now
    FROM put_person WHERE true ORDER BY person
    ON CONFLICT (tenant, person) DO UPDATE
    SET family_name = excluded.family_name, given_name = excluded.given_name,
        civility = excluded.civility, email = excluded.email, changed = excluded.changed
    """,
    """
    INSERT INTO garbridge_membership (tenant, person, school, profile, starts, ends)
    SELECT :tenant, person, school, profile, NULL, NULL
    FROM put_membership WHERE true ORDER BY person, school
    ON CONFLICT (tenant, person, school) DO UPDATE SET profile = excluded.profile, ends = NULL
    """,
    """
    UPDATE garbridge_membership SET ends = :now
    WHERE tenant = :tenant AND (person, school) IN (SELECT person, school FROM gone_membership)
    """,
    """
    DELETE FROM garbridge_belonging WHERE tenant = :tenant AND (person, school, kind, code)
        IN (SELECT person, school, kind, code FROM gone_belonging)
    """,
    """
    INSERT INTO garbridge_belonging (tenant, person, school, kind, code)
    SELECT :tenant, person, school, kind, code FROM put_belonging
    ORDER BY person, school, kind, code
    """,
    """
    DELETE FROM garbridge_population WHERE tenant = :tenant AND (school, kind, code)
        IN (SELECT school, kind, code FROM gone_population)
    """,
    """
    INSERT INTO garbridge_delegate (tenant, school, person, email)
    SELECT :tenant, school, person, email FROM put_delegate WHERE true
    ON CONFLICT (tenant, school, person) DO UPDATE SET email = excluded.email
    """,
    """
    DELETE FROM garbridge_delegate WHERE tenant = :tenant AND (school, person)
        IN (SELECT school, person FROM gone_delegate)
    """,
    """
    DELETE FROM garbridge_departure WHERE tenant = :tenant AND person
        IN (SELECT person FROM put_person WHERE fresh = 1)
    """,
    """
    UPDATE garbridge_person SET changed = :now
    WHERE tenant = :tenant AND person IN (SELECT person FROM touched)
    """,
    """
    INSERT INTO garbridge_served (tenant, school, changes, seen, digest)
    SELECT :tenant, school, 1, 0, '' FROM (
        SELECT school FROM put_membership UNION
        SELECT school FROM gone_membership UNION
        SELECT school FROM put_belonging UNION
        SELECT school FROM gone_belonging
    ) AS changed WHERE true ORDER BY school
    ON CONFLICT (tenant, school) DO UPDATE SET changes = garbridge_served.changes + 1
    """,
)


def compare(sql: Sql, tenant: str) -> Difference:
    """Fill the tables of what is new, different and gone, and count them."""
    for statement in _COMPARE:
        sql.run(statement, tenant=tenant)
    known = sql.rows("SELECT 1 FROM garbridge_person WHERE tenant = :tenant LIMIT 1", tenant=tenant)
    for statement in _SOME_NEW if known else _ALL_NEW:
        _run(sql, statement, tenant=tenant)
    by_school = queue.by_school(sql, tenant)
    leaving = any(school.departures for school in by_school)
    return Difference(
        schools=_fresh(sql, "school", "want_school"),
        people=replace(_fresh(sql, "person", "want_person WHERE kept = 1"), ended=_left(sql)),
        memberships=_fresh(sql, "membership", "want_membership WHERE profile <> ''"),
        populations=_fresh(sql, "population", "want_population"),
        belongings=_plain(sql),
        delegates=_fresh(sql, "delegate", "want_delegate"),
        by_school=by_school,
        people_before=queue.people_before(sql, tenant) if leaving else 0,
    )


def apply(sql: Sql, tenant: str, now: int) -> None:
    """Apply what :func:`compare` found, in the transaction that is open."""
    for statement in _APPLY:
        _run(sql, statement, tenant=tenant, now=now)


def _run(sql: Sql, statement: str, **values: str | int) -> None:
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    sql.run(statement, **named)


def _count(sql: Sql, source: str) -> int:
    rows = sql.rows(f"SELECT count(*) FROM {source}")  # noqa: S608 - our own tables
    return int(rows[0][0])


def _fresh(sql: Sql, name: str, wanted: str) -> Change:
    added = _count(sql, f"put_{name} WHERE fresh = 1")
    changed = _count(sql, f"put_{name} WHERE fresh = 0")
    ended = 0 if name in {"school", "person"} else _count(sql, f"gone_{name}")
    return Change(added, changed, ended, _count(sql, wanted) - added - changed)


def _left(sql: Sql) -> int:
    return _count(
        sql,
        """(
            SELECT DISTINCT person FROM gone_membership
            WHERE person NOT IN (SELECT person FROM want_person WHERE kept = 1)
        ) AS left_all""",
    )


def _plain(sql: Sql) -> Change:
    added = _count(sql, "put_belonging")
    wanted = _count(sql, "want_belonging")
    return Change(added, 0, _count(sql, "gone_belonging"), wanted - added)
