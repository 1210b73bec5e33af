"""Writes an invented district: exports, tables, and the list of those one can sign in as.

::

    DIR/export/…xml                 the export of today, as a folder
    DIR/…tar.gz, DIR/…md5           the same, as an archive with its checksum
    DIR/veille/…xml                 that of the day before: one more pupil, who has left since
    DIR/subscriptions.csv           what the schools have bought
    DIR/assignments.csv             and given
    DIR/people.json                 the described people, what each shows, and the schools

The same seed and day give the same bytes.  A larger district has the four schools of the
demonstration first, then their copies; it has no day before.
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from garbridge.core.identifiers import TenantId
from garbridge.core.school_years import school_year
from garbridge.errors import ValueRefusedError
from garbridge.formats.entitlement_tables import ASSIGNMENT_COLUMNS
from garbridge.formats.order_files import SUBSCRIPTION_COLUMNS
from garbridge.formats.tables import SEPARATOR
from garbridge.gar.ent.district.building import build_cluster
from garbridge.gar.ent.district.described import PEOPLE
from garbridge.gar.ent.district.entitlements import (
    Cells,
    assignment_rows,
    subscription_rows,
)
from garbridge.gar.ent.district.model import Cluster
from garbridge.gar.ent.district.settling import Described, settle
from garbridge.gar.ent.district.stating import state_cluster
from garbridge.gar.ent.names import RunName, run_name
from garbridge.gar.ent.writer import ExportWriter, write_archive

DEMO_TENANT: Final = TenantId("Z9")
"""An invented project: the State's are a letter and a digit too, and none is this one."""
DEMO_SEED: Final = 2026

_EXPORTED_AT = time(21, 0)
"""The hour from which the GAR takes exports."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written where."""

    folder: Path
    export: Path
    before: Path | None
    archive: Path | None
    bought: Path
    """What is to be loaded before ``assignments``, and ``subscriptions`` after them."""
    assignments: Path
    subscriptions: Path
    people: Path
    count: int
    """People in the export of today."""


def write_district(
    folder: Path,
    today: date,
    *,
    tenant: TenantId = DEMO_TENANT,
    seed: int = DEMO_SEED,
    people: int | None = None,
    archive: bool = True,
    told: Callable[[int], object] | None = None,
) -> Written:
    """Write a district into *folder*, which is made if it is missing.

    Args:
        folder: Where; its ``export`` must not be there yet.
        today: The day of the export; dates of subscriptions are around it.
        tenant: Whose export.
        seed: Chooses names, birth dates, options.
        people: How many, if that is more than live in four schools; ``None`` is four schools.
        archive: Whether to write the archive too.
        told: Is given how many people are written, again and again, all of them in the end.

    Raises:
        ValueRefusedError: an export is already there.
    """
    export, before = folder / "export", folder / "veille"
    if export.exists() or before.exists():
        raise ValueRefusedError("folder", folder.name, "one without an export")
    export.mkdir(parents=True)
    year = school_year(today)
    first = _demonstration(seed, year, left=False)
    run = run_name(tenant, datetime.combine(today, _EXPORTED_AT))
    count = _write_export(export, run, first, seed=seed, year=year, people=people, told=told)
    if people is None:
        before.mkdir()
        yesterday = datetime.combine(today - timedelta(days=1), _EXPORTED_AT)
        earlier = _demonstration(seed, year, left=True)
        _write_export(before, run_name(tenant, yesterday), earlier, seed=seed, year=year)
    written = Written(
        folder=folder,
        export=export,
        before=before if people is None else None,
        archive=write_archive(export, run) if archive else None,
        bought=folder / "subscriptions-before.csv",
        subscriptions=folder / "subscriptions.csv",
        assignments=folder / "assignments.csv",
        people=folder / "people.json",
        count=count,
    )
    _write_table(written.subscriptions, SUBSCRIPTION_COLUMNS, subscription_rows(first, today))
    before_end = subscription_rows(first, today, renewed=True)
    _write_table(written.bought, SUBSCRIPTION_COLUMNS, before_end)
    _write_table(written.assignments, ASSIGNMENT_COLUMNS, assignment_rows(first))
    document = json.dumps(_document(first, tenant), ensure_ascii=False, indent=2)
    written.people.write_text(f"{document}\n", encoding="utf-8")
    return written


def _demonstration(seed: int, year: int, *, left: bool) -> Cluster:
    cluster = build_cluster(0, seed=seed, year=year)
    settle(cluster, PEOPLE, year=year, left=left)
    return cluster


def _write_export(
    folder: Path,
    run: RunName,
    first: Cluster,
    *,
    seed: int,
    year: int,
    people: int | None = None,
    told: Callable[[int], object] | None = None,
) -> int:
    writer = ExportWriter(folder, run)
    state_cluster(writer, first)
    count, number = len(first.residents), 1
    while people is not None and count < people:
        cluster = build_cluster(number, seed=seed, year=year)
        # Pupils come first among the residents: the end is staff, whom nobody else names.
        del cluster.residents[people - count :]
        state_cluster(writer, cluster)
        count, number = count + len(cluster.residents), number + 1
        if told is not None:
            told(count)
    writer.close()
    return count


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Cells]) -> None:
    # The mark at the beginning tells a spreadsheet that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, columns, restval="", delimiter=SEPARATOR)
        table.writeheader()
        table.writerows(rows)


def _document(cluster: Cluster, tenant: TenantId) -> dict[str, object]:
    return {
        "tenant": tenant,
        "schools": [
            {"uai": site.id, "name": site.name, "degree": site.degree} for site in cluster.sites
        ],
        "people": [_described(cluster, person) for person in PEOPLE],
    }


def _described(cluster: Cluster, person: Described) -> dict[str, object]:
    return {
        "id": person.id,
        "name": f"{person.given_name} {person.family_name}",
        "profile": person.spots[0].profile.value,
        "schools": [cluster.site(spot.site).id for spot in person.spots],
        "description": person.line,
        "shows": [
            {
                "resource": shown.resource,
                "school": cluster.site(shown.site).id,
                "outcome": str(shown.outcome),
            }
            for shown in person.shows
        ],
    }
