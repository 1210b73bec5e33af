"""Makes an export of people in memory, and reads what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lxml import etree
from tests.gar.ent.small import TENANT

from garbridge.core.delegations import Declared, Delegation, DelegationAct
from garbridge.core.exporting import ExportRules, LeftOuts, Omission
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person, School
from garbridge.gar.ent.from_directory import DirectoryStatement
from garbridge.gar.exporting import Prepared, Preparing
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.delegations import MemoryDeclared, MemoryDelegations
from garbridge.stores.memory.directory import MemoryDirectory
from garbridge.stores.sql.importing import private_gathering
from garbridge.testing.world import COLLEGE, LYCEE, NOW

Rows = list[dict[str, str | list[str]]]


@dataclass
class World:
    """People of one portal; a test changes one thing and exports."""

    schools: list[School] = field(default_factory=lambda: [LYCEE, COLLEGE])
    people: list[Person] = field(default_factory=list[Person])
    declared: list[Declared] = field(default_factory=list[Declared])
    delegations: list[Delegation] = field(default_factory=list[Delegation])
    rules: ExportRules = field(default_factory=ExportRules)
    protected: frozenset[PersonId] = frozenset()
    known: Mapping[SchoolId, str] | None = None
    sent: Mapping[str, int] = field(default_factory=dict[str, int])
    sent_by_school: Mapping[SchoolId, Mapping[str, int]] = field(
        default_factory=dict[SchoolId, Mapping[str, int]]
    )
    now: datetime = NOW

    def export(self, folder: Path) -> "Exported":
        """Export everybody into *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        delegations = MemoryDelegations(MemoryDatabase())
        for one in self.delegations:
            delegations.give(one, DelegationAct.GIVEN)
        left = LeftOuts()
        statement = DirectoryStatement(
            tenant=TENANT,
            directory=MemoryDirectory(self.schools, self.people),
            delegations=delegations,
            declared=MemoryDeclared(self.declared),
            rules=self.rules,
            now=self.now,
            protected=self.protected,
            left=left,
        )
        preparing = Preparing(
            gathering=private_gathering,
            known=self.known,
            sent=self.sent,
            sent_by_school=self.sent_by_school,
        )
        return Exported(folder / "export", preparing.prepare(statement, left, folder, self.now))


@dataclass
class Exported:
    """What was written, by block."""

    folder: Path
    prepared: Prepared

    def rows(self, block: str) -> Rows:
        """Return what every block of that name says; what repeats, or has children, as a list."""
        return [
            {
                name: texts[0] if len(texts) == 1 else texts
                for name, texts in _texts(element).items()
            }
            for path in sorted(self.folder.glob("*.xml"))
            for element in etree.parse(path).getroot().iterchildren(f"{{*}}{block}")
        ]

    def ids(self, block: str) -> list[str | list[str]]:
        """Return whom the blocks of that name are about."""
        return [row["GARPersonIdentifiant"] for row in self.rows(block)]

    def omissions(self) -> list[tuple[str, Omission, int]]:
        """Return what was left out where, and how often."""
        return list(self.prepared.left.by_school())


def _texts(element: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for child in element:
        name = etree.QName(child).localname
        inner: Iterable[str] = [one.text or "" for one in child]
        text = " ".join(inner) if len(child) else child.text or ""
        found.setdefault(name, []).append(text)
    return found
