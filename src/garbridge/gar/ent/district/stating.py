"""States invented people in the form of an export."""

from collections.abc import Iterable
from itertools import chain

from garbridge.core.people import GroupKind
from garbridge.gar.ent.district.model import Band, Cluster, Place, Resident, Site, Subject
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Degree, Sheet
from garbridge.gar.ent.writer import ExportWriter, Values

_STATUS = {GroupKind.DIVISION: "DIVISION", GroupKind.GROUP: "GROUPE"}


def state_cluster(writer: ExportWriter, cluster: Cluster) -> None:
    """Write the schools of *cluster*, then everybody in them."""
    for site in cluster.sites:
        _state_site(writer, site, cluster.bands[site.id])
    for resident in cluster.residents:
        state_resident(writer, resident)


def state_resident(writer: ExportWriter, resident: Resident) -> None:
    """Write one person, and all that names them."""
    degree = _degree(resident.places[0].site)
    if resident.pupil:
        writer.add(degree, Sheet.PUPILS, "GAREleve", _identity(resident))
    else:
        writer.add(degree, Sheet.STAFF, "GAREnseignant", _staff(resident, degree))
    for place in resident.places:
        _state_levels(writer, resident, place)
        _state_bands(writer, resident, place)
    if resident.delegate:
        values = {
            "GARPersonIdentifiant": resident.id,
            "GARPersonNom": resident.family_name,
            "GARPersonPrenom": resident.given_name,
            "GARPersonCivilite": resident.civility,
            "GARPersonMail": [resident.email],
            "GARRespAffEtab": [place.site.id for place in resident.places],
        }
        writer.add(degree, Sheet.DELEGATES, "GARRespAff", values)


def _state_site(writer: ExportWriter, site: Site, bands: Iterable[Band]) -> None:
    degree = _degree(site)
    end = {"GARStructureContrat": "PU", "GARStructureTelephone": "0100000000"}
    school = {"GARStructureUAI": site.id, "GARStructureNomCourant": site.name}
    writer.add(degree, Sheet.SCHOOLS, "GAREtab", {**school, **end})
    if degree is SECOND_DEGREE:
        for level in site.levels:
            values = {
                "GARStructureUAI": site.id,
                "GARMEFCode": level.code,
                "GARMEFLibelle": level.label,
                "GARMEFSTAT11": level.statistical,
            }
            writer.add(degree, Sheet.SCHOOLS, "GARMEF", values)
        for subject in site.subjects + site.tongues:
            values = {
                "GARStructureUAI": site.id,
                "GARMatiereCode": subject.code,
                "GARMatiereLibelle": subject.label,
            }
            writer.add(degree, Sheet.SCHOOLS, "GARMatiere", values)
    for band in bands:
        group: dict[str, str | list[str]] = {
            "GARGroupeCode": band.code,
            "GARStructureUAI": site.id,
            "GARGroupeLibelle": band.label,
            "GARGroupeStatut": _STATUS[band.kind],
            "GARGroupeDivAppartenance": list(band.parents),
        }
        writer.add(degree, Sheet.GROUPS, "GARGroupe", group)


def _identity(resident: Resident) -> Values:
    return {
        "GARPersonIdentifiant": resident.id,
        "GARPersonProfils": [
            {
                "GARStructureUAI": place.site.id,
                "GARPersonProfil": f"National_{place.profile.value}",
            }
            for place in resident.places
        ],
        "GARPersonNomPatro": resident.family_name,
        "GARPersonNom": resident.family_name,
        "GARPersonPrenom": resident.given_name,
        "GARPersonAutresPrenoms": [resident.given_name, *resident.other_names],
        "GARPersonCivilite": resident.civility,
        "GARPersonStructRattach": resident.places[0].site.id,
        "GARPersonEtab": [place.site.id for place in resident.places],
        "GARPersonDateNaissance": resident.birth.isoformat(),
    }


def _staff(resident: Resident, degree: Degree) -> Values:
    identity = _identity(resident)
    if degree is FIRST_DEGREE:
        return identity
    posts = [
        {
            "GARStructureUAI": place.site.id,
            "GAREnsDisciplinePosteCode": [f"L{subject.code[:4]}" for subject in taught],
        }
        for place in resident.places
        if (taught := _subjects(place))
    ]
    return {**identity, "GAREnsDisciplinesPostes": posts, "GARPersonMail": [resident.email]}


def _state_levels(writer: ExportWriter, resident: Resident, place: Place) -> None:
    degree = _degree(place.site)
    sheet = Sheet.PUPILS if resident.pupil else Sheet.STAFF
    who = {"GARStructureUAI": place.site.id, "GARPersonIdentifiant": resident.id}
    for level in place.levels():
        if degree is FIRST_DEGREE:
            values = {**who, "GARMEFSTAT4Code": level.code}
            writer.add(degree, sheet, "GARPersonMEFSTAT4", values)
        else:
            writer.add(degree, sheet, "GARPersonMEF", {**who, "GARMEFCode": level.code})
    for subject in place.followed:
        values = {**who, "GARMatiereCode": subject.code}
        writer.add(degree, sheet, "GAREleveEnseignement", values)


def _state_bands(writer: ExportWriter, resident: Resident, place: Place) -> None:
    degree = _degree(place.site)
    who = {"GARStructureUAI": place.site.id, "GARPersonIdentifiant": resident.id}
    untold = [teaching.band for teaching in place.teaches if not teaching.subjects]
    for band in chain(place.bands, untold):
        values: Values = {**who, "GARGroupeCode": band.code}
        writer.add(degree, Sheet.GROUPS, "GARPersonGroupe", values)
    for teaching in place.teaches:
        if teaching.subjects:
            division = teaching.band.kind is GroupKind.DIVISION
            name = "GAREnsClasseMatiere" if division else "GAREnsGroupeMatiere"
            values = {
                **who,
                "GARGroupeCode": teaching.band.code,
                "GARMatiereCode": [subject.code for subject in teaching.subjects],
            }
            writer.add(degree, Sheet.GROUPS, name, values)


def _subjects(place: Place) -> list[Subject]:
    taught = [subject for teaching in place.teaches for subject in teaching.subjects]
    return list(dict.fromkeys(taught))


def _degree(site: Site) -> Degree:
    return FIRST_DEGREE if site.degree == 1 else SECOND_DEGREE
