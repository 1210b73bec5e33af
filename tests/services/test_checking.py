"""The check of populations asks for the right first, and reads a school once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.licences import counted, take
from tests.services.ruled import Ruling
from tests.services.school import DRAFT, HEAD, PARIS, School
from tests.services.test_ruling import BRUNO, OF_TEXTBOOK, RULE, TEXTBOOK, TEXTBOOKS_ONLY, of

from garbridge.core.access import Entitlements, Refusal, Refused
from garbridge.core.activations import Activation
from garbridge.core.attributes import CATALOGUE
from garbridge.core.catalogue import Catalogue
from garbridge.core.coverage import Survey
from garbridge.core.entitlements import LicenceKind, Population, Subscription
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.leaving import extra_data
from garbridge.core.people import Profile, Public
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Reach, Scope
from garbridge.core.unserved import Unmet
from garbridge.services.checking import CheckingService
from garbridge.services.rule_years import RuleYears
from garbridge.services.serving import ServingService
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryLedger,
    MemoryOrders,
    MemoryServingLog,
    MemoryYearPlans,
)
from garbridge.testing.activations import ACTIVATION, STOPPED
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    YEAR_STARTS,
    seat,
)

BOOK = replace(ATLAS, id=ResourceId("ark:/99999/book"), url="https://parc.example/b", textbook=True)
BOOKS = replace(SUBSCRIPTION, id=SubscriptionId("book"), resource=BOOK.id)


class Rights:
    """The entitlements; counts how often it is asked."""

    def __init__(self, *bought: Subscription) -> None:
        self.facts = Entitlements(bought, [seat(subscription=one) for one in bought])
        self.asked = 0

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return what there is at the lycée."""
        self.asked += 1
        return self.facts if school == LYCEE.id else Entitlements()

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        _sector: ProviderId | None = None,
    ) -> Entitlements:
        """Refuse: the check reads a school once."""
        raise AssertionError(person, school, resource)

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Refuse: likewise."""
        raise AssertionError(person, schools)


def service(school: School, rights: Rights) -> CheckingService:
    """Return the service on *school*."""
    catalogue = Catalogue([PUBLISHER], [ATLAS, BOOK])
    return CheckingService(
        permissions=school.permissions,
        directory=school.directory,
        entitlements=rights,
        activations=MemoryActivations(MemoryDatabase()),
        catalogue=lambda: catalogue,
        serving=ServingService(
            ledger=MemoryLedger(database := MemoryDatabase()),
            orders=MemoryOrders(database),
            directory=school.directory,
            catalogue=lambda: catalogue,
            log=MemoryServingLog(database),
            years=RuleYears(plans=MemoryYearPlans(database), zone=PARIS),
            transaction=database.transaction,
            clock=lambda: school.now,
            tokens=str,
        ),
        zone=PARIS,
        clock=lambda: school.now,
    )


def ended(subscription: Subscription) -> Subscription:
    """Return *subscription* as it ended in the middle of this year."""
    return replace(subscription, ends=NOW - timedelta(days=1))


def test_a_school_is_read_once() -> None:
    """Not once for each person, and not for each of their resources."""
    rights = Rights(SUBSCRIPTION, ended(BOOKS))

    found = service(School(), rights).check(HEAD, LYCEE.id)

    assert isinstance(found, Survey)
    assert [one.resource for one in found.barred] == [BOOK.id]
    assert rights.asked == 1


@pytest.mark.parametrize(("word", "opens"), [(None, False), (STOPPED, False), (ACTIVATION, True)])
def test_what_nobody_activated_is_told(
    word: Activation | None,
    opens: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Whoever holds a seat under a resource with interaction cannot open it until then."""
    tutor = replace(ATLAS, interaction=frozenset(CATALOGUE))
    catalogue = Catalogue([PUBLISHER], [tutor, BOOK])
    activations = MemoryActivations(MemoryDatabase())
    if word is not None:
        activations.note(STOPPED)
        activations.note(replace(word, shown=extra_data(tutor, PUBLISHER.policy)))
    checking = replace(
        service(School(), Rights(SUBSCRIPTION)),
        activations=activations,
        catalogue=lambda: catalogue,
    )

    found = checking.check(HEAD, LYCEE.id)

    assert isinstance(found, Survey)
    barred = {one.refused for one in found.barred}
    assert barred == (set() if opens else {Refused(Refusal.NOT_ACTIVATED)})


def test_it_is_denied_without_the_right() -> None:
    """Who lacks what is about people: a pupil, another school's head, a reader of figures."""
    school = School()
    rights = Rights(SUBSCRIPTION)
    checking = service(school, rights)
    school.give(replace(DRAFT, scope=Scope(Reach.STATISTICS)))

    assert checking.check(Actor(PersonId("alice")), LYCEE.id) == Denied(Denial.NO_ROLE)
    assert checking.check(HEAD, COLLEGE.id) == Denied(Denial.NO_ROLE)
    assert checking.check(Actor(PersonId("bruno")), LYCEE.id) == Denied(Denial.OUT_OF_SCOPE)
    assert rights.asked == 0
    assert isinstance(checking.check(OPERATOR, LYCEE.id), Survey)


