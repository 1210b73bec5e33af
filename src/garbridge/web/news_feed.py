"""``/mediacentre/nouveautes/flux/<token>``: what is new at a school, as Atom, without a session.

Whoever has the address learns the school's name, titles, publishers and dates, and nothing about
anybody.  An address that was changed and one that never was are answered alike.
"""

import hashlib
from datetime import datetime
from typing import Final

from flask import Response, request

from garbridge.core.identifiers import tile_key
from garbridge.core.messages import Language
from garbridge.core.news import NewsFeed
from garbridge.core.texts import is_text
from garbridge.core.vocabulary import kind_of
from garbridge.formats.atom import MEDIA_TYPE, AtomEntry, AtomFeed, written_feed
from garbridge.ports import Document
from garbridge.services.news import News
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.texts_news import NEWS_TEXTS
from garbridge.web.failures import guarded
from garbridge.web.outgoing import document
from garbridge.web.places import as_said
from garbridge.wiring import news_service

FEEDS: Final = "/mediacentre/nouveautes/flux/"

_LONGEST: Final = 64
_FRESH: Final = 900
"""Seconds for which a reader need not ask again."""
_WAIT: Final = "60"
_TEXT: Final = "text/plain; charset=utf-8"


@guarded
def news_feed(token: str) -> Response:
    """Return the feed of *token*."""
    bridge = current_bridge()
    is_token = len(token) <= _LONGEST and token.isascii() and is_text(token)
    news = news_service(bridge.runtime)
    feed = news.feed(token) if is_token else None
    if feed is not None and not bridge.news.allows(token, bridge.runtime.clock()):
        return document(bridge, Document(429, _TEXT, b"", {"Retry-After": _WAIT}))
    found = None if feed is None else news.read(feed)
    if found is None:
        return document(bridge, Document(404, _TEXT, b"", {}))
    return _answer(bridge, found)


def feed_address(bridge: Bridge, feed: NewsFeed) -> str:
    """Return where *feed* is, for somebody to copy."""
    return f"{bridge.runtime.config.issuer}{FEEDS}{feed.token}"


def _answer(bridge: Bridge, news: News) -> Response:
    body = written_feed(_feed(bridge, news))
    tag = hashlib.sha256(body).hexdigest()[:_LONGEST]
    headers = {
        "Cache-Control": f"private, max-age={_FRESH}",
        "ETag": f'"{tag}"',
    }
    media_type = f"{MEDIA_TYPE}; charset=utf-8"
    if request.if_none_match.contains_weak(tag):
        return document(bridge, Document(304, media_type, b"", headers))
    return document(bridge, Document(200, media_type, body, headers))


def _feed(bridge: Bridge, news: News) -> AtomFeed:
    """Return *news* as Atom has it.

    Names stay when the address of the feed changes: they are made of what it is about.
    """
    config = bridge.runtime.config
    school = as_said(bridge, news.school)
    said = bridge.runtime.tongues.of(Language.FRENCH, kind_of([school]))
    page = f"{config.issuer}/mediacentre/nouveautes"
    name = f"{page}#{news.feed.school}-{news.feed.public.name.lower()}"
    entries = []
    for one in news.novelties:
        key = tile_key(one.resource.id, news.feed.school)
        sheet = f"{config.issuer}/mediacentre/ressource/{key}"
        day = one.since.astimezone(config.zone).date()
        entries.append(
            AtomEntry(
                id=f"{sheet}#{news.feed.public.name.lower()}-{day.isoformat()}",
                title=one.resource.title,
                link=sheet,
                updated=one.since,
                author=one.resource.publisher,
                summary=one.resource.description,
                categories=tuple(filter(None, [one.resource.discipline])),
            )
        )
    return AtomFeed(
        id=name,
        title=said.text(NEWS_TEXTS["feed_of"]).format(school=school.name),
        link=feed_address(bridge, news.feed),
        page=page,
        author=config.name,
        language=Language.FRENCH.value,
        updated=_updated(news),
        entries=entries,
    )


def _updated(news: News) -> datetime:
    """Return when something new came last, or since when there is the feed."""
    return max((one.since for one in news.novelties), default=news.feed.made)
