"""Why the GAR's list of somebody's resources at one school is not there: a total table of codes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.incidents import ASK_PORTAL, Incident
from garbridge.core.messages import N_, Message
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


_LATER = N_(
    "Réessayez dans quelques minutes. Si cela dure, signalez-le à l’administrateur de votre ENT."
)


def _fault(number: int, status: int, *texts: Message) -> Incident:
    return Incident(f"GB-GAR-{number:02}", Owner.PORTAL, status, *texts)


LIST_FAULTS: Final[Mapping[ListFault, Incident]] = MappingProxyType(
    {
        ListFault.UNREACHABLE: _fault(
            1,
            503,
            N_("Le GAR ne répond pas pour le moment"),
            _LATER,
        ),
        ListFault.INVALID: _fault(
            2,
            502,
            N_("La réponse du GAR n’a pas pu être lue"),
            ASK_PORTAL,
        ),
        ListFault.UNTRUSTED: _fault(
            3,
            502,
            N_("Le GAR et votre ENT ne se reconnaissent pas"),
            ASK_PORTAL,
        ),
        ListFault.UNKNOWN_SCHOOL: _fault(
            4,
            502,
            N_("Le GAR ne connaît pas cet établissement"),
            ASK_PORTAL,
        ),
        ListFault.FOREIGN: _fault(
            5,
            502,
            N_("La réponse du GAR n’était pas pour vous"),
            ASK_PORTAL,
        ),
        ListFault.BROKEN: _fault(
            6,
            502,
            N_("Le GAR rencontre un problème"),
            _LATER,
        ),
    }
)
"""What a page says, by fault; the list that was kept is shown beside it where there is one."""
