"""The ``garbridge`` command, also mounted in a portal as ``flask garbridge``."""

from pathlib import Path

import click

from garbridge import __version__
from garbridge.cli.activation import activation
from garbridge.cli.announcements import announcements
from garbridge.cli.assigning import assign, move, reclaim, undo, withdraw
from garbridge.cli.check_access import check_access
from garbridge.cli.configuration import configuration
from garbridge.cli.context import DEFAULT_CONFIG, Shell
from garbridge.cli.database import database
from garbridge.cli.delegations import delegations
from garbridge.cli.demo_data import demo_data
from garbridge.cli.departures import departures
from garbridge.cli.directory import directory
from garbridge.cli.domains import domains_command
from garbridge.cli.dpo import dpo
from garbridge.cli.entitlements import assignments
from garbridge.cli.explain import explain
from garbridge.cli.given import journal, stock
from garbridge.cli.health import health
from garbridge.cli.identifiers import identifiers
from garbridge.cli.identities_export import export
from garbridge.cli.jobs import jobs
from garbridge.cli.keys import keys
from garbridge.cli.language import say
from garbridge.cli.leases import leases
from garbridge.cli.ledger import ledger
from garbridge.cli.links import links
from garbridge.cli.lookups import lookups
from garbridge.cli.metadata import metadata
from garbridge.cli.notices import notices
from garbridge.cli.objections import objections, protected
from garbridge.cli.offer import offer
from garbridge.cli.person import person
from garbridge.cli.policy import policy
from garbridge.cli.problem import problem
from garbridge.cli.provider import provider
from garbridge.cli.purge import purge
from garbridge.cli.queue import notifications, queue
from garbridge.cli.requests import requests
from garbridge.cli.reveal import reveal
from garbridge.cli.rules import rules
from garbridge.cli.schools import schools
from garbridge.cli.serve import serve
from garbridge.cli.stats import stats
from garbridge.cli.subscriptions import subscriptions
from garbridge.cli.support import support_bundle
from garbridge.cli.texts import texts
from garbridge.cli.vignettes import vignettes
from garbridge.cli.year import year


@click.group(
    "garbridge",
    help=say("Contrôle d’accès et transmission minimale des données pour un ENT."),
)
@click.version_option(__version__, prog_name="garbridge")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="GARBRIDGE_CONFIG",
    default=DEFAULT_CONFIG,
    show_default=True,
    help=say("fichier de configuration"),
)
@click.pass_context
def main(context: click.Context, config: Path) -> None:
    """Put the shell where commands find it."""
    if not isinstance(context.obj, Shell):
        context.obj = Shell(config)


for command in (
    activation,
    assign,
    assignments,
    check_access,
    configuration,
    database,
    delegations,
    departures,
    demo_data,
    directory,
    domains_command,
    dpo,
    explain,
    export,
    health,
    identifiers,
    jobs,
    journal,
    keys,
    leases,
    links,
    announcements,
    ledger,
    lookups,
    metadata,
    move,
    notices,
    objections,
    offer,
    person,
    policy,
    protected,
    problem,
    provider,
    purge,
    reclaim,
    requests,
    notifications,
    queue,
    reveal,
    rules,
    schools,
    serve,
    stats,
    stock,
    subscriptions,
    support_bundle,
    texts,
    undo,
    vignettes,
    withdraw,
    year,
):
    main.add_command(command)
