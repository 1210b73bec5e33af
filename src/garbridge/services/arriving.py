"""Whom of the directory an upstream means, and the sessions that follow from it.

::

    Authenticated ──> whose name? ──> one person of the directory, who is still there ──> a session
                          |                         |
                          └── nobody, or several <──┘ : why, and no session

No account is ever made on the way.  A session is known by a token that the browser alone holds; it
is looked up in every request, so that it ends everywhere at once, whoever ended it.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.arrivals import ArrivalFault
from garbridge.core.identifiers import PersonId, parse_person_id
from garbridge.errors import KeyInUseError, StoreError, ValueRefusedError
from garbridge.ports import (
    AccountFinder,
    Authenticated,
    Declined,
    Directory,
    OneTimeEntry,
    OneTimeStore,
    PortalSession,
    PortalSessionStore,
    Sealer,
    SessionId,
    TokenSource,
    Transaction,
    UpstreamEnded,
)
from garbridge.services.once import claim_once
from garbridge.services.stays import Stay, digest_of, key_of, read, written

SKEW: Final = timedelta(seconds=60)
"""By how much the upstream's clock may be behind ours where a new proof was asked."""
BEGUN: Final = timedelta(minutes=30)
"""For how long a sign-in that was begun may come back."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is signed in now; ``token`` is for their browser and is kept nowhere else."""

    token: str = field(repr=False)
    stay: Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What is known of who set out for the upstream.

    ``at`` is when.  Where ``is_fresh`` they had to prove anew who they are.  ``stay`` is who was
    signed in in that browser, if anybody was.
    """

    at: datetime
    is_fresh: bool
    stay: Stay | None


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The upstream calls people as the directory does (GAR: *GARPersonIdentifiant*)."""

    def find(self, issuer: str, name: str) -> Sequence[PersonId]:
        """Return *name* as an identifier, if it can be one."""
        del issuer
        try:
            return [parse_person_id(name)]
        except ValueRefusedError:
            return []


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalService:
    """Turns what the one configured upstream vouches for into a session of the portal.

    ``name_of`` returns the names under which the upstream tells who somebody is; ``accounts`` whom
    of the directory each means.
    """

    issuer: str
    name_of: Callable[[Authenticated], Sequence[str]]
    accounts: AccountFinder
    directory: Directory
    sessions: PortalSessionStore
    once: OneTimeStore
    transaction: Transaction
    sealer: Sealer = field(repr=False)
    tokens: TokenSource = field(repr=False)
    lifetime: timedelta

    def arrive(
        self, authenticated: Authenticated, departure: Departure, *, now: datetime
    ) -> Arrived | Declined:
        """Begin a session of whom *authenticated* means, or say why there is none.

        Raises:
            ReplayError: what the upstream said was used before.
            StoreError: the session could not be kept; what was said is not spent.
        """
        if authenticated.issuer != self.issuer:
            return Declined(ArrivalFault.UNVERIFIED, "another issuer than the configured one")
        since = _proved(authenticated.at, departure, now)
        if departure.is_fresh and since is None:
            return Declined(ArrivalFault.NOT_FRESH, "a new proof was asked and an old one given")
        if authenticated.until is not None and authenticated.until <= now:
            return Declined(ArrivalFault.UNVERIFIED, "its session ended before it began here")
        person = self._person(authenticated, now)
        if isinstance(person, Declined):
            return person
        stay = Stay(
            person=person,
            session=self._session(authenticated, person, departure.stay),
            issuer=authenticated.issuer,
            subject=authenticated.subject,
            index=authenticated.index,
            hint=authenticated.hint,
            since=since,
            said=authenticated.at,
        )
        token = self.tokens()
        with self.transaction():
            self.claim(authenticated, now=now)
            until = now + self.lifetime
            if authenticated.until is not None:
                until = min(until, authenticated.until)
            self.sessions.open(self._kept(token, stay, until), now=now)
        if self._is_over(authenticated, now):  # looked at once whoever ends it would find it
            self.end(token)
            return Declined(ArrivalFault.UNVERIFIED, "its session was ended before it began here")
        return Arrived(token, stay)

    def stay(self, token: str, *, now: datetime) -> Stay | None:
        """Return who is signed in by *token*; ``None`` if nobody is, or not any more.

        Sessions of another upstream than the configured one have ended.

        Raises:
            StoreError: nobody could look.
        """
        found = self.sessions.find(key_of(token), now=now)
        stay = None if found is None else self._opened(found)
        return stay if stay is not None and stay.issuer == self.issuer else None

    def end(self, token: str) -> bool:
        """End the session of *token*; of many callers at once one is told ``True``."""
        return self.sessions.close(key_of(token))

    def end_person(self, person: PersonId, *, now: datetime) -> Sequence[Stay]:
        """End every session of *person*; return those that were there."""
        return self._closed(self.sessions.of_person(person, now=now))

    def ended(self, said: UpstreamEnded, *, now: datetime) -> Sequence[Stay]:
        """End the sessions that the upstream *said* had ended; return those that were there.

        One of a named session that was begun before and comes later begins none any more (SAML
        Core 3.7.3): it was on its way, or somebody held it back.

        Raises:
            ReplayError: it was said before.
            StoreError: none was ended, and it may be said again.
        """
        self.claim(said, now=now)
        try:
            self._note_over(said, now)  # what is to open yet finds it: one of both sees the other
            with self.transaction():
                return self._closed(self._meant(said, now))
        except StoreError:
            if said.once is not None:
                self.once.redeem(said.once.key, now=now)
            raise

    def claim(self, said: Authenticated | UpstreamEnded, *, now: datetime) -> None:
        """Make sure that *said* is acted on once, by any process.

        Raises:
            ReplayError: it was acted on before.
        """
        if said.once is not None:
            claim_once(self.once, said.once, now=now)

    def _note_over(self, said: UpstreamEnded, now: datetime) -> None:
        if not said.index:
            return  # an account may sign in anew at once, with nothing to tell it by
        key = digest_of("over", self.issuer, said.index)
        subject = digest_of("subject", self.issuer, said.subject) if said.subject else ""
        with suppress(KeyInUseError):  # it was said before
            body = f"{now.isoformat()} {subject}".encode()
            self.once.keep(OneTimeEntry(key, body, now + BEGUN), now=now)

    def _is_over(self, authenticated: Authenticated, now: datetime) -> bool:
        """Say whether the upstream ended the session meanwhile, and it is not a newer one."""
        key = digest_of("over", self.issuer, authenticated.index)
        body = self.once.peek(key, now=now) if authenticated.index else None
        if body is None:
            return False
        ended, _, subject = body.decode().partition(" ")
        if subject and subject != digest_of("subject", self.issuer, authenticated.subject):
            return False
        return authenticated.at is None or authenticated.at <= datetime.fromisoformat(ended)

    def _meant(self, said: UpstreamEnded, now: datetime) -> Sequence[PortalSession]:
        subject = digest_of("subject", self.issuer, said.subject)
        if said.index:
            found = self.sessions.of_index(digest_of("index", self.issuer, said.index), now=now)
            return [one for one in found if not said.subject or one.subject == subject]
        return self.sessions.of_subject(subject, now=now) if said.subject else []

    def _person(self, authenticated: Authenticated, now: datetime) -> PersonId | Declined:
        names = list(dict.fromkeys(self.name_of(authenticated)))
        if not names:
            return Declined(ArrivalFault.UNNAMED, authenticated.unread or "the name is not told")
        if len(names) > 1:
            return Declined(ArrivalFault.AMBIGUOUS, f"{len(names)} values of what names people")
        found = list(dict.fromkeys(self.accounts.find(authenticated.issuer, names[0])))
        if len(found) > 1:
            return Declined(ArrivalFault.AMBIGUOUS, f"{len(found)} people of that name")
        known = self.directory.person(found[0]) if found else None
        if known is None:
            return Declined(ArrivalFault.UNKNOWN, "the directory has nobody of that name")
        if all(one.ends is not None and one.ends <= now for one in known.memberships):
            return Declined(ArrivalFault.LEFT, "at no school any more")
        return known.id

    def _session(
        self, authenticated: Authenticated, person: PersonId, before: Stay | None
    ) -> SessionId:
        """Return the name of the session: the one before where the same account comes back."""
        account = (authenticated.issuer, authenticated.subject, person)
        if before is not None and (before.issuer, before.subject, before.person) == account:
            return before.session
        return SessionId(self.tokens())

    def _kept(self, token: str, stay: Stay, until: datetime) -> PortalSession:
        key = key_of(token)
        return PortalSession(
            key=key,
            person=stay.person,
            subject=digest_of("subject", stay.issuer, stay.subject),
            index=digest_of("index", stay.issuer, stay.index) if stay.index else "",
            body=self.sealer.seal(key, json.dumps(written(stay)).encode()),
            until=until,
        )

    def _opened(self, kept: PortalSession) -> Stay | None:
        """Return what is in *kept*; ``None`` where it was sealed under a secret that is gone."""
        body = self.sealer.unseal(kept.key, kept.body)
        return None if body is None else read(kept.person, json.loads(body))

    def _closed(self, found: Sequence[PortalSession]) -> Sequence[Stay]:
        mine = [self._opened(one) for one in found if self.sessions.close(one.key)]
        return [one for one in mine if one is not None]


def _proved(at: datetime | None, departure: Departure, now: datetime) -> datetime | None:
    """Return when who comes back proved who they are, by our clock.

    A new proof lies between departure and return, whatever the upstream's clock says; it is one
    only where the upstream says a later instant than the last time.  ``None`` is not known, or an
    old proof where a new one was asked.
    """
    if at is None:
        return None
    if not departure.is_fresh:
        return min(at, now)
    before = None if departure.stay is None else departure.stay.said
    if at < departure.at - SKEW or (before is not None and at <= before):
        return None
    return min(max(at, departure.at), now)
