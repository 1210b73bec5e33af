"""Which class follows which: as it was said, as its name says it, and as the directory has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from garbridge.core.people import Group
from garbridge.services.new_year import Outlook
from garbridge.web.console.people_rows import as_counted
from garbridge.web.console.saying import saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class of this year: what follows it, ``None`` where nobody has said and no name does.

    ``is_left`` says that the school leaves it to the directory.  ``offered`` are the classes of the
    level that follows, then the others, with their labels.
    """

    code: str
    label: str
    pupils: int
    following: str | None
    is_confirmed: bool
    is_left: bool
    offered: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Overruled:
    """A class of which the directory names another one than was said: by their labels."""

    label: str
    said: str
    found: str


def classes_of(outlook: Outlook) -> list[Class]:
    """Return the classes of this year, by name; none once those of the new year are there."""
    chosen, there = outlook.plan.chosen, outlook.classes
    ordered = sorted(
        there.values(), key=lambda one: (as_counted(_label(one.group)), one.group.code)
    )
    found: list[Class] = []
    for one in ordered:
        code, level = one.group.code, chosen.levels.get(one.level)
        near = [each for each in ordered if level and each.level == level]
        offered = [*near, *(each for each in ordered if each not in near)]
        found.append(
            Class(
                code=code,
                label=_label(one.group),
                pupils=one.pupils,
                following=outlook.following(code),
                is_confirmed=code in chosen.classes,
                is_left=code in chosen.left,
                offered=[(each.group.code, _label(each.group)) for each in offered],
            )
        )
    return found


def overruled_of(outlook: Outlook) -> list[Overruled]:
    """Return the classes of which the directory says otherwise than the school: it counts."""
    labels, said = outlook.labels, outlook.plan.chosen.classes
    nothing = str(saying()("year_class_none"))
    return [
        Overruled(
            labels.get(code, code),
            labels.get(said[code], said[code]) or nothing,
            labels.get(found, found),
        )
        for code, found in outlook.overruled.items()
    ]


def follows_of(outlook: Outlook) -> dict[str, str]:
    """Return the labels of the classes that follow, by the code of each, as far as one knows."""
    after = {**outlook.plan.chosen.classes, **outlook.overruled}
    return {code: outlook.labels.get(following, following) for code, following in after.items()}


def _label(group: Group) -> str:
    return group.label or group.code
