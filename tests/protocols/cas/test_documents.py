"""The ``serviceResponse`` documents: their exact form, in XML and in JSON."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.cas.server import CLAIMS, RELEASED, SERVICE, SUBJECT, CasServer, read

from garbridge.core.attributes import CATALOGUE
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.ports import Document
from garbridge.testing.world import ATLAS


def read_json(document: Document) -> dict[str, Any]:
    """Return what stands in ``serviceResponse``."""
    whole: dict[str, Any] = json.loads(document.body)
    response: dict[str, Any] = whole.pop("serviceResponse")
    assert not whole
    return response


def test_the_document_is_that_of_the_gar_byte_for_byte() -> None:
    """Some clients search the text for ``<cas:user>``: prefix, names and order stand still."""
    cas = CasServer()

    document = cas.validate(cas.ticket())

    assert document.body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
        "<cas:authenticationSuccess>"
        f"<cas:user>{SUBJECT}</cas:user>"
        "<cas:attributes>"
        f"<cas:IDO>{SUBJECT}</cas:IDO>"
        "<cas:PRO>National_ens</cas:PRO>"
        "<cas:UAI>0561641E</cas:UAI>"
        "<cas:DIV>1S1##1S1</cas:DIV>"
        "<cas:DIV>2NDE04##Seconde 4</cas:DIV>"
        "</cas:attributes>"
        "</cas:authenticationSuccess>"
        "</cas:serviceResponse>"
    )


def test_without_claims_there_is_no_attributes_element() -> None:
    """A provider without a policy learns its own subject and nothing else."""
    cas = CasServer()
    ticket = cas.ticket(claims=ReleasedClaims(SUBJECT, ATLAS.id, ()))

    document = cas.validate(ticket)

    assert read(document).user == SUBJECT
    assert b"attributes" not in document.body


@pytest.mark.parametrize("spelling", ["JSON", "json", "Json"])
def test_json_has_the_shape_of_apereo(spelling: str) -> None:
    """User and attributes, every attribute a list, whatever the case of ``format``."""
    cas = CasServer()

    document = cas.validate(cas.ticket(), format=spelling)

    assert document.media_type == "application/json"
    assert read_json(document) == {
        "authenticationSuccess": {"user": SUBJECT, "attributes": RELEASED}
    }


def test_json_of_cas_2_has_the_user_alone() -> None:
    """The format does not widen the answer."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket(), "format": "JSON"})

    assert read_json(cas.ask(query, attributes=False)) == {
        "authenticationSuccess": {"user": SUBJECT}
    }


@pytest.mark.parametrize("spelling", ["XML", "xml", "xMl"])
def test_xml_may_be_asked_for(spelling: str) -> None:
    """It is the default, and has a name."""
    cas = CasServer()

    document = cas.validate(cas.ticket(), format=spelling)

    assert document.media_type == "application/xml"
    assert read(document).user == SUBJECT


@pytest.mark.parametrize("format_", ["XML", "JSON"])
@pytest.mark.parametrize("ticket", ["ST-1", None])
def test_no_answer_is_kept_or_guessed_at(format_: str, ticket: str | None) -> None:
    """An intermediary keeps no answer, and no browser takes one for a page."""
    cas = CasServer()

    document = cas.validate(ticket or cas.ticket(), format=format_)

    assert document.status == 200
    assert document.headers["Cache-Control"] == "no-store"
    assert document.headers["X-Content-Type-Options"] == "nosniff"


def test_a_failure_in_json_has_code_and_description() -> None:
    """CAS 2.5.2."""
    response = read_json(CasServer().validate("ST-1", format="JSON"))

    assert response["authenticationFailure"]["code"] == "INVALID_TICKET"
    assert response["authenticationFailure"]["description"]


values = st.lists(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
        )
        | st.sampled_from("\t\n\r<>&'\"]\\\u0085\u2028"),
        min_size=1,
        max_size=20,
    ),
    min_size=1,
    max_size=4,
)
released = st.dictionaries(st.sampled_from(tuple(CATALOGUE)), values).map(
    lambda drawn: tuple(
        Claim(name, tuple(drawn[name]), "finalité") for name in CATALOGUE if name in drawn
    )
)


@given(released)
def test_what_was_released_is_what_is_received(claims: tuple[Claim, ...]) -> None:
    """Any value, hostile ones too, arrives byte for byte, in XML and in JSON, and nothing more."""
    cas = CasServer()
    told = replace(CLAIMS, claims=claims)
    expected = {str(claim.attribute): list(claim.values) for claim in claims}

    in_xml = read(cas.validate(cas.ticket(claims=told)))
    in_json = read_json(cas.validate(cas.ticket(claims=told), format="JSON"))

    assert in_xml.attributes == expected
    assert list(in_xml.attributes) == list(expected)
    assert in_json["authenticationSuccess"].get("attributes", {}) == expected
