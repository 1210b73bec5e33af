"""``garbridge demo-data``: writes an invented district, as a portal would export a real one."""

import json
from datetime import datetime
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.progress import over_people
from garbridge.core.identifiers import parse_tenant_id
from garbridge.gar.ent.district.described import PEOPLE
from garbridge.gar.ent.district.writing import DEMO_SEED, DEMO_TENANT, Written, write_district
from garbridge.wiring import system_clock


@click.command(
    "demo-data",
    help=say("Écrit un territoire fictif : export GAR-ENT, abonnements, affectations."),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--tenant", default=DEMO_TENANT, show_default=True, metavar="idENT")
@click.option("--seed", default=DEMO_SEED, show_default=True, type=int)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=say("jour de l’export (défaut : aujourd’hui)"),
)
@click.option(
    "--people",
    type=click.IntRange(min=1),
    help=say("nombre de personnes, pour mesurer"),
)
@click.option("--no-archive", is_flag=True, help=say("sans tar.gz ni md5"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def demo_data(
    _shell: Shell,
    folder: Path,
    tenant: str,
    seed: int,
    day: datetime | None,
    people: int | None,
    *,
    no_archive: bool,
    as_json: bool,
) -> None:
    """Write the district; the same seed and day give the same bytes."""
    written = write_district(
        folder,
        (day or system_clock()).date(),
        tenant=parse_tenant_id(tenant),
        seed=seed,
        people=people,
        archive=not no_archive,
        told=over_people(people),
    )
    if as_json:
        click.echo(json.dumps(_document(written), ensure_ascii=False, indent=2))
        return
    click.echo(f"{written.export} : {written.count} " + say("personnes"))
    for person in PEOPLE:
        click.echo(f"  {person.id:14} {person.line}")


def _document(written: Written) -> dict[str, object]:
    return {
        "people": written.count,
        "export": str(written.export),
        "archive": str(written.archive) if written.archive else None,
        "day_before": str(written.before) if written.before else None,
        "subscriptions_before": str(written.bought),
        "subscriptions": str(written.subscriptions),
        "assignments": str(written.assignments),
        "described": str(written.people),
    }
