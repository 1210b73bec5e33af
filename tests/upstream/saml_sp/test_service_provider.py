"""What we send the identity provider, read by another library; and how its answers are taken."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from lxml import etree
from saml2.attribute_converter import ac_factory
from saml2.config import Config
from saml2.mdstore import MetadataStore
from tests.protocols.saml.provider_side import deflated, signed_query, signer
from tests.protocols.saml.signatures import certificate, rsa_key
from tests.upstream.saml_sp.portal_side import (
    ACS,
    IDP,
    PASSWORD,
    PEER,
    PERSON,
    REQUEST,
    STRICT,
    US_ID,
    Answer,
    base64_of,
    encrypted_answer,
    encrypted_element,
    instant,
    later,
)

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import ProtocolError, SignatureError
from garbridge.formats.enveloped import verified_content
from garbridge.formats.saml.bindings import read_post, read_redirect
from garbridge.formats.saml.metadata import LogoutService
from garbridge.formats.saml.verifying import verified
from garbridge.formats.xml import parse_xml
from garbridge.ports import (
    Authenticated,
    AutoPostForm,
    Begun,
    Declined,
    Leaving,
    Redirect,
    WireRequest,
    Wish,
)
from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import (
    IdpPeer,
    SamlServiceProvider,
    SignOnService,
    SpLogout,
    SpMetadata,
    encryption_certificate,
)

SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SSO = "https://connexion.example/sso"
SLO = "https://connexion.example/slo"
HERE = "https://ent.example/upstream/logout"
ANSWERS = "https://ent.example/upstream/logged-out"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
FLOW = "f" * 40
WISH = Wish(flow=FLOW)
OURS = [rsa_key("portal").public_key()]
CLOSES = replace(
    PEER,
    logout_services=(LogoutService(binding=REDIRECT, url=SLO, answers=f"{SLO}/answers"),),
)


def party(
    peer: IdpPeer = CLOSES, *, contexts: tuple[str, ...] = (), name_format: str = ""
) -> SamlServiceProvider:
    """Return the portal's side, with tokens that never repeat."""
    numbers = iter(range(10**6))

    def tokens() -> str:
        return f"token{next(numbers):020}"

    return SamlServiceProvider(
        peer=lambda: peer,
        us=STRICT,
        signer=signer,
        tokens=tokens,
        logout=SpLogout(
            entity_id=US_ID,
            slo_url=HERE,
            slo_answers=ANSWERS,
            peer=lambda: peer,
            signer=signer,
            tokens=tokens,
        ),
        contexts=contexts,
        name_format=name_format,
    )


def begun(sp: SamlServiceProvider, wish: Wish = WISH, now: datetime = NOW) -> Begun:
    """Return a sign-in that was begun."""
    found = sp.begin(wish, now=now)
    assert isinstance(found, Begun)
    return found


def request_of(found: Begun) -> etree._Element:
    """Return the AuthnRequest that the browser carries, which must be signed by us."""
    if isinstance(found.response, Redirect):
        message = read_redirect(urlsplit(found.response.url).query)
        root, is_signed = verified(parse_xml(message.xml), message, OURS, must_be_signed=True)
        assert is_signed
    else:
        posted = WireRequest("POST", SSO, "", tuple(found.response.fields.items()))
        message = read_post(posted)
        root = parse_xml(verified_content(parse_xml(message.xml), OURS))
    assert message.relay_state == FLOW
    return root


@pytest.mark.parametrize("binding", [REDIRECT, POST])
def test_the_request(binding: str) -> None:
    """Signed, to the one address, naming our consumer service; by either binding."""
    peer = replace(PEER, sign_on_services=(SignOnService(binding=binding, url=SSO),))
    found = begun(party(peer))
    root = request_of(found)

    assert root.tag == f"{SAMLP}AuthnRequest"
    assert root.get("Destination") == SSO
    assert root.get("AssertionConsumerServiceURL") == ACS
    assert root.get("ProtocolBinding") == POST
    assert root.get("ID") == found.kept["request"]
    assert root.get("IssueInstant") == instant(NOW)
    assert root.findtext(f"{SAML}Issuer") == US_ID
    assert root.get("ForceAuthn") is None
    assert root.find(f"{SAMLP}RequestedAuthnContext") is None
    if isinstance(found.response, AutoPostForm):
        assert found.response.origins == ("https://connexion.example",)


