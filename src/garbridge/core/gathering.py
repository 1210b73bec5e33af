"""Some people of a school by their groups: looked through once, and then asked for many of them."""

from collections.abc import Iterable, Sequence

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId
from garbridge.core.people import GroupKind, Membership
from garbridge.core.seats import Candidate


class Gathered:
    """People of one school, in an order that stays.

    Args:
        people: They.
    """

    __slots__ = ("_by_group", "_places", "people")

    def __init__(self, people: Iterable[Candidate]) -> None:
        self.people: Sequence[Candidate] = tuple(people)
        self._places = {one.person: one.membership for one in self.people}
        self._by_group: dict[tuple[GroupKind, str], list[Candidate]] = {}
        for one in self.people:
            for group in {(each.kind, each.code) for each in one.membership.groups}:
                self._by_group.setdefault(group, []).append(one)

    def place(self, person: PersonId) -> Membership | None:
        """Return the place of *person*; ``None`` where they are not among them."""
        return self._places.get(person)

    def of_group(self, kind: GroupKind, code: str) -> Sequence[Candidate]:
        """Return who is in a group."""
        return self._by_group.get((kind, code), ())

    def within(self, population: Population) -> list[Candidate]:
        """Return who belongs to *population*, in their order."""
        kind = population.kind
        asked = self.people if kind is None else self.of_group(kind, population.code)
        return [one for one in asked if population.covers(one.person, one.membership)]
