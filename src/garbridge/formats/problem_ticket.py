"""A problem as text that can be copied into somebody else's ticket: nothing of it names a person.

Names of resources come from files of providers, and stand on one line each.
"""

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from garbridge import __version__
from garbridge.core.messages import N_, Language, Message
from garbridge.core.owners import Owner
from garbridge.core.problems import Cause, ProblemState, Side
from garbridge.formats.translations import Translations
from garbridge.services.problems import Problem

SIDES: Final[Mapping[Side, Message]] = MappingProxyType(
    {
        Side.ENT: N_("l’ENT"),
        Side.GAR: N_("le GAR"),
        Side.PUBLISHER: N_("l’éditeur"),
        Side.SCHOOL: N_("l’établissement"),
    }
)
"""Who has to do something."""
STATES: Final[Mapping[ProblemState, Message]] = MappingProxyType(
    {
        ProblemState.OPEN: N_("ouvert"),
        ProblemState.SENT: N_("transmis"),
        ProblemState.SOLVED: N_("résolu"),
    }
)
"""How far it is."""
CAUSES: Final[Mapping[Cause, Message]] = MappingProxyType(
    {
        Cause.CLOSED: N_("elle ne s’ouvre pas"),
        Cause.PASSWORD: N_("elle demande un mot de passe"),
        Cause.MISSING: N_("il manque quelque chose"),
        Cause.WRONG: N_("il y a une erreur dans le contenu"),
        Cause.OTHER: N_("autre chose"),
    }
)
"""What people report."""

_OWNERS: Final[Mapping[Owner, Message]] = MappingProxyType(
    {
        Owner.PERSON: N_("la personne"),
        Owner.ASSIGNER: N_("le responsable d’affectation"),
        Owner.MANAGER: N_("le gestionnaire de l’établissement"),
        Owner.PORTAL: N_("l’administrateur de l’ENT"),
        Owner.PROVIDER: N_("l’éditeur"),
    }
)
_NAMES: Final = (
    N_("référence"),
    N_("quand"),
    N_("établissement"),
    N_("ressource"),
    N_("éditeur"),
    N_("protocole"),
    N_("à quel endroit"),
    N_("résultat"),
    N_("qui peut aider"),
    N_("à traiter par"),
    N_("état"),
    N_("numéro chez lui"),
    N_("version"),
)
_SPACES: Final = str.maketrans("\r\n\t\u2028\u2029", "     ")


def ticket_lines(problem: Problem, zone: tzinfo, said: Translations) -> list[tuple[str, str]]:
    """Return what is told of *problem*, name by name; what is not known is a dash.

    Days and times are those of *zone*.
    """
    record, incident, followed = problem.record, problem.incident, problem.followed
    shown = problem.shown
    state = followed.state if followed else ProblemState.OPEN
    told = (
        problem.reference,
        problem.at.astimezone(zone).isoformat(timespec="seconds"),
        problem.school,
        " ".join(filter(None, (problem.resource, problem.title))),
        None if record is None else record.provider,
        None if record is None else record.protocol,
        None if shown is None else f"{shown.endpoint} ({shown.cause})",
        _result(problem, said),
        None if incident is None else said.text(_OWNERS[incident.owner]),
        said.text(SIDES[problem.side]) if incident or followed else None,
        said.text(STATES[state]) if incident or followed else None,
        followed.ticket if followed else None,
        f"garbridge {__version__}",
    )
    names = map(said.text, _NAMES)
    return [(n, (t or "-").translate(_SPACES)) for n, t in zip(names, told, strict=True)]


def _result(problem: Problem, said: Translations) -> str | None:
    """Return what became of it, as far as anybody still knows."""
    report = None if problem.followed is None else problem.followed.report
    if problem.incident is not None:
        return f"{problem.incident.code} {said.text(problem.incident.title)}"
    if problem.shown is not None:
        return problem.shown.code  # of another version
    if report is not None:
        return f"{said.text(CAUSES[report.cause])} ({report.times})"
    if problem.record is None:
        return None
    return str(problem.record.refusal or said.text(N_("accès ouvert")))  # of another version


def ticket_text(problem: Problem, zone: tzinfo, said: Translations) -> str:
    """Return those lines as one text."""
    colon = "\u00a0:" if said.language is Language.FRENCH else ":"
    lines = ticket_lines(problem, zone, said)
    return "\n".join(f"{name}{colon} {told}" for name, told in lines)
