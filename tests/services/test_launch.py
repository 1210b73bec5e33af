"""The one path of a launch: parse, check, release, respond, commit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.services.portal import (
    ANSWER,
    CALCULO,
    HERBARIUM,
    ONCE,
    REQUEST,
    SESSION,
    SUMS,
    TICKET,
    WHO,
    Adapter,
    Portal,
    click,
)

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import LicenceKind, Licences
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.leases import InUse
from garbridge.core.pairwise import ENT_SECTOR, pairwise_subject
from garbridge.core.people import Membership, Profile
from garbridge.core.policy import NOTHING
from garbridge.errors import MalformedError, ReleaseMismatchError, ReplayError, StoreError
from garbridge.ports import LaunchRecord, SessionId
from garbridge.services.launch import Launched, NotGranted, Reauthenticate, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    KEY,
    LYCEE,
    NOW,
    OPENING,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
)


def launch(
    portal: Portal,
    adapter: Adapter | None = None,
    *,
    who: SignedIn = WHO,
    school: SchoolId | None = None,
) -> Launched | Stopped | ChooseSchool | Reauthenticate:
    """Launch through *adapter*, or one that names the atlas."""
    return portal.launching().launch(adapter or Adapter(portal), REQUEST, who, school=school)


def refusal(portal: Portal, adapter: Adapter | None = None) -> Refusal:
    """Return why a launch is refused."""
    stopped = launch(portal, adapter)
    assert isinstance(stopped, Stopped)
    return stopped.decision.refused.reason


def in_two_schools() -> Portal:
    """Return a portal where Alice holds a seat for the atlas in each of two schools."""
    there = replace(SUBSCRIPTION, id=SubscriptionId("atlas-college"), school=COLLEGE.id)
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    return Portal(
        people={ALICE: pupil("alice", *places)},
        facts=Entitlements([SUBSCRIPTION, there], [seat(), seat(ALICE, there)]),
    )


def test_five_steps_in_their_order() -> None:
    """Parse, then in one transaction check, respond and commit; and one write, not two."""
    portal = Portal()

    launched = launch(portal)

    assert isinstance(launched, Launched)
    assert launched.response == ANSWER
    assert portal.events == ["parse", "begin", "respond", "commit", "end"]


def test_everything_is_committed_together() -> None:
    """Record, ticket and the request's own identifier: in one call of one port."""
    portal = Portal()

    launched = launch(portal)

    assert isinstance(launched, Launched)
    assert portal.recorded == [
        LaunchRecord(
            reference=launched.reference,
            person=ALICE,
            school=LYCEE.id,
            resource=ATLAS.id,
            provider=PUBLISHER.id,
            protocol="made-up",
            subscription=SUBSCRIPTION.id,
            refusal=None,
            attributes=(Attribute.PRO,),
            at=NOW,
        )
    ]
    assert portal.kept == [TICKET]
    assert portal.claimed == [ONCE]


@pytest.mark.parametrize(
    ("authenticated", "is_served"),
    [
        (NOW, True),
        (NOW.replace(microsecond=0), True),
        (NOW + timedelta(hours=1), True),
        (NOW - timedelta(seconds=1), False),
        (None, False),
    ],
)
def test_who_must_have_proved_themselves_since(
    authenticated: datetime | None,
    is_served: bool,  # noqa: FBT001 - an expectation
) -> None:
    """Portals keep whole seconds; one that does not say when has not proved anything."""
    portal = Portal()
    since = NOW.replace(microsecond=900_000)
    adapter = Adapter(portal, oldest=since)

    outcome = launch(portal, adapter, who=replace(WHO, authenticated=authenticated))

    if is_served:
        assert isinstance(outcome, Launched)
        assert adapter.authentications == [authenticated]
    else:
        assert outcome == Reauthenticate()
        assert portal.events == ["parse"]


def test_a_launch_has_one_instant() -> None:
    """Request, gate, answer and record agree on the time, however long each takes."""
    portal = Portal()
    adapter = Adapter(portal)

    launch(portal, adapter)

    assert adapter.moments == [NOW, NOW]
    assert portal.recorded[0].at == NOW


