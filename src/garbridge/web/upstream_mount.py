"""What an extension changes of itself where an upstream signs people in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from garbridge.errors import ConfigError
from garbridge.web.bridge import Bridge
from garbridge.web.settings import PREFIX, Settings
from garbridge.web.staying import end_stay, staying

BOTH: Final = "{}: [upstream] signs people in; take one of both away"


def upstream_settings(name: str, settings: Settings, given: Mapping[str, object]) -> Settings:
    """Return *settings* with the pages on which an upstream signs people in.

    Args:
        name: The blueprint's.
        settings: The portal's own.
        given: What else a portal may say that signs people in itself; ``None`` where it does not.

    Raises:
        ConfigError: it says so: two answers to who is there would be one too many.
    """
    views = {
        f"{PREFIX}LOGIN_VIEW": settings.login_view,
        f"{PREFIX}PROOF_VIEW": settings.proof_view,
    }
    both = [BOTH.format(key) for key, value in {**given, **views}.items() if value is not None]
    if both:
        raise ConfigError(both)
    begin, prove = f"{name}.upstream_begin", f"{name}.upstream_prove"
    return replace(settings, login_view=begin, proof_view=prove)


def let_sign_in(bridge: Bridge) -> None:
    """Ask the upstream when somebody proved who they are, and end its session with the portal's."""
    own = bridge.session_ender

    def since() -> datetime | None:
        stay = staying(bridge)
        return None if stay is None else stay.since

    def end() -> None:
        end_stay(bridge)
        if own is not None:
            own()

    bridge.authentication, bridge.session_ender = since, end
