"""``/exploitation/problemes``: a launch by its reference, what is done about it, a ticket to copy.

For the administrator of the ENT; nothing on it is about a person.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, url_for
from markupsafe import Markup

from garbridge.core.noted_incidents import INCIDENTS
from garbridge.core.problems import MOST_TICKET, ProblemRecord, ProblemState, Side
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError
from garbridge.formats.problem_ticket import SIDES, STATES, ticket_text
from garbridge.formats.translations import Translations
from garbridge.ports import Redirect
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.dates import moment
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument, only
from garbridge.web.login import session_ended
from garbridge.web.operating import barred
from garbridge.web.operating_words import OperatingWords
from garbridge.web.outgoing import redirection
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.speaking import translations
from garbridge.wiring import problem_service

MOST: Final = 100
"""Problems that are listed."""
_LONGEST: Final = 40
MOST_SEEN: Final = MOST_TICKET + 32
"""Characters of what a form holds of what it would write over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One problem that nobody solved, in words."""

    reference: str
    url: str
    side: str
    state: str
    ticket: str
    changed: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """What people were shown of late: a code, in words, and how often."""

    code: str
    title: str
    times: int


@guarded
def problems() -> Response:
    """Show the problem of ``?reference=``, if any, and those that nobody solved."""
    only("GET")
    bridge = current_bridge()
    asked = (argument("reference") or "").strip()[:_LONGEST]
    here = url_for(".problems", reference=asked or None, lang=argument("lang"))
    return barred(bridge, Act.SEE_JOBS, here) or _shown(bridge, asked)


@guarded
def follow_problem() -> Response:
    """Keep what the form says of a problem, and show it again."""
    only("POST")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return session_ended(bridge)
    elsewhere = barred(bridge, Act.SEE_JOBS, "")
    if elsewhere is not None:
        return elsewhere
    reference = field("reference", most=_LONGEST)
    if not is_own_form(bridge, who):
        return _shown(bridge, reference, status=HTTPStatus.BAD_REQUEST, is_expired=True)
    try:
        done = problem_service(bridge.runtime).follow_as_seen(
            reference,
            field("seen", most=MOST_SEEN),
            side=Side(field("side")),
            state=ProblemState(field("state")),
            ticket=field("ticket"),
        )
    except (ValueError, ValueRefusedError):
        return _shown(bridge, reference, status=HTTPStatus.BAD_REQUEST, is_refused=True)
    if done is None:
        return _shown(bridge, reference, status=HTTPStatus.CONFLICT, is_overtaken=True)
    again = url_for(".problems", reference=reference, lang=argument("lang"))
    return redirection(bridge, Redirect(again))


def _shown(
    bridge: Bridge,
    reference: str,
    *,
    status: int = 200,
    is_expired: bool = False,
    is_refused: bool = False,
    is_overtaken: bool = False,
) -> Response:
    service, said, who = problem_service(bridge.runtime), translations(), signed_in(bridge)
    found = service.find(reference) if reference else None
    return page(
        bridge,
        "problems.html",
        status=status,
        words=OperatingWords.of(said),
        reference=reference if found is None else found.reference,
        found=found,
        followed=None if found is None else found.followed,
        ticket=None if found is None else ticket_text(found, bridge.runtime.config.zone, said),
        sides={one.value: said.text(name) for one, name in SIDES.items()},
        states={one.value: said.text(name) for one, name in STATES.items()},
        lately=[_shown_row(code, times, said) for code, times in service.lately()],
        rows=[_row(bridge, one, said) for one in service.unsolved(MOST)],
        most_ticket=MOST_TICKET,
        proof=PROOF,
        mark="" if who is None else form_mark(bridge, who),
        is_expired=is_expired,
        is_refused=is_refused,
        is_overtaken=is_overtaken,
    )


def _shown_row(code: str, times: int, said: Translations) -> ShownRow:
    incident = INCIDENTS.get(code)  # none of a code of another version
    title = "" if incident is None else said.text(incident.title)
    return ShownRow(code=code, title=title, times=times)


def _row(bridge: Bridge, one: ProblemRecord, said: Translations) -> ProblemRow:
    return ProblemRow(
        reference=one.reference,
        url=url_for(".problems", reference=one.reference, lang=argument("lang")),
        side=said.text(SIDES[one.side]),
        state=said.text(STATES[one.state]),
        ticket=one.ticket,
        changed=moment(one.changed, bridge.runtime.config.zone, said.language),
    )