def test_the_adapter_receives_claims_and_nobody() -> None:
    """What the policy names, under the provider's own identifier, for the resource checked."""
    portal = Portal()
    adapter = Adapter(portal)

    launch(portal, adapter)

    (claims,) = adapter.seen
    assert claims.subject == pairwise_subject(TENANT, PUBLISHER.id, ALICE, key=KEY)
    assert claims.resource == ATLAS.id
    assert claims.values() == {"PRO": ("National_elv",)}


def test_without_a_policy_a_provider_learns_the_subject_only() -> None:
    """And the record names no attribute."""
    bare = replace(PUBLISHER, policy=NOTHING)
    portal = Portal(catalogue=Catalogue([bare], [ATLAS]))
    adapter = Adapter(portal)

    launch(portal, adapter)

    assert adapter.seen[0].claims == ()
    assert portal.recorded[0].attributes == ()


def test_a_record_never_holds_a_value() -> None:
    """Not a name, not a class, not the opaque identifier."""
    portal = Portal()

    launch(portal)

    shown = repr(portal.recorded)
    for secret in ("Étoile-Marquée", "Zoé", "2DE4", "National_elv", "CHORALE"):
        assert secret not in shown
    assert pairwise_subject(TENANT, PUBLISHER.id, ALICE, key=KEY) not in shown


def test_a_request_that_must_not_be_acted_on_leaves_nothing() -> None:
    """A forged request is answered before anything is looked up or written."""
    portal = Portal()

    with pytest.raises(MalformedError):
        launch(portal, Adapter(portal, parse_error=MalformedError("not XML")))

    assert portal.events == ["parse"]
    assert portal.recorded == []


@pytest.mark.parametrize(
    "error", [ReleaseMismatchError("a claim too many"), RuntimeError("a defect")]
)
def test_an_adapter_that_fails_commits_nothing(error: Exception) -> None:
    """Released is not sent: no record, no ticket, nothing claimed, the click still waiting."""
    portal = Portal(waiting={(SESSION, PUBLISHER.id): click(HERBARIUM)})
    adapter = Adapter(portal, respond_error=error)

    with pytest.raises(type(error)):
        launch(portal, adapter)

    assert adapter.seen
    assert portal.events == ["parse", "begin", "forget", "respond", "undo"]
    assert (portal.recorded, portal.kept, portal.claimed) == ([], [], [])
    assert portal.waiting == {(SESSION, PUBLISHER.id): click(HERBARIUM)}


def test_without_a_record_nothing_leaves() -> None:
    """The answer was built, and is lost with the journal."""
    portal = Portal(journal_fails=True)

    with pytest.raises(StoreError):
        launch(portal)

    assert portal.events[-1] == "undo"
    assert (portal.recorded, portal.kept, portal.claimed) == ([], [], [])


def test_a_refusal_that_cannot_be_recorded_is_not_shown() -> None:
    """Refusals are counted as strictly as launches."""
    portal = Portal(journal_fails=True, facts=Entitlements())

    with pytest.raises(StoreError):
        launch(portal)

    assert portal.recorded == []


def test_a_request_is_acted_on_once() -> None:
    """The second launch of one request leaves nothing, and no second record."""
    portal = Portal()
    launch(portal)

    with pytest.raises(ReplayError):
        launch(portal)

    assert len(portal.recorded) == 1
    assert len(portal.kept) == 1


def test_a_protocol_without_request_identifiers_claims_nothing() -> None:
    """CAS has none; its launches repeat freely."""
    portal = Portal()

    launch(portal, Adapter(portal, once=None))
    launch(portal, Adapter(portal, once=None))

    assert portal.claimed == []
    assert len(portal.recorded) == 2


def test_a_ticket_can_name_the_record_of_its_launch() -> None:
    """The adapter is told the reference before it answers, and nothing of the person."""
    portal = Portal()
    adapter = Adapter(portal)

    portal.launching().launch(adapter, REQUEST, WHO)

    assert adapter.references == [record.reference for record in portal.recorded]


