"""The click: third-party initiated login, which starts every launch (Security Framework 5.1.1)."""

from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.catalogue import Resource
from garbridge.core.links import DeepLink
from garbridge.formats.queries import write_fields
from garbridge.ports import PendingLaunch, Sealer, Start, TokenSource
from garbridge.protocols.lti.hints import Hint, Purpose, seal_hint
from garbridge.protocols.lti.tools import LiveTools, LtiTool


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiInitiation:
    """Sends the browser to the tool's login, which carries the click and cannot read it."""

    issuer: str
    tools: LiveTools
    sealer: Sealer
    tokens: TokenSource = field(repr=False)

    def begin(
        self,
        click: PendingLaunch,
        resource: Resource,
        *,
        link: DeepLink | None,
        now: datetime,  # noqa: ARG002 - the port's; the click has its own end
    ) -> Start | None:
        """Return where *click* goes; ``None`` where the provider is no tool.

        Nor to a *link* that was added once and stands on no host of the tool any more.
        """
        tool = self.tools().of(resource.provider)
        if tool is None or resource.id not in tool.links:
            return None
        if link is not None and not tool.serves(link.url):
            return None
        target = tool.links[resource.id].target_link_uri if link is None else link.url
        return self._start(tool, click, Purpose.LAUNCH, target, link)

    def offers(self, resource: Resource) -> bool:
        """Say whether content of *resource* can be chosen."""
        tool = self.tools().of(resource.provider)
        return tool is not None and resource.id in tool.links and bool(tool.deep_linking)

    def choose(
        self,
        click: PendingLaunch,
        resource: Resource,
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> Start | None:
        """Return where content of *resource* is chosen; ``None`` where it cannot be."""
        tool = self.tools().of(resource.provider)
        if tool is None or not self.offers(resource):
            return None
        return self._start(tool, click, Purpose.DEEP_LINKING, tool.deep_linking, None)

    def _start(
        self,
        tool: LtiTool,
        click: PendingLaunch,
        purpose: Purpose,
        target: str,
        link: DeepLink | None,
    ) -> Start:
        login_hint = self.tokens()
        hint = Hint(
            purpose=purpose,
            client_id=tool.client_id,
            deployment_id=tool.deployment_id,
            click=click,
            link=None if link is None else link.id,
        )
        asked = {
            "iss": self.issuer,
            "target_link_uri": target,
            "login_hint": login_hint,
            "lti_message_hint": seal_hint(self.sealer, login_hint, hint),
            "client_id": tool.client_id,
            "lti_deployment_id": tool.deployment_id,
        }
        joiner = "&" if "?" in tool.initiate_login_url else "?"
        address = f"{tool.initiate_login_url}{joiner}{write_fields(asked)}"
        return Start(address, carries_click=True)
