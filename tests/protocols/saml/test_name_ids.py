"""Which identifier a provider is given: persistent, one for this launch, and *pairwise-id*."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree
from tests.protocols.saml.logouts import portal as logout_portal
from tests.protocols.saml.provider_side import (
    IDP,
    PEER,
    PUPIL_CLAIMS,
    REFERENCE,
    SCOPE,
    SP,
    SUBJECT,
    answered,
    authn_request,
    claims,
    instant,
    portal,
    redirect,
)
from tests.protocols.saml.readers import Received, by_pysaml2, by_python3_saml

from garbridge.core.pairwise import scoped_identifier
from garbridge.core.proving import differences, told_of
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import Answer, AnswerableError, AutoPostForm
from garbridge.protocols.saml import (
    NameIdFormat,
    SamlAdapter,
    SamlPeer,
    SamlSettings,
    SubjectRequest,
)
from garbridge.protocols.saml.name_ids import name_id_of
from garbridge.testing.world import NOW

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
TRANSIENT = f'<samlp:NameIDPolicy Format="{FORMATS}transient" AllowCreate="true"/>'
PAIRWISE_ID = "urn:oasis:names:tc:SAML:attribute:pairwise-id"
ASKS = replace(PEER, subject_request=SubjectRequest.PAIRWISE)
ANONYMOUS = SamlSettings(anonymous=True)
NAMELESS = SamlSettings(anonymous=True, without_name_id=True)
NOBODY = replace(PUPIL_CLAIMS, subject="")
SCOPED = scoped_identifier(SUBJECT, SCOPE)


def launched(
    adapter: SamlAdapter,
    released: ReleasedClaims = PUPIL_CLAIMS,
    *,
    policy: str = "",
    now: datetime = NOW,
) -> tuple[etree._Element, Answer[AutoPostForm]]:
    """Return the Response to a request with *policy*, proved, and the answer it is in."""
    request = authn_request(policy, IssueInstant=instant(now))
    asked = adapter.parse(redirect(request), now=now)
    answer = adapter.respond(asked, released, reference=REFERENCE, authenticated=None, now=now)
    told = adapter.read_back(asked, answer, now=now)
    assert differences(told, told_of(released)) == ()
    return etree.fromstring(answered(adapter, released, now=now, sign_in=asked)), answer


def name_id(response: etree._Element) -> tuple[str | None, str]:
    """Return format and value of the subject."""
    (found,) = response.iter(f"{SAML}NameID")
    return found.get("Format"), found.text or ""


def pairwise_ids(response: etree._Element) -> list[str | None]:
    """Return the values of the attribute *pairwise-id*."""
    return [
        value.text
        for attribute in response.iter(f"{SAML}Attribute")
        if attribute.get("Name") == PAIRWISE_ID
        for value in attribute
    ]


@pytest.mark.parametrize(
    ("settings", "policy"), [(SamlSettings(), TRANSIENT), (ANONYMOUS, TRANSIENT), (ANONYMOUS, "")]
)
def test_a_transient_identifier_is_another_one_at_each_launch(
    settings: SamlSettings, policy: str
) -> None:
    """Where the request or the agreement asks for one (Core 8.3.8)."""
    adapter = portal(settings)
    released = NOBODY if settings.anonymous else PUPIL_CLAIMS
    found = [name_id(launched(adapter, released, policy=policy)[0]) for _ in range(3)]

    assert {form for form, _ in found} == {f"{FORMATS}transient"}
    assert len({value for _, value in found}) == 3
    assert all(len(value) >= 23 and SUBJECT not in value for _, value in found)


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
def test_a_transient_identifier_is_taken_by_other_software(
    reader: Callable[[bytes], Received],
) -> None:
    """Subject and attributes arrive as with a persistent one."""
    adapter = portal(ANONYMOUS)
    now = datetime.now(UTC)
    request = authn_request(TRANSIENT, IssueInstant=instant(now))
    xml = answered(adapter, NOBODY, now=now, sign_in=adapter.parse(redirect(request), now=now))

    received = reader(xml)
    assert received.subject.startswith("_")
    assert received.attributes == dict(PUPIL_CLAIMS.values())


@pytest.mark.parametrize("format_", ["", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"])
def test_s39_a_name_may_be_left_away(format_: str) -> None:
    """IIP-IDP11: a Subject with nothing but how it is confirmed, which holds to the schema."""
    adapter = portal(NAMELESS)
    now = datetime.now(UTC)
    policy = f'<samlp:NameIDPolicy Format="{format_}"/>' if format_ else ""
    response, _ = launched(adapter, NOBODY, policy=policy, now=now)

    (subject,) = response.iter(f"{SAML}Subject")
    assert [one.tag for one in subject] == [f"{SAML}SubjectConfirmation"]
    assert b"NameID" not in etree.tostring(response)
    received = by_python3_saml(etree.tostring(response), named=False)
    assert received == Received("", dict(PUPIL_CLAIMS.values()))


def test_s39_who_asks_is_given_a_name_of_one_launch_and_no_other() -> None:
    """A transient one tells as little; a persistent one was not agreed."""
    adapter = portal(NAMELESS)

    form, _ = name_id(launched(adapter, NOBODY, policy=TRANSIENT)[0])

    assert form == f"{FORMATS}transient"
    with pytest.raises(AnswerableError):
        launched(adapter, NOBODY, policy=f'<samlp:NameIDPolicy Format="{FORMATS}persistent"/>')


@pytest.mark.parametrize(("written", "agreed"), [(TRANSIENT, ""), ("", TRANSIENT)])
def test_s39_the_proof_sees_a_name_that_should_not_be_there(written: str, agreed: str) -> None:
    """And one that should."""
    adapter = portal(NAMELESS)
    one, other = (
        adapter.parse(redirect(authn_request(policy)), now=NOW) for policy in (written, agreed)
    )
    answer = adapter.respond(one, NOBODY, reference=REFERENCE, authenticated=None, now=NOW)

    found = differences(adapter.read_back(other, answer, now=NOW), told_of(NOBODY))
    assert "beside: NameID" in found


def test_s39_who_was_given_no_name_cannot_be_logged_out() -> None:
    """Nobody could say of whom; the session is known here, so that this can be said."""
    _, answer = launched(portal(NAMELESS), NOBODY)
    assert answer.participant is not None

    assert name_id_of(answer.participant).value == ""
    assert answer.participant.subject, "nothing that a request could name"
    assert logout_portal().ask([answer.participant], now=NOW) is None


def test_a_person_who_may_not_be_recognised_is_named_by_no_persistent_identifier() -> None:
    """The adapter is never given what it could leak; what it should write then stops the launch."""
    with pytest.raises(ReleaseMismatchError):
        launched(portal(), NOBODY)


def test_unspecified_means_what_was_agreed() -> None:
    """For an anonymous provider too: the word asks for nothing."""
    policy = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"/>'

    assert name_id(launched(portal(), policy=policy)[0]) == (f"{FORMATS}persistent", SUBJECT)
    told = name_id(launched(portal(ANONYMOUS), NOBODY, policy=policy)[0])
    assert told[0] == f"{FORMATS}transient"


@pytest.mark.parametrize("said", ["true", "false", "0"])
def test_nothing_is_created_for_a_request(said: str) -> None:
    """AllowCreate changes nothing: the identifier is derived (Core 3.4.1.1)."""
    policy = f'<samlp:NameIDPolicy Format="{FORMATS}persistent" AllowCreate="{said}"/>'

    assert name_id(launched(portal(), policy=policy)[0]) == (f"{FORMATS}persistent", SUBJECT)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (SubjectRequest.NONE, []),
        (SubjectRequest.SUBJECT, []),
        (SubjectRequest.PAIRWISE, [SCOPED]),
        (SubjectRequest.ANY, [SCOPED]),
    ],
)
def test_pairwise_id_is_given_where_the_metadata_asks(
    asked: SubjectRequest, given: list[str]
) -> None:
    """The same bytes as the NameID, and never one identifier for all providers."""
    response, _ = launched(portal(peer=replace(PEER, subject_request=asked)))

    assert pairwise_ids(response) == given
    assert name_id(response) == (f"{FORMATS}persistent", SUBJECT)


def test_pairwise_id_stands_beside_a_transient_name() -> None:
    """As federations have it: the name is of the session, the attribute of the person."""
    response, _ = launched(portal(peer=ASKS), claims(), policy=TRANSIENT)

    assert pairwise_ids(response) == [SCOPED]
    assert name_id(response)[0] == f"{FORMATS}transient"
    assert SUBJECT not in etree.tostring(response, encoding="unicode")


def test_pairwise_id_is_not_given_to_whom_nobody_may_be_known() -> None:
    """The metadata asks; the agreement decides."""
    response, _ = launched(portal(ANONYMOUS, peer=ASKS), NOBODY)

    assert pairwise_ids(response) == []


def test_pairwise_id_alone_is_a_statement() -> None:
    """A provider without a policy receives its identifier in both forms, and nothing else."""
    response, _ = launched(portal(peer=ASKS), claims())

    (attribute,) = response.iter(f"{SAML}Attribute")
    assert dict(attribute.attrib) == {
        "FriendlyName": "pairwise-id",
        "Name": PAIRWISE_ID,
        "NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
    }


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
def test_pairwise_id_is_read_by_other_software(reader: Callable[[bytes], Received]) -> None:
    """One value of the one attribute."""
    received = reader(answered(portal(peer=ASKS), claims(), now=datetime.now(UTC)))

    assert list(received.attributes.values()) == [(SCOPED,)]


@pytest.mark.parametrize("scoped", ["", "x", SCOPED.replace(SCOPE, "evil.example"), f"{SCOPED} "])
def test_another_pairwise_id_than_the_persons_is_found_before_it_leaves(scoped: str) -> None:
    """The proof compares it with the decision, whoever wrote it."""
    adapter = portal(peer=ASKS)
    asked = adapter.parse(redirect(authn_request()), now=NOW)
    answer = adapter.respond(asked, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW)
    told = adapter.read_back(asked, answer, now=NOW)

    assert differences(replace(told, scoped=scoped or "@"), told_of(PUPIL_CLAIMS)) == (
        "scoped subject",
    )


@pytest.mark.parametrize(
    ("peer", "policy", "wrong"),
    [
        (PEER, "", "NameID"),
        (ASKS, TRANSIENT, "pairwise-id"),
    ],
)
def test_the_proof_knows_which_form_was_wanted(peer: SamlPeer, policy: str, wrong: str) -> None:
    """What was written for another request is not what was decided for this one."""
    adapter = portal(peer=peer)
    written, asked = (
        adapter.parse(redirect(authn_request(text)), now=NOW)
        for text in ((policy, "") if policy else (TRANSIENT, ""))
    )
    other = portal().parse(redirect(authn_request()), now=NOW) if peer is ASKS else asked
    answer = adapter.respond(
        written, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW
    )

    found = differences(adapter.read_back(other, answer, now=NOW), told_of(PUPIL_CLAIMS))
    assert f"beside: {wrong}" in found


@pytest.mark.parametrize("policy", ["", TRANSIENT])
def test_a_logout_finds_the_identifier_that_was_given(policy: str) -> None:
    """Format, value and session, as the assertion had them (Profiles 4.4)."""
    adapter = portal()
    asked = adapter.parse(redirect(authn_request(policy)), now=NOW)
    answer = adapter.respond(asked, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW)
    assert answer.participant is not None
    known = name_id_of(answer.participant)

    assert (known.format is NameIdFormat.TRANSIENT) is bool(policy)
    assert answer.participant.index.startswith("_")
    assert (known.value == SUBJECT) is not bool(policy)


def test_the_subject_is_between_two_parties_whatever_its_form() -> None:
    """Both qualifiers stand on a transient one, too."""
    (found,) = launched(portal(), policy=TRANSIENT)[0].iter(f"{SAML}NameID")

    assert (found.get("NameQualifier"), found.get("SPNameQualifier")) == (IDP, SP)
