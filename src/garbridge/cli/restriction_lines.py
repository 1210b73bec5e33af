"""Objections and protections as lines, and as JSON."""

import json
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

import click

from garbridge.cli.denying import deny
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.messages import N_
from garbridge.core.permissions import Denied
from garbridge.core.restrictions import Asker, Ending, Restriction, Word
from garbridge.formats.person_documents import restriction_document
from garbridge.services.restricting import Answer, NotRestricted

ASKERS: Final = {
    Asker.PERSON: N_("la personne"),
    Asker.FAMILY: N_("la famille"),
    Asker.SCHOOL: N_("l’établissement"),
}
_ENDINGS: Final = {
    Ending.WITHDRAWN: N_("retirée"),
    Ending.REJECTED: N_("non retenue"),
}
_WHY_NOT: Final = {
    NotRestricted.STANDS_ALREADY: N_("déjà enregistrée"),
    NotRestricted.NONE_STANDS: N_("aucune n’est en cours"),
}


def print_done(answer: Answer, zone: tzinfo, *, as_json: bool) -> None:
    """Print what was written down; end the command where nothing was.

    Raises:
        CommandFailed: with exit code 5, where it was denied, or there is nothing to do.
    """
    if isinstance(answer, Denied):
        deny(answer)
    if isinstance(answer, NotRestricted):
        raise CommandFailed(say(_WHY_NOT[answer]), Exit.REFUSED)
    if as_json:
        click.echo(json.dumps(restriction_document(answer), ensure_ascii=False, indent=2))
    else:
        click.echo(_line(answer, zone))


def print_listed(
    answer: Sequence[Restriction] | Denied, zone: tzinfo, *, ended: bool, as_json: bool
) -> None:
    """Print those that stand, with *ended* the others too.

    Raises:
        CommandFailed: with exit code 5, where it was denied.
    """
    if isinstance(answer, Denied):
        deny(answer)
    found = [one for one in answer if ended or one.stands]
    if as_json:
        documents = [restriction_document(one) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    lines = [_line(one, zone) for one in found]
    click.echo("\n".join(lines) or say("aucune"))


def _line(one: Restriction, zone: tzinfo) -> str:
    parts = [one.person, *([one.resource] if one.resource else [])]
    parts += [say(ASKERS[one.asked_by]), _said(one.recorded, zone)]
    if one.answer is not None:
        parts.append(say("réponse") + f" {_said(one.answer, zone)}")
    if one.ending is Ending.REJECTED:
        parts.append(say(_ENDINGS[one.ending]))
    elif one.end is not None and one.ending is not None:
        parts.append(f"{say(_ENDINGS[one.ending])} {_said(one.end, zone)}")
    return " · ".join(parts)


def _said(word: Word, zone: tzinfo) -> str:
    who = word.by.person or say("opérateur")
    return f"{word.at.astimezone(zone):%Y-%m-%d} {who} « {word.text} »"
