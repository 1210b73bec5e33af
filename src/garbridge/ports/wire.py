"""The wire values: HTTP without its framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from garbridge.core.records import quick


@quick
@dataclass(frozen=True, slots=True)
class WireRequest:
    """An HTTP request without its framework.

    ``url`` is the address without its query; ``query`` is the query string as received, still
    percent-encoded, because signatures cover those octets (SAML Bindings 3.4.4.1); ``form`` holds
    the decoded fields of a POST in order, duplicates included.  ``authorization`` is the header of
    that name as received, which is a secret and never stored.
    """

    method: str
    url: str
    query: str = ""
    form: tuple[tuple[str, str], ...] = ()
    authorization: str = field(default="", repr=False)


@quick
@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser to *url*."""

    url: str


@quick
@dataclass(frozen=True, slots=True)
class AutoPostForm:
    """Make the browser POST *fields* to *action* (SAML Bindings 3.5, LTI 1.3).

    ``origins`` are the origins the post may reach, redirects of the endpoint included: they
    become the page's CSP ``form-action``.
    """

    action: str
    fields: Mapping[str, str]
    origins: tuple[str, ...]


WireResponse = Redirect | AutoPostForm


@quick
@dataclass(frozen=True, slots=True)
class Document:
    """The answer of a back-channel endpoint."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str]
