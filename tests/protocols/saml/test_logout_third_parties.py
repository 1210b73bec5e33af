"""pysaml2 and python3-saml log out with us, both ways, and believe no message that was changed.

Each knows the portal from the metadata we publish, and we know each from its own.
"""

import base64
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from traceback import clear_frames
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, SAMLError
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.response import StatusError
from saml2.saml import NameID
from saml2.sigver import SigverError, verify_redirect_signature
from saml2.time_util import in_a_while
from tests.debian import require_command
from tests.protocols.saml.logouts import (
    PERSISTENT,
    SP_SLO,
    SUBJECT,
    fields,
    message_octets,
    portal,
    signed_in,
)
from tests.protocols.saml.provider_side import ACS, IDP, POST, SLO, SP, deflated
from tests.protocols.saml.readers import metadata
from tests.protocols.saml.signatures import RSA_SHA256, SHA256_URI, certificate_pem, key_pem

from garbridge.ports import (
    AutoPostForm,
    LogoutAnswered,
    LogoutAsked,
    Redirect,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml import SamlLogout, read_sp_metadata


def now() -> datetime:
    """Return the real time: the libraries look at the machine's clock."""
    return datetime.now(UTC)


def arrived(url: str) -> WireRequest:
    """Return the GET a browser makes of *url*, which is ours."""
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == SLO
    return WireRequest("GET", SLO, parts.query)


def opened(at: SamlLogout) -> tuple[str, WireResponse]:
    """Return the name and the wire form of our request to end one session."""
    asking = at.ask([signed_in("_s1")], now=now())
    assert asking is not None
    return asking.message, asking.response


# -- python3-saml, which knows HTTP-Redirect alone


@cache
def onelogin_settings() -> OneLogin_Saml2_Settings:
    """Return python3-saml as the provider, signing all and wanting all signed."""
    idp = OneLogin_Saml2_IdPMetadataParser.parse(metadata())["idp"]
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": SP,
                "assertionConsumerService": {"url": ACS, "binding": POST},
                "singleLogoutService": {"url": SP_SLO},
                "NameIDFormat": PERSISTENT,
                "x509cert": certificate_pem("provider"),
                "privateKey": key_pem("provider"),
            },
            "idp": idp,
            "security": {
                "logoutRequestSigned": True,
                "logoutResponseSigned": True,
                "wantMessagesSigned": True,
                "rejectDeprecatedAlgorithm": True,
                "signatureAlgorithm": RSA_SHA256,
                "digestAlgorithm": SHA256_URI,
            },
        }
    )


def onelogin(get_data: dict[str, str] | None = None) -> OneLogin_Saml2_Auth:
    """Return python3-saml at the provider's logout address, with what a browser brings."""
    request = {
        "https": "on",
        "http_host": "parc.example",
        "script_name": "/saml/slo",
        "get_data": get_data or {},
        "post_data": {},
    }
    return OneLogin_Saml2_Auth(request, onelogin_settings())


@cache
def portal_of_onelogin() -> SamlLogout:
    """Return a portal that knows python3-saml by its own metadata."""
    written = onelogin_settings().get_sp_metadata()
    octets = written if isinstance(written, bytes) else str(written).encode()
    return portal(peer=read_sp_metadata(octets, now=now()))


def test_python3_saml_closes_its_session_when_we_ask() -> None:
    """It verifies our request, ends the session, and we believe its answer."""
    name, response = opened(portal_of_onelogin())
    assert isinstance(response, Redirect)
    ended: list[str] = []
    auth = onelogin(fields(response))

    url = auth.process_slo(delete_session_cb=lambda: ended.append("session"))

    assert (auth.get_errors(), ended) == ([], ["session"])
    xml = message_octets(response).decode()
    assert OneLogin_Saml2_Logout_Request.get_nameid(xml) == SUBJECT
    assert OneLogin_Saml2_Logout_Request.get_session_indexes(xml) == ["_s1"]
    heard = portal_of_onelogin().read(arrived(url), now=now())
    assert isinstance(heard, LogoutAnswered)
    assert (heard.message, heard.is_closed) == (name, True)


