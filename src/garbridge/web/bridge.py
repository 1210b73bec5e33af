"""What one application holds of one garbridge: found through the request, never kept on a class."""

import hashlib
import logging
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from garbridge.gar.resource_writing import ListTexts
from garbridge.services.feed import Limiter
from garbridge.services.listing import ListingService
from garbridge.services.machines import MachineService
from garbridge.services.outages import Outages
from garbridge.services.vignettes import ShownVignettes
from garbridge.web.current import current_application, current_request
from garbridge.web.published import Asked, Sections
from garbridge.web.settings import Settings
from garbridge.web.settling import SettlingResponse
from garbridge.wiring import Runtime, outages_of, shown_vignettes

EXTENSION: Final = "garbridge"
STATIC: Final = Path(__file__).parent / "static"
STYLESHEET: Final = "garbridge.css"
SCRIPT: Final = "garbridge-page.js"
TRACES_PER_MINUTE: Final = 20
"""Pages with what somebody opened, which reads all launches."""

REPORTS_PER_MINUTE: Final = 5
"""Problems that one session reports."""

IdentityLoader = Callable[[], str | None]
"""The portal's own answer to "who is signed in?"; ``None`` is nobody."""
AuthenticationLoader = Callable[[], datetime | None]
"""When who is signed in proved it last, in a time zone; ``None`` is not known."""
SessionEnder = Callable[[], object]
"""Ends the portal's own session, within the request."""

_LOG = logging.getLogger("garbridge.web")


def _version() -> str:
    """Return the name of what pages link, which makes the addresses change with the content."""
    content = b"".join((STATIC / name).read_bytes() for name in (STYLESHEET, SCRIPT))
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(slots=True, kw_only=True)
class Bridge:
    """One garbridge in one application.

    ``name`` is that of its blueprint; ``prefix`` is where the portal mounted it.  ``identity``
    asks the portal at each call, and so does ``authentication``, which is ``None`` where the portal
    does not say when somebody proved who they are.  ``session_ender`` is ``None`` where the portal
    ends its sessions by itself alone.  ``answers`` is what pages are made of.
    ``is_address_checked``, ``postings``, ``cards``, ``lists`` and ``drawn`` only spare work done
    before, the last two only for what was kept after ``kept_since``; ``keeps`` holds of templates
    whether what they drew may be kept, ``published`` the sections for families.  ``feeds`` counts
    what providers ask, ``traces`` how often people ask what they opened.  ``machines`` knows who
    speaks as to the GAR, ``None`` where nobody may; ``listing`` lists for other portals,
    ``list_texts`` writes it.  ``news`` counts how often feed readers ask.  ``vignettes`` knows of
    which pictures there are copies, ``outages`` which providers do not answer.
    """

    name: str
    prefix: str
    runtime: Runtime
    settings: Settings
    identity: IdentityLoader
    authentication: AuthenticationLoader | None
    session_ender: SessionEnder | None
    answers: type[SettlingResponse]
    machines: MachineService | None = None
    listing: ListingService | None = None
    list_texts: ListTexts = field(default_factory=ListTexts, init=False)
    version: str = field(default_factory=_version, init=False)
    feeds: Limiter = field(default_factory=Limiter, init=False)
    reports: Limiter = field(default_factory=lambda: Limiter(REPORTS_PER_MINUTE), init=False)
    traces: Limiter = field(default_factory=lambda: Limiter(TRACES_PER_MINUTE), init=False)
    is_address_checked: bool = field(default=False, init=False)
    postings: dict[tuple[str, ...], bytes] = field(
        default_factory=dict[tuple[str, ...], bytes], init=False
    )
    cards: dict[tuple[object, ...], tuple[Markup, Markup]] = field(
        default_factory=dict[tuple[object, ...], tuple[Markup, Markup]], init=False
    )
    lists: dict[tuple[object, ...], tuple[Markup, Markup]] = field(
        default_factory=dict[tuple[object, ...], tuple[Markup, Markup]], init=False
    )
    drawn: dict[tuple[object, ...], tuple[bytes, ...]] = field(
        default_factory=dict[tuple[object, ...], tuple[bytes, ...]], init=False
    )
    kept_since: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)
    keeps: dict[tuple[str, ...], bool] = field(
        default_factory=dict[tuple[str, ...], bool], init=False
    )
    published: dict[Asked, Sections] = field(default_factory=dict[Asked, Sections], init=False)
    news: Limiter = field(default_factory=Limiter, init=False)
    vignettes: ShownVignettes = field(init=False)
    outages: Outages = field(init=False)

    def __post_init__(self) -> None:
        self.vignettes = shown_vignettes(self.runtime)
        self.outages = outages_of(self.runtime)


def bridges_of(app: Flask) -> MutableMapping[str, Bridge]:
    """Return the bridges of *app* by name."""
    return cast("MutableMapping[str, Bridge]", app.extensions.setdefault(EXTENSION, {}))


def current_bridge() -> Bridge:
    """Return the bridge that serves the current request."""
    bridge = bridges_of(current_application())[current_request().blueprint or ""]
    if not bridge.is_address_checked:
        _check_address(bridge)
    return bridge


def _check_address(bridge: Bridge) -> None:
    """Warn once where messages would name another address than the one that is served.

    Only the path is compared: which host a proxy shows outside is not ours to know.
    """
    bridge.is_address_checked = True
    served = current_request().script_root + bridge.prefix
    named = urlsplit(bridge.runtime.config.issuer).path
    if named != served:
        _LOG.warning(
            "the issuer in garbridge.toml ends in %r but %s is mounted at %r: "
            "providers will send people to the wrong address",
            named,
            bridge.name,
            served,
        )
