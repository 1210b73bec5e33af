"""What a school puts forward in its médiacentre (*mises en avant*), by whoever may.

Resources, sections of its own, announcements.  It gives nobody a right, and takes none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto

from garbridge.core.catalogue import Resource
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.permissions import EVERYWHERE, Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.showcase import (
    MOST_ANNOUNCEMENTS,
    MOST_SECTIONS,
    MOST_SHOWN,
    PINNED,
    Announcement,
    LocalSection,
    SectionId,
    Showcase,
    Shown,
    moved,
    next_position,
)
from garbridge.ports import Clock, ShowcaseStore, TokenSource, Transaction
from garbridge.services.permitting import PermissionService


class Presented(Enum):
    """What became of a change."""

    DONE = auto()
    TOO_MANY = auto()
    UNKNOWN = auto()
    """There is no such section, resource or announcement: somebody else was faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentingService:
    """Changes one thing at a time, so that two people at work lose nothing of each other."""

    store: ShowcaseStore
    permissions: PermissionService
    resources: Callable[[], Mapping[ResourceId, Resource]]
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def look(self, actor: Actor, school: SchoolId) -> Showcase | Denied:
        """Return what *school* puts forward, for whoever may change something of it."""
        sight = self.permissions.sight(actor, Act.PRESENT, self.resources(), school)
        return sight if isinstance(sight, Denied) else self.store.showcase(school)

    def of_schools(self, schools: Iterable[SchoolId]) -> Mapping[SchoolId, Showcase]:
        """Return what each of *schools* puts forward, for whoever is there."""
        return {school: self.store.showcase(school) for school in schools}

    def announced(self, showcases: Mapping[SchoolId, Showcase]) -> Sequence[Announcement]:
        """Return what is announced now in *showcases* and at every school, the latest first."""
        now = self.clock()
        found = [*self.store.announcements(EVERYWHERE)]
        found += [one for showcase in showcases.values() for one in showcase.announcements]
        shown = [one for one in found if one.is_shown(now)]
        return sorted(shown, key=lambda one: (one.starts, one.id), reverse=True)

    def show(
        self,
        actor: Actor,
        school: SchoolId,
        section: SectionId,
        resource: ResourceId,
        population: Population,
    ) -> Presented | Denied:
        """Put *resource* at the end of *section*, or show it to others than before.

        Raises:
            StoreError: it stays as it was.
        """
        known = self.resources().get(resource)
        denied = self._denied(actor, school, known)
        if denied:
            return denied
        if known is None:
            return Presented.UNKNOWN
        with self.transaction():
            self.store.claim(school)
            found = self.store.showcase(school)
            if section != PINNED and section not in {one.id for one in found.sections}:
                return Presented.UNKNOWN
            there = {one.resource: one for one in found.of(section)}
            if resource not in there and len(there) >= MOST_SHOWN:
                return Presented.TOO_MANY
            last = next_position(one.position for one in there.values())
            self.store.keep_shown(
                Shown(
                    school=school,
                    section=section,
                    resource=resource,
                    population=population,
                    position=there[resource].position if resource in there else last,
                )
            )
        return Presented.DONE

    def hide(
        self, actor: Actor, school: SchoolId, section: SectionId, resource: ResourceId
    ) -> Presented | Denied:
        """Take *resource* out of *section*.

        Raises:
            StoreError: it stays as it was.
        """
        denied = self._denied(actor, school, self.resources().get(resource))
        if denied:
            return denied
        with self.transaction():
            self.store.claim(school)
            return _done(is_done=self.store.drop_shown(school, section, resource))

    def move(
        self,
        actor: Actor,
        school: SchoolId,
        section: SectionId,
        resource: ResourceId,
        *,
        is_up: bool,
    ) -> Presented | Denied:
        """Let *resource* change places with the one before or after it.

        Raises:
            StoreError: it stays as it was.
        """
        denied = self._denied(actor, school, self.resources().get(resource))
        if denied:
            return denied
        with self.transaction():
            self.store.claim(school)
            there = {one.resource: one for one in self.store.showcase(school).of(section)}
            for number, name in enumerate(moved(list(there), resource, is_up=is_up), start=1):
                one = there[ResourceId(name)]
                if one.position != number:
                    self.store.keep_shown(replace(one, position=number))
        return _done(is_done=resource in there)

    def add_section(self, actor: Actor, school: SchoolId, title: str) -> Presented | Denied:
        """Add a section called *title*, after the others.

        Raises:
            ValueRefusedError: *title* is empty, too long or no single line.
            StoreError: nothing was added.
        """
        denied = self._denied(actor, school, None)
        if denied:
            return denied
        with self.transaction():
            self.store.claim(school)
            found = self.store.showcase(school).sections
            if len(found) >= MOST_SECTIONS:
                return Presented.TOO_MANY
            self.store.keep_section(
                LocalSection(
                    school=school,
                    id=SectionId(self.tokens()),
                    title=title,
                    position=next_position(one.position for one in found),
                )
            )
        return Presented.DONE

    def change_section(
        self,
        actor: Actor,
        school: SchoolId,
        section: SectionId,
        *,
        title: str | None = None,
        is_up: bool | None = None,
    ) -> Presented | Denied:
        """Call *section* otherwise, or let it change places with the one before or after it.

        Raises:
            ValueRefusedError: *title* is empty, too long or no single line.
            StoreError: it stays as it was.
        """
        denied = self._denied(actor, school, None)
        if denied:
            return denied
        with self.transaction():
            self.store.claim(school)
            there = {one.id: one for one in self.store.showcase(school).sections}
            if section not in there:
                return Presented.UNKNOWN
            if title is not None:
                there[section] = replace(there[section], title=title)
                self.store.keep_section(there[section])
            order = list(there) if is_up is None else moved(list(there), section, is_up=is_up)
            for number, name in enumerate(order, start=1):
                one = there[SectionId(name)]
                if one.position != number:
                    self.store.keep_section(replace(one, position=number))
        return Presented.DONE

    def drop_section(
        self, actor: Actor, school: SchoolId, section: SectionId
    ) -> Presented | Denied:
        """Remove *section*; the resources in it stay where they are assigned.

        Raises:
            StoreError: it is still there.
        """
        denied = self._denied(actor, school, None)
        if denied:
            return denied
        with self.transaction():
            self.store.claim(school)
            return _done(is_done=self.store.drop_section(school, section))

    def announce(
        self, actor: Actor, school: SchoolId, text: str, starts: datetime, ends: datetime
    ) -> Presented | Denied:
        """Have *text* stand in the médiacentre of *school*, or of every school.

        Raises:
            ValueRefusedError: *text* is empty, too long or no single line, or it ends before it
                starts.
            StoreError: nothing is announced.
        """
        denied = self._denied(actor, school, None)
        if denied:
            return denied
        now = self.clock()
        made = Announcement(school=school, id=self.tokens(), text=text, starts=starts, ends=ends)
        with self.transaction():
            self.store.claim(school)
            standing = [one for one in self.store.showcase(school).announcements if one.ends > now]
            if len(standing) >= MOST_ANNOUNCEMENTS:
                return Presented.TOO_MANY
            self.store.keep_announcement(made, now=now)
        return Presented.DONE

    def withdraw(self, actor: Actor, school: SchoolId, announcement: str) -> Presented | Denied:
        """Take an announcement back.

        Raises:
            StoreError: it is still there.
        """
        denied = self._denied(actor, school, None)
        return denied or _done(is_done=self.store.drop_announcement(school, announcement))

    def _denied(self, actor: Actor, school: SchoolId, resource: Resource | None) -> Denied | None:
        answer = self.permissions.permit(actor, Act.PRESENT, school=school, resource=resource)
        return answer if isinstance(answer, Denied) else None


def _done(*, is_done: bool) -> Presented:
    return Presented.DONE if is_done else Presented.UNKNOWN
