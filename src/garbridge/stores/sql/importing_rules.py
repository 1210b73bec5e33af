"""The rules of an export that need all of it: keys across files, and what names what.

They are those the GAR applies when it takes an export: unknown school, unknown level, subject or
group, identifier used twice, group where a division is meant, …  Each rule yields the first place
at which it is broken and how often; a school that is not declared is reported once, not for each
of its pupils.
"""

import sqlite3
from dataclasses import dataclass
from typing import Final

from garbridge.ports import Findings


@dataclass(frozen=True, slots=True)
class Rule:
    """A query for the places where something is wrong, what it is called, and the sentence.

    The query yields (place, count), and a school where the sentence names one as ``{}``.
    """

    code: str
    query: str
    reason: str

    def hold(self, connection: sqlite3.Connection, findings: Findings) -> None:
        """Note each place at which the rule is broken."""
        for place, count, *school in connection.execute(self.query):
            often = f" ({count} lignes)" if count > 1 else ""
            findings.error(place, self.code, self.reason.format(*school) + often)


_SCHOOLS: Final = (
    Rule(
        "school_twice",
        "SELECT max(place), 1, school FROM temp.school GROUP BY school HAVING count(*) > 1",
        "l’établissement {} est déclaré deux fois",
    ),
    Rule(
        "unknown_school",
        """
        SELECT min(place), count(*), school FROM (
            SELECT place, school FROM temp.population UNION ALL
            SELECT place, school FROM temp.membership UNION ALL
            SELECT place, school FROM temp.reference UNION ALL
            SELECT place, school FROM temp.delegate
        ) WHERE school NOT IN (SELECT school FROM temp.want_school) GROUP BY school
        """,
        "l’établissement {} n’est déclaré dans aucun fichier Etab",
    ),
)
_POPULATIONS: Final = (
    Rule(
        "population_twice",
        """
        SELECT max(place), 1 FROM temp.population WHERE kind IN ('level', 'subject')
        GROUP BY school, kind, code HAVING count(*) > 1
        """,
        "ce MEF ou cette matière est déclaré deux fois dans son établissement",
    ),
    Rule(
        "group_twice",
        """
        SELECT max(place), 1 FROM temp.population WHERE kind IN ('division', 'group')
        GROUP BY school, code HAVING count(*) > 1 AND min(kind) = max(kind)
        """,
        "ce code de groupe est déclaré deux fois dans son établissement",
    ),
    Rule(
        "shared_code",
        """
        SELECT max(place), 1 FROM temp.population WHERE kind IN ('division', 'group')
        GROUP BY school, code HAVING min(kind) <> max(kind)
        """,
        "une division et un groupe du même établissement portent ce code",
    ),
)


def _unresolved(code: str, forms: str, reason: str, *, other: bool | None = None) -> Rule:
    # Whether the code is there as the other of division and group.
    exists = "" if other is None else f"AND {'' if other else 'NOT'} EXISTS ({_AS_ANY_GROUP})"
    query = f"""
        SELECT min(place), count(*) FROM temp.reference AS r
        WHERE form IN ({forms}) AND number NOT IN (SELECT number FROM temp.resolved) {exists}
        GROUP BY school, code
        """  # noqa: S608 - built from the constants below
    return Rule(code, query, reason)


