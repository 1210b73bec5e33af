"""``/donnees/public/``: what each provider is told, of nobody, for whoever wants to know."""

import hashlib
from typing import Final

from flask import Response, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.dossier import Disclosure, Told
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.people import School
from garbridge.core.policy import Transformation
from garbridge.errors import ValueRefusedError
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.saying import Saying
from garbridge.web.failures import guarded
from garbridge.web.incoming import argument
from garbridge.web.own_data.door import address, saying
from garbridge.web.own_data.rows import label, rights_of, said_people, said_terms
from garbridge.web.pages import page
from garbridge.web.places import as_said, place_of
from garbridge.web.published import PublicRow, Publisher, Sections
from garbridge.wiring import own_data_service
from garbridge.wiring.national_shelf import national_shelf

MOST_TITLES: Final = 12
"""Resources of one publisher that are named; there may be hundreds."""


MOST_KEPT: Final = 256
"""Schools and languages whose sections one process keeps."""


@guarded
def donnees_public() -> Response:
    """Say what every publisher is told, or those of the school that ``?etab=`` names."""
    bridge = current_bridge()
    asked = argument("etab")
    school = None if asked is None else _school(bridge, asked)
    schools = () if school is None else (school,)
    t = saying(schools)
    config = bridge.runtime.config
    answer = page(
        bridge,
        "own/public.html",
        place=place_of(bridge, schools),
        t=t,
        publishers=_publishers(bridge, t, school),
        where=config.name if school is None else school.name,
        every=None if school is None else address("donnees_public"),
        day=t.day(bridge.runtime.clock(), config.zone),
        shared=config.shared_sector is not None,
        rights=rights_of(config),
        mine=address("donnees"),
        national=national_shelf(bridge.runtime) is not None,
    )
    return _unless_known(answer)


def _publishers(bridge: Bridge, t: Saying, school: School | None) -> tuple[Publisher, ...]:
    """Return the sections: worked out once a minute, and anew where a policy is another one.

    Whoever is nobody may ask for them, of every school, as often as they like.
    """
    runtime = bridge.runtime
    now, catalogue = runtime.clock(), runtime.catalogue()
    name = None if school is None else school.id
    key = (name, t.language, t.kind)
    kept = bridge.published.get(key)
    if kept is not None and kept.hold(catalogue, now):
        return kept.publishers
    found = own_data_service(runtime).published(name)
    publishers = tuple(_publisher(t, one) for one in found)
    if len(bridge.published) >= MOST_KEPT:
        bridge.published.clear()
    bridge.published[key] = Sections(publishers, catalogue, now)
    return publishers


def _unless_known(answer: Response) -> Response:
    """Return *answer*, or nothing of it to whoever has it already (RFC 9110 13.1.2)."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _school(bridge: Bridge, text: str) -> School:
    """Return the school that is asked for.

    Raises:
        NotFound: the directory lists none of that name.
    """
    try:
        name: SchoolId = parse_school_id(text)
    except ValueRefusedError:
        raise NotFound from None
    known = bridge.runtime.directory.school(name)
    if known is None:
        raise NotFound
    return as_said(bridge, known)


def _publisher(t: Saying, one: Disclosure) -> Publisher:
    titles = sorted(one.resources, key=str.casefold)
    return Publisher(
        name=one.name,
        titles=", ".join(titles[:MOST_TITLES]),
        more=max(0, len(titles) - MOST_TITLES),
        is_anonymous=one.anonymous,
        rows=tuple(_row(t, told) for told in one.told),
        terms=tuple(said_terms(t, one.terms)),
    )


def _row(t: Saying, told: Told) -> PublicRow:
    name = label(t, told.attribute, told.label)
    whole = told.transformation is Transformation.AS_IS
    form: Markup | str = "" if whole else t(f"form_{told.transformation}")
    return PublicRow(
        label=f"{name}, {form}" if form else name,
        whom=said_people(t, told.profiles),
        why=told.purpose,
        basis=str(t(f"basis_{told.legal_basis}")),
        kept=told.retention or str(t("kept_unstated")),
    )
