"""The portions of a switch as a check leaves them: what is still to be done, and its token."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from garbridge.core.years import Portion, YearPlan, YearState, YearStep


def token_of(portions: Iterable[Portion]) -> str:
    """Return what stands for all that is still to be done."""
    lines = [f"{one.resource}|{one.token}" for one in portions if not one.done]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]


def expected(found: Sequence[Portion], before: Sequence[Portion]) -> list[Portion]:
    """Return what is still to be done, numbered after what was done.

    A resource that was switched is looked at again, where there is something to move.
    """
    switched = {one.resource for one in before if one.stands}
    number = max((one.number for one in before if one.done), default=0)
    left = [one for one in found if one.given or one.reclaimed or one.resource not in switched]
    return [replace(one, number=number + place) for place, one in enumerate(left, start=1)]


def checked(plan: YearPlan, portions: Sequence[Portion]) -> YearPlan:
    """Return *plan* once it was checked, with the token of *portions*."""
    token = token_of(portions)
    match plan.state:
        case YearState.SWITCHED if not portions:
            return replace(plan, token=token)
        case YearState.SWITCHING:
            return replace(plan, token=token)
        case _:
            return replace(plan, state=YearState.CHECKED, step=YearStep.ACCESS, token=token)