def test_two_requests_never_have_one_name() -> None:
    """An answer belongs to one."""
    sp = party()

    assert begun(sp).kept["request"] != begun(sp).kept["request"]


def test_what_is_asked_for() -> None:
    """A new proof, classes of authentication, a format."""
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    sp = party(contexts=(PASSWORD, "urn:x"), name_format=transient)
    root = request_of(begun(sp, replace(WISH, is_fresh=True)))

    assert root.get("ForceAuthn") == "true"
    context = root.find(f"{SAMLP}RequestedAuthnContext")
    assert context is not None
    assert context.get("Comparison") == "exact"
    assert [one.text for one in context] == [PASSWORD, "urn:x"]
    policy = root.find(f"{SAMLP}NameIDPolicy")
    assert policy is not None
    assert policy.get("Format") == transient


def test_redirect_is_preferred_and_nobody_is_sent_to_what_ended() -> None:
    """It needs no script; and metadata that ended is no place to send people to."""
    both = (
        SignOnService(binding=POST, url=f"{SSO}/post"),
        SignOnService(binding=REDIRECT, url=SSO),
    )
    assert isinstance(begun(party(replace(PEER, sign_on_services=both))).response, Redirect)

    ended = party(replace(PEER, valid_until=NOW)).begin(WISH, now=NOW)
    assert isinstance(ended, Declined)
    assert ended.fault is ArrivalFault.AWAY


def posted(xml: str, relay_state: str = FLOW) -> WireRequest:
    """Return what the identity provider makes the browser post."""
    form = (("SAMLResponse", base64_of(xml)), ("RelayState", relay_state))
    return WireRequest("POST", ACS, "", form)


KEPT = {"request": REQUEST, "issued": (NOW - timedelta(minutes=1)).isoformat()}


def finished(request: WireRequest, wish: Wish = WISH, **how: object) -> Authenticated | Declined:
    """Return what becomes of *request*."""
    return party(**how).finish(request, KEPT, wish, now=NOW)  # type: ignore[arg-type]  # handed on as it is


@pytest.mark.parametrize(
    "xml", [Answer().xml(), encrypted_answer(Answer())], ids=["clear", "encrypted"]
)
def test_an_answer_that_is_believed(xml: str) -> None:
    """Who the identity provider means, and what a logout will need."""
    assert party().flow(posted(xml)) == FLOW
    found = finished(posted(xml))

    assert isinstance(found, Authenticated)
    assert (found.issuer, found.subject) == (IDP, PERSON)
    assert found.attributes == {"uid": ("alice",)}
    assert found.at == NOW - timedelta(seconds=20)
    assert found.index == "_session1"
    assert found.once is not None
    assert found.until is None


def test_a_session_of_theirs_that_ends() -> None:
    """Ours ends no later."""
    ends = f'SessionNotOnOrAfter="{later(hours=2)}" SessionIndex'
    found = finished(posted(Answer(authn=Answer().authn.replace("SessionIndex", ends)).xml()))

    assert isinstance(found, Authenticated)
    assert found.until == NOW + timedelta(hours=2)


STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
NOT_FRESH = Answer(authn=Answer().authn.replace(later(seconds=-20), later(hours=-2)))
DECLINED = Answer(
    status=f'<samlp:Status><samlp:StatusCode Value="{STATUS}Responder">'
    f'<samlp:StatusCode Value="{STATUS}AuthnFailed"/></samlp:StatusCode></samlp:Status>'
)


