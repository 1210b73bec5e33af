"""One file of an export while it is read: what it stated so far, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.labels import label_of
from garbridge.errors import ValueRefusedError
from garbridge.gar.ent.clean import is_visible
from garbridge.ports import Batch, Findings, Form, Row, RowKind

_BAD_UAI = "un code UAI n’a pas sa forme (sept chiffres et une lettre)"
_BAD_CODE = "un code contient un caractère de contrôle ou invisible"
_CONTROL = "un nom ou libellé contient des caractères de contrôle : un blanc les remplace"
_MOST_TEXTS: Final = 20_000


@dataclass(slots=True)
class Part:
    """Gathers the rows of one file.

    ``base`` plus a line is a place.  References are numbered within the file, so that a file can
    be read without knowing any other.
    """

    findings: Findings
    base: int
    degree: int
    schools: list[Row] = field(default_factory=list[Row])
    people: list[Row] = field(default_factory=list[Row])
    memberships: list[Row] = field(default_factory=list[Row])
    populations: list[Row] = field(default_factory=list[Row])
    references: list[Row] = field(default_factory=list[Row])
    facts: list[Row] = field(default_factory=list[Row])
    delegates: list[Row] = field(default_factory=list[Row])
    _uais: dict[str, SchoolId] = field(default_factory=dict[str, SchoolId])
    _numbers: dict[str, dict[tuple[str, str], int]] = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        # By the value: a member of an Enum is slow as a key.
        self._numbers = {form.value: {} for form in Form}

    def error(self, line: int, code: str, reason: str) -> None:
        """Note what refuses the export, at a line of this file."""
        self.findings.error(self.base + line, code, reason)

    def warning(self, line: int, code: str, reason: str) -> None:
        """Note what is left out, at a line of this file."""
        self.findings.warning(self.base + line, code, reason)

    def school(self, text: str, line: int) -> SchoolId | None:
        """Return a UAI in its normal form; ``None``, and a finding, if it is none."""
        known = self._uais.get(text)
        if known is not None:
            return known
        try:
            parsed = parse_school_id(text)
        except ValueRefusedError:
            self.error(line, "bad_uai", _BAD_UAI)
            return None
        if len(self._uais) < _MOST_TEXTS:
            self._uais[text] = parsed
        return parsed

    def label(self, text: str, line: int) -> str:
        """Return a name or label on one line, without blanks around it."""
        cleaned = label_of(text)
        if cleaned != text.strip():
            self.warning(line, "control_character", _CONTROL)
        return cleaned

    def code(self, text: str, line: int) -> str | None:
        """Return a code without blanks around it; ``None``, and a finding, if it hides anything."""
        code = text.strip()
        if is_visible(code):
            return code
        self.error(line, "bad_code", _BAD_CODE)
        return None

    def numbers(self, form: str) -> dict[tuple[str, str], int]:
        """Return the numbers of the (school, code) that were named in this form, as written."""
        return self._numbers[form]

    def reference(self, form: str, school: str, code: str, line: int) -> int:
        """Return the number under which a population is named; 0 where it cannot be one.

        *form* is the value of a :class:`Form`.
        """
        numbers = self._numbers[form]
        number = numbers.get((school, code))
        if number is None:
            number = self._refer(form, school, code, line)
            if len(numbers) >= _MOST_TEXTS:
                numbers.clear()
            numbers[school, code] = number
        return number

    def batches(self, least: int = 1) -> Iterator[Batch]:
        """Yield what was gathered, of each kind of which there are at least so many rows."""
        for kind, rows in (
            (RowKind.SCHOOL, self.schools),
            (RowKind.POPULATION, self.populations),
            (RowKind.PERSON, self.people),
            (RowKind.MEMBERSHIP, self.memberships),
            (RowKind.REFERENCE, self.references),
            (RowKind.FACT, self.facts),
            (RowKind.DELEGATE, self.delegates),
        ):
            if len(rows) >= least:
                yield Batch(kind, rows.copy())
                rows.clear()

    def _refer(self, form: str, school: str, code: str, line: int) -> int:
        uai, named = self.school(school, line), self.code(code, line)
        if uai is None or named is None:
            return 0
        self._count += 1
        number = self.base + self._count
        self.references.append((number, form, uai, named, self.base + line))
        return number
