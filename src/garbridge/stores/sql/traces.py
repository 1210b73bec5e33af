"""Where people are named, in SQL."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.queue import EntryKind
from garbridge.core.retention import Kept, Over, RetentionAct, is_nobody
from garbridge.stores.sql import trace_statements as statements
from garbridge.stores.sql.database import Database
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

    def named(self, *, after: PersonId, limit: int) -> Sequence[PersonId]:
        """Return people who are named anywhere, beyond *after*, in order."""
        found: list[list[PersonId]] = []
        for statement in statements.NAMED:
            compiled = self._database.compile(statement)
            # Nobody sorts before everybody: a page of them must not look like the end.
            beyond = after if not is_nobody(after) else PersonId(" \U0010ffff")
            rows = self._database.rows(compiled, self._tenant, beyond, limit)
            found.append([PersonId(row[0]) for row in rows])
        once = dict.fromkeys(merge(*found))
        return list(islice((one for one in once if not is_nobody(one)), limit))

    def erase(self, person: PersonId, instead: PersonId) -> int:
        """Let *instead* stand for *person* where something is counted, and remove the rest."""
        count = 0
        with self._database.transaction():
            for statement in (*statements.REPLACE, statements.REPLACE_ALONE):
                compiled = self._database.compile(statement)
                count += self._database.change(compiled, self._tenant, person, instead)
            for statement in (*statements.REMOVE, *statements.REMOVE_ALONE):
                compiled = self._database.compile(statement)
                count += self._database.change(compiled, self._tenant, person)
            count += self._forget_duplicates(person)
            self._rewrite_plans(person, instead)
        return count

    def _forget_duplicates(self, person: PersonId) -> int:
        kind = EntryKind.DUPLICATE.value
        database, count = self._database, 0
        remove = database.compile(statements.REMOVE_ENTRY)
        rows = database.rows(database.compile(statements.DUPLICATES), self._tenant, kind)
        for number, gone, come in rows:
            if person in (*gone.split("\n"), *come.split("\n")):
                count += database.change(remove, self._tenant, number)
        return count

    def _rewrite_plans(self, person: PersonId, instead: PersonId) -> None:
        """Replace the name in what is kept as JSON: it is a whole text there, or a key."""
        database = self._database
        rewrite = database.compile(statements.REWRITE_PLAN)
        forms = [(json.dumps(person, ensure_ascii=one), one) for one in (True, False)]
        for school, year, *texts in database.rows(database.compile(statements.PLANS), self._tenant):
            new = list(texts)
            for named, is_ascii in forms:
                other = json.dumps(instead, ensure_ascii=is_ascii)
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
