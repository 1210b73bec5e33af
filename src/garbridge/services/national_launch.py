"""Signs people in at the GAR: the launch's five steps, with a right and claims of their own.

The right is :class:`~garbridge.core.national_access.NationalAccess`; what leaves are *idEnt* and
*GARPersonIdentifiant* and nothing else, under a name that is made for this session of the portal.
No policy is asked, so none can widen it.  The record names no school and no resource: it is no
accès of the portal's, and no figure counts it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import ProviderId, TenantId, reference_of
from garbridge.core.national_access import NationalAccess, national_claims
from garbridge.core.release import KnownAs, ReleasedClaims, release_national
from garbridge.ports import (
    Directory,
    LaunchJournal,
    LaunchRecord,
    ProtocolAdapter,
    SignInRequest,
    TokenSource,
    Transaction,
)
from garbridge.services.launch import Launched, NotGranted, SignedIn, Stopped
from garbridge.services.national_gate import NationalGate
from garbridge.services.national_shelf import GAR
from garbridge.services.participating import ParticipationService
from garbridge.services.proving import ProvingService

GAR_CONSOLE: Final = ProviderId("gar-console")
"""The GAR's console, for those who assign there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalLaunchService:
    """Serves the GAR's own requests, and leaves all others to the launch."""

    tenant: TenantId
    gate: NationalGate
    directory: Directory
    journal: LaunchJournal
    transaction: Transaction
    proving: ProvingService
    participation: ParticipationService
    tokens: TokenSource = field(repr=False)

    def serve(
        self,
        adapter: ProtocolAdapter[Any],
        sign_in: SignInRequest[Any],
        who: SignedIn,
        now: datetime,
    ) -> Launched | Stopped | None:
        """Answer *sign_in*, which was parsed; ``None`` where it is not the GAR's.

        Raises:
            ReleaseMismatchError: the message does not tell what was decided; nothing leaves.
            StoreError: it could not be recorded; nothing leaves.
        """
        check = self._checks.get(sign_in.provider)
        if check is None:
            return None
        reference = reference_of(self.tokens())
        with self.transaction():
            access = check(who, now)
            if isinstance(access, Refused):
                self.journal.commit(_record(reference, adapter, sign_in, who, now, access))
                return Stopped(NotGranted(access), reference)
            known_as = self._known_as(sign_in.provider, who, now)
            claims = release_national(national_claims(access, self.tenant), known_as)
            answer = adapter.respond(
                sign_in, claims, reference=reference, authenticated=who.authenticated, now=now
            )
            self.proving.prove(adapter, sign_in, answer, claims, "", reference, now)
            record = _record(reference, adapter, sign_in, who, now, None, claims)
            self.journal.commit(record, answer.entries, sign_in.once)
            self.participation.join(who.person, who.session, answer.participant, now=now)
        return Launched(answer.response, reference, None)

    def _known_as(self, provider: ProviderId, who: SignedIn, now: datetime) -> KnownAs | None:
        """Return as whom *who* is signed in there already, in this session of the portal.

        The GAR asks again whenever its own session has ended: one name for all of them lets one
        question at the logout end every one.
        """
        found = self.participation.participants(who.person, who.session, now=now)
        mine = (one.participant for one in found.joined if one.participant.provider == provider)
        return next((KnownAs(one.subject, one.index) for one in mine), None)

    @property
    def _checks(
        self,
    ) -> dict[ProviderId, Callable[[SignedIn, datetime], NationalAccess | Refused]]:
        return {GAR: self._stated, GAR_CONSOLE: self._responsible}

    def _stated(self, who: SignedIn, now: datetime) -> NationalAccess | Refused:
        person = self.directory.person(who.person)
        if person is None:
            return Refused(Refusal.UNKNOWN_PERSON)
        places = self.gate.places(person, self.gate.standing(person), now)
        return places[0] if places else Refused(Refusal.NOT_A_MEMBER)

    def _responsible(self, who: SignedIn, now: datetime) -> NationalAccess | Refused:
        person = self.directory.person(who.person)
        if person is None:
            return Refused(Refusal.UNKNOWN_PERSON)
        places = self.gate.responsible(person, now)
        return places[0] if places else Refused(Refusal.NOT_A_MEMBER)


def _record(  # noqa: PLR0917 - the facts of one record
    reference: str,
    adapter: ProtocolAdapter[Any],
    sign_in: SignInRequest[Any],
    who: SignedIn,
    now: datetime,
    refused: Refused | None,
    left: ReleasedClaims | None = None,
) -> LaunchRecord:
    return LaunchRecord(
        reference=reference,
        person=who.person,
        school=None,
        resource=None,
        provider=sign_in.provider,
        protocol=adapter.protocol,
        subscription=None,
        refusal=None if refused is None else refused.reason,
        attributes=() if left is None else tuple(claim.attribute for claim in left.claims),
        at=now,
    )
