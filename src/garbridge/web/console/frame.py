"""The frame around every page of the console: where one is, where one can go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Response

from garbridge.core.roles import Act
from garbridge.web.console.door import SEEN_BY, Desk
from garbridge.web.console.saying import saying
from garbridge.web.login import proof_address
from garbridge.web.outgoing import endpoint
from garbridge.web.own_forms import PROOF
from garbridge.web.pages import page
from garbridge.web.places import place_of


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that the navigation names: its endpoint, its text, and who may see it."""

    name: str
    text: str
    act: Act
    within: tuple[str, ...] = ()
    is_whole: bool = False
    """Whether it is for those only whose role no scope narrows."""
    is_national: bool = False
    """Whether it is about the GAR, where the portal asks it about the school."""

    @property
    def endpoints(self) -> frozenset[str]:
        """The pages that stand under this tab."""
        return frozenset(f"affectation_{name}" for name in (self.name, *self.within))


TABS: Final = (
    Tab("board", "nav_board", SEEN_BY, ("problems", "problems_follow")),
    Tab("diagnose", "nav_diagnose", Act.DIAGNOSE, ("repair",)),
    Tab("resources", "nav_resources", SEEN_BY, ("resource", "preview", "apply", "operation")),
    Tab("offer", "nav_offer", SEEN_BY, is_national=True),
    Tab("populations", "nav_populations", SEEN_BY),
    Tab(
        "subscriptions",
        "nav_subscriptions",
        SEEN_BY,
        (
            *("subscription", "calendar", "order", "order_file", "renew", "change", "end"),
            *("activations", "activation"),
        ),
    ),
    Tab("queue", "nav_queue", Act.READ_QUEUE, ("handle", "duplicates", "merge_preview", "merge")),
    Tab("rules", "nav_rules", SEEN_BY, ("rules_preview", "rules_apply", "rules_end")),
    Tab(
        "year",
        "nav_year",
        Act.CHECK_YEAR,
        ("year_prepare", "year_check", "year_switch", "year_undo", "year_close"),
        is_whole=True,
    ),
    Tab(
        "statistics",
        "nav_statistics",
        Act.READ_AGGREGATES,
        ("statistics_publish",),
        is_whole=True,
    ),
    Tab("showcase", "nav_showcase", Act.PRESENT, ("showcase_change", "feeds", "feeds_change")),
    Tab("delegations", "nav_delegations", Act.READ_DELEGATIONS, ("delegate", "delegation")),
    Tab("journal", "nav_journal", Act.READ_JOURNAL),
)
"""The navigation, in its order; one that somebody may not open is not shown."""


CONFIRM: Final = "preview_confirm"
"""The note that an act is about many people, and the portal wants to be sure who does it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    text: str
    url: str
    is_current: bool


def console_page(desk: Desk, template: str, *, status: int = 200, **values: object) -> Response:
    """Return ``garbridge/console/<template>`` in the frame.

    Its names beside ``gb``: ``t`` says the texts, ``desk`` links, ``proof`` names the field that
    each form needs, ``tabs`` is the navigation.  Where ``note`` is :data:`CONFIRM`, ``prove`` is
    where they sign in anew, to come from there to ``again``, or to the page of the navigation.
    """
    tabs = list(_tabs(desk))
    here = next((tab.url for tab in tabs if tab.is_current), desk.link("board"))
    asks = values.get("note") == CONFIRM
    return page(
        desk.bridge,
        f"console/{template}",
        status=status,
        place=place_of(desk.bridge, [desk.school]),
        desk=desk,
        t=saying(),
        zone=desk.runtime.config.zone,
        proof=PROOF,
        tabs=tabs,
        prove=proof_address(desk.bridge, str(values.get("again") or here)) if asks else None,
        **values,
    )


def _tabs(desk: Desk) -> Iterator[Link]:
    here = endpoint()
    for tab in TABS:
        may = desk.may_whole(tab.act) if tab.is_whole else desk.may(tab.act)
        if may and (not tab.is_national or desk.runtime.offers.shows(desk.known)):
            yield Link(tab.text, desk.link(tab.name), here in tab.endpoints)
