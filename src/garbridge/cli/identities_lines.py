"""An export of identities as lines to read and as JSON: its keys are stable."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Final

from garbridge.cli.directory import finding_lines, findings_document, removal_line
from garbridge.cli.language import english, say
from garbridge.core.exporting import LeftOuts, Omission
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.errors import ValueRefusedError
from garbridge.formats.sheets import csv_of
from garbridge.gar.ent.explaining import EXPLANATIONS
from garbridge.gar.exporting import Prepared
from garbridge.gar.sending import NotSent, Obstacle

REFUSED: Final = say(
    "Rien n’est envoyé : cet export n’a pas d’archive.", "Nothing is sent: there is no archive."
)
_ACCEPT: Final = say(
    "Si c’est voulu, recommencez avec --accept-removals.",
    "If that is meant, run it again with --accept-removals.",
)
_WHY: Mapping[Omission, tuple[str, str]] = MappingProxyType(
    {
        Omission.SCHOOL_WITHOUT_NAME: ("établissement sans nom", "school without a name"),
        Omission.BAD_SCHOOL: ("code UAI mal formé", "a UAI that is none"),
        Omission.UNKNOWN_SCHOOL: (
            "établissement nommé, absent de l’annuaire",
            "a school that is named, and is not in the directory",
        ),
        Omission.BAD_IDENTIFIER: ("identifiant mal formé", "an identifier that is none"),
        Omission.NO_NAME: ("nom ou prénom absent", "no family or given name"),
        Omission.PROTECTED: ("personne protégée", "protected person"),
        Omission.TOO_LONG: ("nom de plus de 500 caractères", "name beyond 500 characters"),
        Omission.BAD_CODE: ("code trop long ou invisible", "a code too long, or invisible"),
        Omission.SHARED_CODE: (
            "groupe qui a le code d’une division",
            "a group with the code of a division",
        ),
        Omission.UNKNOWN_PARENT: (
            "division d’appartenance sans élève",
            "a division without pupils, named by a group",
        ),
        Omission.NO_MEFSTAT4: ("niveau sans MEFSTAT4", "a level without MEFSTAT4"),
        Omission.SUBJECT_WITHOUT_GROUP: (
            "matières d’un enseignant sans classe ni groupe",
            "subjects of a teacher without a class",
        ),
        Omission.UNKNOWN_FUNCTION: (
            "fonction absente de [national.functions]",
            "a function that [national.functions] lacks",
        ),
        Omission.BAD_DATE: ("date de naissance illisible", "a date of birth that is none"),
        Omission.DELEGATE_WITHOUT_EMAIL: (
            "responsable d’affectation sans adresse électronique",
            "somebody who assigns, without an e-mail",
        ),
        Omission.DELEGATE_IN_PART: (
            "délégation limitée : le GAR n’en connaît pas",
            "a delegation in part, which the GAR does not know",
        ),
        Omission.DELEGATE_NOT_STAFF: (
            "responsable d’affectation qui n’est pas un adulte de l’établissement",
            "somebody who assigns, and is not staff of the school",
        ),
    }
)
_NOT_SENT: Mapping[Obstacle, tuple[str, str]] = MappingProxyType(
    {
        Obstacle.AWAY: ("le serveur ne répond pas", "the server is away"),
        Obstacle.UNKNOWN_HOST: (
            "ATTENTION, serveur absent de known_hosts : comparez l’empreinte à celle du GAR",
            "WARNING, unknown server: it is not in known_hosts; nothing was sent",
        ),
        Obstacle.HOST_KEY_CHANGED: (
            "ATTENTION, la clé du serveur a changé : rien n’est parti ; demandez d’abord au GAR",
            "WARNING, the server has another key: nothing was sent; ask the GAR first",
        ),
        Obstacle.KEY_UNREADABLE: (
            "notre clé est illisible, ou sa phrase secrète est fausse",
            "our key cannot be read, or its passphrase is wrong",
        ),
        Obstacle.NOT_LET_IN: ("le serveur refuse notre clé", "the server does not take our key"),
        Obstacle.FOLDER: ("le dossier du serveur ne convient pas", "the folder will not do"),
        Obstacle.INCOMPLETE: ("l’envoi est incomplet", "what arrived is not whole"),
    }
)


def prepared_lines(prepared: Prepared) -> list[str]:
    """Return what an export says, what it leaves out, what is wrong with it."""
    told = prepared.told
    lines = [
        say(
            f"{prepared.run.base} : {told.schools} établissements, {told.people} personnes,"
            f" {told.delegates} responsables d’affectation",
            f"{prepared.run.base}: {told.schools} schools, {told.people} people,"
            f" {told.delegates} who assign",
        ),
        *_left_lines(prepared.left),
        *finding_lines(prepared.findings),
        *_explained(prepared.findings.counts),
        *map(removal_line, prepared.shrunk),
    ]
    if prepared.shrunk:
        lines.append(_ACCEPT)
    if prepared.empty:
        lines.append(say("  un export vide effacerait tout au GAR", "  it would end everything"))
    return lines


def prepared_document(prepared: Prepared, *, sent: bool) -> dict[str, object]:
    """Return the JSON form of an export."""
    return {
        "run": prepared.run.base,
        **asdict(prepared.told),
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
    rows = [
        (one.school, one.why.value, one.what, _WHY[one.why][int(english())]) for one in left.found
    ]
    return csv_of(("uai", "code", "qui_ou_quoi", "motif"), rows).decode()


def sending_words(not_sent: NotSent) -> str:
    """Return why nothing was sent, in one line, with its technical detail."""
    return f"{_NOT_SENT[not_sent.obstacle][int(english())]} ({not_sent.detail})"


def _left_lines(left: LeftOuts) -> Iterator[str]:
    kept = say("laissé de côté", "left out")
    for school, why, count in left.by_school():
        yield f"  {_school(school)} : {kept} ({count}) : {_WHY[why][int(english())]} [{why.value}]"
    for school in sorted(left.silent):
        nobody = say("aucun responsable d’affectation déclaré", "nobody who assigns")
        yield f"  {school} : {nobody} [no_delegate]"


def _school(name: SchoolId) -> str:
    """Return a UAI as a message has it; what is none may be anything, a person's name too."""
    try:
        return parse_school_id(name)
    except ValueRefusedError:
        return "?"


def _explained(codes: Mapping[str, int]) -> Iterator[str]:
    for code in codes:
        yield f"  [{code}] {EXPLANATIONS[code].text}"
