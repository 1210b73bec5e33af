"""Attacks on single logout: nobody ends another's sessions, or makes believe that they ended.

Every refused message here would be taken if its sender had signed it, or had sent it to us, now.
"""

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocols.saml.logouts import (
    LEAVING,
    OTHER_SP,
    answered,
    asked,
    get,
    logout_request,
    logout_response,
    name_id,
    portal,
    posted,
    redirected,
    unsigned,
)
from tests.protocols.saml.provider_side import (
    PEER,
    SLO,
    SSO,
    authn_request,
    instant,
    parsed,
)
from tests.protocols.saml.signatures import RSA_SHA1, Signing, rsa_key, sign, with_signature

from garbridge.core.identifiers import ProviderId
from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
    SignatureError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.formats.saml import verifying
from garbridge.formats.saml.bindings import MAX_REQUEST_BYTES
from garbridge.ports import LogoutAnswered, LogoutAsked, WireRequest
from garbridge.protocols.saml import SamlLogout, logout
from garbridge.testing.world import NOW, PUBLISHER

SUBJECT = "0f" * 64
VICTIM = "1e" * 64
REQUEST = logout_request()
RESPONSE = logout_response()
Arrives = Callable[..., WireRequest]

of_both = pytest.mark.parametrize("xml", [REQUEST, RESPONSE], ids=["request", "response"])
by_both = pytest.mark.parametrize("arrives", [redirected, posted])


def refused(
    request: WireRequest,
    error: type[ProtocolError] = SignatureError,
    at: SamlLogout | None = None,
    match: str | None = None,
) -> None:
    """Hold that *request* is refused, for the reason that is meant."""
    with pytest.raises(error, match=match):
        (at or portal()).read(request, now=NOW)


def disbelieved(request: WireRequest, at: SamlLogout | None = None) -> None:
    """Hold that the answer in *request* is heard, and closes nothing whatever it says."""
    heard = (at or portal()).read(request, now=NOW)
    assert isinstance(heard, LogoutAnswered)
    assert (heard.message, heard.is_closed) == ("_asked", False)


def unproved(
    request: WireRequest, at: SamlLogout | None = None, *, match: str | None = None
) -> None:
    """Hold that a request is refused, and that an answer closes nothing but is heard."""
    if "SAMLResponse" in {request.query.partition("=")[0], *dict(request.form)}:
        disbelieved(request, at)
    else:
        refused(request, SignatureError, at, match)


def by_form(xml: str) -> WireRequest:
    """Return *xml* by HTTP-POST as the attacker wrote it."""
    return posted(xml, sealed=False)


def test_the_honest_messages_are_taken() -> None:
    """What every test here changes one thing of."""
    for arrives in (redirected, posted):
        assert asked(arrives(REQUEST)).subject == SUBJECT
        assert answered(arrives(RESPONSE)).is_closed


def test_a_request_that_nobody_signed() -> None:
    """SDP-IDP26, SDP-IDP30: also of a provider that may ask for sign-in unsigned."""
    assert not LEAVING.authn_requests_signed
    refused(unsigned(REQUEST), match="nobody signed")
    refused(by_form(REQUEST), match="nobody signed")


def test_an_answer_that_nobody_signed_closes_nothing() -> None:
    """It says success, and is believed to have come: the provider counts as open."""
    must_sign = portal(peer=replace(LEAVING, authn_requests_signed=True))
    for at in (portal(), must_sign, portal(peer=replace(LEAVING, signing_keys=()))):
        for request in (unsigned(RESPONSE), by_form(RESPONSE)):
            assert at.read(request, now=NOW) == LogoutAnswered(
                PUBLISHER.id, "_asked", is_closed=False
            )


@pytest.mark.parametrize(
    ("other", "error"),
    [
        (logout_response(issuer="https://nobody.example"), UnknownProviderError),
        (logout_response(InResponseTo=None), MalformedError),
    ],
)
def test_an_answer_that_names_nothing_is_refused(other: str, error: type[ProtocolError]) -> None:
    """It must be of a provider of ours, and name what it answers."""
    refused(unsigned(other), error)


@pytest.mark.parametrize("arrives", [unsigned, redirected, posted])
@pytest.mark.parametrize(
    "other",
    [
        {"Destination": SSO},
        {"Destination": None},
        {"Destination": "https://autre.example/saml/slo"},
        {"Version": "1.1"},
        {"IssueInstant": instant(NOW - timedelta(minutes=5, seconds=1))},
        {"IssueInstant": instant(NOW + timedelta(days=1))},
    ],
)
def test_an_answer_that_is_not_for_us_or_not_of_now_closes_nothing(
    arrives: Arrives, other: dict[str, str | None]
) -> None:
    """A provider whose clock is wrong does not keep the browser from the next one."""
    disbelieved(arrives(logout_response(**other)))


