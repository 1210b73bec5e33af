"""The lycée with licences to give, and the services of standing rules."""

from dataclasses import dataclass
from datetime import timedelta

from tests.services.licences import Licensed
from tests.services.school import PARIS

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Rule
from garbridge.core.people import Person
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.services.rule_years import RuleYears
from garbridge.services.ruling import Ruled, RuleService
from garbridge.services.serving import ServingService
from garbridge.stores.memory import MemoryOrders, MemoryServingLog, MemoryYearPlans
from garbridge.testing.world import PUBLISHER


@dataclass
class Ruling(Licensed):
    """The same lycée, with the services of rules."""

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        self.registered = Catalogue([PUBLISHER], self.resources)
        self.plans = MemoryYearPlans(self.database)
        self.log = MemoryServingLog(self.database)
        self.serving = ServingService(
            ledger=self.ledger,
            orders=MemoryOrders(self.database),
            directory=self.directory,
            catalogue=lambda: self.registered,
            log=self.log,
            years=RuleYears(plans=self.plans, zone=PARIS),
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=self.assigning.tokens,
        )
        self.rules = RuleService(
            ledger=self.ledger,
            directory=self.directory,
            permissions=self.assigning.permissions,
            serving=self.serving,
            clock=lambda: self.now,
            tokens=self.assigning.tokens,
        )

    def write(self, *rules: Rule, actor: Actor = OPERATOR) -> Ruled:
        """Write rules, which must be allowed."""
        done = self.rules.write(actor, rules, reason="r")
        assert isinstance(done, Ruled), done
        return done

    def arrive(self, *people: Person) -> None:
        """Bring people in, as an import does."""
        for person in people:
            self.directory.put(person, at=self.now)
        schools = {place.school for person in people for place in person.memberships}
        self.log.count_changes(sorted(schools))

    def later(self, minutes: int = 1) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)
