"""Providers that are told of a logout, or asked through the browser."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from garbridge.core.identifiers import ProviderId
from garbridge.errors import MalformedError
from garbridge.ports import (
    Asking,
    AutoPostForm,
    LogoutAnswered,
    LogoutAsked,
    LogoutNotice,
    OneTimeClaim,
    Participant,
    Redirect,
    WireRequest,
    WireResponse,
)
from garbridge.testing.world import PUBLISHER


@dataclass
class Channels:
    """What providers are told, and what the one that is asked through the browser says."""

    told: list[str] = field(default_factory=list[str])
    takes: bool = True
    closes: bool = True
    index: str = "1"
    subject: str = "s"
    asked: list[str] = field(default_factory=list[str])

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice:
        """Return a form."""
        del now
        return LogoutNotice(f"https://{participant.provider}/", {"index": participant.index})

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Note whom it would tell."""
        self.told += [one.form["index"] for one in notices]
        return [self.takes] * len(notices)

    def ask(self, participants: Sequence[Participant], *, now: datetime) -> Asking:
        """Send the browser to the provider."""
        del now
        message = f"m-{len(self.asked)}"
        self.asked.append(message)
        return Asking(
            participants[0].provider,
            message,
            Redirect(f"https://{participants[0].provider}/slo?id={message}"),
        )

    def read(self, request: WireRequest, *, now: datetime) -> LogoutAsked | LogoutAnswered:
        """Read what the test wrote."""
        assert request.url == "https://ent.example/saml/slo"
        said = dict(request.form) or dict(
            pair.partition("=")[::2] for pair in request.query.split("&")
        )
        if "answer" in said:
            return LogoutAnswered(
                ProviderId(said.get("by", PUBLISHER.id)), said["answer"], self.closes
            )
        if "ask" not in said:
            raise MalformedError("neither")
        once = OneTimeClaim(f"slo:{said['ask']}", now + timedelta(minutes=5))
        return LogoutAsked(
            PUBLISHER.id, self.subject, (self.index,), said["ask"], said.get("relay"), once
        )

    def answer(self, asked: LogoutAsked, *, is_closed: bool, now: datetime) -> WireResponse:
        """Answer as it is."""
        del now
        fields = {"to": asked.message, "closed": str(is_closed), "relay": asked.relay_state or "-"}
        return AutoPostForm("https://parc.example/slo", fields, ("https://parc.example",))
