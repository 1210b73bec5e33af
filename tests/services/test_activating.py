"""A resource with interaction is off until somebody saw what would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.core.test_activations import POLICY, TUTOR, entry, policy
from tests.services.portal import HERBARIUM, Portal
from tests.services.school import HEAD, School, adult
from tests.services.test_launch import launch

from garbridge.core.access import Entitlements, Refusal, Refused
from garbridge.core.activations import Activation, Standing
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue, Provider, Resource
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.leaving import extra_data
from garbridge.core.people import Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.errors import ValueRefusedError
from garbridge.services.activating import ActivatingService, Changed, NotActivable, Showing
from garbridge.services.launch import Launched, Stopped
from garbridge.stores.memory import MemoryActivations, MemoryDatabase
from garbridge.testing.activations import ACTIVATION
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION, seat

ASKING = replace(PUBLISHER, policy=POLICY)
GREEDY = replace(
    PUBLISHER, policy=policy(*POLICY.entries, entry(Attribute.NOM, "signer", Profile.HEAD))
)
DOC = Actor(PersonId("ines-doc"))


@dataclass
class World:
    """The service at the lycée, and a provider whose policy a test changes."""

    provider: Provider = ASKING
    resources: Sequence[Resource] = (TUTOR, HERBARIUM)
    school: School = field(default_factory=School)

    def __post_init__(self) -> None:
        """Put it together."""
        self.service = ActivatingService(
            activations=MemoryActivations(MemoryDatabase()),
            directory=self.school.directory,
            catalogue=lambda: Catalogue([self.provider], self.resources),
            permissions=self.school.permissions,
            clock=lambda: self.school.now,
        )

    def show(self, actor: Actor = HEAD) -> Showing:
        """Return what is shown, which must be allowed."""
        found = self.service.preview(actor, LYCEE.id, TUTOR.id)
        assert isinstance(found, Showing), found
        return found

    def activate(self, actor: Actor = HEAD) -> Activation:
        """Activate what is shown, which must succeed."""
        found = self.service.activate(
            actor, LYCEE.id, TUTOR.id, self.show(actor).token, reason="Classe inversée"
        )
        assert isinstance(found, Activation), found
        return found

    def standing(self) -> Standing:
        """Say where it stands."""
        return self.show(OPERATOR).standing


def test_what_would_leave_is_shown_with_how_many_people() -> None:
    """Each attribute with its purpose, and the people of the school that are there now."""
    world = World()

    shown = world.show()

    assert [one.leaving for one in shown.extra] == list(extra_data(TUTOR, POLICY))
    assert [one.people for one in shown.extra] == [2, 2, 1]
    assert shown.people == 4
    assert shown.standing is Standing.OFF


def test_people_who_left_are_not_counted() -> None:
    """Nor those who have not come yet."""
    world = World()
    gone = replace(adult("gone", Profile.TEACHER))
    world.school.directory.put(gone, at=NOW)
    assert world.show().people == 5

    world.school.move(gone, ends=NOW)

    assert world.show().people == 4


def test_activating_notes_who_saw_what_and_why() -> None:
    """From that moment on it is on."""
    world = World()

    done = world.activate()

    assert done == Activation(
        school=LYCEE.id,
        resource=TUTOR.id,
        on=True,
        by=HEAD,
        at=NOW,
        reason="Classe inversée",
        shown=extra_data(TUTOR, POLICY),
        people=4,
    )
    assert world.standing() is Standing.ON
    assert world.service.journal(HEAD, LYCEE.id) == [done]


def test_what_is_on_is_not_noted_again() -> None:
    """Twice the same word says nothing more."""
    world = World()
    first = world.activate()

    assert world.activate(OPERATOR) == first
    assert world.service.journal(HEAD, LYCEE.id) == [first]


def test_a_policy_that_changed_since_is_shown_anew() -> None:
    """Nobody agrees to what they did not see."""
    world = World()
    token = world.show().token
    world.provider = GREEDY

    found = world.service.activate(HEAD, LYCEE.id, TUTOR.id, token, reason="r")

    assert isinstance(found, Changed)
    assert found.showing == world.show()
    assert world.standing() is Standing.OFF


def test_a_provider_that_asks_for_more_later_is_off_until_that_was_shown() -> None:
    """And nothing of it leaves meanwhile."""
    world = World()
    world.activate()
    world.provider = GREEDY
    assert world.standing() is Standing.OUTDATED

    again = world.activate()

    assert world.standing() is Standing.ON
    assert again.shown == extra_data(TUTOR, GREEDY.policy)


def test_it_is_stopped_at_once() -> None:
    """With a word of its own; what is off cannot be stopped."""
    world = World()
    on = world.activate()

    off = world.service.deactivate(HEAD, LYCEE.id, TUTOR.id, reason="Fini")

    assert isinstance(off, Activation)
    assert (off.on, off.by, off.shown) == (False, HEAD, ())
    assert world.standing() is Standing.OFF
    assert world.service.journal(HEAD, LYCEE.id) == [off, on]
    again = world.service.deactivate(HEAD, LYCEE.id, TUTOR.id, reason="Fini")
    assert again is NotActivable.NOT_ON


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (HERBARIUM.id, NotActivable.NO_INTERACTION),
        (ResourceId("ark:/99999/unknown"), NotActivable.UNKNOWN_RESOURCE),
    ],
)
def test_there_is_nothing_to_activate(resource: ResourceId, why: NotActivable) -> None:
    """What opens by itself, and what nobody registered."""
    service = World().service

    assert service.preview(HEAD, LYCEE.id, resource) is why
    assert service.activate(HEAD, LYCEE.id, resource, "t", reason="r") is why
    assert service.deactivate(HEAD, LYCEE.id, resource, reason="r") is why


@pytest.mark.parametrize("who", [DOC, Actor(ALICE), Actor(PersonId("nobody"))])
def test_only_a_responsable_activates(who: Actor) -> None:
    """Whoever may look at the stock may not, and learns nothing of what would leave."""
    world = World()
    token = world.show().token

    found = [
        world.service.preview(who, LYCEE.id, TUTOR.id),
        world.service.activate(who, LYCEE.id, TUTOR.id, token, reason="r"),
        world.service.deactivate(who, LYCEE.id, TUTOR.id, reason="r"),
    ]

    assert all(isinstance(one, Denied) for one in found)
    assert world.standing() is Standing.OFF


def test_data_of_many_people_has_to_be_confirmed() -> None:
    """As every act on many: the portal asks for the password again."""
    world = World(school=School(confirms=False))
    object.__setattr__(world.school.permissions, "confirm_above", 3)
    token = world.show().token

    found = world.service.activate(HEAD, LYCEE.id, TUTOR.id, token, reason="r")

    assert found == Denied(Denial.NOT_CONFIRMED)
    assert world.standing() is Standing.OFF


def test_a_reason_has_an_end() -> None:
    """It is kept for years."""
    world = World()
    long = "x" * 256

    with pytest.raises(ValueRefusedError):
        world.service.activate(HEAD, LYCEE.id, TUTOR.id, world.show().token, reason=long)
    with pytest.raises(ValueRefusedError):
        world.service.deactivate(HEAD, LYCEE.id, TUTOR.id, reason=long)


def test_the_list_says_where_each_stands() -> None:
    """Only what needs to be activated, for whoever sees the stock."""
    world = World()
    done = world.activate()

    listed = world.service.listing(DOC, LYCEE.id)

    assert not isinstance(listed, Denied)
    assert [(o.resource, o.standing, o.latest) for o in listed] == [(TUTOR, Standing.ON, done)]
    assert isinstance(world.service.listing(Actor(ALICE), LYCEE.id), Denied)
    assert isinstance(world.service.journal(DOC, LYCEE.id), Denied)


# The gate.


def portal(word: Activation | None) -> Portal:
    """Return Alice's portal, whose atlas lets pupils and teachers interact."""
    return Portal(
        catalogue=Catalogue([ASKING], [TUTOR, HERBARIUM]),
        facts=Entitlements([SUBSCRIPTION], [seat()]),
        word=word,
    )


def test_before_it_is_activated_nothing_leaves() -> None:
    """The launch, the médiacentre and ``explain`` say so."""
    world = portal(None)

    stopped = launch(world)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused == Refused(Refusal.NOT_ACTIVATED)
    assert "respond" not in world.events
    (tile,) = world.shelves().tiles(world.people[ALICE])
    assert tile.refused == Refused(Refusal.NOT_ACTIVATED)
    assert world.explain(ALICE, ATLAS.id).release is None


def test_once_it_is_activated_the_extra_data_leaves() -> None:
    """What was shown, and nothing else."""
    world = portal(replace(ACTIVATION, shown=extra_data(TUTOR, POLICY)))

    assert isinstance(launch(world), Launched)

    assert world.recorded[0].attributes == (Attribute.PRO, Attribute.NOM)
    (tile,) = world.shelves().tiles(world.people[ALICE])
    assert tile.refused is None


def test_nobody_asks_about_resources_without_interaction() -> None:
    """The hot path reads activations only where there is something to activate."""
    world = Portal()

    launch(world)
    world.shelves().tiles(world.people[ALICE])

    assert "latest" not in world.events
