"""Words for values: French typography, dates and plurals in the templates."""

import re
from datetime import datetime

from flask import Flask
from markupsafe import Markup, escape

from provider_stub.agreement import Expected, excess
from provider_stub.checks import CheckId, Outcome
from provider_stub.journal import Arrival, RefusedArrival
from provider_stub.stub import current_stub

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_OUTCOMES = {
    Outcome.PASSED: "tenu",
    Outcome.REFUSED: "refusé",
    Outcome.NOT_REACHED: "pas examiné",
}


def register(app: Flask) -> None:
    """Give the templates their filters and what every page shows."""
    app.jinja_env.filters["fr"] = typographic
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["outcome_words"] = _OUTCOMES.__getitem__
    app.jinja_env.filters["excess"] = _excess
    app.jinja_env.filters["portal_said_yes_twice"] = _portal_said_yes_twice
    app.jinja_env.globals["Outcome"] = Outcome
    app.jinja_env.globals["Expected"] = Expected
    app.context_processor(lambda: {"config": current_stub().config})


def typographic(text: str) -> str:
    """Write a French phrase as it is printed: apostrophes and spaces that do not break.

    >>> len(typographic("vraiment : oui")), typographic("vraiment : oui").isascii()
    (14, False)
    """
    text = re.sub(r"(?<=\w)'(?=\w)", _APOSTROPHE, text)
    text = re.sub(r" (?=[;!?])", _NARROW, text)
    return re.sub(r" (?=[:»])|(?<=«) ", _NO_BREAK, text)


def moment(at: datetime) -> Markup:
    """Write an instant in French, for people and for machines."""
    day = Markup("1<sup>er</sup>") if at.day == 1 else at.day
    words = Markup("{} {} {}, {} h {:02} min {:02} s").format(
        day, _MONTHS[at.month - 1], at.year, at.hour, at.minute, at.second
    )
    return Markup('<time datetime="{}">{} (UTC)</time>').format(escape(at.isoformat()), words)


def _excess(arrival: Arrival) -> tuple[str, ...]:
    """Name what an arrival brought beyond the agreement."""
    return excess(arrival.attributes, arrival.resource.agreement)


def _portal_said_yes_twice(refusal: RefusedArrival) -> bool:
    """Whether the portal vouched again for a ticket or a code that had served."""
    vouching = {CheckId.TICKET, CheckId.OIDC_CODE}
    return any(check.id in vouching and check.outcome is Outcome.PASSED for check in refusal.checks)