@pytest.mark.parametrize("full", [True, False], ids=["full name", "bare name"])
def test_python3_saml_asks_us_and_believes_our_answer(*, full: bool) -> None:
    """Its request is understood; success ends its session, a partial logout does not."""
    auth = onelogin()
    named = {"nq": IDP, "spnq": SP, "name_id_format": PERSISTENT} if full else {}
    back_to = "https://parc.example/fin?de=état & co"
    url = auth.logout(return_to=back_to, name_id=SUBJECT, session_index="_s1", **named)

    heard = portal_of_onelogin().read(arrived(url), now=now())

    assert isinstance(heard, LogoutAsked)
    assert (heard.subject, heard.indexes) == (SUBJECT, ("_s1",))
    assert heard.relay_state == back_to
    for closed, errors in ((True, []), (False, ["logout_not_success"])):
        sent = portal_of_onelogin().answer(heard, is_closed=closed, now=now())
        back = onelogin(fields(sent))
        back.process_slo(request_id=auth.get_last_request_id(), delete_session_cb=lambda: None)
        assert back.get_errors() == errors


def test_python3_saml_refuses_what_was_changed() -> None:
    """Neither another subject under our signature, nor an answer turned into success."""
    _, response = opened(portal_of_onelogin())
    said = fields(response)
    auth = onelogin(said | {"SAMLRequest": repacked(response, SUBJECT, "1e" * 64)})
    auth.process_slo(delete_session_cb=lambda: pytest.fail("the session was ended"))
    assert "invalid_logout_request_signature" in auth.get_errors()

    url = onelogin().logout(name_id=SUBJECT)
    heard = portal_of_onelogin().read(arrived(url), now=now())
    assert isinstance(heard, LogoutAsked)
    partial = portal_of_onelogin().answer(heard, is_closed=False, now=now())
    better = repacked(partial, "status:Responder", "status:Success")
    back = onelogin(fields(partial) | {"SAMLResponse": better})
    back.process_slo(delete_session_cb=lambda: pytest.fail("the session was ended"))
    assert "invalid_logout_response_signature" in back.get_errors()


def repacked(response: WireResponse | None, old: str, new: str) -> str:
    """Return the message of *response* with *new* for *old*, packed again."""
    xml = message_octets(response)
    assert old.encode() in xml
    octets = xml.replace(old.encode(), new.encode())
    if isinstance(response, Redirect):
        return deflated(octets)
    return base64.b64encode(octets).decode()


# -- pysaml2, by both bindings

bindings = pytest.mark.parametrize(
    "binding", [BINDING_HTTP_REDIRECT, BINDING_HTTP_POST], ids=["redirect", "post"]
)


@pytest.fixture(scope="module", autouse=True, name="leaves_no_folder")
def _leaves_no_folder() -> Iterator[None]:
    """Remove the folder that the tests of this module share."""
    yield
    if _folder.cache_info().currsize:
        shutil.rmtree(_folder())
        _folder.cache_clear()
        pysaml2.cache_clear()  # which names its files


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp())
    (folder / "provider.key").write_text(key_pem("provider"))
    (folder / "provider.crt").write_text(certificate_pem("provider"))
    return folder


@cache
def pysaml2(binding: str) -> Saml2Client:
    """Return pysaml2 as the provider, with one logout address."""
    config = SPConfig()
    config.load(
        {
            "entityid": SP,
            "xmlsec_binary": require_command("xmlsec1", "xmlsec1"),
            "key_file": str(_folder() / "provider.key"),
            "cert_file": str(_folder() / "provider.crt"),
            "metadata": {"inline": [metadata()]},
            "service": {
                "sp": {
                    "endpoints": {
                        "assertion_consumer_service": [(ACS, BINDING_HTTP_POST)],
                        "single_logout_service": [(SP_SLO, binding)],
                    },
                    "logout_requests_signed": True,
                    "logout_responses_signed": True,
                }
            },
        }
    )
    # Its only switch for "requests must be signed" is called after another role and request.
    config.setattr("idp", "want_authn_requests_signed", True)
    return Saml2Client(config)


@cache
def portal_of_pysaml2(binding: str) -> SamlLogout:
    """Return a portal that knows pysaml2 by its own metadata."""
    written = str(entity_descriptor(pysaml2(binding).config)).encode()
    return portal(peer=read_sp_metadata(written, now=now()))


@contextmanager
def refusing(kind: type[Exception]) -> Iterator[None]:
    """Hold that pysaml2 raises *kind*; what its frames kept open, files, is closed at once."""
    raised: BaseException | None = None
    try:
        yield
    except kind as error:
        raised = error
    assert raised is not None, "it was believed"
    while raised is not None:
        clear_frames(raised.__traceback__)
        raised = raised.__cause__ or raised.__context__


def brought(info: Mapping[str, Any]) -> WireRequest:
    """Return what a browser brings us of what pysaml2 sends."""
    if info["method"] == "GET":
        return arrived(dict(info["headers"])["Location"])
    assert info["url"] == SLO
    form = html.fromstring(info["data"])
    posted = [
        (str(one.get("name")), str(one.get("value")))
        for one in form.iter("input")
        if one.get("name")
    ]
    return WireRequest("POST", SLO, "", tuple(posted))


