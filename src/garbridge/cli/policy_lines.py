"""Policies and findings as lines for people and as stable JSON."""

from collections.abc import Mapping
from datetime import tzinfo

from garbridge.cli.language import say
from garbridge.cli.learning import named_attribute
from garbridge.config import Config
from garbridge.core.days import last_day
from garbridge.core.identifiers import ProviderId
from garbridge.core.linting import Finding, LintRule
from garbridge.core.messages import N_, Message
from garbridge.core.people import Profile
from garbridge.core.policy import LegalBasis, PolicyEntry, Transformation
from garbridge.core.policy_diff import Change, Direction, Fault, Told
from garbridge.core.policy_restated import Restated
from garbridge.core.terms import ProviderRole, Terms
from garbridge.services.reach import NOBODY, Reach
from garbridge.wiring import PlacedFinding

ADVICE: Mapping[LintRule, Message] = {
    LintRule.INVALID: N_("{}"),
    LintRule.VAGUE_PURPOSE: N_("dites à une famille à quoi sert {}"),
    LintRule.NEVER_MATCHES: N_("{} ne partira jamais ainsi : retirez-le, ou couvrez-le"),
    LintRule.LINKABLE: N_(
        "plusieurs éditeurs pourront recouper ce qu’ils savent d’une personne ({})"
    ),
    LintRule.DIRECT_IDENTITY: N_(
        "l’identité des élèves part ({}) : first_letter, constant, ou une raison sous accept"
    ),
    LintRule.VALIDATION_ENDED: N_("{} ne part plus : la validation est échue"),
    LintRule.VALIDATION_ENDS: N_("{} cessera de partir dans moins de 30 jours"),
    LintRule.NOT_CARRIED: N_("le protocole de l’éditeur n’a pas de place pour {}"),
    LintRule.NO_TERMS: N_("des données partent et [terms] ne dit pas à quelles conditions"),
    LintRule.NO_RETENTION: N_(
        "dites combien de temps l’éditeur garde {}, ou une raison sous accept"
    ),
    LintRule.UNDECLARED_TRANSFER: N_(
        "{} est hors de l’Espace économique européen : déclarez [[terms.transfers]]"
    ),
    LintRule.SUBJECT_CHANNEL: N_(
        "l’éditeur demande un identifiant qui en dit plus ({}) ; il recevra l’identifiant opaque"
    ),
    LintRule.EMAIL_CHANNEL: N_(
        "le domaine de {} peut dire l’établissement, que la politique ne transmet pas"
    ),
    LintRule.ISSUER_CHANNEL: N_("l’adresse du portail nomme un établissement ({})"),
    LintRule.LABEL_CHANNEL: N_(
        "le libellé d’un groupe ({}) nomme souvent un enseignant : code_only, ou une raison"
    ),
    LintRule.NOTHING_TO_ACCEPT: N_("{} n’est plus en question : retirez la réponse"),
}
"""What somebody should do about a finding, French and English."""
_FORMS = {
    Transformation.AS_IS: N_("en entier"),
    Transformation.CODE_ONLY: N_("code seul"),
    Transformation.FIRST_LETTER: N_("première lettre"),
    Transformation.CONSTANT: N_("valeur fixe par profil"),
}
_BASES = {
    LegalBasis.PUBLIC_TASK: N_("mission d’intérêt public"),
    LegalBasis.LEGAL_OBLIGATION: N_("obligation légale"),
}
_ROLES = {
    ProviderRole.PROCESSOR: N_("sous-traitant"),
    ProviderRole.JOINT_CONTROLLER: N_("responsable conjoint"),
}


FAULTS: Mapping[Fault, Message] = {
    Fault.NO_PURPOSE: N_("SANS FINALITÉ"),
    Fault.NOT_VALIDATED: N_("NON REVALIDÉ"),
}

Reaches = Mapping[tuple[ProviderId, Profile], Reach] | None