def test_a_refusal_is_recorded_and_answered_by_its_reference() -> None:
    """Nothing is released, no ticket kept, and the request may be tried again later."""
    portal = Portal(facts=Entitlements([SUBSCRIPTION]))
    adapter = Adapter(portal)

    stopped = launch(portal, adapter, school=LYCEE.id)

    assert isinstance(stopped, Stopped)
    assert stopped.decision == NotGranted(Refused(Refusal.NOT_ASSIGNED), ATLAS, LYCEE.id)
    assert adapter.seen == []
    assert portal.events == ["parse", "begin", "commit", "end"]
    assert portal.recorded == [
        LaunchRecord(
            reference=stopped.reference,
            person=ALICE,
            school=LYCEE.id,
            resource=ATLAS.id,
            provider=PUBLISHER.id,
            protocol="made-up",
            subscription=None,
            refusal=Refusal.NOT_ASSIGNED,
            attributes=(),
            at=NOW,
        )
    ]
    assert (portal.kept, portal.claimed) == ([], [])


def test_every_launch_has_a_reference_of_its_own() -> None:
    """It finds one line of the journal."""
    portal = Portal()

    for number in range(3):
        portal.facts = Entitlements() if number == 1 else Portal().facts
        launch(portal, Adapter(portal, once=None))

    assert len({record.reference for record in portal.recorded}) == 3


def test_a_stranger_is_refused_before_anything_is_looked_up() -> None:
    """The session names somebody the directory does not know."""
    portal = Portal(people={})

    assert refusal(portal) is Refusal.UNKNOWN_PERSON
    assert portal.recorded[0].resource is None
    assert portal.recorded[0].school is None


# Which resource.


def test_the_resource_is_the_one_the_request_names() -> None:
    """Even where another was clicked."""
    portal = Portal(waiting={(SESSION, PUBLISHER.id): click(HERBARIUM)})
    adapter = Adapter(portal, resource=ATLAS.id)

    launch(portal, adapter)

    assert adapter.seen[0].resource == ATLAS.id


def test_else_it_is_the_one_that_was_clicked() -> None:
    """The request that follows a click carries nothing by itself."""
    portal = Portal(waiting={(SESSION, PUBLISHER.id): click(ATLAS)})
    adapter = Adapter(portal, resource=None)

    launch(portal, adapter)

    assert adapter.seen[0].resource == ATLAS.id


def test_else_it_is_the_provider_s_only_one() -> None:
    """Nothing is in doubt where there is one."""
    portal = Portal(catalogue=Catalogue([PUBLISHER, CALCULO], [ATLAS, SUMS]))
    adapter = Adapter(portal, resource=None)

    launch(portal, adapter)

    assert adapter.seen[0].resource == ATLAS.id


def test_else_the_launch_is_refused() -> None:
    """Two resources and no click: nobody guesses."""
    portal = Portal()

    assert refusal(portal, Adapter(portal, resource=None)) is Refusal.AMBIGUOUS_RESOURCE


def test_a_provider_without_resources_is_refused() -> None:
    """None is not one."""
    portal = Portal(catalogue=Catalogue([PUBLISHER], []))

    assert refusal(portal, Adapter(portal, resource=None)) is Refusal.AMBIGUOUS_RESOURCE


@pytest.mark.parametrize("resource", [ResourceId("ark:/99999/inconnu"), SUMS.id])
def test_a_named_resource_must_be_the_provider_s_own(resource: ResourceId) -> None:
    """A provider cannot ask for what is not registered, or belongs to another."""
    portal = Portal()
    adapter = Adapter(portal, resource=resource)

    assert refusal(portal, adapter) is Refusal.UNKNOWN_RESOURCE
    assert adapter.seen == []


def test_a_named_resource_of_nobody_does_not_fall_back_to_the_click() -> None:
    """What was asked for is refused, not replaced by something else."""
    portal = Portal(waiting={(SESSION, PUBLISHER.id): click(ATLAS)})

    assert refusal(portal, Adapter(portal, resource=SUMS.id)) is Refusal.UNKNOWN_RESOURCE