@pytest.mark.parametrize(
    ("request_", "wish", "fault", "why"),
    [
        (posted(DECLINED.xml()), WISH, ArrivalFault.DECLINED, "AuthnFailed"),
        (posted(NOT_FRESH.xml()), Wish(flow=FLOW, is_fresh=True), ArrivalFault.NOT_FRESH, "old_"),
        (posted(Answer(sign="").xml()), WISH, ArrivalFault.UNVERIFIED, "unsigned"),
        (posted("<x/>"), WISH, ArrivalFault.UNVERIFIED, "malformed"),
        (WireRequest("POST", ACS), WISH, ArrivalFault.UNVERIFIED, "no SAMLResponse"),
        (WireRequest("GET", ACS, "SAMLResponse=x"), WISH, ArrivalFault.UNVERIFIED, "not posted"),
        (
            posted(Answer(around=((f' InResponseTo="{REQUEST}"', ""),)).xml()),
            WISH,
            ArrivalFault.NOT_BEGUN,
            "unsolicited",
        ),
    ],
    ids=["declined", "not-fresh", "unsigned", "malformed", "nothing", "get", "unsolicited"],
)
def test_an_answer_that_is_not(
    request_: WireRequest, wish: Wish, fault: ArrivalFault, why: str
) -> None:
    """Each with what the person is told, and, for operators, what did not hold."""
    found = finished(request_, wish)

    assert isinstance(found, Declined)
    assert found.fault is fault
    assert why in found.why
    assert PERSON not in found.why


def test_a_status_that_nobody_signed_is_no_line_of_a_log() -> None:
    """Whoever begins a sign-in may post one, with a line break, or nested a hundred times."""
    code = f'<samlp:StatusCode Value="{STATUS}x&#10;INFO outcome=granted">'
    many = f"<samlp:Status>{code * 100}{'</samlp:StatusCode>' * 100}</samlp:Status>"

    found = finished(posted(Answer(sign="", status=many).xml()), WISH)

    assert isinstance(found, Declined)
    assert found.why.isprintable()
    assert found.why.count("outcome=granted") == 5


def leaving(**changes: str) -> Leaving:
    """Return a session that ended here."""
    found = finished(posted(Answer().xml()))
    assert isinstance(found, Authenticated)
    known = Leaving(subject=PERSON, index="_session1", hint=found.hint, back=ANSWERS, flow="2" * 40)
    return replace(known, **changes)


def told(response: object) -> tuple[str, etree._Element, str | None]:
    """Return where the browser is sent, with which message and RelayState, signed by us."""
    assert isinstance(response, Redirect)
    query = urlsplit(response.url).query
    field = "SAMLRequest" if "SAMLRequest" in query else "SAMLResponse"
    message = read_redirect(query, field=field)
    root, _ = verified(parse_xml(message.xml), message, OURS, must_be_signed=True)
    return response.url.partition("?")[0], root, message.relay_state


def test_a_logout_here_is_told_there() -> None:
    """Signed, of the session, with the identifier as it was given."""
    url, root, relay_state = told(party().leave(leaving(), now=NOW))

    assert url == SLO
    assert relay_state == "2" * 40
    name = root.find(f"{SAML}NameID")
    assert name is not None
    assert (name.text, name.get("NameQualifier"), name.get("SPNameQualifier")) == (
        PERSON,
        IDP,
        US_ID,
    )
    assert root.findtext(f"{SAMLP}SessionIndex") == "_session1"


def test_nobody_to_tell() -> None:
    """No logout service there, or nobody was named."""
    assert party(PEER).leave(leaving(), now=NOW) is None
    assert party().leave(leaving(hint=""), now=NOW) is None


def logout_request(name: str = PERSON, index: str | None = "_session1", **says: str) -> str:
    """Return a LogoutRequest of the identity provider."""
    said = {
        "ID": "_logout1",
        "Version": "2.0",
        "IssueInstant": instant(NOW),
        "Destination": HERE,
        **says,
    }
    written = "".join(f' {key}="{value}"' for key, value in said.items())
    session = "" if index is None else f"<samlp:SessionIndex>{index}</samlp:SessionIndex>"
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"{written}>'
        f"<saml:Issuer>{IDP}</saml:Issuer><saml:NameID>{name}</saml:NameID>{session}"
        "</samlp:LogoutRequest>"
    )


def logout_response(status: str = f"{STATUS}Success", **says: str) -> str:
    """Return a LogoutResponse of the identity provider."""
    said = {
        "ID": "_answer1",
        "Version": "2.0",
        "IssueInstant": instant(NOW),
        "Destination": ANSWERS,
        "InResponseTo": f"_{'2' * 40}",
        **says,
    }
    written = "".join(f' {key}="{value}"' for key, value in said.items())
    return (
        '<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"{written}>'
        f'<saml:Issuer>{IDP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{status}"/>'
        "</samlp:Status></samlp:LogoutResponse>"
    )