def test_a_delegate_is_told_about_the_resources_of_the_delegation() -> None:
    """Textbooks here: nothing is said about who holds the rest."""
    school = School()
    school.give(replace(DRAFT, scope=Scope(Reach.TEXTBOOKS)))
    checking = service(school, Rights(ended(SUBSCRIPTION), ended(BOOKS)))

    found = checking.check(Actor(PersonId("bruno")), LYCEE.id)

    assert isinstance(found, Survey)
    assert {one.resource for one in found.barred} == {BOOK.id}
    assert {one.resource for one in found.coverage} == {BOOK.id}


def test_the_day_that_is_looked_at_can_be_chosen() -> None:
    """Next week’s answer today; the right to look is that of now."""
    school = School()
    checking = service(school, Rights(SUBSCRIPTION))

    after = checking.check(HEAD, LYCEE.id, at=SUBSCRIPTION.ends)
    before = checking.check(HEAD, LYCEE.id, at=YEAR_STARTS + timedelta(days=1))

    assert isinstance(after, Survey)
    assert isinstance(before, Survey)
    assert before.is_clean
    given = school.give(replace(DRAFT, ends=NOW + timedelta(days=1)))
    school.now = given.ends
    late = checking.check(Actor(PersonId("bruno")), LYCEE.id, at=NOW)
    assert late == Denied(Denial.ROLE_ENDED)


def ruled(number: int = 2) -> tuple[Ruling, CheckingService]:
    """Return a lycée of five classmates with so many licences, and the check of it."""
    world = Ruling(bought=[counted(number)])
    checking = CheckingService(
        permissions=world.assigning.permissions,
        directory=world.directory,
        entitlements=world.store,
        activations=MemoryActivations(world.database),
        catalogue=lambda: world.registered,
        serving=world.serving,
        zone=PARIS,
        clock=lambda: world.now,
    )
    return world, checking


def left_without(checking: CheckingService, **asked: object) -> list[tuple[object, ...]]:
    """Return whom rules leave without, as the head is told."""
    found = checking.check(HEAD, LYCEE.id, **asked)  # type: ignore[arg-type]  # by name
    assert isinstance(found, Survey)
    assert found.is_clean is not bool(found.unserved or found.lacking or found.unassigned)
    return [(one.why, one.people, one.missing, one.of) for one in found.unserved]


def test_whom_a_rule_leaves_without_for_want_of_licences_is_a_finding() -> None:
    """With the reason and the counts; until there are more, and for those who are asked about."""
    world, checking = ruled()
    world.write(RULE)

    assert left_without(checking) == [(Unmet.NO_LICENCE_LEFT, ("c", "d", "e"), 3, 5)]
    only = Population(person=PersonId("d"))
    assert left_without(checking, among=only) == [(Unmet.NO_LICENCE_LEFT, ("d",), 1, 1)]
    assert left_without(checking, among=Population(profile=Profile.TEACHER)) == []
    assert left_without(checking, after=[]) == []

    world.store.write(subscriptions=[counted(5)])
    assert left_without(checking) == [(Unmet.NOT_SERVED, ("c", "d", "e"), 3, 5)]
    assert left_without(checking, at=NOW + timedelta(days=1)) == []
    world.serving.follow()
    assert left_without(checking) == []


def test_from_whom_a_hand_took_it_is_not_left_without() -> None:
    """Nor who is in no rule; nor a teacher, where the licences are for pupils."""
    world, checking = ruled()
    world.store.write(subscriptions=[counted(5, publics=frozenset({Public.PUPILS}))])
    world.write(RULE, of(Population()))
    world.later()
    world.apply(take("b"))

    assert left_without(checking) == []


def test_a_population_that_cannot_be_let_in_is_told_by_its_number() -> None:
    """Nobody of it is without more than the others."""
    world = Ruling(bought=[counted(2, kind=LicenceKind.ETABL)])
    checking = replace(
        ruled()[1],
        permissions=world.assigning.permissions,
        directory=world.directory,
        entitlements=world.store,
        serving=world.serving,
    )
    world.write(RULE)

    assert left_without(checking) == [(Unmet.NO_LICENCE_LEFT, (), 3, 5)]


def test_a_delegate_is_told_of_rules_in_scope() -> None:
    """The textbook's, not the atlas's."""
    world = Ruling(
        resources=[ATLAS, TEXTBOOK], bought=[counted(0), OF_TEXTBOOK], stated=[TEXTBOOKS_ONLY]
    )
    checking = replace(
        ruled()[1],
        permissions=world.assigning.permissions,
        directory=world.directory,
        entitlements=world.store,
        catalogue=lambda: world.registered,
        serving=world.serving,
    )
    world.write(RULE)

    found = checking.check(BRUNO, LYCEE.id)

    assert isinstance(found, Survey)
    assert found.unserved == ()
