"""``/exploitation/``: what a timer ran, for the administrator of the ENT; nothing about a person.

The page stands on what ``garbridge jobs status`` and ``garbridge health`` stand on.
"""

from dataclasses import dataclass

from flask import Response, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.identifiers import PersonId
from garbridge.core.jobs import REJECTED, JobStanding, RunOutcome
from garbridge.core.permissions import EVERYWHERE, Actor, Permitted, permit
from garbridge.core.roles import Act
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.dates import moment
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, language
from garbridge.web.login import to_login, way_back
from garbridge.web.operating_words import OperatingWords
from garbridge.web.pages import page
from garbridge.web.speaking import translations
from garbridge.wiring import job_service


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One line of the table, in words.

    ``ran`` is the end of its last run, ``good`` that of the last that was done where this is
    another one, ``due`` when the next is expected; ``None`` is never, and not.  ``alarms`` are why
    somebody has to see to it.
    """

    name: str
    ran: Markup | None
    good: Markup | None
    due: Markup | None
    outcome: RunOutcome | None
    fault: str
    figures: tuple[tuple[str, int], ...]
    rejected: int
    is_late: bool
    alarms: tuple[str, ...]


@guarded
def operations() -> Response:
    """List every job with its last run, what it rejected, and when the next is expected."""
    bridge = current_bridge()
    elsewhere = barred(bridge, Act.SEE_JOBS, url_for(".operations", lang=argument("lang")))
    if elsewhere is not None:
        return elsewhere
    words = OperatingWords.of(translations())
    rows = [_row(bridge, one, words) for one in job_service(bridge.runtime).standings()]
    return page(
        bridge,
        "operations.html",
        words=words,
        rows=rows,
        alarms=[row for row in rows if row.alarms],
        looked=moment(bridge.runtime.clock(), bridge.runtime.config.zone, language()),
    )


def barred(bridge: Bridge, act: Act, then: str) -> Response | None:
    """Return where somebody signs in who is nobody yet, to come back to *then*; else ``None``.

    Raises:
        NotFound: they may not do *act* at every school; to them there is no such page.
    """
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, way_back(then))
    if not bridge.runtime.permissions.is_everywhere(Actor(who.person), act):
        raise NotFound
    return None


def is_operator(bridge: Bridge, person: PersonId) -> bool:
    """Say whether the configuration has *person* run the portal; no store is asked."""
    stated, now = bridge.runtime.config.roles, bridge.runtime.clock()
    answer = permit(Actor(person), Act.SEE_JOBS, school=EVERYWHERE, grants=stated, now=now)
    return isinstance(answer, Permitted)


def _row(bridge: Bridge, one: JobStanding, words: OperatingWords) -> JobRow:
    zone, spoken, now = bridge.runtime.config.zone, language(), bridge.runtime.clock()
    last, done, is_late = one.last, one.done, one.is_late(now)
    figures = {} if last is None else dict(last.figures)
    rejected = figures.get(REJECTED, 0)
    told = (
        words.is_late if is_late else "",
        words.outcomes[last.outcome] if last is not None and one.has_failed else "",
        f"{words.figures[REJECTED]}\u00a0: {rejected}" if rejected else "",
    )
    return JobRow(
        name=words.names[one.job],
        ran=None if last is None else moment(last.ended, zone, spoken),
        good=moment(done.ended, zone, spoken) if done is not None and one.has_failed else None,
        due=None if one.due is None else moment(one.due, zone, spoken),
        outcome=None if last is None else last.outcome,
        fault="" if last is None else last.fault,
        figures=tuple((words.figures.get(name, name), n) for name, n in figures.items()),
        rejected=rejected,
        is_late=is_late,
        alarms=tuple(filter(None, told)),
    )
