"""The ends of subscriptions as days of a diary."""

from typing import Final

from garbridge.core.messages import N_
from garbridge.formats.icalendar import Day
from garbridge.formats.translations import Translations
from garbridge.services.overview import THRESHOLDS, Ending

_NAMED: Final = 20
"""Schools that an event names; an offer may reach thousands."""


def day_of_end(one: Ending, title: str, host: str, said: Translations) -> Day:
    """Return the event of *one* end, of what is called *title*, at a portal on *host*."""
    more = " …" if len(one.schools) > _NAMED else ""
    where = ", ".join(one.schools[:_NAMED]) + more
    return Day(
        uid=f"{one.name}@{host}",
        day=one.last_day,
        summary=said.text(N_("Fin d’abonnement : {title}")).format(title=title),
        description=f"{one.name}\n{one.order.resource}\n{where}",
        reminders=THRESHOLDS,
    )
