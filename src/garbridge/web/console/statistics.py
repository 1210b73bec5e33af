"""Figures of a school: what was published, as charts and files; and to publish a period.

Who may not read them for all of the school is answered as one of an address that is not there.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.messages import Language
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.labels import named_in
from garbridge.core.statistics.periods import Period, parse_period
from garbridge.core.statistics.publications import Publication, success
from garbridge.core.statistics.rows import COLUMNS, Row
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.activity_report import activity_report
from garbridge.formats.paper import STYLE
from garbridge.formats.printing import pdf_of
from garbridge.formats.sheets import csv_of, json_of, ods_of
from garbridge.ports import Document, Redirect
from garbridge.services.publishing import PublishingService, Standing, Unpublished
from garbridge.services.sealing import Busy
from garbridge.web.console.door import Desk, console
from garbridge.web.console.figures import HIGH, WIDE, Filter, choices, totals
from garbridge.web.console.frame import console_page
from garbridge.web.console.saying import saying
from garbridge.web.incoming import argument, language, only
from garbridge.web.outgoing import document, redirection
from garbridge.web.own_forms import field
from garbridge.wiring import publishing_service

SUMMARY: Final = (Measure.ACCESSES, Measure.USERS, Measure.ASSIGNMENTS, Measure.REACHED)
_CSV: Final = "text/csv; charset=utf-8"
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_STYLE: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_PAPER: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What the report needs, which is one file and holds its own style."""
_Rows = Sequence[Row]
FORMATS: Final[dict[str, tuple[str, Callable[[_Rows], bytes]]]] = {
    "csv": (_CSV, lambda rows: csv_of(COLUMNS, (row.cells() for row in rows))),
    "ods": (_ODS, lambda rows: ods_of("statistiques", COLUMNS, (row.cells() for row in rows))),
    "json": ("application/json", lambda rows: json_of(COLUMNS, (row.cells() for row in rows))),
}
"""The files of the command ``garbridge stats export``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """A period, where it stands, and where it is shown or published; empty where it is neither."""

    name: str
    state: Markup
    url: str = ""
    publish: str = ""
    is_current: bool = False


@console(Act.READ_AGGREGATES, whole=True, seen_by=Act.READ_AGGREGATES)
def affectation_statistics(desk: Desk) -> Response:
    """Show what was published of a period, or of the latest that was."""
    return shown(desk)


def shown(desk: Desk, *, note: str = "", status: int = 200) -> Response:
    """Show the figures, with *note* above them where something was not done."""
    standings = _periods(desk)
    done = [one.period for one in standings if one.published]
    asked = _period_of(argument("periode"))
    period = asked or (max(done, key=_last) if done else None)
    found = None if period is None else _service(desk).read(desk.actor, desk.uai, period)
    if isinstance(found, Denied):
        raise NotFound
    published = found if isinstance(found, Publication) else None
    rows = () if published is None else named_in(published.rows, saying().said.text)
    chosen = Filter(argument("public") or "", argument("ressource") or "")
    publics, resources = choices(rows)
    return console_page(
        desk,
        "statistics.html",
        status=status,
        note=note,
        periods=[_line(desk, one, period) for one in standings],
        period=period,
        published=published,
        why=_why(desk, found) if isinstance(found, Unpublished) else "",
        totals=totals(rows),
        summary=SUMMARY,
        rate=None if published is None else _rate(published),
        charts=chosen.charts(rows),
        chosen=chosen,
        publics=publics,
        resources=resources,
        number=number,
        size=(WIDE, HIGH),
        formats=tuple(FORMATS),
        files=_files(desk, period),
    )


@console(Act.PUBLISH_AGGREGATES, whole=True)
def affectation_statistics_publish(desk: Desk) -> Response:
    """Say once more what publishing is, then do it; asked again, what was published is shown."""
    period = _period_of(field("periode"))
    if period is None:
        raise NotFound
    if field("faire") != "confirmer":
        return console_page(desk, "publish.html", period=period)
    try:
        answer = _service(desk).publish(desk.actor, desk.uai, period)
    except ConfigError:
        return shown(desk, note="publish_no_solver", status=503)
    if isinstance(answer, Denied):
        raise NotFound
    if isinstance(answer, Busy):
        return shown(desk, note="publish_busy", status=HTTPStatus.CONFLICT)
    there = desk.link("statistics", periode=period.name)
    return redirection(desk.bridge, Redirect(there))


@console(Act.READ_AGGREGATES, whole=True, seen_by=Act.READ_AGGREGATES)
def affectation_statistics_export(desk: Desk) -> Response:
    """Hand out every row that was published, as the command does."""
    only("GET")
    published, kind = _published(desk), argument("format") or "csv"
    if published is None or kind not in FORMATS:
        return shown(desk, note="file_none", status=HTTPStatus.NOT_FOUND)
    media_type, written = FORMATS[kind]
    rows = named_in(published.rows, saying().said.text)
    return _file(desk, published, kind, media_type, written(rows))


@console(Act.READ_AGGREGATES, whole=True, seen_by=Act.READ_AGGREGATES)
def affectation_statistics_report(desk: Desk) -> Response:
    """Show the activity report, one page that loads nothing; or hand it out as PDF."""
    only("GET")
    published = _published(desk)
    if published is None:
        return shown(desk, note="file_none", status=HTTPStatus.NOT_FOUND)
    zone = desk.runtime.config.zone
    report = activity_report(published, desk.school.name, zone, saying().said, desk.catalogue)
    if argument("format") != "pdf":
        headers = {"Content-Security-Policy": _PAPER}
        return document(desk.bridge, Document(200, "text/html; charset=utf-8", report, headers))
    try:
        made = pdf_of(report)
    except ConfigError:
        return shown(desk, note="report_no_pdf", status=503)
    return _file(desk, published, "pdf", "application/pdf", made)


def number(value: int | None) -> str:
    """Return a number as the language of the page writes it; what is hidden in a word."""
    if value is None:
        return str(saying()("figure_hidden"))
    separator = "\u202f" if language() is Language.FRENCH else ","
    return f"{value:,}".replace(",", separator)


def _service(desk: Desk) -> PublishingService:
    return publishing_service(desk.runtime)


def _published(desk: Desk) -> Publication | None:
    period = _period_of(argument("periode"))
    found = None if period is None else _service(desk).read(desk.actor, desk.uai, period)
    return found if isinstance(found, Publication) else None


def _periods(desk: Desk) -> Sequence[Standing]:
    found = _service(desk).periods(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    return found


def _period_of(text: str | None) -> Period | None:
    try:
        return None if not text else parse_period(text)
    except ValueRefusedError:
        return None


def _last(period: Period) -> tuple[str, bool]:
    """Return what orders periods by their end, a year after its last term."""
    return period.months()[-1], period.term is None


def _line(desk: Desk, one: Standing, period: Period | None) -> PeriodLine:
    t, zone, name = saying(), desk.runtime.config.zone, one.period.name
    if one.published:
        url = desk.link("statistics", periode=name)
        here = one.period == period
        return PeriodLine(name=name, state=t("period_published"), url=url, is_current=here)
    if one.withheld is None:
        may = desk.may_whole(Act.PUBLISH_AGGREGATES)
        return PeriodLine(name=name, state=t("period_ready"), publish=name if may else "")
    last = t.last(one.period.ends(zone), zone)
    return PeriodLine(name=name, state=t(f"period_{one.withheld}", day=last))


def _why(desk: Desk, found: Unpublished) -> Markup:
    zone, t = desk.runtime.config.zone, saying()
    return t(f"period_{found.reason}", day=t.last(found.until, zone))


def _rate(published: Publication) -> str | None:
    rate = success(published)
    if rate is None:
        return None
    return f"{rate}\u00a0%".replace(".", ",") if language() is Language.FRENCH else f"{rate}%"


def _files(desk: Desk, period: Period | None) -> dict[str, str]:
    """Return where each file of *period* is."""
    if period is None:
        return {}
    name = period.name
    found = {one: desk.link("statistics_export", periode=name, format=one) for one in FORMATS}
    found["report"] = desk.link("statistics_report", periode=name)
    found["pdf"] = desk.link("statistics_report", periode=name, format="pdf")
    return found


def _file(desk: Desk, published: Publication, kind: str, media_type: str, body: bytes) -> Response:
    name = f"statistiques-{desk.uai}-{published.period.name.replace('/', '-')}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return document(desk.bridge, Document(200, media_type, body, headers))
