"""*Mes données*: what each provider learns about somebody, for that person alone.

Every answer is computed by the gate and the filter of the launch, now; nothing is kept, nothing is
written down, and nobody else can ask.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.access import Granted, Refused
from garbridge.core.catalogue import Catalogue, Provider
from garbridge.core.dossier import Disclosure, disclosure
from garbridge.core.histories import OwnLaunch
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.own_data import OwnRow, own_rows
from garbridge.core.people import Person, Profile
from garbridge.core.policy_history import Turn, Version, in_order, since, turns
from garbridge.ports import Clock, PolicyArchive
from garbridge.services.access import AccessService
from garbridge.services.shelf import ShelfService, Tile

_NOBODY = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one resource through one school would tell its provider about the person today.

    ``refused`` says why nothing leaves; then there are no ``rows``.  ``turns`` are what changed in
    what it is told, newest first; ``since`` is when the policy in force came into force first,
    ``None`` where nobody knows: it was never used.
    """

    tile: Tile
    provider: Provider
    profile: Profile
    refused: Refused | None
    rows: tuple[OwnRow, ...] = ()
    turns: tuple[Turn, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accesses:
    """How often somebody opened one resource through one school, and when last."""

    number: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataService:
    """Accounts for everything that is on somebody's shelf."""

    access: AccessService
    shelves: ShelfService
    policies: PolicyArchive
    catalogue: Callable[[], Catalogue]
    clock: Clock

    def tiles(self, person: Person) -> tuple[Tile, ...]:
        """Return what is on the shelf of *person*: a place inside of a resource is no other one."""
        return tuple(one for one in self.shelves.tiles(person) if one.link is None)

    def accounts(self, person: Person, tiles: Iterable[Tile]) -> tuple[Account, ...]:
        """Return the account of each of *tiles*, which are on the shelf of *person*.

        What changed over time is left out.

        Raises:
            StoreError: the facts could not be read.
        """
        found = (self._account(person, tile, ()) for tile in tiles)
        return tuple(one for one in found if one is not None)

    def account(self, person: Person, key: str) -> Account | None:
        """Return the account of what has *key* on the shelf of *person*; ``None`` if nothing has.

        Raises:
            StoreError: the facts could not be read.
        """
        tile = next((one for one in self.tiles(person) if one.key == key), None)
        if tile is None:
            return None
        return self._account(person, tile, self.policies.versions(tile.resource.provider))

    def published(self, school: SchoolId | None) -> tuple[Disclosure, ...]:
        """Return what each provider is told, of nobody, by name.

        Args:
            school: Only providers of which it has a subscription that runs; ``None`` is all.
        """
        catalogue = self.catalogue()
        wanted = set(catalogue.providers) if school is None else self._bought(school)
        owned = {
            one: [each for each in catalogue.of(one.id) if each.enabled]
            for one in catalogue.providers.values()
            if one.enabled and one.id in wanted
        }
        found = [disclosure(one, resources) for one, resources in owned.items() if resources]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.provider)))

    def _bought(self, school: SchoolId) -> set[ProviderId]:
        now, known = self.clock(), self.catalogue().resources
        facts = self.access.entitlements.shelf(_NOBODY, [school])
        running = {one.resource for one in facts.subscriptions if one.starts <= now < one.ends}
        return {known[name].provider for name in running if name in known}

    def _account(self, person: Person, tile: Tile, versions: Sequence[Version]) -> Account | None:
        provider = self.catalogue().providers.get(tile.resource.provider)
        place = person.at(tile.school)
        if provider is None or place is None:
            return None
        decision = self.access.check_person(person, tile.school, tile.resource, now=self.clock())
        known = self._in_force(provider, versions)
        changed = turns(known, tile.resource.id, place.profile)
        begun = next((one.since for one in versions if one.name == provider.version), None)
        if not isinstance(decision, Granted):
            return Account(
                tile=tile,
                provider=provider,
                profile=place.profile,
                refused=decision,
                turns=changed,
                since=begun,
            )
        told_since = since(known, tile.resource.id, place.profile)
        return Account(
            tile=tile,
            provider=provider,
            profile=place.profile,
            refused=None,
            rows=own_rows(decision, self.access.release(decision), told_since),
            turns=changed,
            since=begun,
        )

    def _in_force(self, provider: Provider, versions: Sequence[Version]) -> tuple[Version, ...]:
        """Return *versions* with the one in force last: it is kept at its first launch."""
        name = provider.version
        if not versions or not name:
            return ()
        if all(one.name != name for one in versions):
            versions = [*versions, Version(name, self.clock(), provider.document)]
        return in_order(versions, name)


def accesses(
    launches: Iterable[OwnLaunch],
) -> Mapping[tuple[SchoolId | None, ResourceId | None], Accesses]:
    """Count the *launches* of one person that were granted, by school and resource."""
    counted: Counter[tuple[SchoolId | None, ResourceId | None]] = Counter()
    last: dict[tuple[SchoolId | None, ResourceId | None], datetime] = {}
    for one in launches:
        if not one.refusal:
            place = (one.school, one.resource)
            counted[place] += 1
            last[place] = max(one.at, last.get(place, one.at))
    return {place: Accesses(number, last[place]) for place, number in counted.items()}
