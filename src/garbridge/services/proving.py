"""Proves launches: what the message tells is what was decided, or nothing leaves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from garbridge.core.catalogue import Provider
from garbridge.core.proving import PERCENT, UNREADABLE, Mismatch, differences, is_due, told_of
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import (
    Alarms,
    Answer,
    PolicyArchive,
    ProtocolAdapter,
    SignInRequest,
    WireResponse,
)

Detail = TypeVar("Detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvingService:
    """Knows since when each policy is in force, and reads back what launches tell.

    ``percent`` is the share of launches that are proved under a policy older than a week.
    """

    policies: PolicyArchive
    alarms: Alarms
    percent: int = PERCENT
    _since: dict[str, datetime] = field(default_factory=dict[str, datetime], repr=False)

    def keep(self, provider: Provider | None, now: datetime) -> None:
        """Keep the policy of *provider* and learn since when it is in force.

        The archive is asked once in each process for each version, outside of any launch's
        transaction: what a launch that fails undoes, it must not undo.

        Raises:
            StoreError: the archive could not be asked.
        """
        if provider is not None and provider.version and provider.version not in self._since:
            version, document = provider.version, provider.document
            self._since[version] = self.policies.keep(provider.id, version, document, at=now)

    def prove(  # noqa: PLR0917  # the facts of one launch
        self,
        adapter: ProtocolAdapter[Detail],
        sign_in: SignInRequest[Detail],
        answer: Answer[WireResponse],
        claims: ReleasedClaims,
        version: str,
        reference: str,
        now: datetime,
    ) -> None:
        """Read *answer* back if the launch of *reference* is one to be proved.

        A policy without a *version*, or one that was not kept, is as a new one.

        Raises:
            ReleaseMismatchError: it tells something else than *claims*, or cannot be read; an alarm
                was raised, and nothing may leave.
        """
        if not is_due(reference, self._since.get(version), percent=self.percent, now=now):
            return
        try:
            told = adapter.read_back(sign_in, answer, now=now)
            found = differences(told, told_of(claims))
        except ReleaseMismatchError:
            found = UNREADABLE
        if found:
            mismatch = Mismatch(launch=reference, protocol=adapter.protocol, differences=found)
            self.alarms.sound(mismatch)
            raise ReleaseMismatchError(f"the message differs in {', '.join(found)}")
