"""What is agreed with a SAML provider: names of attributes, and how people are said to sign in."""

import pytest
from tests.config.written import Value, Written

PARC = "editions-du-parc.toml"
FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
NO_URI = "must be an absolute URI, such as urn:oasis:names:tc:SAML:2.0:…"


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        pytest.param({"PRO": ""}, "PRO: must not be empty", id="no-name"),
        pytest.param({"PRO": " "}, "PRO: must not be empty", id="a-blank"),
        pytest.param({"PRO": 1}, "PRO: must be a text", id="a-number"),
        pytest.param({"PRO": ["a"]}, "PRO: must be a text", id="a-list"),
        pytest.param({"PRO": "a\nb"}, "PRO: must be printable", id="two-lines"),
        pytest.param({"PRO": {}}, "PRO.name: missing", id="an-empty-table"),
        pytest.param(
            {"PRO": {"name": "a", "friendly_name": "\x7f"}},
            "PRO.friendly_name: must be printable",
            id="a-control-character",
        ),
        pytest.param(
            {"PRO": {"name": "a", "name_format": "basic"}},
            "PRO.name_format: must be an absolute URI",
            id="a-format-that-is-a-word",
        ),
        pytest.param(
            {"PRO": {"name": "a", "format": FORMAT}}, "PRO.format: unknown key", id="typo-in-a-key"
        ),
        pytest.param({"pro": "a"}, "pro: unknown attribute", id="attribute-in-small-letters"),
        pytest.param({"MEL": {"name": "a"}}, "MEL: unknown attribute", id="unknown-attribute"),
        pytest.param(
            {"PRO": "x", "NOM": "x"}, "NOM: 'x' is what PRO is called", id="one-name-for-two"
        ),
        pytest.param(
            {"PRO": "DIV"}, "PRO: 'DIV' is what DIV is called", id="the-name-of-one-that-keeps-it"
        ),
    ],
)
def test_a_name_at_the_provider_is_its_own(
    written: Written, names: dict[str, Value], problem: str
) -> None:
    """An attribute that cannot be told from another, or not be written, never leaves."""
    written.provider("editions-du-parc", saml={"metadata": "parc.xml", "attribute_names": names})

    (told,) = written.provider_problems()

    assert told.startswith(f"{PARC}: saml.attribute_names.{problem}")


def test_two_attributes_may_swap_their_names(written: Written) -> None:
    """What counts is what they are called in the end."""
    names = {"PRO": "DIV", "DIV": "PRO"}
    written.provider("editions-du-parc", saml={"metadata": "parc.xml", "attribute_names": names})

    assert written.provider_problems() == []


@pytest.mark.parametrize(
    "context", ["password", "urn:", ":x", "urn:a b", "urn:é", "urn:a\n", "<a:b>"]
)
def test_an_authentication_context_is_a_uri(written: Written, context: str) -> None:
    """Providers compare it character by character (Core 2.7.2.2)."""
    written.provider("editions-du-parc", saml={"metadata": "parc.xml", "authn_context": context})

    assert written.provider_problems() == [f"{PARC}: saml.authn_context: {NO_URI}"]


def test_every_mistake_of_the_agreement_is_told_at_once(written: Written) -> None:
    """One start, one list."""
    written.provider(
        "editions-du-parc",
        saml={
            "metadata": "parc.xml",
            "authn_context": "password",
            "attribute_names": {"PRO": "", "NOM": "DIV", "X": "x"},
        },
    )

    assert [told.partition(": ")[2] for told in written.provider_problems()] == [
        f"saml.authn_context: {NO_URI}",
        "saml.attribute_names.PRO: must not be empty",
        "saml.attribute_names.X: unknown attribute",
        "saml.attribute_names.NOM: 'DIV' is what DIV is called",
    ]
