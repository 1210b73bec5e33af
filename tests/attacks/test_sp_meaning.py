"""Attacks with what the identity provider did sign: for somebody else, for another time or request.

Everything here carries both signatures, made by the identity provider's own key, and is refused for
what it says.  Each is tried under both policies; the message before the one change is believed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.upstream.saml_sp.portal_side import (
    ACS,
    ALL_KEYS,
    ASKED,
    BEARER,
    IDP,
    LENIENT,
    PASSWORD,
    PEER,
    PERSON,
    REQUEST,
    STRICT,
    SUCCESS,
    US_ID,
    Answer,
    believed,
    later,
    outcome,
    why,
)

from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import Reason, Us

POLICIES = pytest.mark.parametrize("us", [STRICT, LENIENT], ids=["strict", "lenient"])
STATUS = f"{ALL_KEYS}status:"
ATTRIBUTES = Answer().attributes


def said(*pairs: tuple[str, str]) -> Answer:
    """Return an answer whose assertion has each text replaced before it is signed."""
    return Answer(edit=pairs)


def outside(*pairs: tuple[str, str]) -> Answer:
    """Return an answer whose Response has each text replaced before it is signed."""
    return Answer(around=pairs)


def status(code: str, inside: str = "") -> Answer:
    """Return an answer with another status."""
    code = f'<samlp:StatusCode Value="{code}">{inside}</samlp:StatusCode>'
    return Answer(status=f"<samlp:Status>{code}</samlp:Status>")


def confirmed(method: str = BEARER, data: str | None = None, inside: str = "") -> str:
    """Return a SubjectConfirmation; *data* are the attributes of its data."""
    usual = f'InResponseTo="{REQUEST}" NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"'
    return (
        f'<saml:SubjectConfirmation Method="{method}">{inside}'
        f"<saml:SubjectConfirmationData {usual if data is None else data}/>"
        "</saml:SubjectConfirmation>"
    )


def conditions(
    inside: str | None = None, begins: str | None = later(seconds=-30), ends: str | None = None
) -> Answer:
    """Return an answer with other conditions; an empty date is left away."""
    ends = later(minutes=5) if ends is None else ends
    dates = f' NotBefore="{begins}"' if begins else ""
    dates += f' NotOnOrAfter="{ends}"' if ends else ""
    inside = restricted(US_ID) if inside is None else inside
    return Answer(conditions=f"<saml:Conditions{dates}>{inside}</saml:Conditions>")


def restricted(*audiences: str) -> str:
    """Return an AudienceRestriction of *audiences*."""
    each = "".join(f"<saml:Audience>{one}</saml:Audience>" for one in audiences)
    return f"<saml:AudienceRestriction>{each}</saml:AudienceRestriction>"


def at(name: str, value: str) -> tuple[str, str]:
    """Return the edit that changes when something is said to be."""
    return (f'{name}="{later()}"', f'{name}="{value}"')


OTHER = "https://autre.example"
ATTACKS: dict[str, tuple[Answer, Reason]] = {
    # 3.2.2: what the Response says on its outside
    "version-1.1": (outside(('Version="2.0"', 'Version="1.1"')), Reason.VERSION),
    "version-3.0": (outside(('Version="2.0"', 'Version="3.0"')), Reason.VERSION),
    "version-missing": (outside((' Version="2.0"', "")), Reason.VERSION),
    "assertion-version-1.1": (said(('Version="2.0"', 'Version="1.1"')), Reason.VERSION),
    "assertion-version-missing": (said((' Version="2.0"', "")), Reason.VERSION),
    "response-issuer-another": (outside((f">{IDP}<", f">{OTHER}<")), Reason.WRONG_ISSUER),
    "response-issuer-blank-around": (outside((f">{IDP}<", f"> {IDP}\n<")), Reason.WRONG_ISSUER),
    "response-issuer-slash": (outside((f">{IDP}<", f">{IDP}/<")), Reason.WRONG_ISSUER),
    "response-issuer-other-case": (outside((f">{IDP}<", f">{IDP.upper()}<")), Reason.WRONG_ISSUER),
    "response-issuer-empty": (outside((f">{IDP}<", "><")), Reason.WRONG_ISSUER),
    "response-issuer-missing": (
        Answer(sign="A", around=((f"<saml:Issuer>{IDP}</saml:Issuer>", ""),)), Reason.MALFORMED,
    ),
    "response-issuer-another-format": (
        outside(("<saml:Issuer>", '<saml:Issuer Format="urn:x">')), Reason.WRONG_ISSUER,
    ),
    "assertion-issuer-another": (said((f">{IDP}<", f">{OTHER}<")), Reason.WRONG_ISSUER),
    "assertion-issuer-blank-around": (said((f">{IDP}<", f"> {IDP} <")), Reason.WRONG_ISSUER),
    "assertion-issuer-newline": (said((f">{IDP}<", f">{IDP}\n<")), Reason.WRONG_ISSUER),
    "assertion-issuer-empty": (said((f">{IDP}<", "><")), Reason.WRONG_ISSUER),
    "assertion-issuer-other-case": (said((f">{IDP}<", f">{IDP.upper()}<")), Reason.WRONG_ISSUER),
    "destination-another": (outside((f'"{ACS}"', f'"{OTHER}"')), Reason.WRONG_ADDRESS),
    "destination-missing": (outside((f' Destination="{ACS}"', "")), Reason.WRONG_ADDRESS),
    "destination-empty": (outside((f'"{ACS}"', '""')), Reason.WRONG_ADDRESS),
    "destination-with-query": (outside((f'"{ACS}"', f'"{ACS}?x=1"')), Reason.WRONG_ADDRESS),
    "destination-prefix": (outside((f'"{ACS}"', f'"{ACS}/x"')), Reason.WRONG_ADDRESS),
    "destination-shorter": (outside((f'"{ACS}"', f'"{ACS[:-1]}"')), Reason.WRONG_ADDRESS),
    "destination-other-case": (outside((f'"{ACS}"', f'"{ACS.upper()}"')), Reason.WRONG_ADDRESS),
    "destination-by-http": (
        outside((f'"{ACS}"', f'"{ACS.replace("https", "http")}"')), Reason.WRONG_ADDRESS,
    ),
    "destination-user-info": (
        outside((f'"{ACS}"', f'"{ACS.replace("//", "//x@")}"')), Reason.WRONG_ADDRESS,
    ),
    "destination-blank": (outside((f'"{ACS}"', f'" {ACS}"')), Reason.WRONG_ADDRESS),
    "unsolicited": (outside((f' InResponseTo="{REQUEST}"', "")), Reason.UNSOLICITED),
    "answer-to-another-request": (
        outside((f'"{REQUEST}"', '"_another"')), Reason.ANOTHER_REQUEST,
    ),
    "answer-to-nothing": (outside((f'"{REQUEST}"', '""')), Reason.ANOTHER_REQUEST),
    "answer-to-two-requests": (
        outside((f'"{REQUEST}"', f'"{REQUEST} _another"')), Reason.ANOTHER_REQUEST,
    ),
    "answer-in-other-case": (
        outside((f'"{REQUEST}"', f'"{REQUEST.upper()}"')), Reason.ANOTHER_REQUEST,
    ),
    "issued-long-ago": (outside(at("IssueInstant", later(hours=-1))), Reason.STALE),
    "issued-yesterday": (outside(at("IssueInstant", later(days=-1))), Reason.STALE),
    "issued-in-the-future": (outside(at("IssueInstant", later(minutes=10))), Reason.STALE),
    "issued-next-year": (outside(at("IssueInstant", later(days=365))), Reason.STALE),
    "issued-at-no-instant": (outside(at("IssueInstant", "hier")), Reason.MALFORMED),
    "issued-without-zone": (outside(at("IssueInstant", "2026-11-16T08:00:00")), Reason.MALFORMED),
    "issued-never": (outside((f' IssueInstant="{later()}"', "")), Reason.MALFORMED),
    "assertion-issued-long-ago": (said(at("IssueInstant", later(hours=-2))), Reason.STALE),
    "assertion-issued-in-the-future": (said(at("IssueInstant", later(hours=2))), Reason.STALE),
    "assertion-issued-never": (said((f' IssueInstant="{later()}"', "")), Reason.MALFORMED),
    "response-without-id": (
        Answer(sign="A", around=((' ID="_response1"', ""),)), Reason.MALFORMED,
    ),
    "assertion-without-id": (Answer(sign="R", edit=((' ID="_assertion1"', ""),)), Reason.MALFORMED),
    "assertion-id-empty": (Answer(sign="R", assertion_id=""), Reason.MALFORMED),
    "assertion-id-no-name": (Answer(sign="R", assertion_id="1 a"), Reason.MALFORMED),
    # 3.2.2.2: status
    "status-requester": (status(f"{STATUS}Requester"), Reason.DECLINED),
    "status-responder": (status(f"{STATUS}Responder"), Reason.DECLINED),
    "status-version-mismatch": (status(f"{STATUS}VersionMismatch"), Reason.DECLINED),
    "status-success-below-a-failure": (
        status(f"{STATUS}Responder", f'<samlp:StatusCode Value="{SUCCESS}"/>'), Reason.DECLINED,
    ),
    "status-failure-below-success": (
        status(SUCCESS, f'<samlp:StatusCode Value="{STATUS}AuthnFailed"/>'), Reason.DECLINED,
    ),
    "status-partial": (
        status(SUCCESS, f'<samlp:StatusCode Value="{STATUS}PartialLogout"/>'), Reason.DECLINED,
    ),
    "status-blank-around": (status(f" {SUCCESS}"), Reason.DECLINED),
    "status-other-case": (status(SUCCESS.lower()), Reason.DECLINED),
    "status-longer": (status(f"{SUCCESS}ful"), Reason.DECLINED),
    "status-of-saml-1": (status("samlp:Success"), Reason.DECLINED),
    "status-empty": (status(""), Reason.DECLINED),
    "status-without-value": (
        Answer(status="<samlp:Status><samlp:StatusCode/></samlp:Status>"), Reason.DECLINED,
    ),
    "status-without-code": (Answer(status="<samlp:Status/>"), Reason.MALFORMED),
    "status-in-the-message": (
        Answer(status=f"<samlp:Status><samlp:StatusMessage>{SUCCESS}</samlp:StatusMessage>"
               "</samlp:Status>"), Reason.MALFORMED,
    ),
    "status-missing": (Answer(status=""), Reason.MALFORMED),
    "status-twice": (Answer(status=Answer().status * 2), Reason.MALFORMED),
    "status-two-codes": (
        Answer(status=f'<samlp:Status><samlp:StatusCode Value="{SUCCESS}"/>'
               f'<samlp:StatusCode Value="{STATUS}Responder"/></samlp:Status>'), Reason.MALFORMED,
    ),
    "status-of-another-namespace": (
        Answer(status=f'<Status xmlns="urn:x"><StatusCode Value="{SUCCESS}"/></Status>'),
        Reason.MALFORMED,
    ),
    # 2.4.1: confirmation
    "confirmation-missing": (Answer(confirmation=""), Reason.NO_CONFIRMATION),
    "subject-missing": (
        said((f"<saml:Subject>{Answer().name_id}{Answer().confirmation}</saml:Subject>", "")),
        Reason.NO_CONFIRMATION,
    ),
    "confirmation-without-data": (
        Answer(confirmation=f'<saml:SubjectConfirmation Method="{BEARER}"/>'),
        Reason.NO_CONFIRMATION,
    ),
    "confirmation-holder-of-key": (
        Answer(confirmation=confirmed(f"{ALL_KEYS}cm:holder-of-key")), Reason.NO_CONFIRMATION,
    ),
    "confirmation-sender-vouches": (
        Answer(confirmation=confirmed(f"{ALL_KEYS}cm:sender-vouches")), Reason.NO_CONFIRMATION,
    ),
    "confirmation-by-artifact": (
        Answer(confirmation=confirmed("urn:oasis:names:tc:SAML:1.0:cm:artifact")),
        Reason.NO_CONFIRMATION,
    ),
    "confirmation-of-saml-1": (
        Answer(confirmation=confirmed("urn:oasis:names:tc:SAML:1.0:cm:bearer")),
        Reason.NO_CONFIRMATION,
    ),
    "confirmation-without-method": (Answer(confirmation=confirmed("")), Reason.NO_CONFIRMATION),
    "confirmation-by-somebody-else": (
        Answer(confirmation=confirmed(inside="<saml:NameID>p-autre</saml:NameID>")),
        Reason.NO_CONFIRMATION,
    ),
    "recipient-another": (
        said((f'Recipient="{ACS}"', f'Recipient="{OTHER}"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-missing": (said((f' Recipient="{ACS}"', "")), Reason.NO_CONFIRMATION),
    "recipient-empty": (said((f'Recipient="{ACS}"', 'Recipient=""')), Reason.NO_CONFIRMATION),
    "recipient-our-name": (
        said((f'Recipient="{ACS}"', f'Recipient="{US_ID}"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-with-query": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS}?a"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-longer": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS}.evil.example"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-shorter": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS[:-1]}"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-other-case": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS.title()}"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-trailing-slash": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS}/"')), Reason.NO_CONFIRMATION,
    ),
    "recipient-blank": (
        said((f'Recipient="{ACS}"', f'Recipient="{ACS} "')), Reason.NO_CONFIRMATION,
    ),
    "confirmation-over": (
        Answer(confirmation=confirmed(
            data=f'InResponseTo="{REQUEST}" NotOnOrAfter="{later(minutes=-10)}" Recipient="{ACS}"'
        )), Reason.NO_CONFIRMATION,
    ),
    "confirmation-without-end": (
        Answer(confirmation=confirmed(data=f'InResponseTo="{REQUEST}" Recipient="{ACS}"')),
        Reason.NO_CONFIRMATION,
    ),
    "confirmation-end-no-instant": (
        Answer(confirmation=confirmed(
            data=f'InResponseTo="{REQUEST}" NotOnOrAfter="demain" Recipient="{ACS}"'
        )), Reason.MALFORMED,
    ),
    "confirmation-with-a-beginning": (
        Answer(confirmation=confirmed(
            data=f'InResponseTo="{REQUEST}" NotBefore="{later(minutes=-5)}"'
            f' NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"'
        )), Reason.NO_CONFIRMATION,
    ),
    "confirmation-of-another-request": (
        Answer(confirmation=confirmed(
            data=f'InResponseTo="_x" NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"'
        )), Reason.NO_CONFIRMATION,
    ),
    "confirmation-of-no-request": (
        Answer(confirmation=confirmed(
            data=f'NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"'
        )), Reason.NO_CONFIRMATION,
    ),
    "confirmations-that-hold-only-together": (
        Answer(confirmation=confirmed(
            data=f'InResponseTo="{REQUEST}" NotOnOrAfter="{later(minutes=5)}" Recipient="{OTHER}"'
        ) + confirmed(
            data=f'InResponseTo="_x" NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"'
        )), Reason.NO_CONFIRMATION,
    ),
    "confirmation-data-twice": (
        Answer(confirmation=Answer().confirmation.replace(
            "</saml:SubjectConfirmation>",
            "<saml:SubjectConfirmationData/></saml:SubjectConfirmation>",
        )), Reason.MALFORMED,
    ),
    "confirmation-data-of-another-namespace": (
        Answer(confirmation=confirmed().replace("saml:SubjectConfirmationData", "Data")),
        Reason.NO_CONFIRMATION,
    ),
    # 2.5: conditions
    "conditions-missing": (Answer(conditions=""), Reason.NO_CONDITIONS),
    "conditions-empty": (Answer(conditions="<saml:Conditions/>"), Reason.NO_CONDITIONS),
    "conditions-twice": (Answer(conditions=Answer().conditions * 2), Reason.MALFORMED),
    "conditions-without-end": (conditions(ends=""), Reason.NO_CONDITIONS),
    "conditions-over": (conditions(ends=later(minutes=-4)), Reason.EXPIRED),
    "conditions-over-for-years": (conditions(ends="2006-01-01T00:00:00Z"), Reason.EXPIRED),
    "conditions-end-no-instant": (conditions(ends="never"), Reason.MALFORMED),
    "conditions-not-yet": (conditions(begins=later(minutes=4)), Reason.NOT_YET_VALID),
    "conditions-begin-no-instant": (conditions(begins="0"), Reason.MALFORMED),
    "conditions-end-before-they-begin": (
        conditions(begins=later(minutes=2), ends=later(minutes=1)), Reason.NOT_YET_VALID,
    ),
    "audience-missing": (conditions(""), Reason.NO_CONDITIONS),
    "audience-restriction-empty": (conditions(restricted()), Reason.WRONG_AUDIENCE),
    "audience-empty": (conditions(restricted("")), Reason.WRONG_AUDIENCE),
    "audience-another": (conditions(restricted(OTHER)), Reason.WRONG_AUDIENCE),
    "audience-several-others": (conditions(restricted(OTHER, IDP)), Reason.WRONG_AUDIENCE),
    "audience-two-restrictions-one-not-ours": (
        conditions(restricted(US_ID) + restricted(OTHER)), Reason.WRONG_AUDIENCE,
    ),
    "audience-two-restrictions-turned": (
        conditions(restricted(OTHER) + restricted(US_ID)), Reason.WRONG_AUDIENCE,
    ),
    "audience-longer": (conditions(restricted(f"{US_ID}x")), Reason.WRONG_AUDIENCE),
    "audience-shorter": (conditions(restricted(US_ID[:-1])), Reason.WRONG_AUDIENCE),
    "audience-slash": (conditions(restricted(f"{US_ID}/")), Reason.WRONG_AUDIENCE),
    "audience-other-case": (conditions(restricted(US_ID.upper())), Reason.WRONG_AUDIENCE),
    "audience-blank": (conditions(restricted(f" {US_ID}")), Reason.WRONG_AUDIENCE),
    "audience-our-address": (conditions(restricted(ACS)), Reason.WRONG_AUDIENCE),
    "audience-two-in-one": (conditions(restricted(f"{OTHER} {US_ID}")), Reason.WRONG_AUDIENCE),
    "audience-with-elements-inside": (
        conditions(restricted(f"{US_ID}<x/>")), Reason.MALFORMED,
    ),
    "audience-of-another-namespace": (
        conditions(restricted(US_ID).replace("saml:Audience>", "Audience>")),
        Reason.WRONG_AUDIENCE,
    ),
    "audience-restriction-of-another-namespace": (
        conditions(f'<AudienceRestriction xmlns="urn:x"><Audience>{US_ID}</Audience>'
                   "</AudienceRestriction>"), Reason.UNKNOWN_CONDITION,
    ),
    "audience-of-saml-1": (
        conditions(f"<saml:AudienceRestrictionCondition>{US_ID}</saml:AudienceRestrictionCondition>"),
        Reason.UNKNOWN_CONDITION,
    ),
    "condition-unknown": (
        conditions(f'{restricted(US_ID)}<c:Only xmlns:c="urn:c"/>'), Reason.UNKNOWN_CONDITION,
    ),
    "condition-abstract": (
        conditions(f"{restricted(US_ID)}<saml:Condition/>"), Reason.UNKNOWN_CONDITION,
    ),
    "condition-redefined": (
        conditions(
            f'{restricted(US_ID)}<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema'
            '-instance" xmlns:d="urn:d" xsi:type="d:DelegationRestrictionType"/>'
        ), Reason.MALFORMED,
    ),
    "proxy-none": (
        conditions(f'{restricted(US_ID)}<saml:ProxyRestriction Count="0"/>'),
        Reason.PROXY_RESTRICTED,
    ),
    "proxy-none-written-longer": (
        conditions(f'{restricted(US_ID)}<saml:ProxyRestriction Count=" +00 "/>'),
        Reason.PROXY_RESTRICTED,
    ),
    "proxy-to-some-only": (
        conditions(f"{restricted(US_ID)}<saml:ProxyRestriction><saml:Audience>{OTHER}"
                   "</saml:Audience></saml:ProxyRestriction>"), Reason.PROXY_RESTRICTED,
    ),
    # 2.7.2: authentication
    "authn-missing": (Answer(authn=""), Reason.NO_AUTHENTICATION),
    "authn-twice": (Answer(authn=Answer().authn * 2), Reason.NO_AUTHENTICATION),
    "authn-in-the-future": (
        Answer(authn=Answer().authn.replace(later(seconds=-20), later(minutes=30))),
        Reason.NO_AUTHENTICATION,
    ),
    "authn-no-instant": (
        Answer(authn=Answer().authn.replace(later(seconds=-20), "")), Reason.MALFORMED,
    ),
    "authn-without-context": (
        Answer(authn=f'<saml:AuthnStatement AuthnInstant="{later()}"/>'), Reason.MALFORMED,
    ),
    "authn-two-contexts": (
        Answer(authn=Answer().authn.replace(
            "</saml:AuthnStatement>", "<saml:AuthnContext/></saml:AuthnStatement>"
        )), Reason.MALFORMED,
    ),
    "authn-two-classes": (
        Answer(authn=Answer().authn.replace(
            "</saml:AuthnContext>",
            "<saml:AuthnContextClassRef>urn:x</saml:AuthnContextClassRef></saml:AuthnContext>",
        )), Reason.MALFORMED,
    ),
    "session-over": (
        Answer(authn=Answer().authn.replace(
            "SessionIndex", f'SessionNotOnOrAfter="{later(minutes=-4)}" SessionIndex'
        )), Reason.SESSION_ENDED,
    ),
    "session-end-no-instant": (
        Answer(authn=Answer().authn.replace("SessionIndex", 'SessionNotOnOrAfter="" SessionIndex')),
        Reason.MALFORMED,
    ),
    "statement-abstract": (
        Answer(attributes=f"<saml:Statement/>{ATTRIBUTES}"), Reason.MALFORMED,
    ),
    "statement-redefined": (
        Answer(authn=Answer().authn.replace(
            "<saml:AuthnStatement", '<saml:Statement xmlns:xsi="http://www.w3.org/2001/XMLSchema'
            '-instance" xsi:type="saml:AuthnStatementType"'
        ).replace("</saml:AuthnStatement", "</saml:Statement")), Reason.MALFORMED,
    ),
    # 2.2: identifiers
    "name-for-another-provider": (
        said((f'SPNameQualifier="{US_ID}"', f'SPNameQualifier="{OTHER}"')), Reason.NAME_NOT_OURS,
    ),
    "name-of-another-identity-provider": (
        said((f' NameQualifier="{IDP}"', f' NameQualifier="{OTHER}"')), Reason.NAME_NOT_OURS,
    ),
    "two-names": (
        Answer(name_id=f"{Answer().name_id}<saml:NameID>p-autre</saml:NameID>"), Reason.MALFORMED,
    ),
    "name-and-encrypted-name": (
        Answer(name_id=f"{Answer().name_id}<saml:EncryptedID/>"), Reason.MALFORMED,
    ),
    "base-id": (Answer(name_id="<saml:BaseID/>"), Reason.MALFORMED),
    "name-empty": (said((f">{PERSON}<", "><")), Reason.MALFORMED),
    "name-blank": (said((f">{PERSON}<", ">  <")), Reason.MALFORMED),
    "name-with-blanks-around": (said((f">{PERSON}<", f"> {PERSON}\n<")), Reason.MALFORMED),
    "name-with-elements-inside": (
        said((f">{PERSON}<", f">{PERSON}<x/>.mechant<")), Reason.MALFORMED,
    ),
    "name-with-a-line-break": (said((f">{PERSON}<", f">{PERSON}\np-autre<")), Reason.MALFORMED),
    "name-with-a-hidden-character": (
        said((f">{PERSON}<", f">{PERSON}\u200b<")), Reason.MALFORMED,
    ),
    "name-turned-right-to-left": (said((f">{PERSON}<", f">\u202e{PERSON}<")), Reason.MALFORMED),
    "name-far-too-long": (said((f">{PERSON}<", f">{'a' * 5000}<")), Reason.OVERSIZED),
    "subject-twice": (
        said(("</saml:Subject>", "</saml:Subject><saml:Subject/>")), Reason.MALFORMED,
    ),
    # the rest of the shape
    "two-issuers": (said(("<saml:Subject>", "<saml:Issuer>x</saml:Issuer><saml:Subject>")),
                    Reason.MALFORMED),
    "attribute-without-a-name": (
        Answer(attributes=ATTRIBUTES.replace(' Name="uid"', "")), Reason.MALFORMED,
    ),
    "a-value-far-too-long": (
        Answer(attributes=ATTRIBUTES.replace("alice", "a" * 5000)), Reason.OVERSIZED,
    ),
    "values-by-the-thousand": (
        Answer(attributes=ATTRIBUTES.replace(
            "</saml:Attribute>",
            "<saml:AttributeValue>a</saml:AttributeValue>" * 1001 + "</saml:Attribute>",
        )), Reason.OVERSIZED,
    ),
    "an-attribute-of-the-assertion-of-saml-1": (
        said((' Version="2.0"', ' Version="2.0" MajorVersion="1"')), Reason.MALFORMED,
    ),
    "an-in-response-to-of-another-namespace": (
        outside((' Version="2.0"', ' Version="2.0" samlp:InResponseTo="_x"')), Reason.MALFORMED,
    ),
    "an-id-of-another-namespace": (
        said((' Version="2.0"', ' Version="2.0" saml:ID="_assertion1"')), Reason.MALFORMED,
    ),
    "text-between-the-parts": (said(("<saml:Subject>", "p-autre<saml:Subject>")), Reason.MALFORMED),
    "an-unknown-part": (
        said(("<saml:Subject>", '<x xmlns="urn:x"/><saml:Subject>')), Reason.MALFORMED,
    ),
    "success-without-an-assertion": (
        Answer(around=((Answer().assertion(), ""),)), Reason.MALFORMED,
    ),
    "type-of-the-assertion-redefined": (
        Answer(sign="R", edit=((
            ' Version="2.0"', (' Version="2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            ' xsi:type="saml:AssertionType"'),
        ),)), Reason.MALFORMED,
    ),
    "type-of-the-subject-redefined": (
        said(("<saml:Subject>",
              ('<saml:Subject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
              ' xsi:type="saml:SubjectType">'))), Reason.MALFORMED,
    ),
    "subject-said-to-be-nothing": (
        said(("<saml:Subject>",
              ('<saml:Subject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
              ' xsi:nil="true">'))), Reason.MALFORMED,
    ),
}  # fmt: skip


@POLICIES
@pytest.mark.parametrize("name", ATTACKS)
def test_what_was_signed_is_not_for_us_now(name: str, us: Us) -> None:
    """Refused, for the reason that it is about."""
    answer, reason = ATTACKS[name]
    if "R" not in answer.sign and not us.accept_unsigned_response:
        reason = Reason.UNSIGNED if reason is not Reason.MALFORMED else reason

    assert why(outcome(answer.xml(), us)) is reason


@POLICIES
def test_without_the_one_change_it_is_believed(us: Us) -> None:
    """The control."""
    assert believed(outcome(Answer().xml(), us)).id == "_assertion1"


def test_nobody_asked() -> None:
    """An answer that this browser session does not wait for, however well it is signed."""
    assert why(outcome(Answer().xml(), request=None)) is Reason.UNSOLICITED
    other = replace(ASKED, id="_begun-by-another-browser")
    assert why(outcome(Answer().xml(), request=other)) is Reason.ANOTHER_REQUEST


def test_asked_of_one_answered_by_another() -> None:
    """Two identity providers: the one that was not asked is refused with its own good signature."""
    asked = replace(PEER, entity_id="https://autre-idp.example")

    assert why(outcome(Answer().xml(), peer=asked)) is Reason.WRONG_ISSUER


def test_metadata_that_ended() -> None:
    """Keys are not believed beyond the end of what they stood in."""
    ended = replace(PEER, valid_until=NOW)

    assert why(outcome(Answer().xml(), peer=ended)) is Reason.METADATA_ENDED
    believed(outcome(Answer().xml(), peer=replace(PEER, valid_until=NOW + timedelta(seconds=1))))


FRESH = replace(ASKED, force_authn=True)


def test_a_new_proof_that_is_old() -> None:
    """ForceAuthn was asked, and the person had signed in hours ago."""
    old = Answer(authn=Answer().authn.replace(later(seconds=-20), later(hours=-3)))

    assert why(outcome(old.xml(), request=FRESH)) is Reason.OLD_AUTHENTICATION
    believed(outcome(old.xml()))
    believed(outcome(Answer().xml(), request=FRESH))


@pytest.mark.parametrize(
    "context", ["urn:x", f"{ALL_KEYS}ac:classes:unspecified", "", PASSWORD.lower()]
)
def test_a_class_that_was_not_asked_for(context: str) -> None:
    """RequestedAuthnContext is checked in the answer; no class at all is none of them."""
    weak = Answer(authn=Answer().authn.replace(PASSWORD, context))
    asked = replace(ASKED, contexts=(PASSWORD, f"{ALL_KEYS}ac:classes:X509"))

    assert why(outcome(weak.xml(), request=asked)) is Reason.WEAK_AUTHENTICATION
    believed(outcome(weak.xml()))
    believed(outcome(Answer().xml(), request=asked))


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        (lambda s: {"begins": later(seconds=s), "ends": later(minutes=9)}, range(0, 181, 60)),
        (lambda s: {"begins": later(hours=-1), "ends": later(seconds=-s)}, range(0, 180, 60)),
    ],
)
def test_clocks_that_differ_a_little(change: Callable[[int], dict[str, str]], taken: range) -> None:
    """Three minutes either way are taken, and not one second more."""
    for seconds in taken:
        believed(outcome(conditions(**change(seconds)).xml()))
    beyond = why(outcome(conditions(**change(181)).xml()))
    assert beyond in {Reason.EXPIRED, Reason.NOT_YET_VALID}