@of_both
def test_a_message_that_somebody_else_signed(xml: str) -> None:
    """In the name of a provider, with a key of one's own."""
    unproved(redirected(xml, key=rsa_key("attacker")))
    unproved(by_form(Signing(key=rsa_key("attacker")).enveloped(xml)))


@of_both
def test_a_message_that_another_provider_signed(xml: str) -> None:
    """A registered neighbour is not this provider."""
    unproved(redirected(xml, key=rsa_key("stranger")))
    unproved(by_form(Signing(key=rsa_key("stranger")).enveloped(xml)))


@of_both
def test_a_message_of_a_provider_without_a_key(xml: str) -> None:
    """Nothing to compare with is no."""
    keyless = portal(peer=replace(PEER, signing_keys=()))

    unproved(redirected(xml), keyless)
    unproved(posted(xml), keyless)


@of_both
def test_a_signature_by_a_broken_algorithm(xml: str) -> None:
    """SHA-1 can be made to collide."""
    query = redirected(xml).query.partition("&SigAlg")[0]
    query += f"&SigAlg={quote(RSA_SHA1, safe='')}"
    value = base64.b64encode(sign(query.encode(), rsa_key("provider"), RSA_SHA1))

    unproved(get(f"{query}&Signature={quote(value, safe='')}"), match="not allowed")
    unproved(by_form(Signing(method=RSA_SHA1).enveloped(xml)), match="not allowed")


def test_another_relay_state_under_the_same_signature() -> None:
    """The signature covers it: put there, taken away or changed, it no longer holds."""
    honest = redirected(REQUEST, "ici").query

    refused(get(honest.replace("RelayState=ici", "RelayState=ailleurs")))
    refused(get(honest.replace("RelayState=ici&", "")))
    refused(get(redirected(REQUEST).query.replace("&SigAlg", "&RelayState=ici&SigAlg")))


def test_another_message_under_the_same_signature() -> None:
    """The query of one with the signature of another."""
    theirs = redirected(logout_request(name_id(VICTIM))).query
    signature = redirected(REQUEST).query.partition("&SigAlg")[2]

    refused(get(f"{theirs.partition('&SigAlg')[0]}&SigAlg{signature}"))


def test_a_request_turned_into_a_response_and_back() -> None:
    """The name of the field is signed, and says what is inside."""
    for xml, field in ((REQUEST, "SAMLResponse"), (RESPONSE, "SAMLRequest")):
        refused(redirected(xml, field=field), MalformedError, match=f"no message.*{field}")
        honest = redirected(xml).query
        refused(
            get(re.sub("^SAMLRe(quest|sponse)=", f"{field}=", honest)),
            MalformedError,
        )


def test_two_messages_at_once() -> None:
    """Whoever reads the one may have verified the other."""
    request, response = (redirected(xml).query for xml in (REQUEST, RESPONSE))
    for query in (f"{request}&{response}", f"{request}&{request}", ""):
        refused(get(query), MalformedError)
    both = (*posted(REQUEST).form, *posted(RESPONSE).form)
    for form in (both, posted(REQUEST).form * 2, ()):
        refused(WireRequest("POST", SLO, "", form), MalformedError)
    refused(WireRequest("POST", SLO, response, posted(REQUEST).form), MalformedError)


def test_a_parameter_twice_or_in_disguise() -> None:
    """BIND 3.4.4.1: one of each, under its own name."""
    honest = redirected(REQUEST, "ici").query
    for more in ("RelayState=x", "SigAlg=x", "Signature=x", "SAMLReques%74=x", "%53igAlg=x"):
        refused(get(f"{honest}&{more}"), MalformedError)


def test_a_signature_in_a_place_where_none_is_taken() -> None:
    """Inside the XML by address, beside it by form."""
    refused(unsigned(Signing().enveloped(REQUEST)), match="not taken by Redirect")
    beside = (*posted(REQUEST, sealed=False).form, ("Signature", "x"), ("SigAlg", "y"))
    refused(WireRequest("POST", SLO, "", beside), match="beside")


EVIL = logout_request(name_id(VICTIM), (), ID="_evil")
"""What the attacker wants signed: another subject, all of their sessions."""
SIGNED = Signing().enveloped(REQUEST)
SIGNATURE = Signing().over(REQUEST)
_END = "</samlp:LogoutRequest>"


