"""Two who write the same rule at the same moment, on all three backends: one after the other."""

from dataclasses import replace
from datetime import UTC

import pytest
from tests.stores.backends import Stores

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Licences, Population, Rule
from garbridge.core.identifiers import ResourceId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Person
from garbridge.core.permissions import OPERATOR
from garbridge.services.permitting import PermissionService
from garbridge.services.rule_years import RuleYears
from garbridge.services.ruling import Ruled, RuleService
from garbridge.services.serving import ServingService
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION, pupil
from garbridge.wiring.clock import random_token

WRITERS, ROUNDS = 4, 5
NEVER_BOUGHT = replace(ATLAS, id=ResourceId("ark:/99999/wish"))
RULES = [
    Rule(resource=one.id, school=LYCEE.id, population=Population()) for one in (ATLAS, NEVER_BOUGHT)
]
PEOPLE: list[Person] = [pupil(f"p{number}") for number in range(5)]


@pytest.fixture(name="rules")
def _rules(stores: Stores) -> RuleService:
    """Return the service of rules over *stores*, with five pupils and three licences."""
    directory = MemoryDirectory([LYCEE], PEOPLE)
    for person in PEOPLE:
        stores.put(person, NOW)
    stores.writer.write(subscriptions=[replace(SUBSCRIPTION, licences=Licences(overall=3))])
    serving = ServingService(
        ledger=stores.ledger,
        orders=stores.orders,
        directory=directory,
        catalogue=lambda: Catalogue([PUBLISHER], [ATLAS, NEVER_BOUGHT]),
        log=stores.served,
        years=RuleYears(plans=stores.years, zone=UTC),
        transaction=stores.transaction,
        clock=lambda: NOW,
        tokens=random_token,
    )
    permissions = PermissionService(
        directory=directory,
        delegations=stores.delegations,
        declared=stores.declared,
        stated=(),
        clock=lambda: NOW,
    )
    return RuleService(
        ledger=stores.ledger,
        directory=directory,
        permissions=permissions,
        serving=serving,
        clock=lambda: NOW,
        tokens=random_token,
    )


def test_those_who_write_one_rule_at_once_end_one_after_the_other(rules: RuleService) -> None:
    """One of them wrote it, for the others it stood before; and so when it is taken back."""
    for _ in range(ROUNDS):
        written = at_once(WRITERS, lambda _: rules.write(OPERATOR, RULES))
        assert sorted(_changed(one) for one in written) == [0, 0, 0, 2], written
        assert {one.rule for one in rules.ledger.rules(LYCEE.id)} == set(RULES)
        (stock,) = rules.ledger.stocks(LYCEE.id, [ATLAS.id])
        assert len(stock.holders) == 3

        removed = at_once(WRITERS, lambda _: rules.take_back(OPERATOR, RULES))
        assert sorted(_changed(one) for one in removed) == [0, 0, 0, 2], removed
        assert list(rules.ledger.rules(LYCEE.id)) == []

    kinds = [one.signed.kind for one in rules.ledger.journal(LYCEE.id, limit=99)]
    assert kinds.count(OperationKind.RULES) == 2 * ROUNDS


def test_rules_that_overlap_are_all_written(rules: RuleService) -> None:
    """Two lists in two orders, with one rule in both: each is written once."""
    both = [[*RULES], [RULES[1]]]

    done = at_once(2, lambda number: rules.write(OPERATOR, both[number]))

    assert sum(map(_changed, done)) == 2, done
    assert {one.rule for one in rules.ledger.rules(LYCEE.id)} == set(RULES)


def _changed(done: object) -> int:
    assert isinstance(done, Ruled), done
    return len(done.changed)
