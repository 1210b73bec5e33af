"""An export of identities as lines to read and as JSON: its keys are stable."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from garbridge.cli.directory import (
    explained_lines,
    finding_lines,
    findings_document,
    removal_line,
    removal_word,
)
from garbridge.cli.language import say
from garbridge.core.exporting import LeftOuts, Omission
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.messages import N_, Message
from garbridge.core.removals import Removal
from garbridge.errors import ValueRefusedError
from garbridge.formats.sheets import csv_of
from garbridge.gar.exporting import Prepared
from garbridge.gar.sending import NotSent, Obstacle

REFUSED: Final = say("Rien n’est envoyé : cet export n’a pas d’archive.")
_ACCEPT: Final = say("Si c’est voulu, recommencez avec --accept-removals.")
_WHY: Mapping[Omission, Message] = MappingProxyType(
    {
        Omission.SCHOOL_WITHOUT_NAME: N_("établissement sans nom"),
        Omission.BAD_SCHOOL: N_("code UAI mal formé"),
        Omission.UNKNOWN_SCHOOL: N_("établissement nommé, absent de l’annuaire"),
        Omission.BAD_IDENTIFIER: N_("identifiant mal formé"),
        Omission.NO_NAME: N_("nom ou prénom absent"),
        Omission.PROTECTED: N_("personne protégée"),
        Omission.TOO_LONG: N_("nom de plus de 500 caractères"),
        Omission.BAD_CODE: N_("code trop long ou invisible"),
        Omission.SHARED_CODE: N_("groupe qui a le code d’une division"),
        Omission.UNKNOWN_PARENT: N_("division d’appartenance sans élève"),
        Omission.NO_MEFSTAT4: N_("niveau sans MEFSTAT4"),
        Omission.SUBJECT_WITHOUT_GROUP: N_("matières d’un enseignant sans classe ni groupe"),
        Omission.UNKNOWN_FUNCTION: N_("fonction absente de [national.functions]"),
        Omission.BAD_DATE: N_("date de naissance illisible"),
        Omission.DELEGATE_WITHOUT_EMAIL: N_("responsable d’affectation sans adresse électronique"),
        Omission.DELEGATE_IN_PART: N_("délégation limitée : le GAR n’en connaît pas"),
        Omission.DELEGATE_NOT_STAFF: N_(
            "responsable d’affectation qui n’est pas un adulte de l’établissement"
        ),
    }
)
_NOT_SENT: Mapping[Obstacle, Message] = MappingProxyType(
    {
        Obstacle.AWAY: N_("le serveur ne répond pas"),
        Obstacle.UNKNOWN_HOST: N_(
            "ATTENTION, serveur absent de known_hosts : comparez l’empreinte à celle du GAR"
        ),
        Obstacle.HOST_KEY_CHANGED: N_(
            "ATTENTION, la clé du serveur a changé : rien n’est parti ; demandez d’abord au GAR"
        ),
        Obstacle.KEY_UNREADABLE: N_("notre clé est illisible, ou sa phrase secrète est fausse"),
        Obstacle.NOT_LET_IN: N_("le serveur refuse notre clé"),
        Obstacle.FOLDER: N_("le dossier du serveur ne convient pas"),
        Obstacle.INCOMPLETE: N_("l’envoi est incomplet"),
    }
)


def prepared_lines(prepared: Prepared) -> list[str]:
    """Return what an export says, what it leaves out, what is wrong with it."""
    told = prepared.told
    lines = [
        say(
            "{base} : {schools} établissements, {people} personnes, {delegates} "
            "responsables d’affectation",
            base=prepared.run.base,
            schools=told.schools,
            people=told.people,
            delegates=told.delegates,
        ),
        *_left_lines(prepared.left),
        *finding_lines(prepared.findings),
        *explained_lines(prepared.findings),
        *map(_shrunk_line, prepared.shrunk),
    ]
    if prepared.shrunk:
        lines.append(_ACCEPT)
    if prepared.empty:
        lines.append(say("  un export vide effacerait tout au GAR"))
    return lines


def prepared_document(prepared: Prepared, *, sent: bool) -> dict[str, object]:
    """Return the JSON form of an export."""
    return {
        "run": prepared.run.base,
        **prepared.told.figures(),
        "valid": prepared.archive is not None,
        "sent": sent,
        "left_out": [
            {"school": _school(school), "why": why.value, "count": count}
            for school, why, count in prepared.left.by_school()
        ],
        "without_delegate": sorted(prepared.left.silent),
        "asks": [one._asdict() for one in prepared.shrunk],
        **findings_document(prepared.findings),
    }


def left_out_table(left: LeftOuts) -> str:
    """Return a private table for a spreadsheet: where, why, who or what."""
    rows = [(one.school, one.why.value, one.what, say(_WHY[one.why])) for one in left.found]
    return csv_of(("uai", "code", "qui_ou_quoi", "motif"), rows).decode()


def sending_words(not_sent: NotSent) -> str:
    """Return why nothing was sent, in one line, with its technical detail."""
    return f"{say(_NOT_SENT[not_sent.obstacle])} ({not_sent.detail})"


def _shrunk_line(one: Removal) -> str:
    """Return of what it would say too much less; of a school it is most of it."""
    if not one.school:
        return removal_line(one)
    return say(
        "  plus de la moitié disparaîtrait : {ended} {what} sur {before} ({place})",
        ended=one.ended,
        what=removal_word(one),
        before=one.before,
        place=one.school,
    )


def _left_lines(left: LeftOuts) -> Iterator[str]:
    kept = say("laissé de côté")
    for school, why, count in left.by_school():
        yield f"  {_school(school)} : {kept} ({count}) : {say(_WHY[why])} [{why.value}]"
    for school in sorted(left.silent):
        nobody = say("aucun responsable d’affectation déclaré")
        yield f"  {school} : {nobody} [no_delegate]"


def _school(name: SchoolId) -> str:
    """Return a UAI as a message has it; what is none may be anything, a person's name too."""
    try:
        return parse_school_id(name)
    except ValueRefusedError:
        return "?"
