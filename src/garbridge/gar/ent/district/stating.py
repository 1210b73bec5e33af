"""States invented people in the form of an export."""

from collections.abc import Iterable
from itertools import chain

from garbridge.core.identifiers import PersonId
from garbridge.core.people import GroupKind
from garbridge.gar.ent.district.model import Band, Cluster, Place, Resident, Site, Subject
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Degree
from garbridge.gar.ent.stated import (
    StatedDelegate,
    StatedGroup,
    StatedLevel,
    StatedPerson,
    StatedPlace,
    StatedSchool,
    StatedSubject,
    Taught,
)
from garbridge.gar.ent.stating import state_delegate, state_person, state_place, state_school
from garbridge.gar.ent.writer import ExportWriter


def state_cluster(writer: ExportWriter, cluster: Cluster) -> None:
    """Write the schools of *cluster*, then everybody in them."""
    for site in cluster.sites:
        state_school(writer, _school(site, cluster.bands[site.id]))
    for resident in cluster.residents:
        state_resident(writer, resident)


def state_resident(writer: ExportWriter, resident: Resident) -> None:
    """Write one person, and all that names them."""
    degree = _degree(resident.places[0].site)
    state_person(writer, _person(resident, degree))
    for place in resident.places:
        state_place(writer, _place(resident, place))
    if resident.delegate:
        delegate = StatedDelegate(
            person=PersonId(resident.id),
            degree=degree,
            family_name=resident.family_name,
            given_name=resident.given_name,
            civility=resident.civility,
            emails=(resident.email,),
            schools=tuple(place.site.id for place in resident.places),
        )
        state_delegate(writer, delegate)


def _school(site: Site, bands: Iterable[Band]) -> StatedSchool:
    return StatedSchool(
        id=site.id,
        name=site.name,
        degree=_degree(site),
        contract="PU",
        telephone="0100000000",
        levels=tuple(
            StatedLevel(code=level.code, label=level.label, statistical=level.statistical)
            for level in site.levels
        ),
        subjects=tuple(
            StatedSubject(code=subject.code, label=subject.label)
            for subject in site.subjects + site.tongues
        ),
        groups=tuple(
            StatedGroup(
                code=band.code,
                label=band.label,
                division=band.kind is GroupKind.DIVISION,
                parents=band.parents,
            )
            for band in bands
        ),
    )


def _person(resident: Resident, degree: Degree) -> StatedPerson:
    return StatedPerson(
        id=PersonId(resident.id),
        pupil=resident.pupil,
        degree=degree,
        family_name=resident.family_name,
        given_name=resident.given_name,
        profiles=tuple(
            (place.site.id, f"National_{place.profile.value}") for place in resident.places
        ),
        other_names=resident.other_names,
        civility=resident.civility,
        birth_name=resident.family_name,
        attached=resident.places[0].site.id,
        birth=resident.birth.isoformat(),
        posts=tuple(
            (place.site.id, tuple(f"L{subject.code[:4]}" for subject in taught))
            for place in resident.places
            if (taught := _subjects(place))
        ),
        emails=() if resident.pupil else (resident.email,),
    )


def _place(resident: Resident, place: Place) -> StatedPlace:
    untold = [teaching.band for teaching in place.teaches if not teaching.subjects]
    return StatedPlace(
        person=PersonId(resident.id),
        pupil=resident.pupil,
        school=place.site.id,
        degree=_degree(place.site),
        levels=tuple(level.code for level in place.levels()),
        groups=tuple(band.code for band in chain(place.bands, untold)),
        followed=tuple(subject.code for subject in place.followed),
        teaches=tuple(
            Taught(
                code=teaching.band.code,
                division=teaching.band.kind is GroupKind.DIVISION,
                subjects=tuple(subject.code for subject in teaching.subjects),
            )
            for teaching in place.teaches
            if teaching.subjects
        ),
    )


def _subjects(place: Place) -> list[Subject]:
    taught = [subject for teaching in place.teaches for subject in teaching.subjects]
    return list(dict.fromkeys(taught))


def _degree(site: Site) -> Degree:
    return FIRST_DEGREE if site.degree == 1 else SECOND_DEGREE
