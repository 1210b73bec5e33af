"""A delegate with a narrow scope reads the stock, the journal and the rules of it; no others."""

from dataclasses import replace

import pytest
from tests.services.licences import counted, give
from tests.services.ruled import Ruling
from tests.services.test_queueing import Queueing
from tests.services.test_ruling import (
    BRUNO,
    CLASS_2DE4,
    DOC,
    HEAD,
    OF_TEXTBOOK,
    TEXTBOOK,
    TEXTBOOKS_ONLY,
    of,
)

from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId
from garbridge.core.permissions import Denial, Denied, Grant, Reach, Scope
from garbridge.core.queue import EntryKind
from garbridge.services.leasing import LeasingService
from garbridge.stores.memory import MemoryLeases, MemoryOrders
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, SUBSCRIPTION

MATHS = replace(TEXTBOOK, discipline="Mathématiques")
DISCIPLINE = replace(TEXTBOOKS_ONLY, scope=Scope(Reach.DISCIPLINE, "mathématiques"))
FIGURES = replace(TEXTBOOKS_ONLY, scope=Scope(Reach.STATISTICS))
SHARED = [
    counted(3, one, id=SubscriptionId(f"floating-{one.id}"), kind=LicenceKind.FLOATING)
    for one in (SUBSCRIPTION, OF_TEXTBOOK)
]


def world(grant: Grant | None = TEXTBOOKS_ONLY) -> Ruling:
    """Return the lycée with a textbook and an atlas, both given and both under a rule."""
    here = Ruling(
        resources=[ATLAS, MATHS],
        bought=[SUBSCRIPTION, OF_TEXTBOOK],
        stated=[] if grant is None else [grant],
    )
    here.apply(give("a", "b", resources=(ATLAS.id, TEXTBOOK.id)))
    here.later()
    here.apply(give("c"))
    here.later()
    here.write(of(CLASS_2DE4), of(CLASS_2DE4, MATHS))
    return here


@pytest.mark.parametrize("grant", [TEXTBOOKS_ONLY, DISCIPLINE])
def test_a_delegate_reads_what_is_in_scope(grant: Grant) -> None:
    """Stock and rules of these resources, and what was done with them: nothing of the others."""
    here = world(grant)

    stocks = here.assigning.stocks(BRUNO, LYCEE.id)
    journal = here.assigning.journal(BRUNO, LYCEE.id, limit=9)
    rules = here.rules.listing(BRUNO, LYCEE.id)

    assert not isinstance(stocks, Denied)
    assert {one.subscription.resource for one in stocks} == {TEXTBOOK.id}
    assert not isinstance(journal, Denied)
    assert [(one.signed.kind.value, one.given) for one in journal] == [
        ("serve", 3),
        ("rules", 1),
        ("assign", 2),
    ]
    assert not isinstance(rules, Denied)
    assert [one.rule.resource for one in rules] == [TEXTBOOK.id]


@pytest.mark.parametrize("grant", [TEXTBOOKS_ONLY, DISCIPLINE])
def test_the_queue_tells_a_delegate_of_these_resources_only(grant: Grant) -> None:
    """Neither what somebody who leaves holds beside them, nor which others have too few."""
    here = Queueing(
        resources=[ATLAS, MATHS],
        bought=[counted(3), counted(3, OF_TEXTBOOK)],
        stated=[grant],
    )
    here.apply(give("a", resources=(ATLAS.id, TEXTBOOK.id)))
    here.later()
    here.write(of(CLASS_2DE4), of(CLASS_2DE4, MATHS))
    here.directory.remove(PersonId("a"), at=here.now)
    here.waits(EntryKind.DEPARTURE, "a")

    told = {actor: here.queue.listing(actor, LYCEE.id) for actor in (HEAD, BRUNO)}
    said = {
        actor: (found.waiting[0].proposal.back, [one.resource for one in found.shortages])
        for actor, found in told.items()
        if not isinstance(found, Denied)
    }

    both = (ATLAS.id, TEXTBOOK.id)
    assert {actor: tuple(map(sorted, found)) for actor, found in said.items()} == {
        HEAD: (sorted(both), sorted(both)),
        BRUNO: ([TEXTBOOK.id], [TEXTBOOK.id]),
    }


def test_who_sees_everything_goes_on_seeing_it() -> None:
    """The head; and the documentaliste, but for the journal."""
    here = world()

    for actor in (HEAD, DOC):
        stocks, rules = here.assigning.stocks(actor, LYCEE.id), here.rules.listing(actor, LYCEE.id)
        assert not isinstance(stocks, Denied)
        assert not isinstance(rules, Denied)
        assert (len(stocks), len(rules)) == (2, 2)
    journal = here.assigning.journal(HEAD, LYCEE.id, limit=9)
    assert not isinstance(journal, Denied)
    assert [one.given for one in journal] == [5, 2, 1, 4]


@pytest.mark.parametrize(
    ("grant", "school", "why"),
    [
        (FIGURES, LYCEE.id, Denial.OUT_OF_SCOPE),
        (TEXTBOOKS_ONLY, COLLEGE.id, Denial.NO_ROLE),
        (None, LYCEE.id, Denial.NO_ROLE),
    ],
)
def test_who_may_read_none_of_it_is_denied(
    grant: Grant | None, school: SchoolId, why: Denial
) -> None:
    """Figures only, another school, no role."""
    here = world(grant)

    assert here.assigning.stocks(BRUNO, school) == Denied(why)
    assert here.assigning.journal(BRUNO, school, limit=9) == Denied(why)
    assert here.rules.listing(BRUNO, school) == Denied(why)


def test_floating_licences_in_use_are_those_of_the_scope() -> None:
    """Beside the stock, whoever has how many at the moment."""
    here = world()
    here.store.write(subscriptions=SHARED)
    leasing = LeasingService(
        leases=MemoryLeases(here.database),
        orders=MemoryOrders(here.database),
        permissions=here.assigning.permissions,
        catalogue=lambda: here.registered,
        clock=lambda: here.now,
    )

    seen, everything = leasing.usage(BRUNO, LYCEE.id), leasing.usage(HEAD, LYCEE.id)

    assert not isinstance(seen, Denied)
    assert [one.subscription.resource for one in seen] == [TEXTBOOK.id]
    assert not isinstance(everything, Denied)
    assert len(everything) == 2
