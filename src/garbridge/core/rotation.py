"""The turn from one pairwise key to the next, provider by provider (*rotation*)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.identifiers import ProviderId


class KeyRole(StrEnum):
    """What a key is to a database.  Values are stable."""

    HOME = "home"
    """Identifiers are derived with it wherever nothing else is said."""
    FINISHED = "finished"
    """Every provider is on it: it may take the place of the one at home."""
    RETIRED = "retired"
    """It was at home before: nothing is derived with it any more."""


class Step(StrEnum):
    """How far a provider is.  Values are stable."""

    RESTING = "resting"
    """Not begun, or over."""
    TOLD = "told"
    """It was told pairs, and goes on to see the old identifiers."""
    ACKNOWLEDGED = "acknowledged"
    """It said that it knows them; it goes on to see the old identifiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where one sector is.

    ``current`` is the check of the key its identifiers are derived with, empty where that is the
    one at home; ``following`` that of the key it turns to, empty while ``step`` is resting.
    ``imported`` says that what was imported turns too.  ``since`` is when the step began.
    ``forced`` says that the latest switch did not wait for the provider.
    """

    sector: ProviderId
    current: str = ""
    following: str = ""
    step: Step = Step.RESTING
    imported: bool = False
    since: datetime
    forced: bool = False


@dataclass(frozen=True, slots=True)
class NewName:
    """What a provider is told once: under which identifier it knows somebody, and will."""

    old: str
    new: str


class Hindrance(StrEnum):
    """Why a step is not taken.  Values are stable."""

    NO_KEY = "no_key"
    """The portal does not hold a key that follows (``pairwise_next``)."""
    NOTHING_NEW = "nothing_new"
    """Everybody whom the provider knows was told, or turns nothing."""
    NOT_TOLD = "not_told"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    """The provider did not say that it knows the new identifiers."""
    SOME_UNTOLD = "some_untold"
    """The provider came to know people since it was told."""
    ACKNOWLEDGED = "acknowledged"
    """The provider knows the new identifiers: it is too late to go back."""
    SOME_BEHIND = "some_behind"
    """Other providers are not on the new key."""
    OTHER_KEY = "other_key"
    """The turn is one to another key than the portal holds now."""


@dataclass(frozen=True, slots=True)
class Hindered:
    """Nothing was done, because of *why*; *sectors* are those it is about."""

    why: Hindrance
    sectors: tuple[ProviderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One provider as the operator reads it.

    ``turned`` says that it is on the key that follows; ``told`` counts people, ``untold`` those
    whom it knows and was not told about.
    """

    sector: ProviderId
    turn: Turn | None
    turned: bool
    told: int
    untold: int
