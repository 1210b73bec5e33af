"""The presentation keys of ``app.config``, read once at ``init_app``, every mistake at once.

What the portal *is* stands in ``garbridge.toml``; here stands only how its pages look and where
its own sign-in page is.

============================ ==================================================================
``GARBRIDGE_LOGIN_VIEW``     Endpoint name, or path below the application's root, of the portal's
                             sign-in page; it receives ``next=``.  Without it nobody is sent
                             anywhere: the page says that the session has ended.
``GARBRIDGE_PROOF_VIEW``     The same of the page on which somebody who is signed in proves anew
                             who they are; used where a provider asks for it, and only with an
                             ``authentication_loader``.  Without it such a request is refused.
``GARBRIDGE_BASE_TEMPLATE``  Template that the pages extend; has the blocks ``title`` and
                             ``content``.  Default ``garbridge/base.html``.
``GARBRIDGE_OPEN_IN``        ``"tab"`` (default) or ``"self"``: where a resource opens.
``GARBRIDGE_VIGNETTES``      ``"cache"`` (default): pictures of resources are the portal's copies,
                             fetched by ``garbridge vignettes refresh``; or ``"off"``: initials
                             alone.  A browser is never sent to a publisher for one.
``GARBRIDGE_FRAME_ANCESTORS`` Who may frame the pages: ``"'self'"`` (default), ``"'none'"`` or
                             origins separated by spaces.  Sign-in pages are never framed.
``GARBRIDGE_EMBED_ORIGINS``  Origins of the portal's other sites, separated by spaces, whose pages
                             may show the médiacentre with ``<garbridge-mediacentre>``.
``GARBRIDGE_PAGE_POLICY``    Content-Security-Policy of the pages, without ``frame-ancestors``.
                             Default: a closed one in ``garbridge/base.html``; in a template of
                             the portal none, for the portal's own ``after_request`` to set.
``GARBRIDGE_CSP_NONCE``      Callable that returns the nonce of a policy that something outside of
                             the application, such as a WSGI middleware, sets over ours.
============================ ==================================================================
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from garbridge.config.tables import ORIGIN
from garbridge.errors import ConfigError
from garbridge.web.own_paths import own_path

PREFIX: Final = "GARBRIDGE_"
OWN_BASE: Final = "garbridge/base.html"
NOBODY: Final = "'none'"
"""Who may frame a page that nobody may."""

_SOURCE = re.compile(r"'self'|https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_POLICY = re.compile(r"[!-~]+( [!-~]+)*")
_ENDPOINT = re.compile(r"[A-Za-z_][\w.]*", re.ASCII)


class OpenIn(StrEnum):
    """Where a resource opens; some mobile applications block new tabs."""

    TAB = "tab"
    SAME = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the pages of one application look.

    ``login_view`` and ``proof_view`` are ``None`` where there is none.
    """

    login_view: str | None = None
    proof_view: str | None = None
    base_template: str = OWN_BASE
    open_in: OpenIn = OpenIn.TAB
    frame_ancestors: str = "'self'"
    embed_origins: frozenset[str] = frozenset()
    has_vignettes: bool = True
    page_policy: str | None = None
    csp_nonce: Callable[[], str] | None = None


def read_settings(config: Mapping[str, object]) -> Settings:
    """Return the settings in *config*, the application's own.

    Raises:
        ConfigError: with every key that is unknown or has no usable value.
    """
    problems: list[str] = []
    given = {k.removeprefix(PREFIX): v for k, v in config.items() if k.startswith(PREFIX)}
    settings = Settings(
        login_view=_view("LOGIN_VIEW", given.pop("LOGIN_VIEW", None), problems),
        proof_view=_view("PROOF_VIEW", given.pop("PROOF_VIEW", None), problems),
        base_template=_text("BASE_TEMPLATE", given.pop("BASE_TEMPLATE", OWN_BASE), problems),
        open_in=_open_in(given.pop("OPEN_IN", OpenIn.TAB), problems),
        frame_ancestors=_ancestors(given.pop("FRAME_ANCESTORS", "'self'"), problems),
        has_vignettes=_vignettes(given.pop("VIGNETTES", "cache"), problems),
        embed_origins=_origins(given.pop("EMBED_ORIGINS", ""), problems),
        page_policy=_policy(given.pop("PAGE_POLICY", None), problems),
        csp_nonce=_callable(given.pop("CSP_NONCE", None), problems),
    )
    problems += [f"{PREFIX}{key}: unknown key" for key in sorted(given)]
    if problems:
        raise ConfigError(problems)
    return settings


def _view(key: str, value: object, problems: list[str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and (own_path(value) or _ENDPOINT.fullmatch(value)):
        return value
    problems.append(f"{PREFIX}{key}: must be an endpoint or a path that starts with a slash")
    return None


def _text(key: str, value: object, problems: list[str]) -> str:
    if isinstance(value, str) and value:
        return value
    problems.append(f"{PREFIX}{key}: must be a text")
    return ""


def _open_in(value: object, problems: list[str]) -> OpenIn:
    if value in set(OpenIn):
        return OpenIn(str(value))
    problems.append(f'{PREFIX}OPEN_IN: must be "tab" or "self"')
    return OpenIn.TAB


def _vignettes(value: object, problems: list[str]) -> bool:
    if value not in {"cache", "off"}:
        # "direct" would tell a publisher who looks at its resource, and when.
        problems.append(f'{PREFIX}VIGNETTES: must be "cache" or "off"')
    return value == "cache"


def _ancestors(value: object, problems: list[str]) -> str:
    sources = value.split() if isinstance(value, str) else []
    if sources == [NOBODY] or (sources and all(_SOURCE.fullmatch(s) for s in sources)):
        return " ".join(sources)
    problems.append(f"{PREFIX}FRAME_ANCESTORS: must be 'self', 'none' or origins with their scheme")
    return NOBODY


def _origins(value: object, problems: list[str]) -> frozenset[str]:
    origins = value.split() if isinstance(value, str) else ["-"]
    if all(ORIGIN.fullmatch(one) and one == one.lower() for one in origins):
        return frozenset(origins)
    problems.append(f"{PREFIX}EMBED_ORIGINS: must be origins in lower case, with their scheme")
    return frozenset()


def _policy(value: object, problems: list[str]) -> str | None:
    if value is None:
        return None
    policy = " ".join(value.split()).rstrip("; ") if isinstance(value, str) else ""
    if not _POLICY.fullmatch(policy):
        problems.append(f"{PREFIX}PAGE_POLICY: must be a Content-Security-Policy, in ASCII")
    elif "frame-ancestors" in policy.lower():
        problems.append(f"{PREFIX}PAGE_POLICY: frame-ancestors stands in {PREFIX}FRAME_ANCESTORS")
    return policy


def _callable(value: object, problems: list[str]) -> Callable[[], str] | None:
    if value is None or callable(value):
        return cast("Callable[[], str] | None", value)
    problems.append(f"{PREFIX}CSP_NONCE: must be callable")
    return None
