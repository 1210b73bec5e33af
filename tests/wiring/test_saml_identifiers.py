"""Every place that says what a SAML provider learns of who somebody is says what leaves."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import METADATA, NOW, portal, write_portal
from tests.wiring.running import ATLAS, running, write_saml_provider

from garbridge.cli import main
from garbridge.core.linting import LintRule
from garbridge.testing.world import ALICE
from garbridge.wiring.dossier import dossier_files, dossier_of
from garbridge.wiring.linting import lint_policies

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
PAIRWISE = "urn:oasis:names:tc:SAML:attribute:pairwise-id"
SUBJECT_ID_REQ = "urn:oasis:names:tc:SAML:profiles:subject-id:req"


def asking(value: str) -> str:
    """Return metadata whose entity attribute asks for an identifier."""
    extensions = (
        '<md:Extensions><a:EntityAttributes xmlns:a="urn:oasis:names:tc:SAML:metadata:attribute">'
        f'<s:Attribute xmlns:s="urn:oasis:names:tc:SAML:2.0:assertion" Name="{SUBJECT_ID_REQ}">'
        f"<s:AttributeValue>{value}</s:AttributeValue></s:Attribute></a:EntityAttributes>"
        "</md:Extensions><md:SPSSODescriptor"
    )
    return METADATA.replace("<md:SPSSODescriptor", extensions, 1)


def told(response: etree._Element) -> dict[str, str]:
    """Return the first value of each attribute."""
    return {
        str(one.get("Name")): one.findtext(f"{SAML}AttributeValue", "")
        for one in response.iter(f"{SAML}Attribute")
    }


@pytest.mark.parametrize(
    ("metadata", "saml", "scoped", "known"),
    [
        (METADATA, "", False, True),
        (asking("pairwise-id"), "", True, True),
        (asking("any"), "", True, True),
        (asking("subject-id"), "", False, True),
        (asking("pairwise-id"), 'name_id = "transient"', False, False),
        (METADATA, 'name_id = "transient"', False, False),
        (asking("pairwise-id"), 'name_id = "none"', False, False),
    ],
    ids=["plain", "pairwise", "any", "subject", "anonymous-asks", "anonymous", "nameless"],
)
def test_explain_says_what_leaves(
    tmp_path: Path,
    metadata: str,
    saml: str,
    *,
    scoped: bool,
    known: bool,
) -> None:
    """Subject, *pairwise-id* and the IDO: all three, or none for an anonymous provider."""
    found = running(tmp_path, saml, metadata=metadata, release=("IDO", "PRO"))
    response = found.answer()
    attributes, subject = told(response), response.findtext(f".//{SAML}NameID")
    document = json.loads(
        run_inside(
            found.runtime,
            *("explain", "--person", ALICE, "--resource", ATLAS, "--reason", "essai", "--json"),
        ).output
    )

    assert document["subject"] == (subject if known else None)
    assert document.get("pairwise_id") == attributes.get(PAIRWISE)
    assert (PAIRWISE in attributes) is scoped
    released = {one["name"]: one["values"][0] for one in document["released"]}
    assert released == {k: v for k, v in attributes.items() if k != PAIRWISE}
    assert ("IDO" in released) is known


def test_the_scope_is_the_issuers_host(tmp_path: Path) -> None:
    """And what is published in the metadata, where federations check it."""
    found = running(tmp_path, metadata=asking("pairwise-id"))

    assert told(found.answer())[PAIRWISE].endswith("@ent.example")


def test_lint_asks_about_an_identifier_an_anonymous_provider_is_never_told(tmp_path: Path) -> None:
    """An entry for the IDO is a mistake of one of the two."""
    config = portal(tmp_path)
    for name_id, expected in (("persistent", False), ("transient", True)):
        saml = f'name_id = "{name_id}"'
        write_saml_provider(config.providers, saml, release=("IDO", "PRO"))
        found = lint_policies(config, tmp_path / "garbridge.toml", now=NOW)
        asked = {(one.finding.rule, one.finding.key) for one in found}

        assert ((LintRule.NEVER_MATCHES, "release[1].attribute") in asked) is expected


def test_the_documents_say_that_nobody_is_recognised(tmp_path: Path) -> None:
    """Register, annex and notice; the others keep the opaque identifier."""
    config = portal(tmp_path)
    write_saml_provider(config.providers, 'name_id = "transient"', release=("IDO", "PRO"))
    files = dossier_files(dossier_of(config), NOW.date())
    texts = {name: content.decode("utf-8-sig") for name, content in files.items()}
    said = [name for name, text in texts.items() if "identifiant qui dure" in text]

    assert len(said) >= 2
    assert any("Sauf Parc, qui ne peut pas reconnaître" in text for text in texts.values())
    assert any("Un identifiant opaque" in t or "Identifiant opaque" in t for t in texts.values())


@pytest.mark.parametrize(("asked", "warned"), [("subject-id", True), ("pairwise-id", False)])
def test_registering_says_which_identifier_is_not_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    warned: bool,  # noqa: FBT001 - parametrized
) -> None:
    """Whoever registers can tell the provider before its people are strangers there."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = write_portal(tmp_path)
    (tmp_path / "sp.xml").write_text(asking(asked), "utf-8")
    done = CliRunner().invoke(
        main,
        [
            *("--config", str(file), "provider", "add", "--metadata", str(tmp_path / "sp.xml")),
            *("--resource", "ark:/12345/atlas", "--sign", "both"),
        ],
    )

    assert done.exit_code == 0, done.output
    assert ("identifiant qui en dit plus" in done.stderr) is warned
    assert 'sign = "both"' in (tmp_path / "providers" / "sp-example.toml").read_text("utf-8")
