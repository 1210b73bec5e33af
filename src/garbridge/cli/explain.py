"""``garbridge explain``: what a launch would decide and release, by the code of the launch."""

import json

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.instants import day_of
from garbridge.cli.language import english, say
from garbridge.cli.learning import claim_documents, claim_lines, named_attribute, print_learnt
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.config import Config
from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.core.identifiers import (
    parse_person_id,
    parse_provider_id,
    parse_resource_id,
    parse_school_id,
)
from garbridge.core.incidents import REFUSALS
from garbridge.core.pairwise import DERIVED, Source, scoped_identifier
from garbridge.core.release import Withholding
from garbridge.core.texts import require_text
from garbridge.errors import ValueRefusedError
from garbridge.services.explaining import Explanation
from garbridge.services.resolving import ChooseSchool

RULES = {
    Refusal.UNKNOWN_PERSON: ("personne inconnue de l’annuaire", "person not in the directory"),
    Refusal.UNKNOWN_RESOURCE: ("ressource non enregistrée", "resource not registered"),
    Refusal.AMBIGUOUS_RESOURCE: ("ressource ambiguë", "ambiguous resource"),
    Refusal.UNKNOWN_SCHOOL: ("aucun établissement", "no school"),
    Refusal.NOT_A_MEMBER: ("hors de l’établissement", "not a member of the school"),
    Refusal.MEMBERSHIP_NOT_STARTED: ("arrivée à venir", "membership not begun"),
    Refusal.MEMBERSHIP_ENDED: ("départ passé", "membership ended"),
    Refusal.SCHOOL_NOT_OPEN: ("établissement pas encore ouvert", "school not open yet"),
    Refusal.PROVIDER_DISABLED: ("éditeur fermé", "provider disabled"),
    Refusal.PROVIDER_EXPIRED: ("métadonnées de l’éditeur expirées", "provider metadata ended"),
    Refusal.RESOURCE_DISABLED: ("ressource fermée", "resource disabled"),
    Refusal.NOT_ACTIVATED: ("interaction non activée", "interaction not activated"),
    Refusal.NO_SUBSCRIPTION: ("aucun abonnement", "no subscription"),
    Refusal.SUBSCRIPTION_NOT_STARTED: ("abonnement à venir", "subscription not begun"),
    Refusal.SUBSCRIPTION_EXPIRED: ("abonnement terminé", "subscription ended"),
    Refusal.PROFILE_NOT_COVERED: ("profil non couvert", "profile not covered"),
    Refusal.NOT_ASSIGNED: ("non attribuée", "not assigned"),
    Refusal.OBJECTED: ("opposition enregistrée", "objection recorded"),
    Refusal.ALL_IN_USE: ("licences toutes en service", "every licence in use"),
}
"""Each rule of the gate in a few words, French and English."""
_SOURCES = {
    Source.DERIVED: ("dérivé", "derived"),
    Source.IMPORTED: ("repris d’un autre portail", "imported"),
    Source.RENEWED: ("renouvelé après révocation", "renewed after a revocation"),
}
_WHY = {
    Withholding.NOT_IN_POLICY: ("absente de la politique", "not in the policy"),
    Withholding.NARROWED: ("non prévue pour cette ressource", "not for this resource"),
    Withholding.PROFILE_NOT_COVERED: ("non prévue pour ce profil", "not for this profile"),
    Withholding.STAFF_ONLY: ("jamais pour un élève", "never for a pupil"),
    Withholding.VALIDATION_ENDED: ("validation échue", "validation ended"),
    Withholding.PROTECTED: ("personne protégée", "protected person"),
    Withholding.NO_VALUE: ("aucune valeur", "no value"),
}


