"""``garbridge explain``: what a launch would decide and release, by the code of the launch."""

import json

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.instants import day_of
from garbridge.cli.language import say
from garbridge.cli.learning import (
    claim_documents,
    claim_lines,
    named_attribute,
    print_learnt,
    reserved_lines,
)
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
from garbridge.core.messages import N_
from garbridge.core.pairwise import DERIVED, Source, scoped_identifier
from garbridge.core.release import Withholding
from garbridge.errors import ValueRefusedError
from garbridge.services.explaining import Explanation
from garbridge.services.resolving import ChooseSchool

RULES = {
    Refusal.UNKNOWN_PERSON: N_("personne inconnue de l’annuaire"),
    Refusal.UNKNOWN_RESOURCE: N_("ressource non enregistrée"),
    Refusal.AMBIGUOUS_RESOURCE: N_("ressource ambiguë"),
    Refusal.UNKNOWN_SCHOOL: N_("aucun établissement"),
    Refusal.NOT_A_MEMBER: N_("hors de l’établissement"),
    Refusal.MEMBERSHIP_NOT_STARTED: N_("arrivée à venir"),
    Refusal.MEMBERSHIP_ENDED: N_("départ passé"),
    Refusal.SCHOOL_NOT_OPEN: N_("établissement pas encore ouvert"),
    Refusal.PROVIDER_DISABLED: N_("éditeur fermé"),
    Refusal.PROVIDER_EXPIRED: N_("métadonnées de l’éditeur expirées"),
    Refusal.RESOURCE_DISABLED: N_("ressource fermée"),
    Refusal.NOT_ACTIVATED: N_("interaction non activée"),
    Refusal.NO_SUBSCRIPTION: N_("aucun abonnement"),
    Refusal.SUBSCRIPTION_NOT_STARTED: N_("abonnement à venir"),
    Refusal.SUBSCRIPTION_EXPIRED: N_("abonnement terminé"),
    Refusal.PROFILE_NOT_COVERED: N_("profil non couvert"),
    Refusal.NOT_ASSIGNED: N_("non attribuée"),
    Refusal.OBJECTED: N_("opposition enregistrée"),
    Refusal.ALL_IN_USE: N_("licences toutes en service"),
}
"""Each rule of the gate in a few words, French and English."""
_SOURCES = {
    Source.DERIVED: N_("dérivé"),
    Source.IMPORTED: N_("repris d’un autre portail"),
    Source.RENEWED: N_("renouvelé après révocation"),
}
_WHY = {
    Withholding.NOT_IN_POLICY: N_("absente de la politique"),
    Withholding.NARROWED: N_("non prévue pour cette ressource"),
    Withholding.PROFILE_NOT_COVERED: N_("non prévue pour ce profil"),
    Withholding.STAFF_ONLY: N_("jamais pour un élève"),
    Withholding.VALIDATION_ENDED: N_("validation échue"),
    Withholding.PROTECTED: N_("personne protégée"),
    Withholding.NO_VALUE: N_("aucune valeur"),
}


@click.command("explain", help=say("Explique un accès sans le faire."))
@click.option("--person", required=True, metavar="ID")
@click.option("--resource", metavar="ARK", help=say("ce qu’ouvrirait un accès"))
@click.option("--provider", metavar=say("ÉDITEUR"), help=say("ce qu’il apprend"))
@click.option("--attribute", metavar="NOM", help=say("qui apprend cet attribut"))
@click.option("--reason", required=True, help=say("pourquoi vous regardez"))
@click.option("--school", metavar="UAI")
@click.option("--at", metavar="ISO", help=say("instant (défaut : maintenant)"))
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
    why = reason.strip()
    if (resource is None) == (provider is None and attribute is None):
        need = "--resource | --provider | --attribute"
        raise CommandFailed(say("Donnez {need}", need=need), Exit.USAGE)
    if resource is None and (school or at):
        raise CommandFailed(say("--school et --at ne valent qu’avec --resource"), Exit.USAGE)
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
        "reserved": list(explanation.reserved),
    }


def _source(granted: Granted) -> Source:
    return (granted.held or DERIVED).source


def _lines(explanation: Explanation, config: Config) -> list[str]:
    decision, release = explanation.decision, explanation.release
    catalogue = config.catalogue
    match decision:
        case Refused(reason, since):
            when = f" ({since.astimezone(config.zone):%Y-%m-%d %H:%M})" if since else ""
            verdict = say("Accès refusé")
            line = f"{verdict} : {say(RULES[reason])}{when} [{REFUSALS[reason].code}]"
            return [line, *([explanation.instead] if explanation.instead else [])]
        case ChooseSchool(_, schools):
            question = say("Plusieurs établissements donnent accès")
            return [f"{question} : {', '.join(schools)}"]
        case Granted():
            given = decision.subscription
            lines = [
                say("Accès accordé") + f" : {given.kind} {given.id}, {decision.membership.school}"
            ]
    if release is None:
        return lines
    if release.released.subject:
        told = f"{release.released.subject} ({say(_SOURCES[_source(decision)])})"
    else:
        told = say("aucun, un autre à chaque accès")
    lines.append(say("Sujet") + f" : {told}")
    lines += claim_lines(release.released.claims, catalogue)
    lines += reserved_lines(explanation.reserved, catalogue)
    return lines + [
        f"  - {named_attribute(w.attribute, catalogue)} : {say(_WHY[w.why])}"
        for w in release.withheld
    ]
