"""What a check of the ledger found, in sentences and in JSON."""

from datetime import tzinfo

from garbridge.cli.language import english, say
from garbridge.core.auditing import Flaw, Found, Verdict
from garbridge.core.ledger_acts import LedgerAct, LedgerActKind

_FLAWS = {
    Flaw.CHANGED: ("modifié depuis le scellement", "changed since it was sealed"),
    Flaw.REMOVED: ("supprimé", "removed"),
    Flaw.INSERTED: ("ajouté sans avoir été scellé là", "inserted, and never sealed there"),
    Flaw.REORDERED: ("déplacé", "out of its order"),
    Flaw.WRONG_PERSON: ("ne désigne plus la même personne", "names another person, or nobody"),
    Flaw.NOT_SIGNED: ("sans signature", "without a signature"),
    Flaw.BROKEN_BATCH: (
        "point de contrôle en désaccord avec ses lignes ou le précédent",
        "checkpoint that does not agree with its records or the one before",
    ),
    Flaw.MISSING_BATCH: ("point de contrôle absent", "checkpoint missing"),
    Flaw.DOUBLE_BATCH: ("deux points de contrôle d’un numéro", "two checkpoints of one number"),
    Flaw.FORGED: ("signature fausse", "forged signature"),
    Flaw.UNKNOWN_KEY: ("signature d’une clé inconnue", "signed by an unknown key"),
    Flaw.CUT_OFF: ("la fin manque", "the end is missing"),
    Flaw.OTHER_HISTORY: ("n’est plus celui qui a été conservé", "not the one that was kept"),
    Flaw.UNREADABLE: ("ligne illisible", "unreadable line"),
    Flaw.CUT: ("fichier coupé à cette ligne", "file cut at this line"),
}
_ACTS = {
    LedgerActKind.PURGE: ("purge", "purge"),
    LedgerActKind.ERASE: ("effacement", "erasure"),
}
_OF_LINES = frozenset({Flaw.UNREADABLE, Flaw.CUT})


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return the sentences: what was found, what was read, from where, and up to where."""
    lines = [found_line(one) for one in verdict.found]
    count, batches = verdict.records, verdict.batches
    lines.append(
        say(
            f"{count} accès lus, {batches} points de contrôle",
            f"{count} records read, {batches} checkpoints",
        )
    )
    if verdict.start > 1:
        start, gone = verdict.start, verdict.start - 1
        lines.append(
            say(
                f"à partir du n° {start} : les {gone} premiers ont été purgés",
                f"from number {start} on: the first {gone} were purged",
            )
        )
    if verdict.erased:
        lines.append(
            say(f"{verdict.erased} sans personne (effacée)", f"{verdict.erased} of erased people")
        )
    if verdict.checkpoint is not None:
        token = verdict.checkpoint.token
        lines.append(say("dernier point de contrôle", "last checkpoint") + f" : {token}")
    if verdict.whole:
        lines.append(say("Registre intact.", "The ledger is whole."))
    elif verdict.good is not None:
        number, reference = verdict.good
        good = say("dernier accès bon avant cela", "last good record before that")
        lines.append(f"{good} : n° {number} ({reference})")
    else:
        lines.append(say("aucun accès bon avant cela", "no good record before that"))
    return lines


def found_line(found: Found) -> str:
    """Return the sentence about one flaw."""
    places: list[str] = []
    if found.batch is not None:
        until = f"–{found.until}" if found.number is None and found.until else ""
        places.append(say("lot", "batch") + f" {found.batch}{until}")
    if found.number is not None:
        until = f"–{found.until}" if found.until else ""
        what = say("ligne", "line") if found.flaw in _OF_LINES else say("n°", "number")
        places.append(f"{what} {found.number}{until}")
    if found.reference:
        places.append(found.reference)
    where = ", ".join(places) or say("registre", "ledger")
    return f"{where} : {_FLAWS[found.flaw][int(english())]}"


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
    who = act.by.person or say("opérateur", "operator")
    what = _ACTS[act.kind][int(english())]
    count = say(f"{act.records} accès", f"{act.records} records")
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
