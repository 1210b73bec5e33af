"""Sign in by SAML 2.0: ask the portal, then take its answer apart.

::

    browser              stub                            portal
       | GET /ressources/x |                                |
       |------------------>| AuthnRequest, signed           |
       |<------------------| RelayState = the URL of x      |
       |--------------------------------------------------->| SSO
       |<---------------------------------------------------| Response
       | POST /saml/acs    |                                |
       |------------------>| accept                         |

Web Browser SSO (SAML Profiles 4.1), started by us only.  :meth:`SamlSignIn.accept`
goes from bytes nobody vouches for to values the portal signed; each step needs
what the one before it returned.
"""

from dataclasses import dataclass
from datetime import datetime

from provider_stub._pysaml2 import ServiceProvider, SignedRequest
from provider_stub.browsers import REQUEST_LIFETIME, Browser, NotOpen, OpenRequest, OpenRequests
from provider_stub.catalogue import Protocol, Resource
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
from provider_stub.config import StubConfig
from provider_stub.errors import SignatureRefusedError
from provider_stub.journal import Arrival, RefusedArrival, SamlMessage
from provider_stub.once import OnceStore
from provider_stub.portal_metadata import PortalMetadata
from provider_stub.saml_checks import (
    Wanted,
    check_all,
    check_status,
    last_moment,
    pick_confirmation,
)
from provider_stub.saml_message import (
    Envelope,
    VerifiedAssertion,
    check_shape,
    decode,
    read_verified,
)
from provider_stub.xml_entry import Element, parse_message, pretty

_PLAN = tuple(CheckId)[: tuple(CheckId).index(CheckId.SECOND_READING) + 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """A message whose signature holds, and the service provider that verified it."""

    xml: bytes
    root: Element
    envelope: Envelope
    provider: ServiceProvider
    assertion: VerifiedAssertion


class SamlSignIn:
    """Our service provider's two moves: start a sign-in, accept an answer."""

    def __init__(
        self, config: StubConfig, metadata: PortalMetadata, requests: OpenRequests, once: OnceStore
    ) -> None:
        self._config = config
        self._metadata = metadata
        self._requests = requests
        self._once = once

    def start(
        self, resource: Resource, browser: Browser, *, one_more: bool = False
    ) -> SignedRequest:
        """Make the AuthnRequest for *resource* and remember it for *browser*.

        *one_more* asks for another list of attributes than that of the agreement.

        Raises:
            PortalError: the portal's metadata cannot be had.
        """
        relay_state = self._config.access_url(resource)
        now = self._config.clock()
        wishes = {"attribute_consuming_service_index": "1"} if one_more else {}
        request = self._metadata.provider().authn_request(
            relay_state, issue_instant=f"{now:%Y-%m-%dT%H:%M:%SZ}", **wishes
        )
        self._requests.open(
            OpenRequest(
                id=request.id,
                browser=browser,
                resource=resource,
                relay_state=relay_state,
                ends=now + REQUEST_LIFETIME,
            )
        )
        return request

    def accept(self, message: SamlMessage, browser: Browser) -> Arrival | RefusedArrival:
        """Judge a message from the ACS; nothing of it is used unless every check held.

        Raises:
            PortalError: the portal's metadata cannot be had.
        """
        now = self._config.clock()
        checks: list[Check] = []
        try:
            proven = self._prove(message.response, checks)
            wanted = self._wanted(proven, browser, message.relay_state, now)
        except StoppedError as stopped:
            return _refusal([*checks, stopped.check], now)
        checks += check_all(proven.assertion, proven.envelope, wanted)
        checks.append(judge(CheckId.SECOND_READING, lambda: _second_reading(proven)))
        if not all_passed(checks) or isinstance(wanted.request, NotOpen):
            return _refusal(checks, now)
        return Arrival(
            resource=wanted.request.resource,
            subject=proven.assertion.name_id,
            attributes=proven.assertion.attributes,
            at=now,
            checks=complete(checks, _PLAN),
            shown=pretty(proven.root),
            original=message,
            session=proven.assertion.session,
        )

    def _prove(self, response: str, checks: list[Check]) -> _Proven:
        """Walk from the bytes to the signed assertion, noting each step in *checks*.

        Raises:
            StoppedError: with the first check that does not hold.
        """
        xml = require(CheckId.READABLE, lambda: decode(response))
        root = require(CheckId.READABLE, lambda: parse_message(xml))
        checks.append(passed(CheckId.READABLE, f"{len(xml)} octets"))
        envelope = require(CheckId.STRUCTURE, lambda: check_shape(root))
        checks.append(passed(CheckId.STRUCTURE, "une réponse, une assertion"))
        status = judge(CheckId.STATUS, lambda: check_status(envelope))
        if not all_passed([status]):
            raise StoppedError(status)
        checks.append(status)
        provider, signed = require(CheckId.SIGNATURE, lambda: self._verify(xml))
        checks.append(passed(CheckId.SIGNATURE, "par une clé que publie le portail"))
        return _Proven(
            xml=xml,
            root=root,
            envelope=envelope,
            provider=provider,
            assertion=require(CheckId.STRUCTURE, lambda: read_verified(signed)),
        )

    def _verify(self, xml: bytes) -> tuple[ServiceProvider, bytes]:
        """Verify the signatures; the portal may have changed its key, so look once more.

        Raises:
            SignatureRefusedError: no key the portal publishes made this signature.
        """
        provider = self._metadata.provider()
        try:
            return provider, provider.verify(xml)
        except SignatureRefusedError:
            renewed = self._metadata.provider(newer_than=self._config.unknown_key_pause)
            if renewed is provider:
                raise
        return renewed, renewed.verify(xml)

    def _wanted(
        self, proven: _Proven, browser: Browser, relay_state: str | None, now: datetime
    ) -> Wanted:
        """Use up what can be used once, and gather what the checks compare with.

        A verified assertion is used up whatever the checks say next: like a CAS
        ticket, it has one chance.
        """
        assertion, skew = proven.assertion, self._config.clock_skew
        confirmation = pick_confirmation(assertion, self._config.acs_url)
        asked = confirmation.in_response_to if confirmation else ""
        until = last_moment(assertion, skew) or now
        return Wanted(
            issuer=proven.provider.issuer,
            audience=self._config.entity_id,
            acs_url=self._config.acs_url,
            request=self._requests.close(asked, browser, now=now),
            relay_state=relay_state,
            fresh=self._once.claim("saml", assertion.issuer, assertion.id, until=until, now=now),
            now=now,
            skew=skew,
        )


def _second_reading(proven: _Proven) -> Check:
    """Require that pysaml2 accepts the response by itself, and reads the same subject."""
    read = proven.provider.read_again(proven.xml, proven.envelope.in_response_to)
    if read != proven.assertion.name_id:
        return refused(CheckId.SECOND_READING, "deux lectures du sujet diffèrent")
    return passed(CheckId.SECOND_READING, "accepté, même sujet")


def _refusal(checks: list[Check], now: datetime) -> RefusedArrival:
    """Close the account of a refused message."""
    return RefusedArrival(protocol=Protocol.SAML, at=now, checks=complete(checks, _PLAN))
