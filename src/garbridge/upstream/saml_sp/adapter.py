"""The upstream adapter of SAML: begins a sign-in, believes its answer, tells of a logout."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import MalformedError, ProtocolError
from garbridge.formats.saml.bindings import RESPONSE, read_post
from garbridge.formats.saml.logout_writing import SubjectName
from garbridge.formats.saml.values import new_identifier
from garbridge.formats.signing import Signer
from garbridge.formats.xml import MAX_MESSAGE_BYTES
from garbridge.ports import (
    Authenticated,
    Begun,
    Declined,
    Leaving,
    TokenSource,
    UpstreamEnded,
    WireRequest,
    WireResponse,
    Wish,
)
from garbridge.upstream.saml_sp.logout import SpLogout
from garbridge.upstream.saml_sp.refusals import Reason, SamlRefusal
from garbridge.upstream.saml_sp.requesting import Asking, ask
from garbridge.upstream.saml_sp.values import IdpPeer, OpenRequest, Us, VerifiedAssertion
from garbridge.upstream.saml_sp.verifying import verify_response

_REQUEST: Final = "request"
_ISSUED: Final = "issued"
_MOST_CODES: Final = 5
"""Of a status: the schema lets them be nested without end."""
_CLOSED: Final = "EncryptedAttribute is not opened: let it encrypt the whole assertion instead"
_FAULTS: Final[Mapping[Reason, ArrivalFault]] = {
    Reason.DECLINED: ArrivalFault.DECLINED,
    Reason.OLD_AUTHENTICATION: ArrivalFault.NOT_FRESH,
    Reason.UNSOLICITED: ArrivalFault.NOT_BEGUN,
    Reason.METADATA_ENDED: ArrivalFault.AWAY,
}
"""What a refusal is to the person, where it is not that nothing could be verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlServiceProvider:
    """One identity provider, whom the portal's people sign in at.

    Args:
        peer: What its metadata says, asked for anew with each message.
        us: Who we are there, and what we insist on.
        signer: Signs our requests; asked for anew with each.
        tokens: Names of messages.
        logout: Tells it of logouts, and hears it tell of them.
        contexts: The classes of authentication that are asked for, any of which will do.
        name_format: The format of the identifier that is asked for; empty is any.
    """

    peer: Callable[[], IdpPeer]
    us: Us
    signer: Callable[[], Signer] = field(repr=False)
    tokens: TokenSource = field(repr=False)
    logout: SpLogout
    contexts: tuple[str, ...] = ()
    name_format: str = ""

    @property
    def issuer(self) -> str:
        """Who vouches: the entityID."""
        return self.peer().entity_id

    def begin(self, wish: Wish, *, now: datetime) -> Begun | Declined:
        """Send the browser to the identity provider with a signed request (Profiles 4.1.3)."""
        peer = self.peer()
        if peer.valid_until is not None and now >= peer.valid_until:
            return Declined(ArrivalFault.AWAY, f"metadata ended on {peer.valid_until.isoformat()}")
        request = OpenRequest(
            id=new_identifier(self.tokens),
            issued=now,
            force_authn=wish.is_fresh,
            contexts=self.contexts,
        )
        asking = Asking(request=request, flow=wish.flow, name_format=self.name_format)
        response = ask(asking, peer, self.us, self.signer(), now=now)
        return Begun(response, {_REQUEST: request.id, _ISSUED: now.isoformat()})

    def probe(self, *, now: datetime) -> Declined | None:
        """Look whether its metadata still holds; the protocol has nothing to ask it."""
        begun = self.begin(Wish(flow="health"), now=now)
        return begun if isinstance(begun, Declined) else None

    def flow(self, request: WireRequest) -> str | None:
        """Return the RelayState, which is the flow's name."""
        found = [value for name, value in request.form if name == "RelayState"]
        return found[0] if len(found) == 1 else ""

    def finish(
        self, request: WireRequest, kept: Mapping[str, str], wish: Wish, *, now: datetime
    ) -> Authenticated | Declined:
        """Believe the Response that *request* posts, or do not (Profiles 4.1.4)."""
        asked = OpenRequest(
            id=kept[_REQUEST],
            issued=datetime.fromisoformat(kept[_ISSUED]),
            force_authn=wish.is_fresh,
            contexts=self.contexts,
        )
        try:
            if request.method != "POST":
                raise MalformedError("an answer that was not posted")
            message = read_post(request, field=RESPONSE, limit=MAX_MESSAGE_BYTES)
        except ProtocolError as broken:
            return Declined(ArrivalFault.UNVERIFIED, str(broken))
        found = verify_response(message.xml, self.peer(), self.us, asked, now=now)
        if isinstance(found, SamlRefusal):
            fault = _FAULTS.get(found.reason, ArrivalFault.UNVERIFIED)
            return Declined(fault, _said(found))
        return _authenticated(found)

    def leave(self, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Tell the identity provider of a logout, through the browser (Profiles 4.4)."""
        name = read_hint(leaving.hint)
        if name is None:
            return None
        return self.logout.ask(name, leaving, now=now)

    def ended(self, request: WireRequest, *, now: datetime) -> UpstreamEnded | None:
        """Return nothing: the identity provider asks through the browser, and wants an answer."""
        del request, now
        return None


def _said(refusal: SamlRefusal) -> str:
    stated = [repr(code[:200]) for code in refusal.statuses[:_MOST_CODES]]  # nobody signed them
    parts = [refusal.reason.value, refusal.detail, *stated]
    return ": ".join(part for part in parts if part)


def _authenticated(proof: VerifiedAssertion) -> Authenticated:
    names = dict.fromkeys(one.name for one in proof.attributes)
    stated = {name: values for name in names if (values := proof.values_of(name))}
    return Authenticated(
        issuer=proof.issuer,
        subject="" if proof.subject is None else proof.subject.value,
        attributes=stated,
        at=proof.authenticated,
        index=proof.session_index or "",
        hint="" if proof.subject is None else write_hint(proof.subject),
        once=proof.once,
        until=proof.session_ends,
        unread=_CLOSED if proof.encrypted_attributes else "",
    )


def write_hint(name: SubjectName) -> str:
    """Return *name* as it is kept for a logout, which names it with all that it had."""
    return json.dumps([name.value, name.format, name.name_qualifier, name.sp_name_qualifier])


def read_hint(hint: str) -> SubjectName | None:
    """Return what was kept by :func:`write_hint`; ``None`` where nobody was named."""
    if not hint:
        return None
    value, name_format, name_qualifier, sp_name_qualifier = json.loads(hint)
    return SubjectName(
        value=value,
        format=name_format,
        name_qualifier=name_qualifier,
        sp_name_qualifier=sp_name_qualifier,
    )
