"""A logout that is under way, kept on the server while the browser is at a provider's."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final, cast

from garbridge.core.identifiers import ProviderId
from garbridge.errors import StaleError
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import (
    Asking,
    LogoutAsked,
    OneTimeEntry,
    UpstreamAsked,
    UpstreamEnded,
    WireResponse,
)
from garbridge.services.logout import Progress
from garbridge.services.participating import packed, unpacked
from garbridge.web.bridge import Bridge
from garbridge.web.staying import Farewell

LIFETIME: Final = timedelta(minutes=10)
"""For the whole of a logout, with every provider's page in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A logout that is under way.

    ``then`` is where the browser goes at the end, registered; empty is our page.
    ``is_portal_open`` where the portal could not be told to end its own session.  ``farewell`` is
    the session as the upstream knows it, which is still to be told; ``None`` where there is none.
    ``is_nobody`` where nobody was signed in: what they had opened before is not known any more.
    ``upstream`` is what the upstream asked, where it asked and waits for an answer.
    """

    progress: Progress
    then: str = ""
    is_portal_open: bool = False
    farewell: Farewell | None = None
    is_nobody: bool = False
    upstream: UpstreamAsked | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing at all is left open."""
        return self.progress.is_closed and not self.is_portal_open


def keep(bridge: Bridge, asking: Asking, ending: Ending) -> None:
    """Let *ending* wait for the answer of who is asked."""
    now, ticket = bridge.runtime.clock(), _ticket(bridge, asking.provider, asking.message)
    body = seal(ticket, json.dumps(_written(ending)).encode())
    bridge.runtime.once.keep(OneTimeEntry(entry_key(ticket), body, now + LIFETIME), now=now)


def resumed(bridge: Bridge, provider: ProviderId, message: str) -> Ending:
    """Return what waits for the answer of *provider* to *message*.

    Raises:
        StaleError: nothing does: it was answered, it has ended, or nobody asked.
    """
    ticket = _ticket(bridge, provider, message)
    body = bridge.runtime.once.redeem(entry_key(ticket), now=bridge.runtime.clock())
    opened = None if body is None else unseal(ticket, body)
    if opened is None:
        raise StaleError("no logout waits for this answer")
    return _read(json.loads(opened))


def answer_upstream(bridge: Bridge, ending: Ending) -> WireResponse | None:
    """Return what tells the upstream, which asked, what became of *ending*."""
    upstream = bridge.runtime.upstream
    if upstream is None or upstream.front is None or ending.upstream is None:
        return None
    now = bridge.runtime.clock()
    return upstream.front.answer(ending.upstream, is_closed=ending.is_closed, now=now)


def _ticket(bridge: Bridge, provider: ProviderId, message: str) -> str:
    return f"logout {bridge.runtime.config.tenant} {provider} {message}"


def _written(ending: Ending) -> Mapping[str, object]:
    progress, asked = ending.progress, ending.progress.asked
    return {
        "then": ending.then,
        # The version before may go on with it and knows no "more": to it, that is the portal.
        "portal": ending.is_portal_open or progress.is_more,
        "portal_itself": ending.is_portal_open,
        "farewell": None if ending.farewell is None else asdict(ending.farewell),
        "upstream": None
        if ending.upstream is None
        else [ending.upstream.message, ending.upstream.relay_state],
        "closed": sorted(progress.closed),
        "open": sorted(progress.open),
        "more": progress.is_more,
        "elsewhere": progress.is_elsewhere,
        "waiting": [[*map(packed, group)] for group in progress.waiting],
        "asked": None
        if asked is None
        else [asked.provider, asked.subject, [*asked.indexes], asked.message, asked.relay_state],
    }


def _read(kept: Mapping[str, object]) -> Ending:
    groups = cast("list[list[list[str]]]", kept["waiting"])
    stated = cast("tuple[str, str, list[str], str, str | None] | None", kept["asked"])
    asked = None
    if stated is not None:
        provider, subject, indexes, message, relay_state = stated
        asked = LogoutAsked(ProviderId(provider), subject, tuple(indexes), message, relay_state)
    progress = Progress(
        closed=frozenset(map(ProviderId, cast("list[str]", kept["closed"]))),
        open=frozenset(map(ProviderId, cast("list[str]", kept["open"]))),
        waiting=tuple(tuple(map(unpacked, group)) for group in groups),
        asked=asked,
        is_more=bool(kept.get("more")),  # the version before wrote neither this nor what follows
        is_elsewhere=bool(kept.get("elsewhere")),
    )
    left = cast("dict[str, str] | None", kept["farewell"])
    return Ending(
        progress=progress,
        then=str(kept["then"]),
        is_portal_open=bool(kept.get("portal_itself", kept["portal"])),
        farewell=None if left is None else Farewell(**left),
        upstream=_upstream(cast("tuple[str, str | None] | None", kept.get("upstream"))),
    )


def _upstream(stated: tuple[str, str | None] | None) -> UpstreamAsked | None:
    """Return what an answer needs: whose session it was is not kept."""
    if stated is None:
        return None
    message, relay_state = stated
    return UpstreamAsked(ended=UpstreamEnded(), message=message, relay_state=relay_state)