_AS_ANY_GROUP: Final = """
    SELECT 1 FROM temp.want_population AS p
    WHERE p.school = r.school AND p.code = r.code AND p.kind IN ('division', 'group')
"""
_REFERENCES: Final = (
    _unresolved("unknown_level", "'mef'", "ce MEF n’est pas déclaré dans son établissement"),
    _unresolved(
        "unknown_subject",
        "'followed', 'taught'",
        "cette matière n’est pas déclarée dans son établissement",
    ),
    _unresolved(
        "unknown_group",
        "'member', 'teaches_group', 'teaches_division'",
        "ce groupe n’est pas déclaré dans son établissement",
        other=False,
    ),
    _unresolved(
        "not_a_group",
        "'teaches_group'",
        "GAREnsGroupeMatiere nomme une division : il faut un groupe",
        other=True,
    ),
    _unresolved(
        "not_a_division",
        "'teaches_division'",
        "GAREnsClasseMatiere nomme un groupe : il faut une division",
        other=True,
    ),
    _unresolved(
        "unknown_parent",
        "'parent'",
        "GARGroupeDivAppartenance ne nomme pas une division de l’établissement",
    ),
)
_PEOPLE: Final = (
    Rule(
        "person_twice",
        "SELECT max(place), 1 FROM temp.person GROUP BY person HAVING count(*) > 1",
        "cet identifiant est déjà celui d’une autre personne du projet",
    ),
)
_DELEGATES: Final = (
    Rule(
        "delegate_twice",
        """
        SELECT max(place), 1 FROM temp.delegate GROUP BY person HAVING count(DISTINCT place) > 1
        """,
        "ce responsable d’affectation est déclaré deux fois",
    ),
    Rule(
        "unknown_delegate",
        """
        SELECT place, 1 FROM temp.delegate
        WHERE person NOT IN (SELECT person FROM temp.want_person) GROUP BY place
        """,
        "ce responsable d’affectation n’est déclaré dans aucun fichier de personnes",
    ),
)
_FLAWS: Final = """
    FROM temp.want_belonging AS b
    CROSS JOIN temp.want_population AS p
        ON p.school = b.school AND p.kind = b.kind AND p.code = b.code
    CROSS JOIN temp.resolved AS r ON r.rank = p.rank
    CROSS JOIN temp.fact AS f ON f.number = r.number AND f.person = b.person
"""
_FACTS: Final = (
    Rule(
        "fact_twice",
        f"SELECT max(f.place), 1 {_FLAWS} WHERE b.flaw = 1 GROUP BY b.person, p.rank",
        "ce lien est déclaré deux fois",
    ),
    Rule(
        "unknown_person",
        f"""
        SELECT min(f.place), count(*) {_FLAWS}
        WHERE b.flaw = 2 AND b.person NOT IN (SELECT person FROM temp.want_person)
        GROUP BY b.person
        """,  # noqa: S608 - constants
        "cette personne n’est déclarée dans aucun fichier Eleve ou Enseignant",
    ),
    Rule(
        "not_in_school",
        f"""
        SELECT min(f.place), count(*), b.school {_FLAWS}
        WHERE b.flaw = 2 AND b.person IN (SELECT person FROM temp.want_person)
        GROUP BY b.person, b.school
        """,  # noqa: S608 - constants
        "cette personne n’est pas rattachée à l’établissement {}",
    ),
)

_WANT_PLACES: Final = (
    """
    INSERT OR IGNORE INTO temp.want_population (school, kind, code, label, parents, statistical)
    SELECT school, kind, code, label, parents, statistical FROM temp.population
    UNION SELECT school, 'level', code, code, '[]', code FROM temp.reference
    WHERE form = 'mefstat4' ORDER BY 1, 2, 3
    """,
    """
    INSERT INTO temp.resolved SELECT r.number, p.rank, f.once, f.also
    FROM temp.reference AS r CROSS JOIN temp.form AS f ON f.form = r.form
    CROSS JOIN temp.want_population AS p
        ON p.school = r.school AND p.kind IN (f.kind, f.other) AND p.code = r.code
    """,
)
_WANT_PEOPLE: Final = (
    """
    INSERT INTO temp.want_person SELECT person, family_name, given_name, civility, email, kept
    FROM temp.person ORDER BY person
    """,
    """
    INSERT INTO temp.want_membership SELECT person, school, profile
    FROM temp.membership ORDER BY person, school
    """,
)
_WANT_LINKS: Final = (
    """
    INSERT INTO temp.want_belonging
    SELECT g.person, p.school, p.kind, p.code,
           CASE WHEN m.person IS NULL THEN 2 WHEN g.twice THEN 1 ELSE 0 END
    FROM (
        SELECT f.person AS person, r.rank AS rank, sum(r.once) > 1 OR sum(r.also) > 1 AS twice
        FROM temp.fact AS f CROSS JOIN temp.resolved AS r ON r.number = f.number
        GROUP BY f.person, r.rank
    ) AS g
    CROSS JOIN temp.want_population AS p ON p.rank = g.rank
    LEFT JOIN temp.want_membership AS m ON m.person = g.person AND m.school = p.school
    WHERE m.profile IS NULL OR m.profile <> ''
    """,
    """
    INSERT OR IGNORE INTO temp.want_delegate SELECT d.school, d.person, d.email
    FROM temp.delegate AS d JOIN temp.want_person AS p ON p.person = d.person
    WHERE p.kept ORDER BY d.school, d.person
    """,
)


def check_rows(connection: sqlite3.Connection, findings: Findings) -> None:
    """Build what is wanted from the rows, step by step; stop after the first step that fails.

    What a later step would find is often only a consequence of what the earlier one found.
    """
    wanted_school = """
        INSERT OR IGNORE INTO temp.want_school
        SELECT school, name, degree FROM temp.school ORDER BY school
    """
    steps: tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...] = (
        ((wanted_school,), _SCHOOLS + _POPULATIONS),
        (_WANT_PLACES, _REFERENCES + _PEOPLE),
        (_WANT_PEOPLE, _DELEGATES),
        (_WANT_LINKS, ()),
    )
    for statements, rules in steps:
        for statement in statements:
            connection.execute(statement)
        for rule in rules:
            rule.hold(connection, findings)
        if findings.refused:
            return
    if connection.execute("SELECT 1 FROM temp.want_belonging WHERE flaw LIMIT 1").fetchone():
        connection.execute("CREATE INDEX temp.fact_number ON fact (number)")
        for rule in _FACTS:
            rule.hold(connection, findings)
