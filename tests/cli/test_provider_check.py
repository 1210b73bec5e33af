"""``garbridge provider check``: what metadata ask for and what will come of it, before it is."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from tests.protocols.saml.logouts import REDIRECT
from tests.protocols.saml.provider_side import ACS, POST, SP
from tests.protocols.saml.signatures import certificate, rsa_key
from tests.protocols.saml.test_sp_metadata import SERVICE, entity, role, shown
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.provider_findings import _WORDS
from garbridge.formats.keys import self_signed_certificate
from garbridge.protocols.saml.conformance import Topic

KEY = shown(certificate("provider"))
LOGOUT = f'<md:SingleLogoutService Binding="{REDIRECT}" Location="https://parc.example/slo"/>'
PERSISTENT = (
    "<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>"
)
SIGNED = ' AuthnRequestsSigned="true"'
GOOD = entity(role(KEY + LOGOUT + PERSISTENT + SERVICE, SIGNED))
_REQUEST = (
    '<md:Extensions><mdattr:EntityAttributes xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:'
    'attribute" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Attribute Name="urn:oasis:'
    'names:tc:SAML:profiles:subject-id:req" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format'
    ':uri"><saml:AttributeValue>{}</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes>'
    "</md:Extensions>"
)


def asking(*attributes: str) -> str:
    """Return an AttributeConsumingService with *attributes*, ``!`` before the required ones."""
    asked = "".join(
        f'<md:RequestedAttribute Name="{one.lstrip("!")}"'
        f' isRequired="{str(one.startswith("!")).lower()}"/>'
        for one in attributes
    )
    return (
        '<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">Parc'
        f"</md:ServiceName>{asked}</md:AttributeConsumingService>"
    )


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a portal, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    write_portal(tmp_path)
    return tmp_path


def run(folder: Path, text: str, *more: str) -> Result:
    """Check metadata that hold *text*."""
    (folder / "sp.xml").write_text(text, "utf-8")
    command = ["--config", str(folder / "garbridge.toml"), "provider", "check"]
    return CliRunner().invoke(main, [*command, str(folder / "sp.xml"), *more])


def found(folder: Path, text: str, code: int = 0) -> Mapping[str, list[tuple[str, str]]]:
    """Return the findings by topic, each with its level and subject."""
    done = run(folder, text, "--json")
    assert done.exit_code == code, done.output
    topics: dict[str, list[tuple[str, str]]] = {}
    for row in json.loads(done.stdout):
        topics.setdefault(row["topic"], []).append((row["level"], row["subject"]))
    return topics


def test_metadata_that_need_nothing_are_told_line_by_line(folder: Path) -> None:
    """In French, with what we will do; and nothing was written."""
    done = run(folder, GOOD)

    assert done.exit_code == 0
    assert "ERREUR" not in done.output
    assert "ATTENTION" not in done.output
    assert f"note  la réponse est postée, signée, à : {ACS}" in done.output
    assert "note  déconnexion demandée par : Redirect, https://parc.example/slo" in done.output
    assert not (folder / "providers" / "parc-example.toml").exists()


def test_every_topic_has_its_words() -> None:
    """Whatever is found can be said."""
    assert _WORDS.keys() == set(Topic)


def test_it_is_fetched_from_an_address(folder: Path, httpserver: HTTPServer) -> None:
    """As ``provider add`` does; who does not answer is exit 4."""
    httpserver.expect_request("/metadata").respond_with_data(GOOD)
    command = ["--config", str(folder / "garbridge.toml"), "provider", "check"]
    good = CliRunner().invoke(main, [*command, httpserver.url_for("/metadata")])
    away = CliRunner().invoke(main, [*command, httpserver.url_for("/nowhere")])

    assert (good.exit_code, away.exit_code) == (0, 4)
    assert SP in good.output


def weak() -> str:
    """Return a KeyDescriptor with a key that is too short."""
    now = datetime.now(UTC)
    return shown(
        self_signed_certificate(rsa_key("weak", 1024), "w", now=now, lifetime=timedelta(days=9))
    )


UNUSABLE: Mapping[str, tuple[Callable[[], str], str]] = {
    "no service": (lambda: entity(role("")), "no AssertionConsumerService"),
    "no TLS": (
        lambda: entity(role(SERVICE.replace("https:", "http:"))),
        "AssertionConsumerService",
    ),
    "weak key": (lambda: entity(role(weak() + SERVICE)), "KeyDescriptor 1: RSA key of 1024 bits"),
    "ended": (lambda: entity(attributes=' validUntil="2020-01-01T00:00:00Z"'), "ended on 2020"),
    "cut off": (lambda: "<md:EntityDescriptor", "not well-formed"),
    "document type": (lambda: "<!DOCTYPE a []><a/>", ""),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_metadata_that_cannot_be_served_are_an_error(folder: Path, case: str) -> None:
    """Exit 1, the reason, and whose turn it is."""
    text, subject = UNUSABLE[case]

    done = run(folder, text())

    assert done.exit_code == 1, done.output
    assert f"ERREUR  ces métadonnées ne peuvent pas servir : {subject}" in done.output
    assert "→ l’éditeur doit corriger ce point" in done.output


def test_every_reason_is_told_at_once(folder: Path) -> None:
    """So that the provider mends its file in one go."""
    text = entity(role(""), attributes=' validUntil="2020-01-01T00:00:00Z"')

    assert len(found(folder, text, code=1)["unusable"]) == 2


def test_requests_that_are_signed_need_a_key(folder: Path) -> None:
    """Else every launch is refused; unsigned ones are a warning."""
    assert found(folder, entity(role(SERVICE, SIGNED)), code=1)["no_signing_key"] == [("error", "")]
    assert found(folder, entity())["unsigned_requests"] == [("warning", "")]
    assert found(folder, GOOD)["short_key"] == [("note", "RSA 2048")]


@pytest.mark.parametrize(
    ("days", "topic"), [(-1, "certificate_ended"), (10, "certificate_ends"), (90, "")]
)
def test_the_end_of_a_certificate_is_told_before(folder: Path, days: int, topic: str) -> None:
    """Nothing stops for it here, but the provider's own software may."""
    now = datetime.now(UTC)
    ending = self_signed_certificate(
        rsa_key("provider"), "p", now=now - timedelta(days=100), lifetime=timedelta(days=100 + days)
    )
    topics = found(folder, entity(role(shown(ending) + SERVICE, SIGNED)))

    told = {name for name in topics if name.startswith("certificate")}
    assert told == ({topic} if topic else set())