@click.command("explain", help=say("Explique un accès sans le faire.", "Explains a launch."))
@click.option("--person", required=True, metavar="ID")
@click.option("--resource", metavar="ARK", help=say("ce qu’ouvrirait un accès", "one launch"))
@click.option(
    "--provider", metavar=say("ÉDITEUR", "PROVIDER"), help=say("ce qu’il apprend", "all it learns")
)
@click.option("--attribute", metavar="NOM", help=say("qui apprend cet attribut", "who learns it"))
@click.option("--reason", required=True, help=say("pourquoi vous regardez", "why you look"))
@click.option("--school", metavar="UAI")
@click.option("--at", metavar="ISO", help=say("instant (défaut : maintenant)", "instant"))
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def explain(  # noqa: PLR0913  # an argument for each option
    shell: Shell,
    *,
    person: str,
    resource: str | None,
    provider: str | None,
    attribute: str | None,
    reason: str,
    school: str | None,
    at: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Print the rule that decides, each claim that would leave and each that would not.

    With ``--provider`` or ``--attribute`` instead of a resource: what is learnt over all of them.
    Who asked about whom, and why, is written into a journal that the head reads (``lookups``).
    """
    catalogue = shell.config().catalogue
    explaining, actor, known = shell.runtime().explaining, actor_named(who), parse_person_id(person)
    why = require_text("reason", reason).strip()
    if not why:
        raise ValueRefusedError("reason", None, say("pourquoi vous regardez", "why you look"))
    if (resource is None) == (provider is None and attribute is None):
        need = "--resource", "--provider / --attribute"
        raise CommandFailed(say("Donnez ", "Give ") + say(" ou ", " or ").join(need), Exit.USAGE)
    if resource is None:
        found = explaining.learn(
            actor,
            known,
            reason=why,
            provider=parse_provider_id(provider) if provider else None,
            attribute=_attribute(attribute, catalogue) if attribute else None,
        )
        print_learnt(allowed(found), catalogue, as_json=as_json)
        return
    explanation = allowed(
        explaining.explain(
            actor,
            known,
            parse_resource_id(resource),
            reason=why,
            school=parse_school_id(school) if school else None,
            at=day_of(at, shell.config().zone),
        )
    )
    _tell(shell, explanation, as_json=as_json)


def _tell(shell: Shell, explanation: Explanation, *, as_json: bool) -> None:
    scoped = _scoped(shell, explanation)
    if as_json:
        document = as_document(explanation) | ({"pairwise_id": scoped} if scoped else {})
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in _lines(explanation, shell.config()):
        click.echo(line)
    if scoped:
        click.echo(f"  + pairwise-id = {scoped}")


def _scoped(shell: Shell, explanation: Explanation) -> str:
    """Return the identifier as it leaves once more where the provider asks for *pairwise-id*."""
    decision, release = explanation.decision, explanation.release
    if not isinstance(decision, Granted) or release is None or not release.released.subject:
        return ""
    if decision.provider.id not in shell.runtime().registry.current().scoped:
        return ""
    return scoped_identifier(release.released.subject, shell.config().pairwise_scope)


def _attribute(text: str, catalogue: AttributeCatalogue) -> Attribute:
    if text not in catalogue:
        raise ValueRefusedError("attribute", text, ", ".join(catalogue))
    return Attribute(text)


def as_document(explanation: Explanation) -> dict[str, object]:
    """Return the JSON form of *explanation*: its keys are stable."""
    decision, release = explanation.decision, explanation.release
    match decision:
        case Granted():
            verdict = {"decision": "granted", "reason": None, "code": None}
            rule = f"{decision.subscription.kind} {decision.subscription.id}"
        case Refused(reason):
            incident = REFUSALS[reason]
            verdict = {"decision": "refused", "reason": reason.value, "code": incident.code}
            rule = RULES[reason][0]
        case ChooseSchool():
            verdict = {"decision": "choose_school", "reason": None, "code": None}
            rule = ", ".join(decision.schools)
    return {
        **verdict,
        "rule": rule,
        **({"alternative": explanation.instead} if explanation.instead else {}),
        "subject": (release.released.subject or None) if release else None,
        "released": claim_documents(release.released.claims if release else ()),
        "withheld": [
            {"name": withheld.attribute, "why": withheld.why}
            for withheld in (release.withheld if release else ())
        ],
    }


def _source(granted: Granted) -> Source:
    return (granted.held or DERIVED).source


def _lines(explanation: Explanation, config: Config) -> list[str]:
    decision, release = explanation.decision, explanation.release
    catalogue = config.catalogue
    tongue = int(english())
    match decision:
        case Refused(reason, since):
            when = f" ({since.astimezone(config.zone):%Y-%m-%d %H:%M})" if since else ""
            verdict = say("Accès refusé", "Refused")
            line = f"{verdict} : {RULES[reason][tongue]}{when} [{REFUSALS[reason].code}]"
            return [line, *([explanation.instead] if explanation.instead else [])]
        case ChooseSchool(_, schools):
            question = say("Plusieurs établissements donnent accès", "Several schools grant")
            return [f"{question} : {', '.join(schools)}"]
        case Granted():
            given = decision.subscription
            lines = [
                say("Accès accordé", "Granted")
                + f" : {given.kind} {given.id}, {decision.membership.school}"
            ]
    if release is None:
        return lines
    if release.released.subject:
        told = f"{release.released.subject} ({_SOURCES[_source(decision)][tongue]})"
    else:
        told = say("aucun, un autre à chaque accès", "none, another one at each launch")
    lines.append(say("Sujet", "Subject") + f" : {told}")
    lines += claim_lines(release.released.claims, catalogue)
    return lines + [
        f"  - {named_attribute(w.attribute, catalogue)} : {_WHY[w.why][tongue]}"
        for w in release.withheld
    ]
