"""The only module that touches pysaml2: our service provider, with its signatures in process.

pysaml2 makes the metadata and the AuthnRequest, checks signatures against the
portal's metadata and reads the response a second time.  It starts no process:
its ``CryptoBackend`` is :class:`_InProcess`, over :mod:`provider_stub.xmldsig`.

What pysaml2 7.5.5 leaves open is closed elsewhere: see :mod:`provider_stub.saml_message`
(shape, before anything here runs) and :mod:`provider_stub.saml_checks`.
"""

import base64
import copy
import logging
import secrets
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, class_name, samlp
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.response import AuthnResponse
from saml2.s_utils import UnsupportedBinding
from saml2.sigver import CryptoBackend, MissingKey, RSACrypto, SecurityContext

from provider_stub import xmldsig
from provider_stub.config import RequestBinding, StubConfig
from provider_stub.errors import RefusedMessageError, SignatureRefusedError, UnreadableXmlError
from provider_stub.keys import KeyPair
from provider_stub.published_keys import PublishedKeys, read_keys
from provider_stub.xml_entry import parse_message

# pysaml2 writes whole responses at DEBUG, the NameID at INFO, and the document
# again inside the text of some ERROR lines: nothing below CRITICAL may leave it.
logging.getLogger("saml2").setLevel(logging.CRITICAL)

_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_BINDINGS = {
    RequestBinding.REDIRECT: BINDING_HTTP_REDIRECT,
    RequestBinding.POST: BINDING_HTTP_POST,
}
_METADATA_HOURS = 24 * 90
"""Longer than a portal warns before: a demo that begins with warnings teaches to ignore them."""
_UNSIGNED = "l'assertion n'est pas signée"


class UnusableMetadataError(ValueError):
    """The portal's metadata hold no identity provider we can use."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """An AuthnRequest ready to leave: a redirect, or a form when ``form`` is not empty."""

    id: str
    url: str
    form: tuple[tuple[str, str], ...] = ()


class _InProcess(CryptoBackend):  # type: ignore[misc]  # pysaml2 is untyped
    """pysaml2's crypto port without ``xmlsec1``; it remembers what it verified, and why not.

    One object serves one message, so that threads share nothing.
    """

    def __init__(
        self, key: rsa.RSAPrivateKey | None = None, published: PublishedKeys | None = None
    ) -> None:
        super().__init__()
        self._key = key
        self._published = published or PublishedKeys("", ())
        self.verified: dict[str, bytes] = {}
        self.refusals: list[str] = []

    @property
    def version(self) -> str:
        """Say which xmlsec1 this stands for: none, so the number means nothing."""
        return "0.0.0"

    def sign_statement(self, statement: object, _name: str, _key_file: str, node_id: str) -> str:
        """Fill the signature that pysaml2 prepared in *statement*."""
        if self._key is None:
            raise SignatureRefusedError("pas de clé pour signer")
        text = statement if isinstance(statement, bytes) else str(statement).encode()
        root = parse_message(text)
        xmldsig.sign(root, node_id, self._key)
        return etree.tostring(root, encoding="unicode")

    def validate_signature(
        self,
        signedtext: str | bytes,
        cert_file: str,
        cert_type: str,  # noqa: ARG002 - pysaml2 names what it passes
        node_name: str,  # noqa: ARG002 - likewise
        node_id: str,
    ) -> bool:
        """Verify the element with *node_id*; false makes pysaml2 try the next key."""
        data = signedtext.encode() if isinstance(signedtext, str) else signedtext
        try:
            root = parse_message(data)
            self.verified[node_id] = xmldsig.verify(
                root, node_id, self._published.by_name(cert_file)
            )
        except (SignatureRefusedError, UnreadableXmlError) as wrong:
            self.refusals.append(wrong.reason)
            return False
        return True


class ServiceProvider:
    """Our SAML service provider, towards one identity provider."""

    def __init__(self, config: StubConfig, keys: KeyPair, portal_metadata: bytes) -> None:
        self._config = config
        self._key = keys.key
        self._client = Saml2Client(config=_settings(config, keys, portal_metadata.decode()))
        # Given here and not as "key_file": pysaml2 would read and check it twice, half a second.
        self._client.sec.sec_backend = RSACrypto(keys.key)
        issuers = list(self._client.metadata.with_descriptor("idpsso"))
        if len(issuers) != 1:
            raise UnusableMetadataError(f"{len(issuers)} fournisseurs d'identité, attendu 1")
        self.issuer = str(issuers[0])
        certificates = self._client.metadata.certs(self.issuer, "idpsso", "signing")
        self._published = read_keys(self.issuer, (encoded for _, encoded in certificates))
        if not self._published.keys:
            raise UnusableMetadataError("aucune clé de signature assez forte")
        self._binding = _BINDINGS[config.request_binding]
        self._sso_url = str(self._client.sso_location(binding=self._binding) or "")
        if urlsplit(self._sso_url).scheme not in {"https", "http"}:
            raise UnusableMetadataError("pas de SingleSignOnService pour notre liaison")

        try:
            places = self._client.metadata.single_logout_service(
                self.issuer, BINDING_HTTP_REDIRECT, "idpsso"
            )
        except UnsupportedBinding:
            places = ()
        self.slo_url = str(places[0]["location"]) if places else ""
        """Where the portal is asked to log out; empty where it says nowhere."""

    @property
    def portal_keys(self) -> tuple[xmldsig.VerifyingKey, ...]:
        """The keys the portal signs with."""
        return tuple(each.key for each in self._published.keys)

    def authn_request(self, relay_state: str, **more: str) -> SignedRequest:
        """Make a signed AuthnRequest (SAML Profiles 4.1.4.1); *more* are XML attributes of it."""
        client = copy.copy(self._client)
        client.sec = self._security(_InProcess(self._key))
        by_form = self._binding == BINDING_HTTP_POST
        # By redirect the signature covers the query (Bindings 3.4.4.1), not the XML.
        request_id, request = client.create_authn_request(
            self._sso_url,
            binding=BINDING_HTTP_POST,  # of the response
            sign=by_form,
            sign_alg=xmldsig.RSA_SHA256,  # the default is SHA-1
            digest_alg=xmldsig.SHA256,
            message_id=f"_{secrets.token_hex(20)}",  # pysaml2's own has about 100 bits
            nameid_format=_PERSISTENT,
            allow_create="true",
            **more,
        )
        if by_form:
            encoded = base64.b64encode(str(request).encode()).decode()
            form = (("SAMLRequest", encoded), ("RelayState", relay_state))
            return SignedRequest(str(request_id), self._sso_url, form)
        info = client.apply_binding(
            self._binding,
            str(request),
            self._sso_url,
            relay_state,
            sign=True,
            sigalg=xmldsig.RSA_SHA256,
        )
        return SignedRequest(str(request_id), str(dict(info["headers"])["Location"]))

    def verify(self, xml: bytes) -> bytes:
        """Verify each signature of a response with the keys of the portal's metadata.

        Returns:
            The canonical form of the signed assertion: what may be read.

        Raises:
            SignatureRefusedError: the assertion is not signed, or one signature does not hold.
        """
        crypto = _InProcess(published=self._published)
        security = self._security(crypto)
        try:
            response = samlp.response_from_string(xml)
            (assertion,) = response.assertion
            if assertion.signature is None:
                raise SignatureRefusedError(_UNSIGNED)  # noqa: TRY301 - one way out for all
            for element in (assertion, response):
                if element is assertion or element.signature is not None:
                    security.check_signature(element, class_name(element), xml.decode())
        except SignatureRefusedError:
            raise
        except Exception as wrong:
            # pysaml2 raises many kinds, bare Exception among them: each is a refusal.
            reason = crypto.refusals[-1] if crypto.refusals else _reason(wrong)
            raise SignatureRefusedError(reason) from wrong
        verified = crypto.verified.get(str(assertion.id))
        if verified is None:
            raise SignatureRefusedError(_UNSIGNED)
        return verified

    def read_again(self, xml: bytes, request_id: str) -> str:
        """Let pysaml2 judge the whole response by itself; return the NameID it read.

        ``AuthnResponse`` is used without ``parse_authn_request_response``: that
        one tries to inflate a POSTed message first, without any bound, and keeps
        every person it saw in memory.

        Raises:
            RefusedMessageError: pysaml2 refuses.
        """
        response = AuthnResponse(
            self._security(_InProcess(published=self._published)),
            self._client.config.attribute_converters,
            self._config.entity_id,
            return_addrs=[self._config.acs_url],
            outstanding_queries={request_id: "/"},
            timeslack=int(self._config.clock_skew.total_seconds()),
            want_assertions_signed=True,
            allow_unknown_attributes=True,
            # Without this pysaml2 does not compare the Recipient at all.
            conv_info={"remote_addr": "0.0.0.0"},  # noqa: S104 - pysaml2's word for "any"
        )
        try:
            response.loads(xml.decode(), False)  # noqa: FBT003 - pysaml2's own signature
            accepted = response.verify()
        except Exception as wrong:
            # Of any kind; its text may hold the message.
            raise RefusedMessageError(f"refusé ({type(wrong).__name__})") from wrong
        if accepted is None or response.name_id is None:
            raise RefusedMessageError("refusé sans raison donnée")
        return str(response.name_id.text)

    def _security(self, crypto: _InProcess) -> SecurityContext:
        """Return pysaml2's security context with a crypto object of its own."""
        security = copy.copy(self._client.sec)
        security.crypto = crypto
        security.metadata = self._published
        return security


