"""Single logout by SAML (Profiles 4.4): ask the portal, and close what it asks for.

Written without pysaml2, which takes a logout by redirect without looking at its
signature: here each message is signed, by one of the keys the portal publishes.
"""

import base64
import secrets
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from provider_stub import xmldsig
from provider_stub.catalogue import Protocol
from provider_stub.checks import (
    Check,
    CheckId,
    StoppedError,
    all_passed,
    complete,
    judge,
    passed,
    refused,
    require,
)
from provider_stub.errors import ShapeError, SignatureRefusedError, UnreadableXmlError
from provider_stub.journal import RefusedArrival
from provider_stub.once import OnceStore
from provider_stub.saml_message import SAML, SAMLP, SUCCESS, decode
from provider_stub.saml_parties import Here, Portal, Portals, Sessions
from provider_stub.sessions import SamlSession
from provider_stub.xml_entry import MESSAGE_LIMIT, Element, parse_message

_LIFETIME = timedelta(minutes=5)
_ROOTS = {"SAMLRequest": f"{SAMLP}LogoutRequest", "SAMLResponse": f"{SAMLP}LogoutResponse"}
_PLAN = (
    CheckId.READABLE,
    CheckId.STRUCTURE,
    CheckId.SIGNATURE,
    CheckId.ISSUER,
    CheckId.DESTINATION,
    CheckId.WINDOW,
    CheckId.SINGLE_USE,
    CheckId.IN_RESPONSE_TO,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutMessage:
    """A message as it came: ``octets`` are what the query's signature covers, by redirect."""

    field: str
    encoded: str
    relay_state: str | None
    octets: bytes | None = None
    algorithm: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The portal asked, and *count* sessions ended; it is answered at *url*."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The portal answered what we asked: everything is closed, or not."""

    everything: bool


class SamlLogout:
    """Our service provider's part in a logout."""

    def __init__(
        self,
        config: Here,
        key: rsa.RSAPrivateKey,
        metadata: Portals,
        sessions: Sessions,
        once: OnceStore,
    ) -> None:
        self._config = config
        self._key = key
        self._metadata = metadata
        self._sessions = sessions
        self._once = once
        self._asked = deque[str](maxlen=1_000)

    def start(self, session: SamlSession) -> str:
        """Return where the portal is asked to log out; empty where it takes no logout.

        Raises:
            PortalError: the portal's metadata cannot be had.
        """
        provider = self._metadata.provider()
        if not provider.slo_url:
            return ""
        end = self._config.clock() + _LIFETIME
        root = self._message("LogoutRequest", provider.slo_url, NotOnOrAfter=_written(end))
        name = etree.SubElement(root, f"{SAML}NameID", dict(session.name_attributes))
        name.text = session.name_id
        if session.index:
            etree.SubElement(root, f"{SAMLP}SessionIndex").text = session.index
        self._asked.append(root.get("ID", ""))
        return self._signed(provider.slo_url, "SAMLRequest", root, None)

    def take(self, message: LogoutMessage) -> Closed | Answered | RefusedArrival:
        """Judge *message*; nothing is closed unless every check held.

        Raises:
            PortalError: the portal's metadata cannot be had.
        """
        now, checks = self._config.clock(), list[Check]()
        try:
            root, provider = self._proven(message, checks)
        except StoppedError as stopped:
            return _refusal([*checks, stopped.check], now)
        checks += [
            judge(CheckId.ISSUER, lambda: _same(CheckId.ISSUER, _issuer(root), provider.issuer)),
            judge(
                CheckId.DESTINATION,
                lambda: _same(
                    CheckId.DESTINATION, root.get("Destination", ""), self._config.slo_url
                ),
            ),
            judge(CheckId.WINDOW, lambda: self._window(root, now)),
            judge(CheckId.SINGLE_USE, lambda: self._single_use(root, provider, now)),
            judge(CheckId.IN_RESPONSE_TO, lambda: self._in_response_to(root)),
        ]
        if not all_passed(checks):
            return _refusal(checks, now)
        if message.field == "SAMLResponse":
            codes = [code.get("Value") for code in root.iter(f"{SAMLP}StatusCode")]
            return Answered(codes == [SUCCESS])
        indexes = tuple(index.text or "" for index in root.iterfind(f"{SAMLP}SessionIndex"))
        count = self._sessions.end(root.findtext(f"{SAML}NameID", ""), indexes)
        return Closed(count, self._answer(provider, root.get("ID", ""), message.relay_state))

    def _proven(self, message: LogoutMessage, checks: list[Check]) -> tuple[Element, Portal]:
        """Return what the portal signed.

        Raises:
            StoppedError: with the first check that does not hold.
        """
        xml = require(CheckId.READABLE, lambda: _octets(message))
        root = require(CheckId.READABLE, lambda: parse_message(xml))
        checks.append(passed(CheckId.READABLE, f"{len(xml)} octets"))
        require(CheckId.STRUCTURE, lambda: _check_shape(root, message.field))
        checks.append(passed(CheckId.STRUCTURE, "un message de déconnexion"))
        proven = require(CheckId.SIGNATURE, lambda: self._verified(message, root))
        checks.append(passed(CheckId.SIGNATURE, "par une clé que publie le portail"))
        return proven

    def _verified(self, message: LogoutMessage, root: Element) -> tuple[Element, Portal]:
        """Verify with the keys known, then with those the portal publishes now."""
        provider = self._metadata.provider()
        try:
            return _signed_part(message, root, provider), provider
        except SignatureRefusedError:
            renewed = self._metadata.provider(newer_than=self._config.unknown_key_pause)
            if renewed is provider:
                raise
        return _signed_part(message, root, renewed), renewed

    def _window(self, root: Element, now: datetime) -> Check:
        """Require a message of now, that still holds."""
        skew = self._config.clock_skew
        age = now - datetime.fromisoformat(root.get("IssueInstant", "")).astimezone(UTC)
        end = root.get("NotOnOrAfter")
        ended = end is not None and now >= datetime.fromisoformat(end).astimezone(UTC) + skew
        if ended or not -skew <= age <= _LIFETIME + skew:
            return refused(CheckId.WINDOW, f"émis il y a {age.total_seconds():.0f} s")
        return passed(CheckId.WINDOW)

    def _single_use(self, root: Element, provider: Portal, now: datetime) -> Check:
        until = now + 2 * _LIFETIME
        name = root.get("ID", "")
        if not self._once.claim("saml-logout", provider.issuer, name, until=until, now=now):
            return refused(CheckId.SINGLE_USE, "identifiant déjà reçu")
        return passed(CheckId.SINGLE_USE, "première présentation")

    def _in_response_to(self, root: Element) -> Check:
        """Require that an answer is to a request of ours that nobody answered yet."""
        if root.tag != _ROOTS["SAMLResponse"]:
            return passed(CheckId.IN_RESPONSE_TO, "c'est une demande")
        try:
            self._asked.remove(root.get("InResponseTo", ""))
        except ValueError:
            return refused(CheckId.IN_RESPONSE_TO, "demande inconnue ou déjà close")
        return passed(CheckId.IN_RESPONSE_TO, "demande ouverte, désormais close")

    def _answer(self, provider: Portal, asked: str, relay_state: str | None) -> str:
        root = self._message("LogoutResponse", provider.slo_url, InResponseTo=asked)
        status = etree.SubElement(root, f"{SAMLP}Status")
        etree.SubElement(status, f"{SAMLP}StatusCode", Value=SUCCESS)
        return self._signed(provider.slo_url, "SAMLResponse", root, relay_state)

    def _message(self, name: str, destination: str, **attributes: str) -> Element:
        root = etree.Element(
            f"{SAMLP}{name}",
            ID=f"_{secrets.token_hex(20)}",
            Version="2.0",
            IssueInstant=_written(self._config.clock()),
            Destination=destination,
            nsmap={"samlp": SAMLP[1:-1], "saml": SAML[1:-1]},
        )
        for attribute, value in attributes.items():
            root.set(attribute, value)
        etree.SubElement(root, f"{SAML}Issuer").text = self._config.entity_id
        return root

    def _signed(self, url: str, field: str, root: Element, relay_state: str | None) -> str:
        """Return *url* with the message, signed as Bindings 3.4.4.1 says."""
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(etree.tostring(root)) + packer.flush()
        said = {field: base64.b64encode(packed).decode()}
        if relay_state is not None:
            said["RelayState"] = relay_state
        query = urlencode(said | {"SigAlg": xmldsig.RSA_SHA256})
        value = self._key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
        signature = urlencode({"Signature": base64.b64encode(value).decode()})
        return f"{url}{'&' if '?' in url else '?'}{query}&{signature}"


def _octets(message: LogoutMessage) -> bytes:
    packed = decode(message.encoded)
    if message.octets is None:
        return packed
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        xml = stream.decompress(packed, MESSAGE_LIMIT + 1)
    except zlib.error as broken:
        raise UnreadableXmlError("pas compressé par DEFLATE") from broken
    if len(xml) > MESSAGE_LIMIT or not stream.eof or stream.unused_data:
        raise UnreadableXmlError("message trop long, coupé ou suivi d'autre chose")
    return xml


def _check_shape(root: Element, field: str) -> None:
    parts: Mapping[str, int] = {
        name: len(root.findall(f"{SAML}{name}")) for name in ("Issuer", "NameID")
    }
    wanted = {"Issuer": 1, "NameID": 1 if field == "SAMLRequest" else 0}
    if root.tag != _ROOTS[field] or root.get("Version") != "2.0" or parts != wanted:
        raise ShapeError(f"la racine n'est pas celle qu'annonce {field}")


def _signed_part(message: LogoutMessage, root: Element, provider: Portal) -> Element:
    """Return what one of the portal's keys signed, by redirect the message as a whole."""
    refusal = SignatureRefusedError("le message n'est pas signé")
    for key in provider.portal_keys:
        try:
            if message.octets is None:
                return parse_message(xmldsig.verify(root, root.get("ID", ""), key))
            value = decode(message.signature)
            xmldsig.verify_octets(key, message.algorithm, value, message.octets)
        except SignatureRefusedError as wrong:
            refusal = wrong
        except UnreadableXmlError as wrong:
            refusal = SignatureRefusedError(wrong.reason)
        else:
            return root
    raise refusal


def _issuer(root: Element) -> str:
    return root.findtext(f"{SAML}Issuer", "")


def _same(check: CheckId, found: str, wanted: str) -> Check:
    return passed(check, wanted) if found == wanted else refused(check, f"reçu : {found[:160]}")


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _refusal(checks: list[Check], now: datetime) -> RefusedArrival:
    return RefusedArrival(protocol=Protocol.SAML, at=now, checks=complete(checks, _PLAN))
