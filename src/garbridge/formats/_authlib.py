"""The only module that touches Authlib: the authorization code grant at the token endpoint.

Used, because they do the work safely: ``AuthorizationCodeGrant`` with its order of steps (who
asks, whether the grant is theirs, the code, the address it was sent to), ``CodeChallenge`` (RFC
7636 4.6, with S256 as the only method), the choice of the grant and the errors of RFC 6749 5.2.

Not used, and why:

- ``ClientAuthentication``'s own methods: they try each that is offered, tell an unknown client
  from a wrong secret, decode ``+`` otherwise than a form, and take two proofs at once.  Here the
  client was authenticated before, by its one method, and the grant is told who it is.
- ``AuthorizationServer.create_authorization_response``: it stores the code before anything was
  recorded, and writes ``form_post`` pages of its own.  A launch builds values and commits them in
  one transaction (``protocols/oidc/authorize.py``).
- Its ID tokens: ``authlib.oidc`` signs what a user object says.  Ours hold what was released.
- Its check for https: it reads an environment variable.  Which addresses there may be is the
  configuration's to say, and no address of a request is looked at here.

Its loggers write tokens at DEBUG and are held at WARNING.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from authlib.oauth2.rfc7636 import CodeChallenge

from garbridge.core.records import quick

logging.getLogger("authlib").setLevel(logging.WARNING)

_METHOD: Final = "registered"
_ADDRESS: Final = "https://token.invalid/"
"""Where Authlib believes that it serves; nothing is built from it."""
_SAID: Final[Mapping[str, str]] = {
    "invalid_request": "A parameter is missing, stands there twice or has no usable value.",
    "invalid_client": "The client is unknown or did not prove who it is by its one method.",
    "invalid_grant": "The code is unknown, has ended, was used before or is not this client's.",
    "unsupported_grant_type": "Only authorization_code is offered.",
}


class IssuedCode(Protocol):
    """What the grant needs to know of a code that was redeemed."""

    @property
    def redirect_uri(self) -> str:
        """Where it was sent, text for text."""
        ...

    @property
    def challenge(self) -> str:
        """The S256 challenge of its request."""
        ...


Code = TypeVar("Code", bound=IssuedCode)


@quick
@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint answers: one JSON object.  ``error`` is empty for a success."""

    status: int
    body: Mapping[str, object]
    error: str = ""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest(Generic[Code]):
    """One request, its client authenticated.

    ``form`` has each parameter once.  ``client`` is ``None`` where nobody proved who they are.
    ``redeem`` spends a code; ``issue`` answers for one that stood every check.
    """

    form: Mapping[str, str]
    client: str | None
    redeem: Callable[[str], Code | None]
    issue: Callable[[Code], Mapping[str, object]]


def exchange_code(request: TokenRequest[Code]) -> TokenAnswer:
    """Exchange a code (RFC 6749 4.1.3 and 4.1.4, RFC 7636 4.5 and 4.6).

    What ``redeem`` and ``issue`` raise passes through.
    """
    answer: TokenAnswer = _SERVER.create_token_response(_Request(request))
    return answer


def refusal(error: str) -> TokenAnswer:
    """Return the answer for *error*, one of RFC 6749 5.2; it repeats nothing of the request."""
    body = {"error": error, "error_description": _SAID.get(error, _SAID["invalid_request"])}
    return TokenAnswer(401 if error == "invalid_client" else 400, body, error)


_EMPTY: Final = vars(OAuth2Request("POST", _ADDRESS))
"""A request of which nothing is known; made once, for its address is looked at each time."""


class _Request(OAuth2Request):  # type: ignore[misc]  # Authlib is untyped
    """A request as Authlib reads one: fields by name, no header."""

    def __init__(self, asked: TokenRequest[Any]) -> None:
        self.__dict__.update(_EMPTY)
        self.payload = BasicOAuth2Payload(dict(asked.form))
        self.asked = asked

    @property
    def form(self) -> Mapping[str, str]:
        """The fields of the body."""
        return self.asked.form


@quick
@dataclass(frozen=True, slots=True)
class _Client:
    """A client that is authenticated, and may exchange codes and nothing else."""

    client_id: str

    def check_grant_type(self, grant_type: str) -> bool:
        """Say whether it may use a grant: no refresh, no password, no client credentials."""
        return grant_type == "authorization_code"

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Say whether it may prove who it is so: it did, before."""
        return method == _METHOD


@quick
@dataclass(frozen=True, slots=True)
class _Redeemed:
    """A code as Authlib asks it."""

    code: IssuedCode
    code_challenge: str
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Return where it was sent."""
        return self.code.redirect_uri

    def get_scope(self) -> str:
        """Return what Authlib hands on and nobody reads."""
        return "openid"


class _Grant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib is untyped
    """The grant, around a code that is redeemed when it is looked up, whatever comes of it."""

    TOKEN_ENDPOINT_AUTH_METHODS: Final = [_METHOD]

    def query_authorization_code(self, code: str, _client: _Client) -> _Redeemed | None:
        """Spend *code*."""
        found = self.request.asked.redeem(code)
        return None if found is None else _Redeemed(found, found.challenge)

    def delete_authorization_code(self, authorization_code: _Redeemed) -> None:
        """Do nothing: it is spent."""

    def authenticate_user(self, authorization_code: _Redeemed) -> IssuedCode:
        """Return what stands for the person: what was released about them."""
        return authorization_code.code

    def generate_token(self, user: IssuedCode, **_: object) -> Mapping[str, object]:
        """Return the answer for the code, which stands where Authlib has a user."""
        answer: Mapping[str, object] = self.request.asked.issue(user)
        return answer


class _S256(CodeChallenge):  # type: ignore[misc]  # Authlib is untyped
    """The one method there is; the verifier is looked for in every case."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD: Final = ["S256"]
    CODE_CHALLENGE_METHODS: Final = {"S256": CodeChallenge.CODE_CHALLENGE_METHODS["S256"]}


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib is untyped
    """Joins the grant to what a request brings along; holds nothing of any request."""

    def __init__(self) -> None:
        super().__init__()
        self.register_grant(_Grant, [_S256(required=True)])
        self.register_client_auth_method(_METHOD, _authenticated)

    def query_client(self, client_id: str) -> None:
        """Know nobody: who asks was found before."""

    def create_oauth2_request(self, request: _Request) -> _Request:
        """Return *request*, which is one already."""
        return request

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody."""

    def save_token(self, token: Mapping[str, object], request: _Request) -> None:
        """Do nothing: whoever issued it keeps it."""

    def handle_response(
        self, status: int, body: Mapping[str, object], _headers: object
    ) -> TokenAnswer:
        """Return what leaves."""
        return TokenAnswer(status, body)

    def handle_error_response(self, _request: _Request, error: OAuth2Error) -> TokenAnswer:
        """Return an error without Authlib's words, which repeat what was asked."""
        return refusal(str(error.error))


def _authenticated(_query: object, request: _Request) -> _Client | None:
    client = request.asked.client
    return None if client is None else _Client(client)


_SERVER: Final = _Server()
