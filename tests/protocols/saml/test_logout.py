"""What we ask of providers, and what we understand and answer when they ask."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from lxml import etree
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from tests.protocols.saml.logouts import (
    BY_POST,
    BY_REDIRECT,
    LEAVING,
    NS,
    PERSISTENT,
    SP_SLO,
    SP_SLO_ANSWERS,
    STATUS,
    SUBJECT,
    TRANSIENT,
    answered,
    asked,
    codes,
    fields,
    logout_request,
    logout_response,
    message,
    message_octets,
    name_id,
    portal,
    posted,
    redirected,
    signed_in,
)
from tests.protocols.saml.provider_side import (
    IDP,
    PEER,
    PUPIL_CLAIMS,
    SP,
    authn_request,
    redirect,
    signer,
)
from tests.protocols.saml.provider_side import portal as sign_in_portal
from tests.protocols.saml.readers import by_xmlsec1
from tests.protocols.saml.signatures import canonical, certificate, rsa_key

from garbridge.core.identifiers import ProviderId
from garbridge.errors import MalformedError, UnsupportedRequestError, ValueRefusedError
from garbridge.formats.enveloped import verified_content
from garbridge.formats.saml.logout_sending import MAX_ADDRESS
from garbridge.formats.signature import verify_octets
from garbridge.formats.signing import Signer
from garbridge.ports import (
    AutoPostForm,
    Participant,
    Redirect,
    WireRequest,
)
from garbridge.protocols.saml import LogoutService, SamlSettings
from garbridge.testing.world import NOW, PUBLISHER

SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
OUR_KEYS = [rsa_key("portal").public_key()]
by_binding = pytest.mark.parametrize("service", [BY_REDIRECT, BY_POST], ids=["redirect", "post"])
arriving = pytest.mark.parametrize("arrives", [redirected, posted])
Arrives = Callable[..., WireRequest]


@by_binding
def test_a_provider_is_asked_to_end_every_session_of_one_subject(service: LogoutService) -> None:
    """NameID as it was given, each SessionIndex, until when, why, and for whom it is meant."""
    asking = portal(service).ask([signed_in("_s1"), signed_in("_s2")], now=NOW)

    assert asking is not None
    root = message(asking.response)
    assert (root.tag, root.get("ID"), root.get("Version")) == (
        f"{SAMLP}LogoutRequest",
        asking.message,
        "2.0",
    )
    assert root.get("IssueInstant") == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert root.get("NotOnOrAfter") == (NOW + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (root.get("Destination"), root.get("Reason")) == (
        SP_SLO,
        "urn:oasis:names:tc:SAML:2.0:logout:user",
    )
    assert root.findtext("saml:Issuer", "", NS) == IDP
    (named,) = root.findall("saml:NameID", NS)
    assert (named.text, dict(named.attrib)) == (
        SUBJECT,
        {"Format": PERSISTENT, "NameQualifier": IDP, "SPNameQualifier": SP},
    )
    assert [index.text for index in root.findall("samlp:SessionIndex", NS)] == ["_s1", "_s2"]


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_provider_is_asked_about_whom_it_was_given(*, anonymous: bool) -> None:
    """What the assertion said is said again, to the letter: transient identifiers too."""
    adapter = sign_in_portal(SamlSettings(anonymous=anonymous))
    sign_in = adapter.parse(redirect(authn_request()), now=NOW)
    answer = adapter.respond(sign_in, PUPIL_CLAIMS, reference="r", authenticated=None, now=NOW)
    assert answer.participant is not None
    asking = portal().ask([answer.participant], now=NOW)

    assert asking is not None
    given, said = message(answer.response), message(asking.response)
    (name,), (named) = given.findall(".//saml:NameID", NS), said.find("saml:NameID", NS)
    assert named is not None
    assert canonical(etree.tostring(named)) == canonical(etree.tostring(name))
    (statement,) = given.findall(".//saml:AuthnStatement", NS)
    assert said.findtext("samlp:SessionIndex", "", NS) == statement.get("SessionIndex")
    assert named.get("Format") == (TRANSIENT if anonymous else PERSISTENT)


def test_by_address_the_query_is_signed_and_the_message_is_not() -> None:
    """Bindings 3.4.4.1: the signature is over the query, in its order, and nothing else."""
    asking = portal(BY_REDIRECT).ask([signed_in()], now=NOW)

    assert asking is not None
    assert isinstance(asking.response, Redirect)
    query = urlsplit(asking.response.url).query
    octets, _, _ = query.partition("&Signature=")
    assert [part.partition("=")[0] for part in query.split("&")] == [
        "SAMLRequest",
        "SigAlg",
        "Signature",
    ]
    value = base64.b64decode(fields(asking.response)["Signature"])
    verify_octets(
        octets.encode(), value, algorithm=fields(asking.response)["SigAlg"], keys=OUR_KEYS
    )
    assert message(asking.response).find(".//ds:Signature", NS) is None


@by_binding
def test_an_address_keeps_its_own_query(service: LogoutService) -> None:
    """Some providers tell their customers apart by it."""
    url = f"{SP_SLO}?client=7"
    asking = portal(replace(service, url=url)).ask([signed_in()], now=NOW)

    assert asking is not None
    assert message(asking.response).get("Destination") == url
    if isinstance(asking.response, Redirect):
        assert asking.response.url.startswith(f"{url}&SAMLRequest=")
    else:
        assert isinstance(asking.response, AutoPostForm)
        assert asking.response.action == url


def test_by_form_the_message_is_signed_and_may_go_where_that_was_agreed() -> None:
    """Our own verifier and the command xmlsec1 agree; the page's policy names the origins."""
    logout = portal(BY_POST, origins=("https://www.parc.example",))
    asking = logout.ask([signed_in()], now=NOW)

    assert asking is not None
    assert isinstance(asking.response, AutoPostForm)
    octets = message_octets(asking.response)
    assert verified_content(etree.fromstring(octets), OUR_KEYS)
    assert by_xmlsec1(octets, element=f"{SAMLP}LogoutRequest")
    assert asking.response.origins == ("https://parc.example", "https://www.parc.example")


