"""What happens to identifiers, in sentences and in JSON."""

from datetime import tzinfo

from garbridge.cli.language import english, say
from garbridge.core.naming import Doubt, Fault, NamingAct, NamingActKind

_FAULTS = {
    Fault.UNKNOWN_PERSON: (
        "cette personne n’est pas dans l’annuaire (--keep-unknown la garde)",
        "nobody of that name in the directory (--keep-unknown keeps it)",
    ),
    Fault.UNKNOWN_PROVIDER: ("aucun éditeur de ce nom", "no provider of that name"),
    Fault.FORM: (
        "il faut 1 à 255 caractères ASCII, sans espace",
        "1 to 255 ASCII characters without a space",
    ),
    Fault.SCOPE: (
        "avec @, il faut un pairwise-id de SAML : lettres, chiffres, = et -, puis @ et un domaine",
        "with @ it must be a pairwise-id of SAML: letters, digits, = and -, then @ and a domain",
    ),
    Fault.PERSONAL: (
        "contient un nom, une adresse ou l’identifiant du portail : ce n’est pas opaque",
        "holds a name, an address or the portal's own identifier: it is not opaque",
    ),
    Fault.TWICE: (
        "une autre ligne donne cet identifiant, ou un autre à cette personne, chez cet éditeur",
        "another line gives it, or another one to this person, at this provider",
    ),
    Fault.TAKEN: ("c’est l’identifiant d’une autre personne", "it is somebody else's"),
    Fault.DERIVED: (
        "c’est l’identifiant que le portail dérive pour une autre personne",
        "it is the one that is derived for somebody else",
    ),
    Fault.ENDED: ("il a été révoqué : il n’est plus à personne", "it was revoked: nobody's now"),
    Fault.OTHER: (
        "cette personne a déjà un autre identifiant repris (révoquez-le d’abord)",
        "this person has another imported one (revoke it first)",
    ),
    Fault.KNOWN: (
        "l’éditeur connaît déjà cette personne sous son identifiant dérivé (--replace-known)",
        "the provider knows this person under the derived one (--replace-known)",
    ),
}
_DOUBTS = {
    Doubt.SHORT: (
        "identifiant court : il peut se deviner",
        "a short identifier: it can be guessed",
    )
}
_ACTS = {
    NamingActKind.IMPORT: ("reprise", "import"),
    NamingActKind.EXPORT: ("remise", "export"),
    NamingActKind.REVOKE: ("révocation", "revocation"),
    NamingActKind.TELL: ("éditeur prévenu", "provider told"),
    NamingActKind.ACKNOWLEDGE: ("accusé de réception", "acknowledgement"),
    NamingActKind.ROLL_BACK: ("retour en arrière", "roll-back"),
    NamingActKind.SWITCH: ("passage", "switch"),
    NamingActKind.FINISH: ("fin du passage", "end of the turn"),
}
_OF_PERSON = frozenset({Fault.UNKNOWN_PERSON, Fault.OTHER, Fault.KNOWN})


def fault_of(fault: Fault) -> str:
    """Return the sentence of *fault*."""
    return _FAULTS[fault][english()]


def doubt_of(doubt: Doubt) -> str:
    """Return the sentence of *doubt*."""
    return _DOUBTS[doubt][english()]


def column_of(fault: Fault) -> str:
    """Return the column of the file that *fault* is about."""
    if fault is Fault.UNKNOWN_PROVIDER:
        return "editeur"
    return "personne" if fault in _OF_PERSON else "identifiant"


def act_line(act: NamingAct, zone: tzinfo) -> str:
    """Return one line of the journal."""
    who = act.by.text or say("opérateur", "operator")
    what = _ACTS[act.kind][english()]
    where = act.sector or say("tous", "all")
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
