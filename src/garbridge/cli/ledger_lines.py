"""What a check of the ledger found, in sentences and in JSON."""

from datetime import tzinfo

from garbridge.cli.language import say
from garbridge.core.auditing import Flaw, Found, Verdict
from garbridge.core.ledger_acts import LedgerAct, LedgerActKind
from garbridge.core.messages import N_

_FLAWS = {
    Flaw.CHANGED: N_("modifié depuis le scellement"),
    Flaw.REMOVED: N_("supprimé"),
    Flaw.INSERTED: N_("ajouté sans avoir été scellé là"),
    Flaw.REORDERED: N_("déplacé"),
    Flaw.WRONG_PERSON: N_("ne désigne plus la même personne"),
    Flaw.NOT_JOURNALLED: N_("plus de lignes sans personne que le journal n’en dit effacées"),
    Flaw.NOT_SIGNED: N_("sans signature"),
    Flaw.BROKEN_BATCH: N_("point de contrôle en désaccord avec ses lignes ou le précédent"),
    Flaw.MISSING_BATCH: N_("point de contrôle absent"),
    Flaw.DOUBLE_BATCH: N_("deux points de contrôle d’un numéro"),
    Flaw.FORGED: N_("signature fausse"),
    Flaw.UNKNOWN_KEY: N_("signature d’une clé inconnue"),
    Flaw.CUT_OFF: N_("la fin manque"),
    Flaw.OTHER_HISTORY: N_("n’est plus celui qui a été conservé"),
    Flaw.UNREADABLE: N_("ligne illisible"),
    Flaw.CUT: N_("fichier coupé à cette ligne"),
}
_ACTS = {
    LedgerActKind.PURGE: N_("purge"),
    LedgerActKind.ERASE: N_("effacement"),
}
_OF_LINES = frozenset({Flaw.UNREADABLE, Flaw.CUT})


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return the sentences: what was found, what was read, from where, and up to where."""
    lines = [found_line(one) for one in verdict.found]
    count, batches = verdict.records, verdict.batches
    lines.append(
        say("{count} accès lus, {batches} points de contrôle", count=count, batches=batches)
    )
    if verdict.start > 1:
        start, gone = verdict.start, verdict.start - 1
        lines.append(
            say(
                "à partir du n° {start} : les {gone} premiers ont été purgés",
                start=start,
                gone=gone,
            )
        )
    if verdict.erased:
        lines.append(say("{erased} sans personne (effacée)", erased=verdict.erased))
    if verdict.checkpoint is not None:
        token = verdict.checkpoint.token
        lines.append(say("dernier point de contrôle") + f" : {token}")
    if verdict.whole:
        lines.append(say("Registre intact."))
    elif verdict.good is not None:
        number, reference = verdict.good
        good = say("dernier accès bon avant cela")
        lines.append(f"{good} : n° {number} ({_plain(reference)})")
    else:
        lines.append(say("aucun accès bon avant cela"))
    return lines


def found_line(found: Found) -> str:
    """Return the sentence about one flaw."""
    places: list[str] = []
    if found.batch is not None:
        until = f"–{found.until}" if found.number is None and found.until else ""
        places.append(say("lot") + f" {found.batch}{until}")
    if found.number is not None:
        until = f"–{found.until}" if found.until else ""
        what = say("ligne") if found.flaw in _OF_LINES else say("n°")
        places.append(f"{what} {found.number}{until}")
    if found.reference:
        places.append(_plain(found.reference))
    where = ", ".join(places) or say("registre")
    return f"{where} : {say(_FLAWS[found.flaw])}"


def _plain(reference: str) -> str:
    """Return *reference* as it can be shown: whoever forged one must not write on the terminal."""
    return reference if reference.isprintable() else ascii(reference)


def verdict_document(verdict: Verdict) -> dict[str, object]:
    """Return the JSON form: its keys are stable."""
    last = verdict.checkpoint
    return {
        "whole": verdict.whole,
        "start": verdict.start,
        "records": verdict.records,
        "batches": verdict.batches,
        "erased": verdict.erased,
        "checkpoint": None if last is None else last.token,
        "good": None
        if verdict.good is None
        else {"number": verdict.good[0], "reference": verdict.good[1]},
        "found": [
            {
                "flaw": one.flaw.value,
                "batch": one.batch,
                "number": one.number,
                "until": one.until,
                "reference": one.reference,
            }
            for one in verdict.found
        ],
    }


def act_line(act: LedgerAct, zone: tzinfo) -> str:
    """Return the line about something that was done to the ledger."""
    when = f"{act.at.astimezone(zone):%Y-%m-%d %H:%M}"
    who = act.by.person or say("opérateur")
    what = say(_ACTS[act.kind])
    count = say("{records} accès", records=act.records)
    return f"{when} · {who} · {what} · {count} · {act.reason}"


def act_document(act: LedgerAct) -> dict[str, object]:
    """Return the JSON form: its keys are stable."""
    return {
        "kind": act.kind.value,
        "at": act.at.isoformat(),
        "by": act.by.person,
        "records": act.records,
        "reason": act.reason,
        "up_to": None if act.purged is None else act.purged.last,
    }
