"""What starts at the portal and comes back to it: the click on a tool, the content chosen there."""

from garbridge.ports import ContentReader, Initiation, TokenSource
from garbridge.protocols.lti import ContentReturn, LtiInitiation
from garbridge.wiring.keyring import secret_sealer
from garbridge.wiring.starting import Start
from garbridge.wiring.stores import Stores
from garbridge.wiring.tool_keys import ToolKeys


def initiations(start: Start, tokens: TokenSource) -> tuple[Initiation, ...]:
    """Return how launches start in each protocol in which they start at the portal."""
    return (
        LtiInitiation(
            issuer=start.config.issuer,
            tools=start.registry.lti,
            sealer=secret_sealer(start.config),
            tokens=tokens,
        ),
    )


def content_return(start: Start, stores: Stores) -> ContentReader:
    """Return what verifies the content that was chosen at a provider."""
    return ContentReturn(
        issuer=start.config.issuer,
        tools=start.registry.lti,
        once=stores.once,
        attributes=start.config.catalogue,
        published=ToolKeys().published,
    )