def change_line(change: Change, reach: Reaches, config: Config) -> str:
    """Return one change in one line: ``+`` tells more, ``-`` less."""
    zone = config.zone
    sign = "+" if change.direction is Direction.MORE else "-"
    named = named_attribute(change.attribute, config.catalogue)
    line = f"{sign} {change.provider} · {named} · {change.profile}"
    line += f" : {_form(change.before, zone)} → {_form(change.after, zone)}"
    if reach is not None:
        found = reach.get((change.provider, change.profile), NOBODY)
        people, schools = say("personne(s)"), say("établissement(s)")
        line += f" · {found.people} {people}, {found.schools} {schools}"
    told = change.after or change.before
    if told is not None and change.direction is Direction.MORE:
        line += f" · {told.entry.purpose}"
    return line + "".join(f" · {say(FAULTS[fault])}" for fault in change.faults)


def _form(told: Told | None, zone: tzinfo) -> str:
    if told is None:
        return say("rien")
    form = say(_FORMS[told.entry.transformation])
    if told.entry.ends is not None:
        form += " " + say("jusqu’au") + f" {last_day(told.entry.ends, zone)}"
    return f"{form} ({len(told.resources)})"


def change_document(change: Change, reach: Reaches) -> dict[str, object]:
    """Return the JSON form of *change*: its keys, ``direction`` and ``faults`` are stable."""
    found = None if reach is None else reach.get((change.provider, change.profile), NOBODY)
    return {
        "provider": change.provider,
        "attribute": change.attribute,
        "profile": change.profile.value,
        "direction": change.direction.value,
        "before": _told_document(change.before),
        "after": _told_document(change.after),
        "faults": [fault.value for fault in change.faults],
        "people": None if found is None else found.people,
        "schools": None if found is None else found.schools,
    }


def restated_line(one: Restated) -> str:
    """Return what is said otherwise in one line, which begins with ``~``."""
    nothing = say("rien")
    line = f"~ {one.provider} · {one.key} : {one.before or nothing} → {one.after or nothing}"
    return line + "".join(f" · {say(FAULTS[fault])}" for fault in one.faults)


def restated_document(one: Restated) -> dict[str, object]:
    """Return its JSON form: the keys are stable, and ``direction`` is ``same``."""
    return {
        "provider": one.provider,
        "key": one.key,
        "direction": "same",
        "before": one.before,
        "after": one.after,
        "faults": [fault.value for fault in one.faults],
    }


def _told_document(told: Told | None) -> dict[str, object] | None:
    if told is None:
        return None
    return {
        "transformation": told.entry.transformation.value,
        "purpose": told.entry.purpose,
        "ends": told.entry.ends and told.entry.ends.isoformat(),
        "resources": sorted(told.resources),
    }


def advice(finding: Finding) -> str:
    """Return the sentence about *finding*."""
    return say(ADVICE[finding.rule]).format(finding.detail)


def placed_document(placed: PlacedFinding) -> dict[str, object]:
    """Return the JSON form of a finding: its keys and ``rule`` are stable."""
    finding = placed.finding
    return {
        "rule": finding.rule.value,
        "file": finding.file,
        "line": placed.line,
        "key": finding.key,
        "detail": finding.detail,
        "advice": advice(finding),
    }


def terms_line(terms: Terms | None) -> str:
    """Return what was agreed, in one line."""
    if terms is None:
        return say("conditions inconnues")
    hosting = ", ".join(terms.hosting)
    hosted = say("hébergement")
    return f"{say(_ROLES[terms.role])} · {terms.contract} · {hosted} : {hosting}"


def entry_line(entry: PolicyEntry, config: Config) -> str:
    """Return one attribute with everything that was said about it."""
    named = named_attribute(entry.attribute, config.catalogue)
    parts = [
        f"{named} : {', '.join(sorted(entry.profiles))}",
        say(_FORMS[entry.transformation]),
        entry.purpose,
        say(_BASES[entry.legal_basis]),
        say("validé par") + f" {entry.validated_by} {entry.validated_on}",
    ]
    if entry.ends is not None:
        parts.append(say("jusqu’au") + f" {last_day(entry.ends, config.zone)}")
    if entry.retention:
        parts.append(say("conservé") + f" : {entry.retention}")
    return " · ".join(parts)
