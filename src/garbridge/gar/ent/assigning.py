"""Who may assign, as an export states it (GAR: *GARRespAff*): delegates, and who was imported so.

The GAR knows neither dates nor scopes: only a delegation that holds now and is for all resources
is stated.  No address is made up for somebody who has none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.delegations import Declared, Delegation
from garbridge.core.exporting import ExportRules, LeftOuts, Omission, holds, is_whole
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Profile
from garbridge.gar.ent.clean import is_email
from garbridge.gar.ent.stated import StatedDelegate, StatedPerson

Present = Mapping[PersonId, tuple[StatedPerson, Profile]]
"""Who is stated at a school, and what they are there."""


@dataclass(slots=True)
class Assigning:
    """Gathers, school by school, who may assign."""

    rules: ExportRules
    left: LeftOuts
    now: datetime
    _people: dict[PersonId, StatedPerson] = field(default_factory=dict[PersonId, StatedPerson])
    _emails: dict[PersonId, list[str]] = field(default_factory=dict[PersonId, list[str]])
    _schools: dict[PersonId, list[SchoolId]] = field(default_factory=dict[PersonId, list[SchoolId]])

    def at(
        self,
        school: SchoolId,
        present: Present,
        declared: Iterable[Declared],
        delegations: Iterable[Delegation],
    ) -> None:
        """Note who may assign at *school*."""
        asked = [(one.person, one.email) for one in declared]
        for delegation in delegations:
            if not holds(delegation, self.now):
                continue
            if is_whole(delegation):
                asked.append((delegation.person, delegation.email))
            else:
                self.left.add(school, Omission.DELEGATE_IN_PART, delegation.person)
        if self.rules.heads:
            heads = [who for who, (_, profile) in present.items() if profile is Profile.HEAD]
            asked += [(head, "") for head in heads]
        emails: dict[PersonId, list[str]] = {}
        for who, email in asked:
            emails.setdefault(who, []).append(email.strip())
        taken = [self._take(school, who, present, found) for who, found in emails.items()]
        if not any(taken):
            self.left.silent.add(school)

    def stated(self) -> Iterator[StatedDelegate]:
        """Yield everybody who was noted, once, by identifier."""
        for who in sorted(self._people):
            person = self._people[who]
            yield StatedDelegate(
                person=who,
                degree=person.degree,
                family_name=person.family_name,
                given_name=person.given_name,
                civility=person.civility,
                emails=tuple(dict.fromkeys(self._emails[who])),
                schools=tuple(self._schools[who]),
            )

    def _take(self, school: SchoolId, who: PersonId, present: Present, emails: list[str]) -> bool:
        person, profile = present.get(who, (None, Profile.PUPIL))
        if person is None or profile is Profile.PUPIL:
            self.left.add(school, Omission.DELEGATE_NOT_STAFF, who)
            return False
        found = [email for email in emails if is_email(email)] or list(person.emails)
        if not found:
            self.left.add(school, Omission.DELEGATE_WITHOUT_EMAIL, who)
            return False
        self._people[who] = person
        self._emails.setdefault(who, []).extend(found)
        self._schools.setdefault(who, []).append(school)
        return True