def test_a_named_resource_that_differs_drops_the_click() -> None:
    """And the school of the click goes with it."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = click(HERBARIUM, COLLEGE.id)

    choice = launch(portal, Adapter(portal, resource=ATLAS.id))

    assert choice == ChooseSchool(ATLAS, (LYCEE.id, COLLEGE.id))
    assert portal.waiting == {}


def test_a_named_resource_that_is_the_same_keeps_the_click() -> None:
    """And with it the school: a reload within five minutes goes the same way."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = click(ATLAS, COLLEGE.id)

    launched = launch(portal, Adapter(portal, resource=ATLAS.id))

    assert isinstance(launched, Launched)
    assert portal.recorded[0].school == COLLEGE.id
    assert portal.waiting == {(SESSION, PUBLISHER.id): click(ATLAS, COLLEGE.id)}


def somebody_else() -> Portal:
    """Return a portal whose click is of another person in the same browser session."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = replace(
        click(ATLAS, COLLEGE.id), person=PersonId("bob")
    )
    return portal


def another_session() -> Portal:
    """Return a portal whose click is of another browser of the same person."""
    portal = in_two_schools()
    other = replace(click(ATLAS, COLLEGE.id), session=SessionId("another"))
    portal.waiting[other.session, PUBLISHER.id] = other
    return portal


def too_late() -> Portal:
    """Return a portal whose click ended at this very instant."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = replace(click(ATLAS, COLLEGE.id), until=NOW)
    return portal


def another_provider() -> Portal:
    """Return a portal where a resource of another provider was clicked."""
    portal = in_two_schools()
    portal.waiting[SESSION, CALCULO.id] = click(SUMS, COLLEGE.id)
    return portal


OTHER_CLICKS = pytest.mark.parametrize(
    "portal_with", [somebody_else, another_session, too_late, another_provider]
)


@OTHER_CLICKS
def test_a_click_that_is_not_this_one_names_no_resource(
    portal_with: Callable[[], Portal],
) -> None:
    """Of another person, another session, another provider, or ended."""
    portal = portal_with()

    assert refusal(portal, Adapter(portal, resource=None)) is Refusal.AMBIGUOUS_RESOURCE


@OTHER_CLICKS
def test_a_click_that_is_not_this_one_names_no_school(
    portal_with: Callable[[], Portal],
) -> None:
    """The person is asked as if nothing had been clicked."""
    portal = portal_with()

    assert launch(portal) == ChooseSchool(ATLAS, (LYCEE.id, COLLEGE.id))


def test_a_click_of_somebody_else_does_not_stay_in_the_session() -> None:
    """A session that changed hands forgets what the first person opened."""
    portal = somebody_else()

    launch(portal)

    assert portal.waiting == {}


def test_a_click_on_a_resource_that_was_taken_out_counts_for_nothing() -> None:
    """Only registered resources open; what is left is then the only one."""
    portal = Portal(
        catalogue=Catalogue([PUBLISHER], [ATLAS]),
        waiting={(SESSION, PUBLISHER.id): click(HERBARIUM)},
    )
    adapter = Adapter(portal, resource=None)

    launch(portal, adapter)

    assert adapter.seen[0].resource == ATLAS.id
    assert portal.waiting == {}


def test_a_click_on_what_belongs_to_another_provider_by_now_counts_for_nothing() -> None:
    """A resource that moved is not handed to the provider that asks."""
    moved = replace(HERBARIUM, provider=CALCULO.id)
    portal = Portal(
        catalogue=Catalogue([PUBLISHER, CALCULO], [ATLAS, moved]),
        waiting={(SESSION, PUBLISHER.id): click(HERBARIUM)},
    )
    adapter = Adapter(portal, resource=None)

    launch(portal, adapter)

    assert adapter.seen[0].resource == ATLAS.id


# Which school.


