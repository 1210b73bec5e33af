"""``garbridge texts``: to find a sentence, and to look at one's own before a portal says it."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result
from tests.own_texts import write_texts

from garbridge.cli import main
from garbridge.core.messages import N_, Language


@pytest.fixture(autouse=True)
def _in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


def run(*arguments: str) -> Result:
    """Run it where there is no portal."""
    return CliRunner().invoke(main, ["texts", *arguments])


@pytest.mark.parametrize("words", ["UN CLIC, et vous", "resources, one click", "numériques : un"])
def test_a_sentence_is_found_in_either_language(words: str) -> None:
    """Whatever the letters' case and the breadth of the spaces."""
    done = run("find", words)

    assert done.exit_code == 0
    assert 'msgid "Vos ressources numériques\u00a0: un clic, et vous y êtes."' in done.output
    assert "# en: Your digital resources, one click away." in done.output


def test_what_is_found_is_what_a_translator_takes() -> None:
    """Every sentence there is, read back by another program."""
    done = run("find", "e")
    found = read_po(BytesIO(done.output.encode()), abort_invalid=True)

    named = {(one.id, one.context) for one in found}
    assert len(named) > 1500
    assert ("Retirer", "delegation") in named
    assert (("{n} ressource", "{n} ressources"), None) in named


def test_nothing_found_is_an_exit_code() -> None:
    """A script need not read what is not there."""
    done = run("find", "zzz zzz")

    assert (done.exit_code, done.output) == (1, "")


def test_right_sentences_are_right(tmp_path: Path) -> None:
    """No configuration is asked."""
    write_texts(tmp_path, Language.FRENCH, {N_("Médiacentre"): "Le Kiosque"})
    write_texts(tmp_path, Language.ENGLISH, {N_("Médiacentre"): "Kiosk"})

    assert run("check", str(tmp_path)).exit_code == 0


def test_a_mistake_is_told_as_a_start_tells_it(tmp_path: Path) -> None:
    """With the exit code of a configuration that is wrong."""
    write_texts(tmp_path, Language.FRENCH, {N_("Médiacentre"): "{x}"})
    done = run("check", str(tmp_path))

    assert done.exit_code == 3
    assert "fr/LC_MESSAGES/garbridge.mo: «Médiacentre»: takes no {x}" in done.output


def test_what_replaces_nothing_is_named(tmp_path: Path) -> None:
    """It stops no start, and nobody would ever read it."""
    write_texts(tmp_path, Language.ENGLISH, {N_("Mediacentre"): "Kiosk"})
    done = run("check", str(tmp_path))

    assert done.exit_code == 1
    assert "en/LC_MESSAGES/garbridge.mo : «Mediacentre» : ne remplace" in done.output


def test_no_folder_is_a_mistake_of_use() -> None:
    """Before anything is read."""
    assert run("check", "nulle-part").exit_code == 2