def test_by_address_is_preferred_and_by_form_is_taken_where_it_would_be_too_long() -> None:
    """A teacher opens a resource for each class of a day: hundreds of sessions at one provider."""
    few, many = ([signed_in(f"_{n:043}{n * n}") for n in range(count)] for count in (3, 2000))

    short, long = (portal().ask(those, now=NOW) for those in (few, many))
    assert short is not None
    assert long is not None
    assert isinstance(short.response, Redirect)
    assert isinstance(long.response, AutoPostForm)
    assert len(message(long.response).findall("samlp:SessionIndex", NS)) == 2000


def test_sessions_that_fit_no_address_end_all_together() -> None:
    """No SessionIndex is every session of the subject at that provider (Core 3.7.1)."""
    many = [signed_in(f"_{n:043}{n * n}") for n in range(2000)]

    asking = portal(BY_REDIRECT).ask(many, now=NOW)

    assert asking is not None
    assert isinstance(asking.response, Redirect)
    assert len(asking.response.url) <= MAX_ADDRESS
    assert message(asking.response).findall("samlp:SessionIndex", NS) == []
    assert message(asking.response).findtext("saml:NameID", "", NS) == SUBJECT


@by_binding
def test_messages_keep_to_the_schema(service: LogoutService) -> None:
    """The OASIS schema, as python3-saml ships it, takes request and answers."""
    logout = portal(service)
    asking = logout.ask([signed_in()], now=NOW)
    assert asking is not None
    heard = asked(redirected(logout_request()))

    for sent in (
        asking.response,
        logout.answer(heard, is_closed=True, now=NOW),
        logout.answer(heard, is_closed=False, now=NOW),
    ):
        octets = message_octets(sent)
        checked = OneLogin_Saml2_XML.validate_xml(octets, "saml-schema-protocol-2.0.xsd")
        assert not isinstance(checked, str), checked


def test_a_provider_that_cannot_be_asked_is_said_to_be_none() -> None:
    """It is then counted among those that could not be closed."""
    assert portal(peer=PEER).ask([signed_in()], now=NOW) is None


def test_a_provider_without_a_key_is_asked_too() -> None:
    """Its session ends; that it says so proves nothing."""
    assert portal(peer=replace(LEAVING, signing_keys=())).ask([signed_in()], now=NOW)


def test_a_provider_that_left_is_not_asked_nor_answered() -> None:
    """Its registration is gone, and with it every address of it."""
    gone = ProviderId("parti")
    heard = replace(asked(redirected(logout_request())), provider=gone)

    assert portal().ask([signed_in(provider=gone)], now=NOW) is None
    assert portal().answer(heard, is_closed=True, now=NOW) is None


@pytest.mark.parametrize(
    "participants", [[], [signed_in(), signed_in(subject="1e" * 64)]], ids=["none", "two names"]
)
def test_one_message_names_one_subject(participants: list[Participant]) -> None:
    """A message has one NameID; whoever asks groups by it."""
    with pytest.raises(ValueRefusedError):
        portal().ask(participants, now=NOW)


