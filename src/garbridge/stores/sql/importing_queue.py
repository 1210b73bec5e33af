"""What an import finds for the queue, and what it counts at each school; SQL of both databases.

Nothing is queued where a school is new: who is there first did not arrive.
"""

from typing import Final

from garbridge.ports import SchoolChange
from garbridge.stores.sql.importing_sql import Sql

Counts = dict[str, int]
"""How many people, by school."""

TABLE: Final = """
CREATE TEMP TABLE queued (person TEXT, school TEXT, kind TEXT, gone TEXT, come TEXT);
CREATE TEMP TABLE regrouped (person TEXT, school TEXT, gone TEXT, come TEXT);
"""
_CLASSES: Final = "kind IN ('division', 'group', 'level')"

FIND: Final = (
    f"""
    INSERT INTO regrouped
    SELECT person, school, coalesce(max(gone), ''), coalesce(max(come), '') FROM (
        SELECT person, school, group_concat(kind || ':' || code, '\n') AS gone, NULL AS come
        FROM gone_belonging WHERE {_CLASSES} GROUP BY person, school
        UNION ALL
        SELECT person, school, NULL, group_concat(kind || ':' || code, '\n')
        FROM put_belonging WHERE {_CLASSES} GROUP BY person, school
    ) AS both_ways GROUP BY person, school
    """,  # noqa: S608 - a constant of ours
    """
    INSERT INTO queued
    SELECT p.person, p.school, 'arrival', '', coalesce(r.come, '')
    FROM put_membership AS p
    LEFT JOIN garbridge_membership AS m
        ON m.tenant = :tenant AND m.person = p.person AND m.school = p.school
    LEFT JOIN regrouped AS r ON r.person = p.person AND r.school = p.school
    WHERE (m.person IS NULL OR m.ends IS NOT NULL) AND EXISTS (
        SELECT 1 FROM garbridge_membership AS known
        WHERE known.tenant = :tenant AND known.school = p.school
    )
    """,
    """
    INSERT INTO queued
    SELECT g.person, g.school, 'departure', coalesce(r.gone, ''), ''
    FROM gone_membership AS g
    LEFT JOIN regrouped AS r ON r.person = g.person AND r.school = g.school
    """,
    """
    INSERT INTO queued
    SELECT p.person, p.school, 'profile', m.profile, p.profile
    FROM put_membership AS p
    JOIN garbridge_membership AS m
        ON m.tenant = :tenant AND m.person = p.person AND m.school = p.school
    WHERE m.ends IS NULL AND m.profile <> p.profile
    """,
    """
    INSERT INTO queued
    SELECT r.person, r.school, 'move', r.gone, r.come
    FROM regrouped AS r
    JOIN garbridge_membership AS m
        ON m.tenant = :tenant AND m.person = r.person AND m.school = r.school
    LEFT JOIN gone_membership AS g ON g.person = r.person AND g.school = r.school
    WHERE m.ends IS NULL AND g.person IS NULL
    """,
)
"""Looked for before anything is applied, where anybody was known."""

KEEP: Final = """
INSERT INTO garbridge_queue (tenant, school, kind, person, at, gone, come, state)
SELECT CAST(:tenant AS VARCHAR(20)), school, kind, person, :now, gone, come, 'open'
FROM queued AS fresh WHERE kind NOT IN ('arrival', 'departure') OR NOT EXISTS (
    SELECT 1 FROM garbridge_queue AS told
    WHERE told.tenant = CAST(:tenant AS VARCHAR(20)) AND told.school = fresh.school
        AND told.person = fresh.person AND told.kind = fresh.kind AND told.state = 'open'
) ORDER BY school, kind, person
"""
"""Who was signalled before waits already."""

_ARRIVED: Final = """
SELECT p.school, count(*) FROM put_membership AS p
LEFT JOIN garbridge_membership AS m
    ON m.tenant = :tenant AND m.person = p.person AND m.school = p.school
WHERE m.person IS NULL OR m.ends IS NOT NULL GROUP BY p.school
"""
_LEFT: Final = "SELECT school, count(*) FROM gone_membership GROUP BY school"
_MOVED: Final = "SELECT school, count(*) FROM queued WHERE kind = 'move' GROUP BY school"
_THERE: Final = """
SELECT school, count(*) FROM garbridge_membership
WHERE tenant = :tenant AND ends IS NULL GROUP BY school
"""
_PEOPLE: Final = """
SELECT count(DISTINCT person) FROM garbridge_membership WHERE tenant = :tenant AND ends IS NULL
"""


def by_school(sql: Sql, tenant: str) -> tuple[SchoolChange, ...]:
    """Count arrivals, departures and changes of class at each school that has any.

    How many were there before is counted only where somebody leaves.
    """
    arrived: Counts = dict(sql.rows(_ARRIVED, tenant=tenant))
    left: Counts = dict(sql.rows(_LEFT))
    moved: Counts = dict(sql.rows(_MOVED))
    there: Counts = dict(sql.rows(_THERE, tenant=tenant)) if left else {}
    return tuple(
        SchoolChange(
            school=school,
            arrivals=arrived.get(school, 0),
            departures=left.get(school, 0),
            moves=moved.get(school, 0),
            before=there.get(school, 0),
        )
        for school in sorted({*arrived, *left, *moved, *there})
    )


def people_before(sql: Sql, tenant: str) -> int:
    """Return how many people have a place anywhere."""
    return int(sql.rows(_PEOPLE, tenant=tenant)[0][0])
