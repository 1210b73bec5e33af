"""*Mes données* says what a launch sends: compared with the launch itself, for random policies."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.services.portal import CALCULO, REQUEST, SUMS, WHO, Adapter, Portal
from tests.strategies import identities, narrowings, policies

from garbridge.core.access import Entitlements, Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.histories import OwnLaunch
from garbridge.core.identifiers import ProviderId, ResourceId, tile_key
from garbridge.core.people import Identity
from garbridge.core.policy import ReleasePolicy
from garbridge.core.policy_diff import Direction
from garbridge.services.own_data import Accesses, Account, OwnDataService, accesses
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
)

KEY = tile_key(ATLAS.id, LYCEE.id)


def service(portal: Portal) -> OwnDataService:
    """Return what accounts for the data of people of *portal*."""
    return OwnDataService(
        access=portal.access(),
        shelves=portal.shelves(),
        policies=portal.policies,
        catalogue=lambda: portal.catalogue,
        clock=portal.clock,
    )


def account(portal: Portal, key: str = KEY) -> Account:
    """Return the account of what has *key* on the pupil's shelf."""
    found = service(portal).account(portal.people[ALICE], key)
    assert found is not None
    return found


@given(policies, narrowings, identities, st.booleans(), st.booleans())
def test_the_page_and_the_launch_say_the_same(
    policy: ReleasePolicy,
    narrowed: frozenset[Attribute] | None,
    identity: Identity,
    protected: bool,  # noqa: FBT001 - drawn
    anonymous: bool,  # noqa: FBT001 - drawn
) -> None:
    """Every value that leaves stands on the page, and nothing else; ``explain`` says so too."""
    portal = Portal()
    provider = replace(PUBLISHER, policy=policy, anonymous=anonymous)
    resource = replace(ATLAS, narrowed_to=narrowed)
    portal.catalogue = Catalogue([provider], [resource])
    portal.people[ALICE] = replace(pupil(), identity=identity)
    portal.facts = Entitlements([SUBSCRIPTION], [seat()], protected=[ALICE] if protected else [])
    adapter = Adapter(portal)

    rows = account(portal).rows
    portal.launching().launch(adapter, REQUEST, WHO)

    (left,) = adapter.seen
    sent = {str(row.attribute): row.values for row in rows if row.is_sent}
    opaque = {"IDO": (left.subject,)} if left.subject else {}
    assert sent == opaque | dict(left.values())
    told = portal.explain(ALICE, resource.id).release
    assert told is not None
    assert told.released == left
    assert {one.attribute for one in told.withheld if str(one.attribute) not in sent} == {
        row.attribute for row in rows if not row.is_sent
    }


def test_what_is_not_on_the_shelf_has_no_account() -> None:
    """Nobody learns by a key whether there is such a resource."""
    portal = Portal()
    for key in (tile_key(SUMS.id, LYCEE.id), tile_key(ATLAS.id, COLLEGE.id), "", "x"):
        assert service(portal).account(portal.people[ALICE], key) is None


def test_what_cannot_be_opened_sends_nothing() -> None:
    """The account says why, and has no row that could be read as sent."""
    portal = Portal()
    portal.facts = Entitlements([SUBSCRIPTION], [seat()], objections=[(ALICE, ATLAS.id)])

    found = account(portal)

    assert found.refused is not None
    assert found.refused.reason is Refusal.OBJECTED
    assert found.rows == ()


def test_a_change_of_the_policy_is_dated() -> None:
    """From the day on which the archive first had it; a rule of today is told as of now."""
    portal = Portal()
    old = {"resources": {ATLAS.id: {"release": None}}, "release": []}
    told = {"attribute": "PRO", "profiles": ["elv"], "transformation": "as_is"}
    new = {**old, "release": [told]}
    provider = replace(PUBLISHER, version="v2", document=new)
    portal.catalogue = Catalogue([provider], [ATLAS])
    portal.policies.keep(PUBLISHER.id, "v1", old, at=NOW - timedelta(days=9))

    fresh = account(portal)
    portal.policies.keep(PUBLISHER.id, "v2", new, at=NOW - timedelta(days=2))
    kept = account(portal)

    assert fresh.since is None
    assert [(one.attribute, one.direction) for one in fresh.turns] == [("PRO", Direction.MORE)]
    assert kept.since == kept.turns[0].at == NOW - timedelta(days=2)
    assert {row.attribute: row.since for row in kept.rows if row.is_sent} == {
        "PRO": kept.since,
        "IDO": None,
    }


def test_only_what_was_let_through_is_an_access() -> None:
    """A refusal is none; the last one counts, in whatever order they come."""
    one = OwnLaunch(
        reference="r",
        at=NOW,
        school=LYCEE.id,
        resource=ATLAS.id,
        provider=PUBLISHER.id,
        protocol="saml",
        refusal="",
        policy="",
        attributes=(),
    )
    earlier = replace(one, at=NOW - timedelta(days=1))
    refused = replace(one, at=NOW + timedelta(days=1), refusal="not_assigned")

    assert accesses([one, earlier, refused]) == {(LYCEE.id, ATLAS.id): Accesses(2, NOW)}


def test_the_public_list_is_of_providers_that_are_in_service() -> None:
    """One that is switched off, or has no resource, tells nobody anything; a school has its own."""
    portal = Portal()
    closed = replace(PUBLISHER, id=ProviderId("closed"), enabled=False)
    bare = replace(PUBLISHER, id=ProviderId("bare"))
    theirs = replace(ATLAS, id=ResourceId("ark:/99999/closed"), provider=closed.id)
    portal.catalogue = Catalogue([PUBLISHER, CALCULO, closed, bare], [ATLAS, SUMS, theirs])
    asked = service(portal)

    assert [one.provider for one in asked.published(None)] == [CALCULO.id, PUBLISHER.id]
    assert [one.provider for one in asked.published(LYCEE.id)] == [PUBLISHER.id]
    portal.now = SUBSCRIPTION.ends
    assert asked.published(LYCEE.id) == ()
