"""Where people are named, in SQL."""

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.queue import EntryKind
from garbridge.core.retention import Kept, Over, RetentionAct, is_nobody
from garbridge.core.traces import Traces
from garbridge.stores.sql import trace_statements as statements
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.own_traces import own_traces
from garbridge.stores.sql.renaming import people_text
from garbridge.stores.sql.rows import instant_of, micros


class SqlTraces:
    """The traces of one tenant.  Statements are compiled when they are asked for: at night.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant

    def named(self) -> AbstractSet[PersonId]:
        """Return everybody who is named anywhere."""
        found: set[PersonId] = set()
        for statement in statements.NAMED:
            rows = self._database.rows(self._database.compile(statement), self._tenant)
            found.update(PersonId(row[0]) for row in rows if not is_nobody(PersonId(row[0])))
        return found

    def of_person(self, person: PersonId) -> Traces:
        """Return what is told of *person* by what no other store hands out."""
        return own_traces(self._database, self._tenant, person)

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others stand for *people* where something is counted, and remove the rest."""
        count, given = 0, people_text(people)
        with self._database.transaction():
            for statement in (*statements.REPLACE, *statements.REMOVE):
                compiled = self._database.compile(statement)
                count += self._database.change(compiled, self._tenant, given)
            count += self._forget_duplicates(people)
            self._rewrite_plans(people)
        return count

    def _forget_duplicates(self, people: Mapping[PersonId, PersonId]) -> int:
        kind = EntryKind.DUPLICATE.value
        database, count = self._database, 0
        remove = database.compile(statements.REMOVE_ENTRY)
        rows = database.rows(database.compile(statements.DUPLICATES), self._tenant, kind)
        for number, gone, come in rows:
            if not people.keys().isdisjoint((*gone.split("\n"), *come.split("\n"))):
                count += database.change(remove, self._tenant, number)
        return count

    def _rewrite_plans(self, people: Mapping[PersonId, PersonId]) -> None:
        """Replace names in what is kept as JSON: each is a whole text there, or a key."""
        database = self._database
        rewrite = database.compile(statements.REWRITE_PLAN)
        forms = [
            (json.dumps(who, ensure_ascii=one), json.dumps(instead, ensure_ascii=one))
            for who, instead in people.items()
            for one in (True, False)
        ]
        for school, year, *texts in database.rows(database.compile(statements.PLANS), self._tenant):
            new = list(texts)
            for named, other in forms:
                new = [text.replace(named, other) for text in new]
            if new != texts:
                database.change(rewrite, self._tenant, school, year, *new)

    def over(self, kept: Kept, before: datetime) -> int:
        """Return how many records of *kept* are from before *before*."""
        count = 0
        for statement in statements.COUNT.get(kept, ()):
            compiled = self._database.compile(statement)
            ((found,),) = self._database.rows(compiled, self._tenant, micros(before))
            count += int(found)
        return count

    def remove(self, kept: Kept, before: datetime) -> int:
        """Remove them, all or nothing."""
        count = 0
        with self._database.transaction():
            for statement in statements.EXPIRE.get(kept, ()):
                compiled = self._database.compile(statement)
                count += self._database.change(compiled, self._tenant, micros(before))
        return count

    def missing(self) -> Mapping[PersonId, datetime]:
        """Return who was noted as missing, and since when."""
        rows = self._database.rows(self._database.compile(statements.MISSING), self._tenant)
        return {PersonId(person): instant_of(since) for person, since in rows}

    def note_missing(self, people: Iterable[PersonId], *, since: datetime) -> None:
        """Note that *people* are missing; who is noted already stays as noted."""
        rows = [(self._tenant, person, micros(since)) for person in people]
        self._database.change_many(self._database.compile(statements.NOTE_MISSING), rows)

    def note_found(self, people: Iterable[PersonId]) -> None:
        """Forget that *people* were missing."""
        rows = [(self._tenant, person) for person in people]
        self._database.change_many(self._database.compile(statements.NOTE_FOUND), rows)

    def note(self, acts: Sequence[RetentionAct]) -> None:
        """Write *acts* down."""
        rows = [
            (
                *(self._tenant, one.by, micros(one.at), one.over.kept.value),
                *(micros(one.over.before), one.over.records),
            )
            for one in acts
        ]
        self._database.change_many(self._database.compile(statements.NOTE), rows)

    def acts(self, *, limit: int) -> Sequence[RetentionAct]:
        """Return what was removed last, newest first."""
        rows = self._database.rows(self._database.compile(statements.ACTS), self._tenant, limit)
        return [
            RetentionAct(
                by=by,
                at=instant_of(at),
                over=Over(kept=Kept(kind), before=instant_of(before), records=records),
            )
            for by, at, kind, before, records in rows
        ]
