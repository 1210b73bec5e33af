"""Content that was chosen is kept while whoever chose may have it, and not without end."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from tests.services.portal import Portal, explaining_service

from garbridge.core.entitlements import Seat
from garbridge.core.links import LinkId
from garbridge.errors import StaleError, UnsupportedRequestError
from garbridge.ports import ChosenContent, ContentItem, WireRequest
from garbridge.services.linking import MOST, LinkingService
from garbridge.testing.links import LINK
from garbridge.testing.world import ALICE, ATLAS, LYCEE, PUBLISHER

REQUEST = WireRequest("POST", "https://ent.example/lti/deep-linking-return")
CHOSEN = ChosenContent(
    person=ALICE,
    provider=PUBLISHER.id,
    resource=ATLAS.id,
    school=LYCEE.id,
    launch="k7pm2q4x",
    items=(
        ContentItem("L’Europe", "https://parc.example/europe", {"vue": "carte"}),
        ContentItem("", "https://parc.example/asie"),
    ),
    left=1,
)


@dataclass(frozen=True)
class Read:
    """A reader that has verified *content*."""

    content: ChosenContent

    def read(self, _request: WireRequest, *, now: datetime) -> ChosenContent:  # noqa: ARG002 - the port's
        """Return it."""
        return self.content


def linking(portal: Portal, content: ChosenContent = CHOSEN) -> LinkingService:
    """Return the service on *portal*."""
    return LinkingService(
        access=portal.access(),
        reader=Read(content),
        links=portal.links,
        transaction=nullcontext,
        permissions=explaining_service(portal.access(), portal.looked_up).permissions,
        clock=portal.clock,
        tokens=portal.tokens,
    )


def test_what_was_chosen_is_kept_as_it_was() -> None:
    """With names of our own; what has no title has the resource's."""
    portal = Portal()

    linked = linking(portal).accept(REQUEST)

    kept = portal.links.links(LYCEE.id, ATLAS.id)
    assert sorted(one.title for one in kept) == [ATLAS.title, "L’Europe"]
    assert {one.launch for one in kept} == {"k7pm2q4x"}
    assert len({one.id for one in kept}) == 2
    assert sorted(one.id for one in linked.links) == sorted(one.id for one in kept)
    assert linked.left == 1


def test_who_lost_the_resource_adds_nothing() -> None:
    """Statement 79: the gate runs again."""
    portal = Portal()
    portal.facts = replace(portal.facts, seats=list[Seat]())

    with pytest.raises(StaleError):
        linking(portal).accept(REQUEST)

    assert list(portal.links.of_school(LYCEE.id)) == []


def test_a_resource_has_so_many_links_and_no_more() -> None:
    """A tool that answers without end does not fill the médiacentre."""
    portal = Portal()
    portal.links.add([replace(LINK, id=LinkId(f"l{number}")) for number in range(MOST - 1)])

    with pytest.raises(UnsupportedRequestError):
        linking(portal).accept(REQUEST)
    linking(portal, replace(CHOSEN, items=CHOSEN.items[:1])).accept(REQUEST)

    assert len(portal.links.of_school(LYCEE.id)) == MOST
