"""The front channel: ``/lti/authorize`` (Security Framework 5.1.1.2 to 5.1.1.5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.links import DeepLink
from garbridge.core.proving import Told
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.errors import (
    MalformedError,
    OversizedError,
    ReleaseMismatchError,
    StaleError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.formats.jose import JwtKeys
from garbridge.ports import (
    Answer,
    AnswerableError,
    AutoPostForm,
    LinkStore,
    Obstacle,
    Participant,
    Sealer,
    SignInRequest,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.lti.choosing import ask_for_content
from garbridge.protocols.lti.hints import Hint, Purpose, open_hint, spent
from garbridge.protocols.lti.messages import Opaque, Telling
from garbridge.protocols.lti.parameters import MAX_STATE, fault_of, read_parameters
from garbridge.protocols.lti.told import Expected, read_told
from garbridge.protocols.lti.tools import LiveTools, LtiTool

LAUNCH_FIELDS: Final = frozenset({"id_token", "state"})
_DECLINED: Final[Mapping[Obstacle, str]] = MappingProxyType(
    {
        Obstacle.PAGE: "login_required",
        Obstacle.NOT_FRESH: "login_required",
        Obstacle.CHOICE: "interaction_required",
    }
)


@quick
@dataclass(frozen=True, slots=True)
class LtiSignIn:
    """What ``/lti/authorize`` was asked, and by which click it was begun.

    ``state`` is ``None`` where the tool sent none.  ``link`` is what was linked deeply, where that
    was clicked.
    """

    tool: LtiTool
    redirect_uri: str
    state: str | None
    nonce: str = ""
    hint: Hint | None = None
    link: DeepLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiAdapter:
    """Posts an ``id_token`` to a registered address of the tool that asked for it.

    ``issuer`` is the portal's; ``pages`` is where a tool sends people back to, and ``returns``
    where it sends chosen content.  ``sealer`` opens the clicks, ``links`` knows deep links.
    """

    issuer: str
    pages: str
    returns: str
    tools: LiveTools
    catalogue: Callable[[], Catalogue]
    sealer: Sealer
    links: LinkStore
    keys: Callable[[], JwtKeys]
    opaque: Opaque
    tokens: TokenSource = field(repr=False)

    @property
    def protocol(self) -> str:
        """The protocol's short name."""
        return "lti"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[LtiSignIn]:
        """Accept what a registered tool asks at one of its addresses, for a click of ours.

        Raises:
            MalformedError: a parameter stands there twice.
            OversizedError: it is longer than any honest one.
            UnknownProviderError: the client is not registered.
            UnknownServiceError: the address is not one of the client's, text for text.
            AnswerableError: anything else is wrong; the tool is told what.
        """
        given = read_parameters(request)
        tool = self.tools().client(given.get("client_id", ""))
        if tool is None:
            raise UnknownProviderError(given.get("client_id", ""))
        address = given.get("redirect_uri", "")
        if address not in tool.redirect_uris:
            raise UnknownServiceError(address)
        state = given.get("state")
        if len(state or "") > MAX_STATE:
            raise OversizedError(f"state of {len(state or '')} characters, at most {MAX_STATE}")
        unread = LtiSignIn(tool, address, state)
        fault = fault_of(given)
        if fault is not None:
            code, why = fault
            raise AnswerableError(UnsupportedRequestError(why), _error(unread, code))
        hint = self._hint(unread, given, now)
        return SignInRequest(
            provider=tool.provider,
            resource=hint.click.resource,
            once=spent(given["login_hint"], hint),
            detail=LtiSignIn(tool, address, state, given["nonce"], hint, self._link(unread, hint)),
            click=hint.click,
        )

    def _hint(self, asked: LtiSignIn, given: Mapping[str, str], now: datetime) -> Hint:
        """Return the click of *given*, which stays to be claimed by the launch."""
        tool = asked.tool
        hint = open_hint(self.sealer, given["login_hint"], given["lti_message_hint"], now=now)
        if hint is None:
            ended = StaleError("the hints are not ours, do not belong together, or have ended")
            raise AnswerableError(ended, _error(asked, "login_required"))
        theirs = (tool.client_id, tool.deployment_id, tool.provider)
        if (hint.client_id, hint.deployment_id, hint.click.provider) != theirs:
            foreign = MalformedError("the hint is another tool's")
            raise AnswerableError(foreign, _error(asked, "invalid_request"))
        return hint

    def _link(self, asked: LtiSignIn, hint: Hint) -> DeepLink | None:
        if hint.link is None:
            return None
        link = self.links.link(hint.click.school, hint.click.resource, hint.link)
        if link is None or not asked.tool.serves(link.url):
            gone = StaleError("the link was removed since it was clicked")
            raise AnswerableError(gone, _error(asked, "invalid_request"))
        return link

    def respond(
        self,
        sign_in: SignInRequest[LtiSignIn],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,  # noqa: ARG002 - the port's; LTI has no place for it
        now: datetime,
    ) -> Answer[AutoPostForm]:
        """Post an ``id_token`` that tells *claims*.

        Raises:
            ReleaseMismatchError: a value cannot be told to the tool as it is.
        """
        asked, hint = sign_in.detail, _hint_of(sign_in)
        telling = Telling(
            tool=asked.tool,
            claims=claims,
            issuer=self.issuer,
            nonce=asked.nonce,
            now=now,
            return_url=self.pages,
            opaque=self.opaque,
        )
        link = asked.tool.links[claims.resource]
        # LTI knows no logout: whoever logs out is told that the tool may be open still.
        participant = Participant(
            provider=sign_in.provider,
            protocol=self.protocol,
            subject=claims.subject,
            index="",
            service=asked.tool.client_id,
        )
        if hint.purpose is Purpose.DEEP_LINKING:
            chosen = ask_for_content(
                asked.tool, hint, self.returns, token=self.tokens(), reference=reference, now=now
            )
            said = telling.deep_linking(chosen.settings, link.custom)
            return Answer(self._form(asked, said), (chosen.entry,), participant)
        title = self.catalogue().resources[claims.resource].title
        return Answer(self._form(asked, telling.launch(asked.link, link, title)), (), participant)

    def _form(self, asked: LtiSignIn, said: Mapping[str, object]) -> AutoPostForm:
        try:
            token = self.keys().signer.sign(said)
        except UnicodeEncodeError as refused:
            raise ReleaseMismatchError("a value holds half a character") from refused
        return _post(asked, {"id_token": token})

    def read_back(
        self, sign_in: SignInRequest[LtiSignIn], answer: Answer[WireResponse], *, now: datetime
    ) -> Told:
        """Return what the ``id_token`` tells, its signature and dates checked as a tool does.

        Raises:
            ReleaseMismatchError: the form is no answer to the request, or cannot be read.
        """
        asked, form = sign_in.detail, answer.response
        if not isinstance(form, AutoPostForm) or form.action != asked.redirect_uri:
            raise ReleaseMismatchError("not a form to the tool's address")
        if form.fields.keys() - LAUNCH_FIELDS or form.fields.get("state") != asked.state:
            raise ReleaseMismatchError("the form does not return the state, or holds more")
        hint, provider = _hint_of(sign_in), self.catalogue().providers[sign_in.provider]
        deep = {} if asked.link is None else asked.link.custom
        expected = Expected(
            tool=asked.tool,
            issuer=self.issuer,
            nonce=asked.nonce,
            fixed={**asked.tool.links[hint.click.resource].custom, **deep},
            order=tuple(map(str, provider.policy.catalogue)),
        )
        token = form.fields.get("id_token", "")
        return read_told(token, self.keys().published(), expected, now=now)

    def decline(
        self,
        sign_in: SignInRequest[LtiSignIn],
        obstacle: Obstacle,
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> AutoPostForm | None:
        """Tell the tool that nobody is signed in; a refusal of the gate explains itself.

        ``prompt=none`` forbids to ask the person anything (OpenID Connect Core 3.1.2.1).  A page
        that says why somebody may not enter asks nothing, and a tool's could not say it.
        """
        if obstacle is Obstacle.REFUSED:
            return None
        return _error(sign_in.detail, _DECLINED[obstacle])


def _hint_of(sign_in: SignInRequest[LtiSignIn]) -> Hint:
    hint = sign_in.detail.hint
    if hint is None:
        raise ReleaseMismatchError("a request without the click that began it")
    return hint


def _error(asked: LtiSignIn, code: str) -> AutoPostForm:
    """Return an error response (OpenID Connect Core 3.1.2.6), which says no more than its code."""
    return _post(asked, {"error": code})


def _post(asked: LtiSignIn, fields: Mapping[str, str]) -> AutoPostForm:
    returned = {} if asked.state is None else {"state": asked.state}
    origins = asked.tool.post_origins(asked.redirect_uri)
    return AutoPostForm(asked.redirect_uri, {**fields, **returned}, origins)
