"""What one school of the demo opened during the last school year, so that its figures show some.

Nobody opens a fictional book for a year: these launches are drawn, the same each time.  All that
comes after them, the count and the publication, is the commands'.  The people who can sign in have
none: their own pages begin empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person, Profile
from garbridge.core.school_years import school_year
from garbridge.ports import LaunchRecord
from garbridge.wiring import Runtime, build_runtime

HEAD: Final = PersonId("demo-elise")
"""Whose school it is."""
_LAUNCHES: Final = 4_000
_OF_MONTHS: Final = dict(zip(range(1, 13), (12, 6, 12, 7, 11, 9, 3, 2, 6, 9, 11, 8), strict=True))
"""How much is opened in each month, beside the others."""
_FAILS: Final = 0.04
_OF_ADULTS: Final = 0.15
_SEPTEMBER: Final = 9


@dataclass(frozen=True, slots=True)
class Opened:
    """The school, and the school year that is over."""

    school: SchoolId
    period: str


def open_for_a_year(config: Path) -> Opened:
    """Note the launches of the last school year at the school of :data:`HEAD`."""
    runtime = build_runtime(config)
    head = runtime.directory.person(HEAD)
    if head is None:
        raise LookupError(f"{HEAD} is not in the district")
    school = head.memberships[0].school
    zone = runtime.config.zone
    first = school_year(runtime.clock().astimezone(zone).date()) - 1
    people = [one for one in runtime.directory.members(school) if not one.id.startswith("demo-")]
    _open(runtime, school, first, sorted(people, key=lambda one: one.id))
    return Opened(school, f"{first}-{first + 1}")


def _open(runtime: Runtime, school: SchoolId, first: int, people: Sequence[Person]) -> None:
    chance = Random(first)  # noqa: S311 - a sample, the same each time
    stocks = runtime.rules.ledger.stocks(school)
    known = runtime.catalogue().resources
    held = sorted({one.subscription.resource for one in stocks} & known.keys())
    often = [1 / (1 + number) for number in range(len(held))]
    pupils = [one for one in people if one.memberships[0].profile is Profile.PUPIL]
    others = [one for one in people if one.memberships[0].profile is not Profile.PUPIL]
    months = chance.choices(list(_OF_MONTHS), list(_OF_MONTHS.values()), k=_LAUNCHES)
    with runtime.stores.transaction():
        for number, month in enumerate(months):
            who = chance.choice(others if chance.random() < _OF_ADULTS else pupils)
            (name,) = chance.choices(held, often)
            day = datetime(first + (month < _SEPTEMBER), month, 1, 8, tzinfo=UTC)
            at = day + timedelta(days=chance.randrange(28), minutes=chance.randrange(540))
            refusal = Refusal.NOT_ASSIGNED if chance.random() < _FAILS else None
            runtime.journal.commit(_launch(number, who.id, school, known[name], at, refusal))


def _launch(  # noqa: PLR0917 - one for each column
    number: int,
    person: PersonId,
    school: SchoolId,
    resource: Resource,
    at: datetime,
    refusal: Refusal | None,
) -> LaunchRecord:
    return LaunchRecord(
        reference=f"AN{number:06}",
        person=person,
        school=school,
        resource=resource.id,
        provider=resource.provider,
        protocol="saml",
        subscription=None,
        refusal=refusal,
        attributes=(),
        at=at,
    )
