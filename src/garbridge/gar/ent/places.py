"""What garbridge keeps of schools, levels, subjects and groups, and who belongs to which."""

import json
from collections.abc import Callable

from garbridge.core.people import GroupKind
from garbridge.gar.ent.blocks import Content
from garbridge.gar.ent.part import Part
from garbridge.ports import Form

_KINDS = {"DIVISION": GroupKind.DIVISION, "GROUPE": GroupKind.GROUP}
_STATISTICAL_LENGTH = 4
_NO_PARENTS = "[]"

Handler = Callable[[Part, Content, int], None]
"""Takes what an accepted element holds, and its line, to the rows of its file."""


def school(part: Part, content: Content, line: int) -> None:
    """Keep a school's name; not its contract, telephone or e-mail."""
    uai = part.school(content.texts[0], line)
    if uai is not None:
        name = content.one("GARStructureNomCourant")
        part.schools.append((uai, name, part.degree, part.base + line))


def level(part: Part, content: Content, line: int) -> None:
    """Keep a level, with the first four digits of its statistical code (MEFSTAT4)."""
    statistical = content.one("GARMEFSTAT11")[:_STATISTICAL_LENGTH]
    if len(statistical) < _STATISTICAL_LENGTH or not statistical.isdecimal():
        statistical = ""
    _population(part, content, line, GroupKind.LEVEL, statistical=statistical)


def subject(part: Part, content: Content, line: int) -> None:
    """Keep a subject."""
    _population(part, content, line, GroupKind.SUBJECT)


def group(part: Part, content: Content, line: int) -> None:
    """Keep a division or a group, which stand in one list and are told apart by their status."""
    code, uai, label, status, *parents = (text.strip() for text in content.texts)
    kind = _KINDS.get(status)
    if kind is None:
        part.error(line, "bad_status", "GARGroupeStatut n’est ni DIVISION ni GROUPE")
        return
    if kind is GroupKind.DIVISION and parents:
        reason = "une DIVISION ne peut pas avoir de GARGroupeDivAppartenance"
        part.error(line, "division_with_parent", reason)
        return
    for parent in parents:
        part.reference(Form.PARENT.value, uai, parent, line)
    listed = json.dumps(list(dict.fromkeys(parents)), ensure_ascii=False)
    found = part.school(uai, line)
    if found is not None:
        row = (found, kind.value, code, label, listed, "", part.base + line)
        part.populations.append(row)


def _population(
    part: Part, content: Content, line: int, kind: GroupKind, statistical: str = ""
) -> None:
    uai = part.school(content.texts[0], line)
    if uai is not None:
        code, label = content.texts[1].strip(), content.texts[2].strip()
        row = (uai, kind.value, code, label, _NO_PARENTS, statistical, part.base + line)
        part.populations.append(row)


def link(form: Form) -> Handler:
    """Return what keeps "this person belongs there", stated in three elements."""
    name = form.value

    def keep(part: Part, content: Content, line: int) -> None:
        uai, person, code = content.texts
        part.facts.append((person, part.reference(name, uai, code, line), part.base + line))

    return keep


def teaching(form: Form) -> Handler:
    """Return what keeps whom a teacher teaches, and which subjects."""
    name, taught = form.value, Form.TAUGHT.value

    def keep(part: Part, content: Content, line: int) -> None:
        uai, person, code, *subjects = content.texts
        place = part.base + line
        part.facts.append((person, part.reference(name, uai, code, line), place))
        for subject_code in subjects:
            part.facts.append((person, part.reference(taught, uai, subject_code, line), place))

    return keep
