"""What happens to identifiers, in sentences and in JSON."""

from datetime import tzinfo

from garbridge.cli.language import say
from garbridge.core.messages import N_
from garbridge.core.naming import Doubt, Fault, NamingAct, NamingActKind

_FAULTS = {
    Fault.UNKNOWN_PERSON: N_("cette personne n’est pas dans l’annuaire (--keep-unknown la garde)"),
    Fault.UNKNOWN_PROVIDER: N_("aucun éditeur de ce nom"),
    Fault.FORM: N_("il faut 1 à 255 caractères ASCII, sans espace"),
    Fault.SCOPE: N_(
        "avec @, il faut un pairwise-id de SAML : lettres, chiffres, = et -, puis @ et un domaine"
    ),
    Fault.PERSONAL: N_(
        "contient un nom, une adresse ou l’identifiant du portail : ce n’est pas opaque"
    ),
    Fault.TWICE: N_(
        "une autre ligne donne cet identifiant, ou un autre à cette personne, chez cet éditeur"
    ),
    Fault.TAKEN: N_("c’est l’identifiant d’une autre personne"),
    Fault.DERIVED: N_("c’est l’identifiant que le portail dérive pour une autre personne"),
    Fault.ENDED: N_("il a été révoqué : il n’est plus à personne"),
    Fault.OTHER: N_("cette personne a déjà un autre identifiant repris (révoquez-le d’abord)"),
    Fault.KNOWN: N_(
        "l’éditeur connaît déjà cette personne sous son identifiant dérivé (--replace-known)"
    ),
}
_DOUBTS = {Doubt.SHORT: N_("identifiant court : il peut se deviner")}
_ACTS = {
    NamingActKind.IMPORT: N_("reprise"),
    NamingActKind.EXPORT: N_("remise"),
    NamingActKind.REVOKE: N_("révocation"),
    NamingActKind.TELL: N_("éditeur prévenu"),
    NamingActKind.ACKNOWLEDGE: N_("accusé de réception"),
    NamingActKind.ROLL_BACK: N_("retour en arrière"),
    NamingActKind.SWITCH: N_("passage"),
    NamingActKind.FINISH: N_("fin du passage"),
}
_OF_PERSON = frozenset({Fault.UNKNOWN_PERSON, Fault.OTHER, Fault.KNOWN})


def fault_of(fault: Fault) -> str:
    """Return the sentence of *fault*."""
    return say(_FAULTS[fault])


def doubt_of(doubt: Doubt) -> str:
    """Return the sentence of *doubt*."""
    return say(_DOUBTS[doubt])


def column_of(fault: Fault) -> str:
    """Return the column of the file that *fault* is about."""
    if fault is Fault.UNKNOWN_PROVIDER:
        return "editeur"
    return "personne" if fault in _OF_PERSON else "identifiant"


def act_line(act: NamingAct, zone: tzinfo) -> str:
    """Return one line of the journal."""
    who = act.by.text or say("opérateur")
    what = say(_ACTS[act.kind])
    where = act.sector or say("tous")
    when = f"{act.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{when} · {who} · {what} · {where} · {act.count} · {act.reason}"


def act_document(act: NamingAct) -> dict[str, object]:
    """Return the JSON form of one act: its keys are stable."""
    return {
        "kind": act.kind.value,
        "provider": act.sector or None,
        "by": act.by.text or None,
        "at": act.at.isoformat(),
        "reason": act.reason,
        "count": act.count,
    }
