"""Expand, then contract: the previous version goes on serving on the tables of this one.

A rolling upgrade has both at work on one database, and a way back is the previous version started
again.  So a migration adds only: tables, indexes, and columns that somebody who does not know them
can leave out; a type may become wider.  What nobody reads any more is dropped by a later version,
once no version that reads it is served: then it is named in ``CONTRACTING``, with the migration
that made it needless.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from garbridge.stores.sql.migrations import versions

FILES = sorted(Path(versions.__path__[0]).glob("v*.py"))
BEFORE = "0027"
"""Up to here no version was ever released: there was nothing to go on serving."""
CONTRACTING: dict[str, str] = {}
"""Migrations that take something away, and since which one nobody reads it."""
ADDING = frozenset({"create_table", "create_index", "add_column", "f", "get_bind", "get_context"})


def _made(tree: ast.Module) -> set[str]:
    """Return the tables that a migration makes: nobody of before inserts into them."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    made = (
        call
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "create_table"
    )
    return {text for call in made for text in _texts(call)[:1]}


def _texts(call: ast.Call) -> list[str]:
    return [
        one.value
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def problems(source: str) -> Iterator[str]:
    """Yield what of a migration's ``upgrade`` could stop the version before it."""
    tree = ast.parse(source)
    new = _made(tree)
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name == "downgrade":
            continue
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if not (isinstance(owner, ast.Name) and owner.id in {"op", "batch"}):
                continue
            if name == "alter_column" and _only_widens(call):
                continue
            if name not in ADDING:
                yield f"line {call.lineno}: op.{name}"
            elif name == "add_column" and _is_demanded(call):
                yield f"line {call.lineno}: a column that an insert of before leaves out"
            elif (
                name == "create_index"
                and _says(call, "unique", value=True)
                and not new.intersection(_texts(call))
            ):
                yield f"line {call.lineno}: a rule that an insert of before does not know"


def _is_demanded(call: ast.Call) -> bool:
    columns = [one for one in call.args if isinstance(one, ast.Call)]
    return any(
        _says(one, "nullable", value=False)
        and not any(keyword.arg == "server_default" for keyword in one.keywords)
        for one in columns
    )


def _only_widens(call: ast.Call) -> bool:
    """Say whether nothing but a type is given, which is to hold what was held before."""
    return {one.arg for one in call.keywords} <= {"type_", "existing_type", "existing_nullable"}


def _says(call: ast.Call, name: str, *, value: bool) -> bool:
    return any(
        one.arg == name and isinstance(one.value, ast.Constant) and one.value.value is value
        for one in call.keywords
    )


def _number(file: Path) -> str:
    return file.name[1:5]


def test_a_migration_only_adds() -> None:
    """Otherwise people who are served by the version before are refused during an upgrade."""
    held = [file for file in FILES if _number(file) > BEFORE and _number(file) not in CONTRACTING]

    assert {
        file.stem: found for file in held if (found := list(problems(file.read_text("utf-8"))))
    } == {}


def test_what_contracts_says_since_when_it_may() -> None:
    """By the number of an earlier migration, and only one that exists."""
    numbers = {_number(file) for file in FILES}

    assert set(CONTRACTING) <= numbers
    assert all(since in numbers and since < number for number, since in CONTRACTING.items())


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('op.create_table("t", Column("a", Text, nullable=False))', 0),
        ('op.create_index("i", "t", ["a"])', 0),
        ('op.add_column("t", Column("a", Text))', 0),
        ('op.add_column("t", Column("a", Text, nullable=False, server_default=""))', 0),
        ('op.add_column("t", Column("a", Text, nullable=False))', 1),
        ('op.create_index("i", "t", ["a"], unique=True)', 1),
        ('op.drop_column("t", "a")', 1),
        ('op.drop_table("t")', 1),
        ('op.alter_column("t", "a", nullable=False)', 1),
        ('op.alter_column("t", "a", new_column_name="b")', 1),
        ('op.alter_column("t", "a", type_=wider)', 0),
        ('op.rename_table("t", "u")', 1),
        ('op.execute("DELETE FROM t")', 1),
        ('with op.batch_alter_table("t") as batch:\n        batch.drop_column("a")', 2),
    ],
)
def test_each_way_to_take_away_is_found(lines: str, found: int) -> None:
    """A rule that finds nothing holds nothing."""
    source = dedent(f"""
def upgrade():
    {lines}

def downgrade():
    op.drop_table("t")
""")

    assert len(list(problems(source))) == found


def test_the_rule_is_for_real_migrations() -> None:
    """Some of before the first release would not have kept it: the parser reads them too."""
    assert any(list(problems(file.read_text("utf-8"))) for file in FILES)
