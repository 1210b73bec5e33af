"""Why the GAR's list of somebody's resources at one school is not there: a total table of codes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.incidents import ASK_PORTAL, ASK_PORTAL_EN, Incident, incident
from garbridge.core.owners import Owner


class ListFault(StrEnum):
    """What became of one question to the GAR.  Values are stable."""

    UNREACHABLE = "gar_unreachable"
    """No answer, or none in time; or nobody asks for a while, because there was none."""
    INVALID = "gar_invalid"
    """Something that is no list: half of one, another format, too large."""
    UNTRUSTED = "gar_untrusted"
    """One side does not take the other's certificate, or the portal may not ask (401, 403)."""
    UNKNOWN_SCHOOL = "gar_unknown_school"
    """The GAR does not have the school, or does not serve it (400, 404)."""
    FOREIGN = "gar_foreign"
    """A list of another school or another portal than was asked for; nothing of it is shown."""
    BROKEN = "gar_broken"
    """The GAR says that it has a problem, or answers with a status that means nothing here."""


_LATER = (
    "Réessayez dans quelques minutes. Si cela dure, signalez-le à l’administrateur de votre ENT."
)
_LATER_EN = "Try again in a few minutes. If it goes on, tell the administrator of your portal."


def _fault(number: int, status: int, *texts: str) -> Incident:
    return incident(f"GB-GAR-{number:02}", Owner.PORTAL, status, *texts)


LIST_FAULTS: Final[Mapping[ListFault, Incident]] = MappingProxyType(
    {
        ListFault.UNREACHABLE: _fault(
            1,
            503,
            "Le GAR ne répond pas pour le moment",
            _LATER,
            "The GAR does not answer for now",
            _LATER_EN,
        ),
        ListFault.INVALID: _fault(
            2,
            502,
            "La réponse du GAR n’a pas pu être lue",
            ASK_PORTAL,
            "The answer of the GAR could not be read",
            ASK_PORTAL_EN,
        ),
        ListFault.UNTRUSTED: _fault(
            3,
            502,
            "Le GAR et votre ENT ne se reconnaissent pas",
            ASK_PORTAL,
            "The GAR and your portal do not recognise each other",
            ASK_PORTAL_EN,
        ),
        ListFault.UNKNOWN_SCHOOL: _fault(
            4,
            502,
            "Le GAR ne connaît pas cet établissement",
            ASK_PORTAL,
            "The GAR does not know this school",
            ASK_PORTAL_EN,
        ),
        ListFault.FOREIGN: _fault(
            5,
            502,
            "La réponse du GAR n’était pas pour vous",
            ASK_PORTAL,
            "The answer of the GAR was not for you",
            ASK_PORTAL_EN,
        ),
        ListFault.BROKEN: _fault(
            6,
            502,
            "Le GAR rencontre un problème",
            _LATER,
            "The GAR has a problem",
            _LATER_EN,
        ),
    }
)
"""What a page says, by fault; the list that was kept is shown beside it where there is one."""
