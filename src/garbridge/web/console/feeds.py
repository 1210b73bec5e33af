"""The feeds of what is new at a school: made, given another address, ended."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.news import AUDIENCES
from garbridge.core.people import Public
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.news_feed import feed_address
from garbridge.web.own_forms import field
from garbridge.wiring import news_service


@dataclass(frozen=True, slots=True)
class FeedRow:
    """The feed for one public; without an address there is none."""

    public: Public
    url: str = ""
    made: datetime | None = None


@console(Act.PRESENT, whole=True)
def affectation_feeds(desk: Desk) -> Response:
    """Show which feeds there are, with a form for each change."""
    return _listed(desk)


@console(Act.PRESENT, whole=True)
def affectation_feeds_change(desk: Desk) -> Response:
    """Make a feed, give it another address, or end it."""
    news = news_service(desk.runtime)
    acts = {"changer": news.renew, "arreter": news.stop}
    try:
        act, public = acts[field("faire")], Public(field("public"))
    except (KeyError, ValueError):
        return _listed(desk, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = act(desk.actor, desk.uai, public)
    except ValueRefusedError:
        return _listed(desk, HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(done, Denied):
        raise NotFound
    return redirected(desk, "feeds", fait="1")


def _listed(desk: Desk, status: int = 200) -> Response:
    found = news_service(desk.runtime).look(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    there = {one.public: one for one in found}
    rows = [
        FeedRow(public, feed_address(desk.bridge, there[public]), there[public].made)
        if public in there
        else FeedRow(public)
        for public in AUDIENCES
    ]
    return console_page(
        desk,
        "feeds.html",
        status=status,
        rows=rows,
    )