@pytest.mark.parametrize(
    ("days", "topic", "level"), [(10, "valid_shortly", "warning"), (90, "valid_until", "note")]
)
def test_the_end_of_the_metadata_is_told(folder: Path, days: int, topic: str, level: str) -> None:
    """And where they state none, how they can be refreshed all the same."""
    end = datetime.now(UTC) + timedelta(days=days)
    topics = found(folder, entity(attributes=f' validUntil="{end:%Y-%m-%dT%H:%M:%SZ}"'))

    assert topics[topic] == [(level, f"{end:%Y-%m-%d}")]
    assert "without_end" in found(folder, GOOD)


@pytest.mark.parametrize(
    ("formats", "topic", "level"),
    ids=["none", "persistent", "transient", "mail"],
    argvalues=[
        ("", "persistent", "note"),
        (PERSISTENT, "persistent", "note"),
        (PERSISTENT.replace("persistent", "transient"), "transient", "warning"),
        (
            PERSISTENT.replace("2.0:nameid-format:persistent", "1.1:nameid-format:emailAddress"),
            "other_formats",
            "warning",
        ),
    ],
)
def test_the_identifier_it_will_get_is_told(
    folder: Path, formats: str, topic: str, level: str
) -> None:
    """Persistent unless it wants to recognise nobody; an address of mail is none."""
    assert found(folder, entity(role(formats + SERVICE)))[topic][0][0] == level


@pytest.mark.parametrize(
    ("wish", "code", "topic"),
    [("pairwise-id", 0, "pairwise_id"), ("any", 0, "pairwise_id"), ("subject-id", 1, "subject_id")],
)
def test_an_identifier_for_everybody_is_given_to_nobody(
    folder: Path, wish: str, code: int, topic: str
) -> None:
    """*pairwise-id* is; who needs *subject-id* cannot be served."""
    assert topic in found(folder, entity(_REQUEST.format(wish) + role()), code=code)


def test_attributes_are_compared_with_the_catalogue(folder: Path) -> None:
    """By name; what is required and unknown is a warning, as it will be missing."""
    topics = found(
        folder, entity(role(SERVICE + asking("PRO", "P_MEL", "mail", "!eduPersonOrcid")))
    )

    assert topics["known_attribute"] == [("note", "PRO")]
    assert topics["staff_attribute"] == [("note", "P_MEL")]
    assert topics["unknown_attribute"] == [("note", "mail")]
    assert topics["required_unknown"] == [("warning", "eduPersonOrcid")]
    assert found(folder, GOOD)["no_attribute"] == [("note", "")]


def test_encryption_and_logout_are_told(folder: Path) -> None:
    """With the key's size and the cipher, with the way and the address."""
    both = entity(role(shown(certificate("provider"), "") + SERVICE))
    topics = found(folder, both)

    assert topics["encryption"] == [("note", "RSA 2048, aes256-gcm")]
    assert topics["no_logout"] == [("warning", "")]
    assert found(folder, GOOD)["no_encryption"] == [("note", "")]


def test_one_of_several_is_picked(folder: Path) -> None:
    """By its name, as in the provider's file."""
    second = entity(role(SERVICE.replace("parc", "autre")), "https://autre.example")
    text = (
        '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">'
        f"{GOOD}{second}</md:EntitiesDescriptor>"
    )

    assert "2 entities" in run(folder, text).output
    assert (
        "https://autre.example" in run(folder, text, "--entity-id", "https://autre.example").output
    )
    assert POST in text
