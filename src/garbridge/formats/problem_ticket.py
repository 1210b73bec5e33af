"""A problem as text that can be copied into somebody else's ticket: nothing of it names a person.

Names of resources come from files of providers, and stand on one line each.
"""

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from garbridge import __version__
from garbridge.core.owners import Owner
from garbridge.core.problems import Cause, ProblemState, Side
from garbridge.services.problems import Problem

SIDES: Final[Mapping[Side, tuple[str, str]]] = MappingProxyType(
    {
        Side.ENT: ("l’ENT", "the ENT"),
        Side.GAR: ("le GAR", "the GAR"),
        Side.PUBLISHER: ("l’éditeur", "the publisher"),
        Side.SCHOOL: ("l’établissement", "the school"),
    }
)
"""Who has to do something, in French and English."""
STATES: Final[Mapping[ProblemState, tuple[str, str]]] = MappingProxyType(
    {
        ProblemState.OPEN: ("ouvert", "open"),
        ProblemState.SENT: ("transmis", "sent"),
        ProblemState.SOLVED: ("résolu", "solved"),
    }
)
"""How far it is, in French and English."""
CAUSES: Final[Mapping[Cause, tuple[str, str]]] = MappingProxyType(
    {
        Cause.CLOSED: ("elle ne s’ouvre pas", "it does not open"),
        Cause.PASSWORD: ("elle demande un mot de passe", "it asks for a password"),
        Cause.MISSING: ("il manque quelque chose", "something is missing"),
        Cause.WRONG: ("il y a une erreur dans le contenu", "something in it is wrong"),
        Cause.OTHER: ("autre chose", "something else"),
    }
)
"""What people report, in French and English."""

_OWNERS: Final[Mapping[Owner, tuple[str, str]]] = MappingProxyType(
    {
        Owner.PERSON: ("la personne", "the person"),
        Owner.ASSIGNER: ("le responsable d’affectation", "the assigner of the school"),
        Owner.MANAGER: ("le gestionnaire de l’établissement", "the school's manager"),
        Owner.PORTAL: ("l’administrateur de l’ENT", "the administrator of the ENT"),
        Owner.PROVIDER: ("l’éditeur", "the publisher"),
    }
)
_NAMES: Final = (
    ("référence", "reference"),
    ("quand", "when"),
    ("établissement", "school"),
    ("ressource", "resource"),
    ("éditeur", "provider"),
    ("protocole", "protocol"),
    ("résultat", "outcome"),
    ("qui peut aider", "who can help"),
    ("à traiter par", "to be done by"),
    ("état", "state"),
    ("numéro chez lui", "number there"),
    ("version", "version"),
)
_SPACES: Final = str.maketrans("\r\n\t\u2028\u2029", "     ")


def ticket_lines(problem: Problem, zone: tzinfo, *, english: bool) -> list[tuple[str, str]]:
    """Return what is told of *problem*, name by name; what is not known is a dash.

    Days and times are those of *zone*.
    """
    record, incident, followed, spoken = (
        *(problem.record, problem.incident, problem.followed),
        int(english),
    )
    title = None if incident is None else (incident.french, incident.english)[spoken].title
    went_well = ("accès ouvert", "granted")[spoken]
    state = followed.state if followed else ProblemState.OPEN
    if followed is not None and followed.report is not None:
        report = followed.report
        went_well = f"{CAUSES[report.cause][spoken]} ({report.times})"
    told = (
        record.reference,
        record.at.astimezone(zone).isoformat(timespec="seconds"),
        record.school,
        " ".join(filter(None, (record.resource, problem.title))),
        record.provider,
        record.protocol,
        went_well if incident is None else f"{incident.code} {title}",
        None if incident is None else _OWNERS[incident.owner][spoken],
        SIDES[problem.side][spoken] if incident or followed else None,
        STATES[state][spoken] if incident or followed else None,
        followed.ticket if followed else None,
        f"garbridge {__version__}",
    )
    names = [pair[spoken] for pair in _NAMES]
    return [(n, (t or "-").translate(_SPACES)) for n, t in zip(names, told, strict=True)]


def ticket_text(problem: Problem, zone: tzinfo, *, english: bool) -> str:
    """Return those lines as one text."""
    colon = ":" if english else "\u00a0:"
    lines = ticket_lines(problem, zone, english=english)
    return "\n".join(f"{name}{colon} {told}" for name, told in lines)
