"""``garbridge stock`` and ``journal``: what is given at a school, and who gave it."""

import click

from garbridge.cli.assigning_lines import (
    stock_document,
    stock_lines,
    summary_document,
    summary_lines,
)
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.language import say
from garbridge.cli.options import JSON, LIMIT, SCHOOL
from garbridge.cli.printing import print_either
from garbridge.core.identifiers import parse_school_id


@click.command("stock", help=say("Exemplaires d’un établissement."))
@SCHOOL
@as_person
@JSON
@with_shell
def stock(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print what the school has, what is given and what is left."""
    runtime = shell.runtime()
    actor, place = actor_named(who), parse_school_id(school)
    found = allowed(runtime.assigning.stocks(actor, place))
    in_use = {
        one.subscription.id: one.in_use.count
        for one in allowed(runtime.leasing.usage(actor, place))
    }
    inside = {one.subscription.id: one for one in allowed(runtime.assigning.crowds(actor, place))}
    documents = [stock_document(one, in_use, inside) for one in found]
    print_either(
        documents, stock_lines(found, runtime.catalogue(), in_use, inside), as_json=as_json
    )


@click.command("journal", help=say("Qui a attribué quoi."))
@SCHOOL
@LIMIT
@as_person
@JSON
@with_shell
def journal(shell: Shell, school: str, limit: int, who: str | None, *, as_json: bool) -> None:
    """Print the latest operations, newest first."""
    place = parse_school_id(school)
    found = allowed(shell.runtime().assigning.journal(actor_named(who), place, limit=limit))
    lines = summary_lines(found, shell.config().zone)
    print_either([summary_document(one) for one in found], lines, as_json=as_json)
