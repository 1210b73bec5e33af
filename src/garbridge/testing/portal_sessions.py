"""The contract of :class:`garbridge.ports.PortalSessionStore`.

Subclass it with the fixture ``portal_sessions``, an empty store.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.ports import PortalSession, PortalSessionStore
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, NOW

SIGNED_IN = PortalSession(
    key="k" * 64,
    person=ALICE,
    subject="5" * 64,
    index="1" * 64,
    body=b"\x00sealed\xff",
    until=NOW + timedelta(hours=10),
)
_OTHER = replace(SIGNED_IN, key="o" * 64, person=PersonId("bob"), subject="6" * 64, index="")
_MOMENT = timedelta(microseconds=1)


class PortalSessionStoreContract:
    """What every store of the portal's sessions promises."""

    def test_a_session_comes_back_as_it_was(self, portal_sessions: PortalSessionStore) -> None:
        """Its person, its names, its end and every octet."""
        portal_sessions.open(SIGNED_IN, now=NOW)

        assert portal_sessions.find(SIGNED_IN.key, now=NOW) == SIGNED_IN
        assert portal_sessions.find("another", now=NOW) is None

    def test_until_is_exclusive(self, portal_sessions: PortalSessionStore) -> None:
        """At its end nobody is signed in by it."""
        portal_sessions.open(SIGNED_IN, now=NOW)

        assert portal_sessions.find(SIGNED_IN.key, now=SIGNED_IN.until - _MOMENT) == SIGNED_IN
        assert portal_sessions.find(SIGNED_IN.key, now=SIGNED_IN.until) is None
        assert list(portal_sessions.of_person(ALICE, now=SIGNED_IN.until)) == []

    def test_a_key_is_used_once(self, portal_sessions: PortalSessionStore) -> None:
        """Nobody is put into a session that is there."""
        portal_sessions.open(SIGNED_IN, now=NOW)

        with pytest.raises(KeyInUseError):
            portal_sessions.open(replace(_OTHER, key=SIGNED_IN.key), now=NOW)

        assert portal_sessions.find(SIGNED_IN.key, now=NOW) == SIGNED_IN

    def test_sessions_are_found_by_each_of_their_names(
        self, portal_sessions: PortalSessionStore
    ) -> None:
        """Of the person, of the account, of the upstream's session: theirs and nobody else's."""
        phone = replace(SIGNED_IN, key="a" * 64, index="2" * 64)
        for one in (SIGNED_IN, phone, _OTHER):
            portal_sessions.open(one, now=NOW)

        assert list(portal_sessions.of_person(ALICE, now=NOW)) == [phone, SIGNED_IN]
        assert list(portal_sessions.of_subject(SIGNED_IN.subject, now=NOW)) == [phone, SIGNED_IN]
        assert list(portal_sessions.of_index(phone.index, now=NOW)) == [phone]
        assert list(portal_sessions.of_index("3" * 64, now=NOW)) == []

    def test_no_name_is_nobodys_name(self, portal_sessions: PortalSessionStore) -> None:
        """A logout that names nothing ends nothing."""
        portal_sessions.open(_OTHER, now=NOW)

        assert list(portal_sessions.of_index("", now=NOW)) == []

    def test_one_of_many_closes_it(self, portal_sessions: PortalSessionStore) -> None:
        """Who logs out twice tells the providers once."""
        portal_sessions.open(SIGNED_IN, now=NOW)

        told = at_once(8, lambda _: portal_sessions.close(SIGNED_IN.key))

        assert (told.count(True), told.count(False)) == (1, 7)
        assert portal_sessions.find(SIGNED_IN.key, now=NOW) is None
