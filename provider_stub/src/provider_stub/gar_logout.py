"""The fake GAR's part in a single logout, by redirect: every message is signed, theirs and ours."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Response, make_response, redirect
from werkzeug.wrappers import Response as Redirected

from provider_stub import xmldsig
from provider_stub.journal import RefusedArrival
from provider_stub.keys import self_signed
from provider_stub.once import OnceStore
from provider_stub.published_keys import read_keys
from provider_stub.saml_logout import Answered, Closed, LogoutMessage, SamlLogout
from provider_stub.saml_parties import Sessions
from provider_stub.sessions import SamlSession
from provider_stub.xml_entry import parse_metadata

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_DESCRIBED = """<md:KeyDescriptor use="signing"><ds:KeyInfo \
xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{0}\
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
<md:SingleLogoutService Binding="{1}" Location="{2}"/>"""
_BITS = 2048


@dataclass(frozen=True, slots=True)
class _Here:
    entity_id: str
    slo_url: str
    clock: Callable[[], datetime]
    clock_skew: timedelta = timedelta(minutes=3)
    unknown_key_pause: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class _Portal:
    issuer: str
    slo_url: str
    portal_keys: tuple[xmldsig.VerifyingKey, ...]


@dataclass(frozen=True, slots=True)
class _Portals:
    metadata: Callable[[], bytes]

    def provider(self, *, newer_than: timedelta = timedelta()) -> _Portal:  # noqa: ARG002 - asked anew each time
        """Return the portal as it describes itself now."""
        root = parse_metadata(self.metadata())
        issuer = root.get("entityID", "")
        services = root.iter(f"{_MD}SingleLogoutService")
        places = [one.get("Location", "") for one in services if one.get("Binding") == _REDIRECT]
        certificates = [one.text or "" for one in root.iter(f"{_DS}X509Certificate")]
        keys = read_keys(issuer, certificates).keys
        return _Portal(issuer, next(iter(places), ""), tuple(one.key for one in keys))


@dataclass(kw_only=True)
class GarLogout:
    """Asks the portal, and closes what it asks for.

    ``sessions`` are ours; the key is made when first needed and ends with the process.
    """

    base_url: str
    entity_id: str
    portal_metadata: Callable[[], bytes]
    clock: Callable[[], datetime]
    sessions: Sessions
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=_BITS),
        repr=False,
    )

    def __post_init__(self) -> None:
        """Put our part together."""
        self._logout = SamlLogout(
            _Here(self.entity_id, self._place, self.clock),
            self.key,
            _Portals(self.portal_metadata),
            self.sessions,
            OnceStore(Path(":memory:")),
        )

    @property
    def _place(self) -> str:
        return f"{self.base_url}/saml/slo"

    def metadata(self) -> str:
        """Return the part of our metadata that says where we take a logout, and by which key."""
        certificate = self_signed(self.key, self.clock()).public_bytes(Encoding.DER)
        return _DESCRIBED.format(base64.b64encode(certificate).decode(), _REDIRECT, self._place)

    def start(self, session: SamlSession) -> str:
        """Return where the portal is asked to close *session*; empty where it takes no logout."""
        return self._logout.start(session)

    def take(self, message: LogoutMessage) -> Closed | Answered | RefusedArrival:
        """Judge *message*; nothing is closed unless every check held."""
        return self._logout.take(message)


def said_of(outcome: Closed | Answered | RefusedArrival) -> Redirected | Response:
    """Return what a browser is told of *outcome*."""
    match outcome:
        case RefusedArrival():
            return make_response("déconnexion refusée", 403)
        case Closed():
            return redirect(outcome.url, 303)
        case Answered():
            said = "Tout est fermé" if outcome.everything else "Tout n’est peut-être pas fermé"
            return make_response(
                f"<!doctype html><html lang=fr><title>{said}</title><h1>{said}</h1>"
            )
