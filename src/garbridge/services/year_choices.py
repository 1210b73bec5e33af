"""What a school chooses for the turn of the year."""

from collections.abc import Set as AbstractSet

from garbridge.core.texts import require_code
from garbridge.core.years import Chosen
from garbridge.errors import ValueRefusedError
from garbridge.services.new_year import Reading
from garbridge.services.year_answers import Wishes


def chosen_by(reading: Reading, before: Chosen, wishes: Wishes) -> Chosen:
    """Return what was chosen, with what *wishes* add to it.

    Raises:
        ValueRefusedError: a level or a class is not one of the school, the level that follows is
            no code, or a resource is not in the school's stock.
    """
    known, proposed = reading.levels(), reading.proposed()
    stocked = {stock.subscription.resource for stock in reading.stocks}
    for level, following in wishes.levels.items():
        if level not in known and level not in before.levels:
            raise ValueRefusedError("level", level, ", ".join(sorted(known)) or "no level")
        if following:
            require_code("level", following)
    named = {*before.classes, *before.classes.values(), *before.left}
    _require_classes({*reading.divisions(), *named}, wishes)
    for resource in wishes.follows:
        if resource not in stocked:
            raise ValueRefusedError("resource", resource, "one that the school has")
    levels = {**proposed, **before.levels, **wishes.levels}
    confirmed = before.confirmed | set(wishes.levels)
    classes = {**dict.fromkeys(before.left), **before.classes, **wishes.classes}
    return Chosen(
        levels=levels,
        confirmed=confirmed | set(levels) if wishes.confirm else confirmed,
        classes={code: after for code, after in classes.items() if after is not None},
        left=frozenset(code for code, after in classes.items() if after is None),
        follows={**before.follows, **wishes.follows},
        classes_known=before.classes_known or wishes.classes_known,
    )


def _require_classes(known: AbstractSet[str], wishes: Wishes) -> None:
    """Refuse a class that the school has not, and one that follows and nobody has heard of."""
    for code, following in wishes.classes.items():
        for name in (code, following or code):
            if name not in known:
                raise ValueRefusedError("class", name, ", ".join(sorted(known)) or "no class")
