"""A collège of 600 pupils in 24 classes, and what it has bought: for the page of the rentrée."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from garbridge.core.identifiers import ResourceId, SchoolId, TenantId
from garbridge.core.people import Profile
from garbridge.gar.ent.district.building import build_school
from garbridge.gar.ent.district.model import Cluster, Resident, Site
from garbridge.gar.ent.district.schools import LATIN, sites_of
from garbridge.gar.ent.district.stating import state_cluster
from garbridge.gar.ent.names import run_name
from garbridge.gar.ent.writer import ExportWriter

TENANT = TenantId("F0")
PUPILS, CLASSES = 600, 24
TEXTBOOKS = {"6e": 4, "5e": 4, "4e": 5, "3e": 5}
FOR_ALL, BY_SUBJECT, BY_GROUP = 20, 6, 4
_LETTERS = "ABCDEF"


def college() -> Site:
    """Return the school: six classes on each of four levels."""
    model = sites_of(0)[1]
    levels = tuple(
        replace(level, divisions=tuple(f"{level.divisions[0][:-1]}{one}" for one in _LETTERS))
        for level in model.levels
    )
    return replace(model, name="Collège Émilie-du-Châtelet", pupils=PUPILS, levels=levels)


@dataclass(frozen=True)
class Title:
    """A resource the school has bought, and for whom: a level, a subject, a group or everybody."""

    ark: ResourceId
    title: str
    file: str
    level: str = ""
    subject: str = ""
    group: str = ""


def titles(site: Site) -> list[Title]:
    """Return all 48."""
    found = [
        Title(
            ResourceId(f"ark:/12345/manuel-{level.label}-{number}"),
            f"Manuel {level.label} n° {number}",
            f"manuels-{level.label}.txt",
            level=level.code,
        )
        for level in site.levels
        for number in range(1, TEXTBOOKS[level.label] + 1)
    ]
    found += [
        Title(ResourceId(f"ark:/12345/commun-{n}"), f"Commun n° {n}", "communes.txt")
        for n in range(1, FOR_ALL + 1)
    ]
    found += [
        Title(
            ResourceId(f"ark:/12345/prof-{one.code}"),
            f"{one.label}, professeurs",
            f"prof-{one.code}.txt",
            subject=one.code,
        )
        for one in site.subjects[:BY_SUBJECT]
    ]
    return found + [
        Title(
            ResourceId(f"ark:/12345/latin-{level.label}"),
            f"Latin {level.label}",
            f"latin-{level.label}.txt",
            group=f"{level.divisions[0][:-1]}LAT1",
        )
        for level in site.levels
    ]


def write_provider(folder: Path, site: Site) -> None:
    """Register all of them, as one publisher's."""
    lines = ['name = "Studio"', "[cas]"]
    for one in titles(site):
        lines += ["[[resources]]", f'ark = "{one.ark}"', f'title = "{one.title}"']
        lines += [f'url = "https://studio.example/{one.ark[11:]}"']
        if one.level:
            lines.append("textbook = true")
    (folder / "providers" / "studio.toml").write_text("\n".join(lines), encoding="utf-8")


def write_orders(folder: Path, site: Site) -> None:
    """Write ``abonnements.csv``, and a list of ARKs for each rule."""
    columns = "idAbonnement idRessource uaiEtab typeAffectation categorieAffectation publicCible"
    numbers = "nbLicenceGlobale debutValidite anneeFinValidite"
    with (folder / "abonnements.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter=";")
        table.writerow(f"{columns} {numbers}".split())
        for one in titles(site):
            everybody = not (one.level or one.subject or one.group)
            public = "ELEVE" if one.level else "ELEVE,ENSEIGNANT,DOCUMENTALISTE,AUTRE PERSONNEL"
            what = (one.ark[11:], one.ark, site.id, "ETABL" if everybody else "INDIV")
            count = "ILLIMITE" if everybody else "160"
            table.writerow((*what, "transferable", public, count, "2026-07-01", "2026-2027"))
    for one in titles(site):
        with (folder / one.file).open("a", encoding="utf-8") as listed:
            listed.write(f"{one.ark}\n")


def write_export(folder: Path, cluster: Cluster, at: datetime) -> None:
    """Write the directory as the ENT exports it that evening."""
    folder.mkdir()
    writer = ExportWriter(folder, run_name(TENANT, at))
    state_cluster(writer, cluster)
    writer.close()


def september(site: Site) -> Cluster:
    """Return who is there at the rentrée."""
    return build_school(site, seed=2026, year=2026)


def late_october(cluster: Cluster) -> Resident:
    """Let a pupil arrive in 6e C who also takes Latin."""
    site = cluster.sites[0]
    model = next(one for one in cluster.residents if one.pupil)
    place = replace(model.places[0], bands=[cluster.band(site, "6C"), cluster.band(site, "6LAT1")])
    place.followed = [*model.places[0].followed, LATIN]
    late = replace(model, id="arrivee-tardive", family_name="Tardif", places=[place])
    cluster.residents.insert(0, late)
    return late


def wanted(cluster: Cluster, all_titles: list[Title]) -> Iterator[tuple[str, ResourceId]]:
    """Yield who should be able to open what: worked out from the people, not from any rule."""
    for resident in cluster.residents:
        (place,) = resident.places
        levels = {level.code for level in place.levels()}
        groups = {band.code for band in place.bands}
        groups |= {teaching.band.code for teaching in place.teaches}
        subjects = {s.code for teaching in place.teaches for s in teaching.subjects}
        for one in all_titles:
            if one.level:
                meant = place.profile is Profile.PUPIL and one.level in levels
            elif one.subject:
                meant = place.profile is Profile.TEACHER and one.subject in subjects
            elif one.group:
                meant = one.group in groups
            else:
                meant = True
            if meant:
                yield resident.id, one.ark


SCHOOL = SchoolId(college().id)