def extended(xml: str, inside: str) -> str:
    """Return *xml* with Extensions that hold *inside*."""
    return xml.removesuffix(_END) + f"<samlp:Extensions>{inside}</samlp:Extensions>{_END}"


@pytest.mark.parametrize(
    "xml",
    [
        with_signature(extended(EVIL, REQUEST), SIGNATURE),
        extended(EVIL, SIGNED),
        with_signature(
            EVIL,
            SIGNATURE.replace(
                "</ds:Signature>", f"<ds:Object>{REQUEST}</ds:Object></ds:Signature>"
            ),
        ),
        with_signature(extended(EVIL.replace("_evil", "_request1"), REQUEST), SIGNATURE),
        SIGNED.replace(_END, f"{EVIL}{_END}"),
        SIGNED.replace(_END, f"{name_id(VICTIM)}{_END}"),
        SIGNED.replace(SUBJECT, VICTIM),
        SIGNED.replace("<samlp:SessionIndex>_session1</samlp:SessionIndex>", ""),
        with_signature(EVIL, SIGNATURE),
        with_signature(EVIL, Signing(reference="").over(REQUEST)),
    ],
    ids=[
        "inside the extensions, signature in front",
        "whole inside the extensions",
        "inside the signature",
        "of the same ID",
        "inside the signed one",
        "a second name",
        "another subject",
        "no session named",
        "another's signature",
        "a signature of the whole document",
    ],
)
def test_a_signed_request_wrapped_into_another(xml: str) -> None:
    """Only what was signed is read, and it is the whole message."""
    refused(by_form(xml))


def test_a_name_cut_in_two_by_a_comment() -> None:
    """A comment is not signed: it must not end the name before its end (CVE-2017-11427)."""
    cut = SIGNED.replace(SUBJECT, f"{SUBJECT[:64]}<!-- -->{SUBJECT[64:]}")

    assert asked(by_form(cut)).subject == SUBJECT


