"""What garbridge keeps of schools, levels, subjects and groups, and who belongs to which."""

import json
import re
from collections.abc import Callable, Sequence

from garbridge.core.people import GroupKind
from garbridge.gar.ent.blocks import Content
from garbridge.gar.ent.part import Part
from garbridge.ports import Form

_KINDS = {"DIVISION": GroupKind.DIVISION, "GROUPE": GroupKind.GROUP}
_STATISTICAL = re.compile("[0-9]{11}")
_MEFSTAT4 = re.compile("[0-9]{4}")
_NO_PARENTS = "[]"

Handler = Callable[[Part, Content, int], None]
"""Takes what an accepted element holds, and its line, to the rows of its file."""


def school(part: Part, content: Content, line: int) -> None:
    """Keep a school's name; not its contract, telephone or e-mail."""
    uai = part.school(content.texts[0], line)
    if uai is not None:
        name = part.label(content.one("GARStructureNomCourant"), line)
        part.schools.append((uai, name, part.degree, part.base + line))


def level(part: Part, content: Content, line: int) -> None:
    """Keep a level, with its statistical code (MEFSTAT11), or the first four digits of another."""
    statistical = content.one("GARMEFSTAT11")
    if not _STATISTICAL.fullmatch(statistical):
        statistical = found[0] if (found := _MEFSTAT4.match(statistical)) else ""
    _population(part, content.texts, line, GroupKind.LEVEL, statistical=statistical)


def subject(part: Part, content: Content, line: int) -> None:
    """Keep a subject."""
    _population(part, content.texts, line, GroupKind.SUBJECT)


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
    _population(part, (uai, code, label), line, kind, parents=listed)


def _population(
    part: Part,
    texts: Sequence[str],
    line: int,
    kind: GroupKind,
    *,
    parents: str = _NO_PARENTS,
    statistical: str = "",
) -> None:
    uai, code = part.school(texts[0], line), part.code(texts[1], line)
    label = part.label(texts[2], line)
    if uai is not None and code is not None:
        row = (uai, kind.value, code, label, parents, statistical, part.base + line)
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
