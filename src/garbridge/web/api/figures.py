"""The figures of a school that are published, for whoever may read them there."""

from datetime import datetime

from garbridge.core.api_faults import ApiFault
from garbridge.core.identifiers import parse_school_id
from garbridge.core.permissions import Actor, Denied
from garbridge.core.statistics.periods import parse_period
from garbridge.core.statistics.publications import Publication
from garbridge.errors import ValueRefusedError
from garbridge.formats.figure_documents import publication_document
from garbridge.services.publishing import PublishingService, Standing, Unpublished
from garbridge.web.api.answers import NOTHING, Answer, Said, Turned
from garbridge.web.api.documents import instant
from garbridge.web.api.door import Visit, api
from garbridge.web.api.parameters import FIGURES
from garbridge.web.finding import EVERYWHERE
from garbridge.web.incoming import argument
from garbridge.web.speaking import translations
from garbridge.wiring import publishing_service


@api("GET", takes=FIGURES)
def api_figures(visit: Visit) -> Answer:
    """Say which periods of a school are published, and the figures of one of them.

    Nothing is published here.  A school that is not theirs is as one that nobody knows.
    """
    named, period = argument("etab"), argument("periode")
    if named is None or named == EVERYWHERE:
        return Turned(ApiFault.PARAMETER, "etab")
    service, actor = publishing_service(visit.bridge.runtime), Actor(visit.who.person)
    try:
        school = parse_school_id(named)
        wanted = None if period is None else parse_period(period)
    except ValueRefusedError:
        return NOTHING
    listed = service.periods(actor, school)
    if isinstance(listed, Denied) or visit.bridge.runtime.directory.school(school) is None:
        return NOTHING
    found = None if wanted is None else service.read(actor, school, wanted)
    if isinstance(found, Denied):
        return NOTHING
    return Said(
        {
            "school": school,
            "periods": [_standing(one, service) for one in listed],
            "publication": _publication(found),
            "withheld": _withheld(found) if isinstance(found, Unpublished) else None,
        }
    )


def _publication(found: Publication | Unpublished | None) -> dict[str, object] | None:
    if not isinstance(found, Publication):
        return None
    return publication_document(found, translations().text)


def _standing(one: Standing, service: PublishingService) -> dict[str, object]:
    ends: datetime = one.period.ends(service.zone)
    return {
        "period": one.period.name,
        "ends": instant(ends),
        "published": one.published,
        "withheld": one.withheld,
    }


def _withheld(one: Unpublished) -> dict[str, object]:
    return {"reason": one.reason.value, "until": instant(one.until)}