def sp_metadata(config: StubConfig, keys: KeyPair) -> bytes:
    """Publish our service provider (SAML Metadata 2.4.4)."""
    return str(entity_descriptor(_settings(config, keys, None))).encode()


def _reason(wrong: Exception) -> str:
    """Name what pysaml2 raised; its text is not shown, it may hold the message."""
    if isinstance(wrong, MissingKey):
        return "aucune clé connue pour cet émetteur"
    return f"refusée par pysaml2 ({type(wrong).__name__})"


def _settings(config: StubConfig, keys: KeyPair, portal_metadata: str | None) -> SPConfig:
    """Translate our configuration into pysaml2's."""
    settings: dict[str, object] = {
        "entityid": config.entity_id,
        "name": "Éditeur factice",
        "valid_for": _METADATA_HOURS,
        "metadata_key_usage": "signing",
        "cert_file": str(keys.certificate_file),
        "only_use_keys_in_metadata": True,
        "allow_unknown_attributes": True,
        "accepted_time_diff": int(config.clock_skew.total_seconds()),
        "service": {
            "sp": {
                "endpoints": {
                    "assertion_consumer_service": [(config.acs_url, BINDING_HTTP_POST)],
                    "single_logout_service": [
                        (config.slo_url, binding)
                        for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST)
                    ],
                },
                "name_id_format": [_PERSISTENT],
                "authn_requests_signed": True,
                "want_assertions_signed": True,
                "want_response_signed": False,
                "allow_unsolicited": False,
            }
        },
    }
    if portal_metadata is not None:
        settings["metadata"] = {"inline": [portal_metadata]}
        # Saml2Client wants a command that exists; signatures are made in process, so it
        # never runs.  Without it here the metadata builder would run it, to list algorithms.
        settings["xmlsec_binary"] = sys.executable
    return SPConfig().load(settings)
