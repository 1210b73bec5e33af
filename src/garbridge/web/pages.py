"""Renders pages."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId
from garbridge.core.incidents import Incident, Text
from garbridge.core.messages import Language
from garbridge.core.vocabulary import Kind
from garbridge.formats.translations import Translations
from garbridge.web.bridge import SCRIPT, STYLESHEET, Bridge
from garbridge.web.cards import reason_text
from garbridge.web.embedding import BASES, Form, form_of_request
from garbridge.web.finding_words import FindWords
from garbridge.web.incoming import argument, language, wants_json
from garbridge.web.outgoing import endpoint, html
from garbridge.web.own_paths import own_path
from garbridge.web.places import (
    Place,
    contacts,
    known_schools,
    place_of,
    place_without,
)
from garbridge.web.problem_documents import problem
from garbridge.web.settings import OWN_BASE
from garbridge.web.staying import staying
from garbridge.web.wording import Words

RETRY_AFTER = "120"
_MACHINE_ENDPOINTS = frozenset(
    {
        *("saml_metadata", "cas_validate", "cas_validate_p3", "departures"),
        *("oidc_discovery", "oidc_jwks", "oidc_token", "oidc_token_gar"),
        *("oidc_userinfo", "oidc_userinfo_gar"),
        *("upstream_notice", "upstream_keys"),
    }
)
_API = "api_"
"""With what the endpoints of the JSON API begin."""
ONCE = frozenset({"upstream_callback"})
"""Addresses whose query works once."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every template finds under the name ``gb``."""

    bridge: Bridge
    language: Language
    place: Place
    form: Form
    """Whether this is a page, a fragment of one, or stands in a frame."""

    @property
    def words(self) -> Words:
        """The sentences of this language, for the schools of this page."""
        return self.of(self.place.kind)

    def of(self, kind: Kind) -> Words:
        """Return the sentences for one school of *kind*."""
        return Words.of(self.bridge.runtime.tongues.of(self.language, kind))

    @property
    def mediacentre(self) -> str:
        """What the médiacentre is called here."""
        return self.place.mediacentre or self.words.mediacentre

    @property
    def back(self) -> str:
        """What leads back to it."""
        called = self.place.mediacentre
        return self.words.back_to(called) if called else self.words.back

    @property
    def base(self) -> str:
        """The template to extend."""
        return BASES.get(self.form) or self.bridge.settings.base_template

    @property
    def level(self) -> int:
        """The level of the first heading: a fragment stands below one of the page around it."""
        return 2 if self.form is Form.FRAGMENT else 1

    @property
    def target(self) -> str | None:
        """Where a link opens that must not open inside a frame."""
        return "_top" if self.form is Form.FRAME else None

    @property
    def is_own_base(self) -> bool:
        """Whether that template is garbridge's, which links the stylesheet itself.

        For a fragment whoever embeds it does.
        """
        return self.base == OWN_BASE or self.form in BASES

    @property
    def opens_tab(self) -> bool:
        """Whether a resource opens in a tab of its own."""
        return self.bridge.settings.open_in == "tab"

    @property
    def portal(self) -> str:
        """The portal's name."""
        return self.bridge.runtime.config.name

    @property
    def stylesheet(self) -> str:
        """The stylesheet's address, another one when its content is another."""
        return url_for(".static", filename=STYLESHEET, v=self.bridge.version)

    @property
    def script(self) -> str:
        """The address of the script, without which the pages are complete."""
        return url_for(".static", filename=SCRIPT, v=self.bridge.version)

    @property
    def find(self) -> FindWords:
        """The sentences about searching, and about one resource."""
        return FindWords.of(self.bridge.runtime.tongues.of(self.language))

    @property
    def leave(self) -> str | None:
        """The way out, for whoever an upstream signed in; elsewhere the portal has its own."""
        if self.bridge.runtime.upstream is None or staying(self.bridge) is None:
            return None
        return url_for(".logout")

    @property
    def home(self) -> str:
        """The médiacentre's address."""
        return url_for(".mediacentre")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, such as a school, and where the choice leads."""

    name: str
    url: str


def frame(bridge: Bridge, place: Place | None = None) -> Frame:
    """Return the frame of the current request; *place* is whom it speaks to."""
    return Frame(bridge, language(), place or place_without(bridge), form_of_request())


def page(
    bridge: Bridge,
    template: str,
    *,
    status: int = 200,
    place: Place | None = None,
    **values: object,
) -> Response:
    """Return ``garbridge/<template>``; *values* are its names beside ``gb``."""
    body = render_template(f"garbridge/{template}", gb=frame(bridge, place), **values)
    return html(bridge, body, status=status)


def chooser_page(
    bridge: Bridge, schools: Collection[SchoolId], url: Callable[[SchoolId], str]
) -> Response:
    """Ask through which of *schools*; *url* is where each choice leads."""
    known = known_schools(bridge, schools)
    choices = [Choice(one.name, url(name)) for name, one in known.items()]
    choices.sort(key=lambda choice: choice.name)
    place = place_of(bridge, known.values())
    return page(bridge, "choose.html", place=place, choices=choices)


def incident_page(  # noqa: PLR0913 - what a page of a refusal and one of an error say
    bridge: Bridge,
    incident: Incident,
    reference: str,
    *,
    refused: Refused | None = None,
    instead: str = "",
    schools: Collection[SchoolId] = (),
    again: str | None = None,
    as_other: bool = False,
    others: Collection[Choice] = (),
) -> Response:
    """Tell a person, or a program, what stopped and what to do; never why in detail.

    *instead* is the portal's own advice, where it wrote any; *again* is where to try again, where
    that is not the same address; *as_other* where that is to sign in as somebody else.
    *others* are what to use in its place, *schools* those of the person that it is about: without
    any the directory is not asked.
    """
    known = known_schools(bridge, schools).values()
    place = place_of(bridge, known) if schools else place_without(bridge)
    said = bridge.runtime.tongues.of(language(), place.kind)
    text = incident.text(said.text)
    text = Text(text.title, instead or text.advice)
    asked = contacts(bridge, incident.owner, known)
    if wants_json() or endpoint() in _MACHINE_ENDPOINTS or endpoint().startswith(_API):
        response = problem(bridge, incident, text, reference, asked)
    else:
        response = page(
            bridge,
            "incident.html",
            status=incident.status,
            place=place,
            contacts=asked,
            incident=incident,
            text=text,
            reference=reference,
            detail=_detail(bridge, text, refused, said),
            retry=again or _retry(),
            as_other=as_other,
            others=others,
        )
    if incident.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    elif refused is not None and refused.reason is Refusal.ALL_IN_USE and refused.since is not None:
        left = ceil((refused.since - bridge.runtime.clock()).total_seconds())
        response.headers["Retry-After"] = str(max(left, 1))
    return response


def plain_page(bridge: Bridge, incident: Incident, reference: str) -> Response:
    """Return the page of last resort: it needs no template, for when a template is what failed."""
    chosen = language()
    words = Words.of(bridge.runtime.tongues.of(chosen))
    body = Markup(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title>'
        "<h1>{}</h1><p>{}</p><p>{} <strong>{}</strong> {} <strong>{}</strong></p></html>"
    ).format(
        chosen,
        words.fallback_title,
        words.fallback_title,
        words.fallback_advice,
        words.code,
        incident.code,
        words.reference,
        reference,
    )
    return html(bridge, body, status=incident.status)


def _detail(
    bridge: Bridge, text: Text, refused: Refused | None, said: Translations
) -> Markup | None:
    """Return the dated form of a reason, where it says more than the title."""
    if refused is None or refused.since is None:
        return None
    told = reason_text(refused, said, bridge.runtime.config.zone)
    return None if told == text.title else told


def _retry() -> str | None:
    """Return where the same thing can be tried again; what works once cannot be."""
    if request.method != "GET" or endpoint() in ONCE or argument("suite") is not None:
        return None
    return here()


def here() -> str | None:
    """Return the present address below the portal's, if it is one of its own."""
    path = url_for(request.endpoint or ".mediacentre", **(request.view_args or {}))
    query = request.query_string.decode("ascii", errors="ignore")
    return own_path(f"{path}?{query}" if query else path)
