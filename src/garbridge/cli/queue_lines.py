"""What the commands about the queue print."""

from collections.abc import Sequence
from datetime import tzinfo

from garbridge.cli.assigning_lines import plan_document, plan_lines, title_of
from garbridge.cli.language import say
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId
from garbridge.core.messages import N_
from garbridge.core.queue import Entry, EntryKind
from garbridge.services.accepting import Handled
from garbridge.services.queue_answers import Waiting

_KINDS = {
    EntryKind.ARRIVAL: N_("arrivée"),
    EntryKind.DEPARTURE: N_("départ"),
    EntryKind.MOVE: N_("changement de classe"),
    EntryKind.PROFILE: N_("changement de profil"),
    EntryKind.DUPLICATE: N_("doublon possible"),
    EntryKind.LACK: N_("demande d’un enseignant"),
}


def kind_words(kind: EntryKind) -> str:
    """Return what happened, in words."""
    return say(_KINDS[kind])


def entry_document(entry: Entry) -> dict[str, object]:
    """Return the JSON form of an entry: its keys are stable."""
    return {
        "number": entry.number,
        "school": entry.school,
        "kind": entry.kind.value,
        "person": entry.person,
        "at": entry.at.isoformat(),
        "due": entry.due.isoformat() if entry.due else None,
        "before": list(entry.gone),
        "after": list(entry.come),
        "signalled": entry.told_by is not None,
        "state": entry.state.value,
    }


def waiting_document(one: Waiting) -> dict[str, object]:
    """Return the JSON form of an entry with what is proposed."""
    return {
        **entry_document(one.entry),
        "give": list(one.proposal.give),
        "take_back": list(one.proposal.back),
        "locked": list(one.proposal.locked),
    }


def handled_document(one: Handled) -> dict[str, object]:
    """Return the JSON form of what became of an entry."""
    facts = {"closed": one.closed, "operation": one.operation}
    return {**entry_document(one.entry), **facts, **plan_document(one.plan)}


def entry_line(entry: Entry, zone: tzinfo) -> str:
    """Return an entry in words; days are those of *zone*."""
    number = [str(entry.number)] if entry.number else []
    parts = [*number, kind_words(entry.kind), entry.person]
    if entry.kind is EntryKind.DUPLICATE:
        parts.append(", ".join(entry.come))
    elif entry.gone or entry.come:
        parts.append(f"{', '.join(entry.gone)} → {', '.join(entry.come)}")
    if entry.due:
        parts.append(say("à partir du") + f" {entry.due.astimezone(zone).date()}")
    if entry.told_by is not None:
        parts.append(say("annoncé"))
    return " · ".join(parts)


def waiting_line(one: Waiting, catalogue: Catalogue, zone: tzinfo) -> str:
    """Return an entry with what is proposed, in words."""
    parts = [entry_line(one.entry, zone)]
    if one.entry.kind is EntryKind.DUPLICATE:
        parts.append(to_merge(one.entry))
    for word, resources in (
        (say("à attribuer"), one.proposal.give),
        (say("à rendre"), one.proposal.back),
        (say("reste à son titulaire"), one.proposal.locked),
    ):
        if resources:
            parts.append(f"{word} : {_titles(resources, catalogue)}")
    return " · ".join(parts)


def to_merge(entry: Entry) -> str:
    """Return what to do about a duplicate: look, and merge by hand."""
    word = say("à regarder, puis à fusionner")
    return f"{word} : garbridge directory merge {entry.person} {entry.come[0]}"


def _titles(resources: Sequence[ResourceId], catalogue: Catalogue) -> str:
    return ", ".join(title_of(one, catalogue) for one in resources)


def handled_lines(one: Handled, catalogue: Catalogue, zone: tzinfo) -> list[str]:
    """Return what became of an entry, in words."""
    done = one.operation or say("fait")
    state = done if one.closed else say("attend encore")
    if one.entry.kind is EntryKind.DUPLICATE:
        return [f"{entry_line(one.entry, zone)} : {state} · {to_merge(one.entry)}"]
    return [f"{entry_line(one.entry, zone)} : {state}", *plan_lines(one.plan, catalogue)]
