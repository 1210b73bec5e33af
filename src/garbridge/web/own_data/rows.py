"""What is known, in the words of whoever reads it: labels, reasons, values, terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from markupsafe import Markup

from garbridge.config import Config
from garbridge.core.attributes import CATALOGUE, Attribute, AttributeCatalogue
from garbridge.core.own_data import OwnRow
from garbridge.core.people import Profile
from garbridge.core.policy_diff import Direction
from garbridge.core.policy_history import Turn
from garbridge.core.release import GAR_PERSON, ID_ENT, Withholding
from garbridge.core.retention import Kept
from garbridge.core.terms import Responsibility, Terms
from garbridge.services.own_data import Account
from garbridge.web.cards import reason_text
from garbridge.web.console.saying import Saying

_NAMED: Final = frozenset({*CATALOGUE, ID_ENT, GAR_PERSON})
"""The attributes that have a label of ours: those of the GAR, and what the GAR itself is told."""
LATEST_TURNS: Final = 12
"""Changes of one resource that are told; older ones are the provider's own history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """One row of the table: ``name`` is the attribute's own, ``values`` are exactly what leaves."""

    name: str
    label: str
    is_sent: bool
    values: tuple[str, ...]
    why: str
    basis: str
    kept: str
    since: Markup | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Who answers for the data, and how many months the portal keeps which."""

    responsibility: Responsibility
    periods: tuple[tuple[Kept, int], ...]


def rights_of(config: Config) -> Rights:
    """Return what a page says of rights."""
    periods = tuple((one, config.retention.of(one)) for one in Kept)
    return Rights(config.responsibility, periods)


def said_rows(t: Saying, rows: Iterable[OwnRow], now: datetime, zone: tzinfo) -> list[SaidRow]:
    """Return *rows* in words; since when is told where that is before *now*."""
    return [
        SaidRow(
            name=row.attribute,
            label=label(t, row.attribute, row.label),
            is_sent=row.is_sent,
            values=row.values,
            why=_why(t, row),
            basis=str(t(f"basis_{row.entry.legal_basis}")) if row.entry else "",
            kept=row.entry.retention if row.entry else "",
            since=t.day(row.since, zone) if row.since is not None and row.since < now else None,
        )
        for row in rows
    ]


def label(t: Saying, attribute: Attribute, own: str) -> str:
    """Return what *attribute* is called; one of the portal's own as the portal calls it."""
    return str(t(f"attribute_{attribute}")) if attribute in _NAMED else own


def easy_label(t: Saying, attribute: Attribute, own: str) -> str:
    """Return what *attribute* is called in the easy text."""
    return str(t(f"easy_{attribute}")) if attribute in CATALOGUE else own.lower()


def _why(t: Saying, row: OwnRow) -> str:
    if row.why is not None:
        return str(t(f"why_{Withholding(row.why)}"))
    return row.purpose or str(t("why_opaque"))


def said_names(t: Saying, rows: Iterable[OwnRow]) -> str:
    """Return the labels of what is sent, in one line."""
    return ", ".join(label(t, row.attribute, row.label).lower() for row in rows if row.is_sent)


def said_stop(t: Saying, account: Account, zone: tzinfo) -> Markup | None:
    """Return why nothing leaves; ``None`` where something does."""
    if account.refused is None:
        return None
    return reason_text(account.refused, t.said, zone)


def said_turns(
    t: Saying, turns: Sequence[Turn], catalogue: AttributeCatalogue, zone: tzinfo
) -> list[Markup]:
    """Return what changed, newest first."""
    return [
        t(
            "turn_more" if one.direction is Direction.MORE else "turn_less",
            day=t.day(one.at, zone),
            label=_named(t, one.attribute, catalogue),
        )
        for one in turns[:LATEST_TURNS]
    ]


def _named(t: Saying, attribute: Attribute, catalogue: AttributeCatalogue) -> str:
    facts = catalogue.get(attribute)
    return label(t, attribute, facts.label if facts else attribute).lower()


def said_terms(t: Saying, terms: Terms | None) -> list[tuple[str, list[str]]]:
    """Return what was agreed with a provider: each heading with its lines; nothing if unknown."""
    if terms is None:
        return []
    found = [
        ("role", [str(t(f"role_{terms.role}"))]),
        ("hosting", [", ".join(terms.hosting)] if terms.hosting else []),
        ("contact", [terms.contact] if terms.contact else []),
        (
            "subs",
            [
                str(t("sub", who=one.name, country=one.country, purpose=one.purpose).unescape())
                for one in terms.sub_processors
            ],
        ),
        (
            "transfers",
            [
                str(t("transfer", country=one.country, safeguard=one.safeguard).unescape())
                for one in terms.transfers
            ],
        ),
    ]
    return [(str(t(name)), lines) for name, lines in found if lines]


def said_people(t: Saying, profiles: Iterable[Profile]) -> str:
    """Return whom data is about, in the order of the profiles."""
    named = set(profiles)
    if named == set(Profile):
        return str(t("everybody"))
    texts = [str(t(f"profile_{one}")) for one in Profile if one in named]
    return ", ".join(text.lower() for text in texts)
