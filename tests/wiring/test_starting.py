"""A portal that cannot start says everything that is wrong, in one message."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.own_texts import write_texts
from tests.wiring.portal_files import PRIVACY

from garbridge.core.messages import N_, Language
from garbridge.errors import ConfigError
from garbridge.wiring import build_runtime, new_keys, read_start, system_clock
from garbridge.wiring.collecting import stay, uncollected

_PORTAL = """\
tenant = "F0"
issuer = "https://ent.example"
[keys]
signing = "keys/saml.key"
certificate = "keys/saml.crt"
pairwise = "keys/pairwise.key"
"""


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Path:
    new_keys(tmp_path / "keys", name="test", years=1, bits=2048)
    file = tmp_path / "garbridge.toml"
    file.write_text(_PORTAL + PRIVACY, encoding="utf-8")
    (tmp_path / "providers").mkdir()
    return file


def _problems(portal: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        build_runtime(portal)
    return refused.value.problems


def _break_provider(portal: Path) -> None:
    (portal.parent / "providers" / "parc.toml").write_text('nmae = "Parc"', encoding="utf-8")


def _take_another_certificate(portal: Path) -> None:
    new_keys(portal.parent / "others", name="other", years=1, bits=2048)
    (portal.parent / "others" / "saml.crt").replace(portal.parent / "keys" / "saml.crt")


def test_a_wrong_configuration_does_not_hide_a_wrong_provider(portal: Path) -> None:
    """Neither waits until the other is mended."""
    portal.write_text(_PORTAL.replace('"F0"', '"F 0"'), encoding="utf-8")
    _break_provider(portal)
    problems = _problems(portal)
    assert any(problem.startswith("garbridge.toml: tenant: ") for problem in problems)
    assert any(problem.startswith("parc.toml: nmae: ") for problem in problems)


def test_a_wrong_certificate_does_not_hide_a_wrong_provider(portal: Path) -> None:
    """The certificate's file is named; it is not the one of the key."""
    _take_another_certificate(portal)
    _break_provider(portal)
    problems = _problems(portal)
    assert any(problem.startswith("saml.crt: ") for problem in problems)
    assert any(problem.startswith("parc.toml: nmae: ") for problem in problems)


def test_an_unreadable_configuration_is_one_problem(portal: Path) -> None:
    """Of providers nothing can be said where nobody says where they are."""
    portal.write_text("tenant = ", encoding="utf-8")
    assert len(_problems(portal)) == 1


def test_plain_http_that_is_not_allowed_is_told_where_the_rest_is_right(portal: Path) -> None:
    """Whether loopback is allowed is not known while the configuration is wrong."""
    text = '[saml]\nmetadata = "parc.xml"\n[[resources]]\nark = "ark:/12345/a"\ntitle = "A"\n'
    (portal.parent / "providers" / "parc.toml").write_text(
        f'name = "Parc"\n{text}url = "http://127.0.0.1/a"\n', encoding="utf-8"
    )
    assert any("url" in problem for problem in _problems(portal))


def test_a_wrong_sentence_does_not_hide_a_wrong_provider(portal: Path) -> None:
    """The portal's own words are read at the start, with the name of their file."""
    portal.write_text('texts = "textes"\n' + _PORTAL + PRIVACY, encoding="utf-8")
    _break_provider(portal)
    write_texts(portal.parent / "textes", Language.FRENCH, {N_("Médiacentre"): "{nom}"})
    problems = _problems(portal)
    assert "texts: fr/LC_MESSAGES/garbridge.mo: «Médiacentre»: takes no {nom}" in problems
    assert any(problem.startswith("parc.toml: nmae: ") for problem in problems)


def test_a_folder_of_sentences_that_is_not_there_is_told(portal: Path) -> None:
    """By the key that names it."""
    portal.write_text('texts = "textes"\n' + _PORTAL + PRIVACY, encoding="utf-8")
    assert _problems(portal) == ("garbridge.toml: texts: no such folder",)


def test_a_portal_says_what_it_was_given(portal: Path) -> None:
    """And garbridge's own words where its folder has none."""
    portal.write_text('texts = "textes"\n' + _PORTAL + PRIVACY, encoding="utf-8")
    write_texts(portal.parent / "textes", Language.ENGLISH, {N_("Médiacentre"): "Kiosk"})
    tongues = read_start(portal, system_clock).tongues
    assert tongues.of(Language.ENGLISH).text(N_("Médiacentre")) == "Kiosk"
    assert tongues.of(Language.FRENCH).text(N_("Médiacentre")) == "Médiacentre"


@pytest.fixture(name="collector")
def _collector() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.usefixtures("collector")
def test_the_collector_is_as_it_was_after_a_start(portal: Path) -> None:
    """It rests meanwhile, runs again after a start that failed too, and stays off where it was."""
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    _break_provider(portal)
    _problems(portal)
    assert gc.isenabled()

    gc.disable()
    _problems(portal)
    assert not gc.isenabled()


def test_the_collector_leaves_alone_what_stays() -> None:
    """What there is when a process is whole is never looked through again."""
    try:
        stay()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