def test_the_school_is_the_one_that_was_clicked() -> None:
    """Of two schools that both grant."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = click(ATLAS, COLLEGE.id)

    launch(portal, Adapter(portal, resource=None))

    assert portal.recorded[0].school == COLLEGE.id


def test_else_it_is_the_only_one_that_grants() -> None:
    """A member of two schools, of which one bought the resource."""
    portal = in_two_schools()
    portal.facts = Entitlements([SUBSCRIPTION], [seat()])

    launch(portal)

    assert portal.recorded[0].school == LYCEE.id


def test_else_the_person_chooses() -> None:
    """Nothing is recorded, released or claimed before the choice."""
    portal = in_two_schools()
    adapter = Adapter(portal)

    choice = launch(portal, adapter)

    assert choice == ChooseSchool(ATLAS, (LYCEE.id, COLLEGE.id))
    assert adapter.seen == []
    assert (portal.recorded, portal.kept, portal.claimed) == ([], [], [])


@pytest.mark.parametrize("school", [LYCEE.id, COLLEGE.id])
def test_the_choice_is_followed(school: SchoolId) -> None:
    """The same request, tried again with the school, is served."""
    portal = in_two_schools()
    launch(portal)

    launched = launch(portal, school=school)

    assert isinstance(launched, Launched)
    assert portal.recorded[0].school == school


def test_the_choice_goes_before_the_click() -> None:
    """What the person says now is newer than what they clicked."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = click(ATLAS, COLLEGE.id)

    launch(portal, school=LYCEE.id)

    assert portal.recorded[0].school == LYCEE.id


@pytest.mark.parametrize("school", [COLLEGE.id, SchoolId("0759999Z")])
def test_a_choice_is_checked_like_any_other(school: SchoolId) -> None:
    """A UAI from a form is never believed."""
    portal = Portal()

    stopped = launch(portal, school=school)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused == Refused(Refusal.NOT_A_MEMBER)


def test_a_clicked_school_is_checked_again() -> None:
    """Between the click and the request the right may have ended."""
    portal = in_two_schools()
    portal.waiting[SESSION, PUBLISHER.id] = click(ATLAS, COLLEGE.id)
    portal.facts = Entitlements([SUBSCRIPTION], [seat()])

    assert refusal(portal, Adapter(portal, resource=None)) is Refusal.NO_SUBSCRIPTION
    assert portal.recorded[0].school == COLLEGE.id


def test_somebody_without_a_school_is_refused() -> None:
    """There is no school to enter through."""
    portal = Portal(people={ALICE: replace(pupil(), memberships=())})

    assert refusal(portal) is Refusal.UNKNOWN_SCHOOL


def test_of_several_refusals_the_one_that_came_furthest_is_told() -> None:
    """That it expired in one school helps more than that the other never bought it."""
    portal = in_two_schools()
    portal.facts = Entitlements([replace(SUBSCRIPTION, ends=NOW)], [seat()])

    assert refusal(portal) is Refusal.SUBSCRIPTION_EXPIRED
    assert portal.recorded[0].school is None


# One person, one provider.


def test_two_schools_and_two_resources_are_one_person_to_a_provider() -> None:
    """The sector of an identifier is the provider; never the school, never the resource."""
    portal = in_two_schools()
    herbarium = replace(SUBSCRIPTION, id=SubscriptionId("herbier"), resource=HERBARIUM.id)
    portal.facts = Entitlements(
        [*portal.facts.subscriptions, herbarium], [*portal.facts.seats, seat(ALICE, herbarium)]
    )
    adapter = Adapter(portal, once=None)

    launch(portal, adapter, school=LYCEE.id)
    launch(portal, adapter, school=COLLEGE.id)
    adapter.resource = HERBARIUM.id
    launch(portal, adapter)

    assert len(adapter.seen) == 3
    assert len({claims.subject for claims in adapter.seen}) == 1


def test_two_providers_see_two_people() -> None:
    """They cannot compare their pupils."""
    portal = Portal()
    sums = replace(SUBSCRIPTION, id=SubscriptionId("sommes"), resource=SUMS.id)
    portal.facts = Entitlements([SUBSCRIPTION, sums], [seat(), seat(ALICE, sums)])
    publisher = Adapter(portal, once=None)
    calculo = Adapter(portal, provider=CALCULO.id, resource=SUMS.id, once=None)

    launch(portal, publisher)
    launch(portal, calculo)

    assert publisher.seen[0].subject != calculo.seen[0].subject