@by_both
@pytest.mark.parametrize(
    ("other", "error"),
    [
        (logout_request(name_id(SPNameQualifier=OTHER_SP)), UnsupportedRequestError),
        (
            logout_request(name_id(NameQualifier="https://gar.example/idp")),
            UnsupportedRequestError,
        ),
        (
            logout_request(
                name_id(Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
            ),
            UnsupportedRequestError,
        ),
        (logout_request(issuer="https://nobody.example"), UnknownProviderError),
        (logout_request(issuer=""), UnknownProviderError),
        (logout_request(issuer=OTHER_SP), SignatureError),
        (logout_request(Destination=SSO), WrongAddressError),
        (logout_request(Destination=None), WrongAddressError),
        (logout_request(Destination=f"{SLO}/"), WrongAddressError),
        (logout_request(Version="1.1"), UnsupportedRequestError),
        (authn_request(Destination=SLO), MalformedError),
    ],
    ids=[
        "subject of another provider",
        "subject of another portal",
        "subject of a format we never give",
        "unknown issuer",
        "no issuer",
        "issuer of another",
        "for the sign-in",
        "for nobody",
        "nearly for us",
        "of another version",
        "a request to sign in",
    ],
)
def test_a_signed_message_that_is_not_for_us_or_not_of_whom_it_says(
    arrives: Arrives, other: str, error: type[ProtocolError]
) -> None:
    """A signature says who wrote it; the rest is compared."""
    refused(arrives(other), error)


def test_a_name_of_the_neighbours_is_looked_for_at_the_sender() -> None:
    """Whatever a provider knows of another's subjects, it ends its own sessions only."""
    theirs = logout_request(name_id(SUBJECT, SPNameQualifier=None), issuer=OTHER_SP)

    heard = asked(redirected(theirs, key=rsa_key("stranger")))

    assert heard.provider == ProviderId("carte")


@by_both
def test_an_answer_in_the_name_of_another_is_nobodys(arrives: Arrives) -> None:
    """It is heard as of whom it names, who was not asked this, and closes nothing there either."""
    heard = answered(arrives(logout_response(issuer=OTHER_SP)))

    assert heard == LogoutAnswered(ProviderId("carte"), "_asked", is_closed=False)


@by_both
@pytest.mark.parametrize("late", [timedelta(minutes=5, seconds=1), timedelta(days=-1)])
def test_a_request_of_another_time(arrives: Arrives, late: timedelta) -> None:
    """Five minutes either way, for a slow browser or a clock that is wrong."""
    refused(arrives(logout_request(IssueInstant=instant(NOW - late))), StaleError)


@by_both
@pytest.mark.parametrize("write", [logout_request, logout_response])
def test_a_message_of_five_minutes_ago_is_taken(
    arrives: Arrives, write: Callable[..., str]
) -> None:
    """The last instant at which it is."""
    old = portal().read(arrives(write(IssueInstant=instant(NOW - timedelta(minutes=5)))), now=NOW)
    assert old.provider == PUBLISHER.id
    assert isinstance(old, LogoutAsked) or old.is_closed


def test_a_request_that_no_longer_holds() -> None:
    """NotOnOrAfter is kept to, with room for a clock that is late."""
    for ended, taken in ((timedelta(minutes=3), False), (timedelta(minutes=2, seconds=59), True)):
        request = redirected(logout_request(NotOnOrAfter=instant(NOW - ended)))
        if taken:
            assert asked(request).subject == SUBJECT
        else:
            refused(request, StaleError, match="held until")


def test_the_same_request_again_is_the_same_claim() -> None:
    """By whichever binding: whoever acts on it claims its ID, once."""
    assert asked(redirected(REQUEST)).once == asked(posted(REQUEST)).once


@pytest.mark.parametrize("arrives", [unsigned, by_form])
def test_a_dtd_or_an_entity(arrives: Callable[[str], WireRequest]) -> None:
    """No message needs a document type."""
    for prolog in (
        "<!DOCTYPE samlp:LogoutRequest>",
        f'<!DOCTYPE r [<!ENTITY who "{VICTIM}">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
    ):
        refused(arrives(prolog + REQUEST), MalformedError, match="DTD")


def test_a_bomb() -> None:
    """The rest of what inflates beyond the bound is never unpacked."""
    packer = zlib.compressobj(wbits=-15)
    bomb = packer.compress(b" " * (MAX_REQUEST_BYTES + 1)) + packer.flush()
    for field in ("SAMLRequest", "SAMLResponse"):
        query = f"{field}={quote(base64.b64encode(bomb), safe='')}"
        refused(get(query), OversizedError, match=f"{field} inflates")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE"])
def test_a_method_that_is_none_of_the_bindings(method: str) -> None:
    """A look ahead must not log anybody out."""
    honest = redirected(REQUEST)

    refused(replace(honest, method=method), UnsupportedRequestError)


def test_a_logout_is_no_sign_in() -> None:
    """At the address of the other neither is taken."""
    with pytest.raises(MalformedError):
        parsed(replace(redirected(REQUEST), url=SSO))


class BrokenError(Exception):
    """Something nobody expected."""


@pytest.mark.parametrize(
    "check",
    [
        "read_either",
        "parse_xml",
        "read_logout_issuer",
        "verified",
        "signature_inside",
        "verified_content",
        "verify_octets",
        "read_logout_request",
        "check_envelope",
        "used_once",
    ],
)
def test_a_check_that_breaks_lets_nothing_through(
    check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception inside any check ends it; nobody is logged out (V16.5.3)."""

    def broken(*_: object, **__: object) -> None:
        raise BrokenError

    places = [place for place in (logout, verifying) if hasattr(place, check)]
    assert places
    for place in places:
        monkeypatch.setattr(place, check, broken)

    request = redirected(REQUEST) if check == "verify_octets" else posted(REQUEST)
    with pytest.raises(BrokenError):
        portal().read(request, now=NOW)


WHOLE = SIGNED.encode()


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@example(WHOLE.index(b"LogoutRequest"), 1)
def test_any_changed_byte_is_refused_or_changes_nothing(place: int, change: int) -> None:
    """A message that was touched says what it said, or nothing."""
    changed = bytearray(WHOLE)
    changed[place] ^= change
    form = (("SAMLRequest", base64.b64encode(changed).decode()),)
    read: LogoutAsked | LogoutAnswered | None = None
    code = ""
    try:
        read = portal().read(WireRequest("POST", SLO, "", form), now=NOW)
    except ProtocolError as error:
        code = error.code
    assert code != "protocol"
    assert read in (None, asked(posted(REQUEST)))


@given(st.text(max_size=80).map(lambda text: f"SAMLResponse={text}"))
@example("SAMLResponse=%")
@example("SAMLResponse=&SAMLRequest=")
def test_any_query_is_refused_with_a_code(query: str) -> None:
    """Whatever stands behind the question mark."""
    with pytest.raises(ProtocolError) as error:
        portal().read(get(query), now=NOW)
    assert error.value.code != "protocol"