def known() -> NameID:
    """Return the name pysaml2 keeps of whoever is signed in."""
    return NameID(text=SUBJECT, format=PERSISTENT, name_qualifier=IDP, sp_name_qualifier=SP)


def heard_by_pysaml2(binding: str, said: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what pysaml2 answers to the request in *said*, having ended the session."""
    client = pysaml2(binding)
    client.users.add_information_about_person(
        {"name_id": known(), "issuer": IDP, "ava": {}, "not_on_or_after": 2**40}
    )
    assert known() in client.users.subjects()
    answer: Mapping[str, Any] = client.handle_logout_request(
        said["SAMLRequest"],
        known(),
        binding,
        sign_alg=RSA_SHA256,
        digest_alg=SHA256_URI,
        relay_state=said.get("RelayState"),
        sigalg=said.get("SigAlg"),
        signature=said.get("Signature"),
    )
    return answer


@bindings
def test_pysaml2_closes_its_session_when_we_ask(binding: str) -> None:
    """It verifies our request, ends the session, and we believe its answer."""
    at = portal_of_pysaml2(binding)
    name, response = opened(at)
    assert isinstance(response, AutoPostForm) == (binding == BINDING_HTTP_POST)

    heard = at.read(brought(heard_by_pysaml2(binding, fields(response))), now=now())

    assert isinstance(heard, LogoutAnswered)
    assert (heard.message, heard.is_closed) == (name, True)
    assert known() not in pysaml2(binding).users.subjects()


@bindings
def test_pysaml2_refuses_a_request_that_was_changed(binding: str) -> None:
    """Another subject under our signature ends nobody's session."""
    _, response = opened(portal_of_pysaml2(binding))
    said = fields(response) | {"SAMLRequest": repacked(response, SUBJECT, "1e" * 64)}

    with refusing(SAMLError):
        heard_by_pysaml2(binding, said)


def asks(binding: str) -> tuple[str, WireRequest]:
    """Return the name of a request of pysaml2, and what a browser brings of it."""
    client, by_form = pysaml2(binding), binding == BINDING_HTTP_POST
    name, request = client.create_logout_request(
        SLO,
        IDP,
        name_id=known(),
        session_indexes=["_s1"],
        expire=in_a_while(minutes=5),
        sign=by_form,
        sign_alg=RSA_SHA256,
        digest_alg=SHA256_URI,
    )
    info = client.apply_binding(
        binding, str(request), SLO, "état & co", sign=not by_form, sigalg=RSA_SHA256
    )
    return str(name), brought(info)


@bindings
def test_pysaml2_asks_us_and_believes_our_answer(binding: str) -> None:
    """Its request is understood; a partial logout is no success to it."""
    client, at = pysaml2(binding), portal_of_pysaml2(binding)
    name, request = asks(binding)

    heard = at.read(request, now=now())

    assert isinstance(heard, LogoutAsked)
    assert (heard.subject, heard.indexes, heard.relay_state) == (SUBJECT, ("_s1",), "état & co")
    closed = fields(at.answer(heard, is_closed=True, now=now()))
    answer = client.parse_logout_request_response(closed["SAMLResponse"], binding)
    assert (answer.in_response_to, answer.issuer()) == (name, IDP)
    assert believed_signature(binding, closed)
    partial = fields(at.answer(heard, is_closed=False, now=now()))
    with refusing(StatusError):
        client.parse_logout_request_response(partial["SAMLResponse"], binding)


@bindings
def test_pysaml2_refuses_an_answer_that_was_changed(binding: str) -> None:
    """A partial logout that was made a success of on its way."""
    at = portal_of_pysaml2(binding)
    heard = at.read(asks(binding)[1], now=now())
    assert isinstance(heard, LogoutAsked)
    sent = at.answer(heard, is_closed=True, now=now())
    said = fields(sent) | {"SAMLResponse": repacked(sent, heard.message, "_autre")}

    if binding == BINDING_HTTP_REDIRECT:
        assert not believed_signature(binding, said)
    else:
        with refusing(SigverError):
            pysaml2(binding).parse_logout_request_response(said["SAMLResponse"], binding)


def believed_signature(binding: str, said: Mapping[str, str]) -> bool:
    """Say whether pysaml2 verifies the query of *said*; of a form it has looked inside already."""
    if binding == BINDING_HTTP_POST:
        return True
    client = pysaml2(binding)
    certificates = client.metadata.certs(IDP, "any", "signing")
    return any(
        verify_redirect_signature(dict(said), client.sec.sec_backend, text)
        for _, text in certificates
    )
