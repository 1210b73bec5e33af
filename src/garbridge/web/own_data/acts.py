"""What somebody does about their own data: object, withdraw, download, look at what they opened."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.attributes import Attribute
from garbridge.core.histories import OwnLaunch
from garbridge.core.people import Profile
from garbridge.core.permissions import Denied
from garbridge.core.restrictions import Asker, Restriction
from garbridge.core.retention import Kept
from garbridge.errors import ValueRefusedError
from garbridge.formats.person_documents import history_document
from garbridge.ports import Document, Redirect
from garbridge.services.reasons import MOST_REASON, require_why
from garbridge.services.restricting import Answer
from garbridge.web.console.paging import paged
from garbridge.web.incoming import argument, only
from garbridge.web.national_words import named_of_the_gar
from garbridge.web.outgoing import document, redirection
from garbridge.web.own_data.door import Reader, own, own_page
from garbridge.web.own_data.pages import account_of, instead_of, objection
from garbridge.web.own_data.rows import label
from garbridge.web.own_forms import field
from garbridge.wiring import history_service, restricting_service

DOWNLOADED: Final = "téléchargé par la personne sur la page « Mes données »"
"""What is written down of a download, for whoever reads the journal of look-ups."""
_LONGEST: Final = 2 * MOST_REASON
"""Characters of a reason that are read: one that is too long is refused, and not cut in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One line of what somebody opened; ``names`` is what was sent, empty where nothing left."""

    when: Markup
    title: str
    school: str
    names: str
    is_refused: bool


@own
def donnees_history(reader: Reader) -> Response:
    """List what the reader opened, newest first."""
    only("GET")
    runtime = reader.runtime
    if not reader.bridge.traces.allows(reader.who.person, runtime.clock()):
        return _too_often(reader)
    found = history_service(runtime).launches(reader.actor, reader.who.person)
    newest = () if isinstance(found, Denied) else tuple(reversed(found))
    shown = paged(newest, argument("page"))
    return own_page(
        reader,
        "history.html",
        lines=[_opened(reader, one) for one in shown.rows],
        shown=shown,
        months=runtime.config.retention.of(Kept.LAUNCHES),
    )


def _too_often(reader: Reader) -> Response:
    answer = own_page(
        reader, "history.html", status=HTTPStatus.TOO_MANY_REQUESTS, lines=None, months=0
    )
    answer.headers["Retry-After"] = "60"
    return answer


@own
def donnees_download(reader: Reader) -> Response:
    """Hand the reader the file of all that is held about them; it is written down that they asked.

    The file is the one that ``garbridge person export`` hands out.
    """
    runtime, person = reader.runtime, reader.who.person
    if not reader.bridge.traces.allows(person, runtime.clock()):  # each is written down, too
        return _too_often(reader)
    found = history_service(runtime).history(reader.actor, person, reason=DOWNLOADED)
    if isinstance(found, Denied):
        raise NotFound
    body = json.dumps(history_document(found, runtime.config.zone), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees.json"'}
    return document(
        reader.bridge, Document(200, "application/json; charset=utf-8", body.encode(), headers)
    )


@own
def donnees_objection(reader: Reader, key: str) -> Response:
    """Have the reader say why they object, have them confirm it, and record it; or withdraw it."""
    account_of(reader, key)  # what is not on the shelf of the reader is not there
    if request.method == "GET":
        return _form(reader, key)
    doing, reason = field("faire"), field("motif", most=_LONGEST)
    try:
        require_why(reason)
    except ValueRefusedError:
        return _form(reader, key, reason=reason, is_wrong=True)
    if doing == "confirmer":
        return _done(reader, key, _object(reader, key, reason), "opposition")
    if doing == "retirer":
        return _done(reader, key, _withdraw(reader, key, reason), "retrait")
    return _form(reader, key, reason=reason, is_checked=True)


def _object(reader: Reader, key: str, reason: str) -> Answer:
    resource = account_of(reader, key).tile.resource.id
    return restricting_service(reader.runtime).object_to(
        reader.actor, reader.who.person, resource, asked_by=Asker.PERSON, reason=reason
    )


def _withdraw(reader: Reader, key: str, reason: str) -> Answer:
    resource = account_of(reader, key).tile.resource.id
    return restricting_service(reader.runtime).withdraw(
        reader.actor, reader.who.person, resource, reason=reason
    )


def _done(reader: Reader, key: str, answer: Answer, what: str) -> Response:
    """Go back to the resource, which says how things stand; nothing is posted twice."""
    if isinstance(answer, Denied):
        raise NotFound
    said = what if isinstance(answer, Restriction) else str(answer)
    return redirection(reader.bridge, Redirect(reader.link("donnees_resource", key=key, fait=said)))


def _form(
    reader: Reader, key: str, *, reason: str = "", is_wrong: bool = False, is_checked: bool = False
) -> Response:
    account = account_of(reader, key)
    return own_page(
        reader,
        "objection.html",
        status=HTTPStatus.BAD_REQUEST if is_wrong else 200,
        account=account,
        key=key,
        standing=objection(reader, account.tile.resource.id),
        instead=instead_of(reader, account),
        is_pupil=account.profile is Profile.PUPIL,
        reason=reason,
        most=MOST_REASON,
        is_wrong=is_wrong,
        is_checked=is_checked,
    )


def _opened(reader: Reader, one: OwnLaunch) -> Opened:
    t, catalogue = reader.t, reader.runtime.catalogue()
    known = None if one.resource is None else catalogue.resources.get(one.resource)
    facts = reader.runtime.config.catalogue
    told = [Attribute(name) for name, _ in one.attributes]
    names = [label(t, each, facts[each].label if each in facts else each) for each in told]
    return Opened(
        when=t.moment(one.at, reader.runtime.config.zone),
        title=known.title if known else _elsewhere(reader, one),
        school=reader.school(one.school) if one.school else "",
        names=", ".join(dict.fromkeys(names)).lower(),
        is_refused=bool(one.refusal),
    )


def _elsewhere(reader: Reader, one: OwnLaunch) -> str:
    """Return where somebody went who opened nothing that the portal has now."""
    gone = str(reader.t("gone_resource"))
    if one.provider is None or one.resource is not None:
        return gone
    return named_of_the_gar(reader.t.said).get(one.provider, gone)