def by_redirect(xml: str, field: str = "SAMLRequest", *, key: str = "ent-idp") -> WireRequest:
    """Return *xml* by HTTP-Redirect, signed with *key*, unsigned where that is empty."""
    query = f"{field}={quote(deflated(xml), safe='')}&RelayState=rs"
    return WireRequest("GET", HERE, signed_query(query, key=rsa_key(key)) if key else query)


def by_post(xml: str, identifier: str, field: str = "SAMLRequest") -> WireRequest:
    """Return *xml* by HTTP-POST, signed inside."""
    signed = Answer().signed(xml, identifier)
    return WireRequest("POST", HERE, "", ((field, base64_of(signed)), ("RelayState", "rs")))


@pytest.mark.parametrize(
    "request_",
    [by_redirect(logout_request()), by_post(logout_request(), "_logout1")],
    ids=["redirect", "post"],
)
def test_a_logout_there_is_heard_and_answered(request_: WireRequest) -> None:
    """By either binding; answered with what became of it, and with RelayState."""
    asked = party().logout.asked(request_, now=NOW)

    assert (asked.ended.subject, asked.ended.index) == (PERSON, "_session1")
    assert asked.ended.once is not None
    for is_closed, codes in ((True, 1), (False, 2)):
        url, root, relay_state = told(party().logout.answer(asked, is_closed=is_closed, now=NOW))
        assert (url, relay_state) == (f"{SLO}/answers", "rs")
        assert root.get("InResponseTo") == "_logout1"
        found = [str(one.get("Value")) for one in root.iter(f"{SAMLP}StatusCode")]
        assert len(found) == codes
        assert found[0].endswith("Success" if is_closed else "Responder")
    assert party(PEER).logout.answer(asked, is_closed=True, now=NOW) is None


@pytest.mark.parametrize("index", [None, "_a</samlp:SessionIndex><samlp:SessionIndex>_b"])
def test_several_sessions_are_all_of_them(index: str | None) -> None:
    """Never less is ended than was asked."""
    asked = party().logout.asked(by_redirect(logout_request(index=index)), now=NOW)

    assert (asked.ended.subject, asked.ended.index) == (PERSON, "")


def with_encrypted_name(name: str) -> WireRequest:
    """Return a LogoutRequest whose identifier is *name*, encrypted."""
    inside = encrypted_element(
        f'<saml:NameID xmlns:saml="{SAML[1:-1]}">{name}</saml:NameID>', holder="EncryptedID"
    )
    plain = f"<saml:NameID>{PERSON}</saml:NameID>"
    return by_redirect(logout_request().replace(plain, inside))


def test_a_logout_of_an_encrypted_identifier() -> None:
    """It is opened with the keys that are published for that, and by nobody without one."""
    sp = party()
    with_keys = replace(sp.logout, decryption_keys=STRICT.decryption_keys)

    assert with_keys.asked(with_encrypted_name(PERSON), now=NOW).ended.subject == PERSON
    with pytest.raises(ProtocolError):
        sp.logout.asked(with_encrypted_name(PERSON), now=NOW)
    twice = logout_request().replace(
        "<saml:NameID>", f"{encrypted_element('<x/>', holder='EncryptedID')}<saml:NameID>"
    )
    with pytest.raises(ProtocolError):
        with_keys.asked(by_redirect(twice), now=NOW)


