"""A lycée whose people opened resources for a year, and a clock that a test turns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.services.school import adult
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal

from garbridge.core.access import Refusal
from garbridge.core.entitlements import LicenceKind, Opening, Population, Subscription
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SubscriptionId
from garbridge.core.people import Group, GroupKind, Membership, Person, Profile
from garbridge.testing.journal import numbered
from garbridge.testing.world import COLLEGE, LYCEE, SCHOOL_WIDE, SUBSCRIPTION, pupil, seat
from garbridge.wiring import Runtime

SEPTEMBER = datetime(2026, 9, 1, 8, tzinfo=UTC)
JANUARY = datetime(2027, 1, 5, 8, tzinfo=UTC)
NEXT_SEPTEMBER = datetime(2027, 9, 2, 8, tzinfo=UTC)
LEVELS = (Group(GroupKind.LEVEL, "2DE", "Seconde"), Group(GroupKind.LEVEL, "1RE", "Première"))
PEOPLE: tuple[Person, ...] = (
    adult("cheffe", Profile.HEAD),
    adult("zoe-doc", Profile.LIBRARIAN),
    *(adult(f"prof-{number}", Profile.TEACHER) for number in range(12)),
    *(
        pupil(f"eleve-{n}", Membership(LYCEE.id, Profile.PUPIL, groups=(LEVELS[n % 2],)))
        for n in range(90)
    ),
)
RESOURCES = {
    "videos": ("Vidéos", "Histoire"),
    "cartes": ("Cartes", "Histoire"),
    "exercices": ("Exercices", "Mathématiques"),
    "manuel": ("Manuel", "Mathématiques"),
}
STUDIO = 'name = "Studio"\n[cas]\n' + "".join(
    f'[[resources]]\nark = "ark:/12345/{name}"\ntitle = "{title}"\n'
    f'url = "https://studio.example/{name}"\ndiscipline = "{discipline}"\n'
    for name, (title, discipline) in RESOURCES.items()
)
OPEN = replace(
    SCHOOL_WIDE, id=SubscriptionId("videos-2026"), resource=ResourceId("ark:/12345/videos")
)
NAMED: Subscription = replace(
    SUBSCRIPTION, id=SubscriptionId("manuel-2026"), resource=ResourceId("ark:/12345/manuel")
)


@dataclass
class Turned:
    """A clock."""

    now: datetime = JANUARY

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now


@dataclass
class Figured:
    """The portal, its clock, and what happens in it."""

    runtime: Runtime
    clock: Turned
    _number: int = 0

    def launch(
        self,
        person: str,
        at: datetime,
        resource: str = "videos",
        refusal: Refusal | None = None,
    ) -> None:
        """Let *person* open something at the lycée."""
        self._number += 1
        record = replace(
            numbered(self._number),
            person=PersonId(person),
            at=at,
            resource=ResourceId(f"ark:/12345/{resource}"),
            provider=ProviderId("studio"),
            refusal=refusal,
        )
        self.runtime.journal.commit(record)

    def year(self, first: datetime, days: int, launches: int, seed: int = 1) -> None:
        """Let people open things on *days* from *first* on: the same each time."""
        chance = Random(seed)  # noqa: S311  # a sample, the same each time
        names = [one.id for one in PEOPLE[1:]]
        with self.runtime.stores.transaction():
            for _ in range(launches):
                refused = Refusal.NOT_ASSIGNED if chance.random() < 0.1 else None
                at = first + timedelta(days=chance.randrange(days), hours=chance.randrange(8))
                self.launch(chance.choice(names), at, chance.choice(list(RESOURCES)), refused)


@contextmanager
def figured(folder: Path) -> Iterator[Figured]:
    """Yield the lycée in January: videos are for all, teachers and some pupils have the manual."""
    clock = Turned(SEPTEMBER)
    if not (folder / "garbridge.toml").exists():
        write_portal(folder)
    (folder / "providers" / "studio.toml").write_text(STUDIO, encoding="utf-8")
    with portal_with(PEOPLE, folder, schools=(LYCEE, COLLEGE), clock=clock) as runtime:
        runtime.writer.write(
            subscriptions=[OPEN, NAMED],
            openings=[
                Opening(
                    subscription=OPEN.id,
                    resource=OPEN.resource,
                    school=LYCEE.id,
                    population=Population(),
                )
            ],
            seats=[seat(one.id, NAMED) for one in (*PEOPLE[2:14], *PEOPLE[14::3])],
        )
        assert OPEN.kind is LicenceKind.ETABL
        clock.now = JANUARY
        yield Figured(runtime, clock)