@arriving
def test_a_request_says_whose_sessions_end(arrives: Arrives) -> None:
    """By either binding: subject, sessions, what the answer repeats."""
    request = arrives(logout_request(indexes=("_s1", "_s2")), "état & co")
    heard = asked(request)

    assert (heard.provider, heard.subject, heard.indexes) == (PUBLISHER.id, SUBJECT, ("_s1", "_s2"))
    assert (heard.message, heard.relay_state) == ("_request1", "état & co")


@pytest.mark.parametrize(
    "named",
    [
        name_id(NameQualifier=None, SPNameQualifier=None, Format=None),
        name_id(Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
        name_id(f"\n  {SUBJECT}\n"),
    ],
    ids=["bare", "unspecified", "blanks around"],
)
def test_a_request_may_leave_away_what_goes_without_saying(named: str) -> None:
    """python3-saml names the subject alone unless it is told more."""
    heard = asked(redirected(logout_request(named, ())))

    assert (heard.subject, heard.indexes) == (SUBJECT, ())


def test_a_request_is_taken_once_and_remembered_longer_than_it_could_be_taken() -> None:
    """The same ID of another provider is another request."""
    first, again = (asked(redirected(logout_request(), state)) for state in (None, "autre"))

    assert first.once == again.once
    assert first.once != asked(redirected(logout_request(ID="_request2"))).once
    assert first.once is not None
    assert first.once.until >= NOW + timedelta(minutes=35)


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        (codes("Success"), True),
        (codes("Success", "PartialLogout"), False),
        (codes("Responder", "PartialLogout"), False),
        (codes("Requester", "UnknownPrincipal"), False),
        (codes("Responder"), False),
        ('<samlp:StatusCode Value="urn:example:Success"/>', False),
    ],
    ids=["success", "partial", "responder", "unknown", "failed", "foreign"],
)
@arriving
def test_an_answer_says_whether_everything_was_closed(
    arrives: Arrives, status: str, *, closed: bool
) -> None:
    """Only plain success is: whatever else is said, a session may be open still."""
    heard = answered(arrives(logout_response(status)))

    assert (heard.provider, heard.message, heard.is_closed) == (PUBLISHER.id, "_asked", closed)


@by_binding
@pytest.mark.parametrize("closed", [True, False])
def test_an_answer_of_ours_says_truthfully_what_became_of_it(
    service: LogoutService, *, closed: bool
) -> None:
    """SDP-IDP31: to the address for answers, with status, InResponseTo and RelayState."""
    logout = portal(replace(service, answers=SP_SLO_ANSWERS))
    heard = asked(redirected(logout_request(), "état & co"))

    sent = logout.answer(heard, is_closed=closed, now=NOW)

    root = message(sent)
    assert (root.tag, root.get("InResponseTo")) == (f"{SAMLP}LogoutResponse", "_request1")
    assert (root.get("Destination"), root.get("Version")) == (SP_SLO_ANSWERS, "2.0")
    said = [code.get("Value", "") for code in root.iter(f"{SAMLP}StatusCode")]
    assert said == (
        [f"{STATUS}Success"] if closed else [f"{STATUS}Responder", f"{STATUS}PartialLogout"]
    )
    assert fields(sent)["RelayState"] == "état & co"


def test_an_answer_without_relay_state_has_none() -> None:
    """It is given back as it came, not invented."""
    sent = portal().answer(asked(redirected(logout_request())), is_closed=True, now=NOW)

    assert "RelayState" not in fields(sent)


def test_what_we_sign_verifies_after_a_change_of_keys_too() -> None:
    """The signer is asked for with each message."""
    keys = iter([signer(), Signer(rsa_key("next"), certificate("next"))])
    logout = replace(portal(BY_POST), signer=lambda: next(keys))

    for key in ("portal", "next"):
        asking = logout.ask([signed_in()], now=NOW)
        assert asking is not None
        root = message(asking.response)
        assert verified_content(root, [rsa_key(key).public_key()])


@pytest.mark.parametrize("other", ["BaseID", "EncryptedID"])
def test_somebody_named_otherwise_is_refused(other: str) -> None:
    """We never gave an encrypted or extended name."""
    with pytest.raises(UnsupportedRequestError, match="EncryptedID"):
        asked(redirected(logout_request(f"<saml:{other}/>")))


@pytest.mark.parametrize(
    "xml",
    [
        logout_request(""),
        logout_request(ID="1st"),
        logout_request(name_id() + name_id()),
        logout_request(name_id("<x/>")),
        logout_request(IssueInstant="yesterday"),
        logout_response(""),
        logout_response(InResponseTo=None),
        logout_response("<samlp:StatusCode/><samlp:StatusCode/>"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(xml: str) -> None:
    """Signed or not: nothing is guessed."""
    with pytest.raises(MalformedError):
        portal().read(redirected(xml), now=NOW)