FORGED = {
    "unsigned": by_redirect(logout_request(), key=""),
    "signed-by-a-stranger": by_redirect(logout_request(), key="stranger"),
    "of-another": by_redirect(logout_request().replace(IDP, "https://autre.example")),
    "to-another-address": by_redirect(logout_request(Destination=ANSWERS)),
    "without-a-destination": by_redirect(logout_request().replace(f' Destination="{HERE}"', "")),
    "old": by_redirect(logout_request(IssueInstant=later(hours=-1))),
    "over": by_redirect(logout_request(NotOnOrAfter=later(minutes=-4))),
    "of-another-providers-subject": by_redirect(
        logout_request().replace("<saml:NameID>", '<saml:NameID SPNameQualifier="https://x">')
    ),
    "a-response": by_redirect(logout_response()),
    "a-response-in-its-field": by_redirect(logout_response(), "SAMLResponse"),
    "changed": WireRequest(
        "GET", HERE, by_redirect(logout_request()).query.replace("RelayState=rs", "RelayState=x")
    ),
    "nothing": WireRequest("GET", HERE),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_logout_that_nobody_asked_for(name: str) -> None:
    """Nobody can log somebody else out."""
    with pytest.raises(ProtocolError):
        party().logout.asked(FORGED[name], now=NOW)


@pytest.mark.parametrize(
    ("request_", "is_closed"),
    [
        (by_redirect(logout_response(), "SAMLResponse"), True),
        (by_post(logout_response(), "_answer1", "SAMLResponse"), True),
        (by_redirect(logout_response(), "SAMLResponse", key=""), False),
        (by_redirect(logout_response(f"{STATUS}Responder"), "SAMLResponse"), False),
        (by_redirect(logout_response(f"{STATUS}PartialLogout"), "SAMLResponse"), False),
    ],
    ids=["redirect", "post", "unsigned", "failed", "partial"],
)
def test_the_answer_to_a_logout(request_: WireRequest, is_closed: bool) -> None:  # noqa: FBT001 - a parameter
    """It names the flow by what was signed; unsigned it proves nothing and lets go on."""
    found = party().logout.answered(request_, now=NOW)

    assert (found.flow, found.is_closed) == ("2" * 40, is_closed)


@pytest.mark.parametrize(
    "request_",
    [
        by_redirect(logout_response(), "SAMLResponse", key="stranger"),
        by_redirect(logout_response(Destination=HERE), "SAMLResponse"),
        by_redirect(logout_response(InResponseTo="x"), "SAMLResponse"),
        by_redirect(logout_response(IssueInstant=later(hours=-2)), "SAMLResponse"),
        by_redirect(logout_request()),
    ],
    ids=["stranger", "another-address", "no-request-of-ours", "old", "a-request"],
)
def test_an_answer_to_a_logout_that_is_none(request_: WireRequest) -> None:
    """Refused."""
    with pytest.raises(ProtocolError):
        party().logout.answered(request_, now=NOW)


def metadata(now: datetime = NOW, *, keys: int = 2) -> bytes:
    """Return our metadata, with as many decryption keys."""
    page = SpMetadata(
        entity_id=US_ID,
        acs_url=ACS,
        slo_url=HERE,
        slo_answers=ANSWERS,
        signer=signer,
        certificates=lambda: (certificate("portal"), certificate("portal-next")),
        encryption=tuple(
            encryption_certificate(rsa_key(name)) for name in ("ent-old", "ent-new")[:keys]
        ),
        wants_signed_assertions=False,
        tokens=lambda: "0" * 20,
        valid_for=timedelta(days=14),
    )
    answer = page.answer(WireRequest("GET", US_ID), now=now)
    assert answer.status == 200
    assert page.answer(WireRequest("POST", US_ID), now=now).status == 405
    return answer.body


def test_our_metadata_as_pysaml2_reads_it() -> None:
    """Two keys that sign, two to encrypt to, one consumer service, logout by both bindings."""
    found = MetadataStore(ac_factory(), Config())
    found.load("inline", metadata())
    services = found.assertion_consumer_service(US_ID, POST)

    assert [one["location"] for one in services] == [ACS]
    assert len(found.certs(US_ID, "spsso", "signing")) == 2
    assert len(found.certs(US_ID, "spsso", "encryption")) == 2
    for binding in (POST, REDIRECT):
        (service,) = found.single_logout_service(US_ID, binding, "spsso")
        assert (service["location"], service["response_location"]) == (HERE, ANSWERS)


def test_our_metadata_is_signed() -> None:
    """The signature holds, and the document is a service provider's."""
    assert verified_content(parse_xml(metadata()), OURS)
    with pytest.raises(SignatureError):
        verified_content(
            parse_xml(metadata().replace(b"callback", b"evil").replace(b"retour", b"evil")), OURS
        )
    root = parse_xml(metadata())
    assert root.get("validUntil") == instant(NOW + timedelta(days=14))
    assert b"encryption" not in metadata(keys=0)


def test_a_certificate_for_encryption_is_made_of_its_key_alone() -> None:
    """Every process publishes the same one."""
    key = rsa_key("ent-new")

    assert encryption_certificate(key) == encryption_certificate(key)
    assert encryption_certificate(key).public_key() == key.public_key()
