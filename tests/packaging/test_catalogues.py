"""The catalogues belong to the sources: every sentence, both forms, the same values, compiled."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages import Message
from tests.packaging.catalogues import (
    LANGUAGES,
    ROOT,
    SOURCES,
    NotLiteralError,
    extracted,
    is_translated,
    kept,
    made,
    marked,
)

from garbridge.core.messages import placeholders

languages = pytest.mark.parametrize("language", LANGUAGES)
pytestmark = pytest.mark.xdist_group("catalogues")  # which reads the sources once


def sentences(language: str) -> list[Message]:
    """Return those of *language*, without the head of its file."""
    return [one for one in kept(language) if one.id]


def forms(texts: object) -> Sequence[str]:
    """Return one text or several as several."""
    return (texts,) if isinstance(texts, str) else [str(one) for one in texts]  # type: ignore[attr-defined]  # Babel's type is object


@pytest.fixture(name="wanted", scope="module")
def _wanted() -> dict[Path, bytes]:
    """What belongs into each file."""
    return dict(made())


def test_the_files_belong_to_the_sources(wanted: dict[Path, bytes]) -> None:
    """A text that changed in one of them alone: run ``make catalogues``, then translate."""
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, content in wanted.items()
        if not path.exists() or path.read_bytes() != content
    ]

    assert stale == []


def test_nothing_in_them_changes_by_itself(wanted: dict[Path, bytes]) -> None:
    """No day, no machine, no line of the sources: two branches meet where they say something."""
    for text in (content.decode("utf-8", "replace") for content in wanted.values()):
        assert "-Date:" not in text
        assert "\n#:" not in text
        assert "\n#~" not in text
        assert str(ROOT) not in text


@languages
def test_every_sentence_is_translated(language: str) -> None:
    """None is empty, and none is a guess."""
    left = [one.id for one in sentences(language) if one.fuzzy or not is_translated(one)]

    assert left == []
    assert len(sentences(language)) > 1500


@languages
def test_both_forms_are_there(language: str) -> None:
    """A sentence about a number has as many forms as its language, one about none has one."""
    for one in sentences(language):
        assert isinstance(one.string, tuple) == isinstance(one.id, tuple), one.id
        assert len(forms(one.string)) == (kept(language).num_plurals if one.pluralizable else 1)


@languages
def test_a_translation_takes_the_values_of_its_sentence(language: str) -> None:
    """No other ones, which would stop the page; one form may say "one" for the number."""
    for one in sentences(language):
        taken = [placeholders(text) for text in forms(one.id)]
        for text in forms(one.string):
            assert placeholders(text) <= taken[-1], one.id
            if not one.pluralizable:
                assert placeholders(text) == taken[0], one.id


def test_several_take_the_values_of_one() -> None:
    """But the number, so that one of both forms can be checked for the other."""
    for one in extracted():
        if one.pluralizable and one.id:
            single, several = map(placeholders, forms(one.id))
            assert several - single <= {("n", "", "")}, one.id


def calls_of_say() -> Iterator[tuple[str, ast.Call, str]]:
    """Yield every call of ``say`` with a text of its own."""
    for path in sorted((SOURCES / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "say":
                match node.args:
                    case [ast.Constant(str(text))]:
                        yield path.name, node, text
                    case _:
                        pass


def test_the_command_line_gives_each_sentence_its_values() -> None:
    """A value that is missing would stop the command as it speaks."""
    found = list(calls_of_say())
    for file, call, text in found:
        given = {one.arg for one in call.keywords}
        where = f"{file}:{call.lineno}"
        if given:
            assert {name for name, _, _ in placeholders(text)} == given, where

    assert len(found) > 400


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('N_("une")', ["une"]),
        ('N_("une", "plusieurs")', [("une", "plusieurs")]),
        ('N_(\n    "un "\n    "long texte",\n)', ["un long texte"]),
        ('NP_("où", "une")', ["une"]),
        ("f\"{say('une')} : {n}\"", ["une"]),
        ('say("{n} de", n=3)', ["{n} de"]),
        ("say(_TABLE[key])", []),
        ('say(N_("une", "plusieurs"), n=3)', [("une", "plusieurs")]),
    ],
)
def test_every_mark_is_found(source: str, found: list[object]) -> None:
    """Wherever it stands, however it is broken into lines."""
    assert [one.id for one in marked(source)] == found


@pytest.mark.parametrize(
    "source",
    [
        'N_(f"{n} de")',
        'N_("une" + other)',
        "N_(text)",
        'N_("")',
        "N_()",
        'N_("a", "b", "c")',
        'NP_("où")',
        'say(f"{n} de")',
        'say("une", "one")',
        'say("une" if n else "deux")',
    ],
)
def test_a_sentence_that_is_put_together_is_refused(source: str) -> None:
    """No catalogue could hold it: it would be French for everybody."""
    with pytest.raises(NotLiteralError):
        list(marked(source))


def test_a_note_for_translators_goes_with_its_sentence() -> None:
    """And a comment for others does not."""
    noted = "# For translators: of a\n# licence\nN_('une')\n# ours\nN_('deux')"

    assert [one.comments for one in marked(noted)] == [("of a", "licence"), ()]


def test_it_is_a_target() -> None:
    """``make catalogues`` writes, ``make check`` looks."""
    makefile = (ROOT / "Makefile").read_text("utf-8")

    assert "python -m tests.packaging.catalogues" in makefile
    assert "tests/packaging/test_catalogues.py" in makefile