def test_a_portal_may_choose_one_identifier_for_all() -> None:
    """Only where it says so, and then with the sector of that name."""
    portal = Portal(shared_sector=ENT_SECTOR)
    adapter = Adapter(portal)

    launch(portal, adapter)

    assert adapter.seen[0].subject == pairwise_subject(TENANT, ENT_SECTOR, ALICE, key=KEY)


def test_a_provider_that_is_taken_out_during_a_launch_is_refused() -> None:
    """Two looks at the catalogue in one launch may differ."""
    portal = Portal()
    catalogues = iter([portal.catalogue, Catalogue([CALCULO], [SUMS])])
    service = portal.launching()
    access = replace(service.access, catalogue=lambda: next(catalogues))
    moving = replace(service, access=access, catalogue=lambda: next(catalogues))

    stopped = moving.launch(Adapter(portal), REQUEST, WHO, school=LYCEE.id)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused.reason is Refusal.UNKNOWN_RESOURCE


def test_the_random_source_cannot_be_seen() -> None:
    """What is printed of a service does not lead to it."""
    assert "tokens" not in repr(Portal().launching())


# Floating licences.

FLOATING = replace(SCHOOL_WIDE, kind=LicenceKind.FLOATING, licences=Licences(overall=1))
SHARED = Entitlements([FLOATING], [], [replace(OPENING, subscription=FLOATING.id)])
FULL = replace(SHARED, in_use=[InUse(FLOATING.id, 1, next_end=NOW.replace(hour=10))])


def test_a_launch_takes_a_lease_just_before_it_is_recorded() -> None:
    """After the answer is built, in the same transaction: nobody waits for a signature."""
    portal = Portal(facts=SHARED)

    assert isinstance(launch(portal), Launched)

    assert portal.events == ["parse", "begin", "running", "respond", "take", "commit", "end"]
    (lease,) = portal.taken
    assert (lease.subscription, lease.school, lease.person) == (FLOATING.id, LYCEE.id, ALICE)
    assert lease.until == NOW + timedelta(hours=1)
    assert portal.recorded[0].subscription == FLOATING.id


def test_a_launch_that_is_refused_takes_no_lease() -> None:
    """The page says when one comes back."""
    portal = Portal(facts=FULL)

    stopped = launch(portal)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused == Refused(Refusal.ALL_IN_USE, NOW.replace(hour=10))
    assert portal.taken == []


def test_somebody_who_was_faster_takes_the_last_one() -> None:
    """The gate saw one free: what was built does not leave, and the refusal is recorded."""
    portal = Portal(facts=SHARED, others_are_faster=True)

    stopped = launch(portal)

    assert isinstance(stopped, Stopped)
    assert stopped.decision == NotGranted(Refused(Refusal.ALL_IN_USE), ATLAS, LYCEE.id)
    (record,) = portal.recorded
    assert (record.refusal, record.subscription, record.attributes) == (
        Refusal.ALL_IN_USE,
        None,
        (),
    )
    assert (portal.kept, portal.claimed) == ([], [])


def test_a_launch_that_fails_takes_no_lease() -> None:
    """The journal is full: the transaction undoes the lease as well."""
    portal = Portal(facts=SHARED, journal_fails=True)

    with pytest.raises(StoreError):
        launch(portal)

    assert portal.events[-1] == "undo"


@pytest.mark.parametrize("facts", [Portal().facts, Entitlements([SCHOOL_WIDE], [], [OPENING])])
def test_nobody_asks_for_leases_where_nothing_floats(facts: Entitlements) -> None:
    """Neither the gate nor the launch pays for what others bought."""
    portal = Portal(facts=facts)

    launch(portal)

    assert not {"running", "take"} & set(portal.events)


def test_to_look_takes_nothing() -> None:
    """The médiacentre, the click and ``explain`` say what would be, and take no licence."""
    portal = Portal(facts=SHARED)

    (tile,) = portal.shelves().tiles(portal.people[ALICE])
    explained = portal.explain(ALICE, ATLAS.id)
    portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert tile.refused is None
    assert isinstance(explained.decision, Granted)
    assert portal.taken == []
    portal.facts = FULL
    (tile,) = portal.shelves().tiles(portal.people[ALICE])
    assert tile.refused == Refused(Refusal.ALL_IN_USE, NOW.replace(hour=10))
