"""What the schools of the demonstration have bought and given, as the two tables say it.

Every refusal that a subscription or an assignment can cause is there, each met by one of the
described people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from garbridge.core.entitlements import LicenceKind
from garbridge.core.people import Profile, Public
from garbridge.core.school_years import school_year
from garbridge.gar.ent.district.described import (
    ATLAS,
    DICTIONNAIRE,
    ECOLE,
    ENCYCLOPEDIE,
    EXERCICES,
    LANGUES,
    LYCEE,
    MANUEL,
    TROIS,
    VAL,
    VIDEOS,
)
from garbridge.gar.ent.district.model import Cluster

Cells = Mapping[str, str]
"""One row: cells by column; an absent column is empty."""

_PUPILS, _TEACHERS, _LIBRARIANS, _OTHERS = Public
_LEARNING = (_PUPILS, _TEACHERS)
_EVERYBODY = tuple(Public)
_INDIV, _ETABL = LicenceKind.INDIV, LicenceKind.ETABL
_YEAR_BEGINS = (8, 16)
_NOTICE = timedelta(days=30)
_UNLIMITED = "ILLIMITE"
_WHOLE: Cells = {"type": "etablissement"}
_COUNTS = {_PUPILS: "nbLicenceEleve", _TEACHERS: "nbLicenceEnseignant"}


@dataclass(frozen=True, slots=True)
class Bought:
    """A subscription: *counts* is one number for all, or one for each public.

    ``people`` get a seat, and ``division`` names a division whose first pupils get one too;
    ``openings`` are the other cells of assignments.  ``year`` is 0 for the running school year,
    -1 for the one before; 1 begins in a month.
    """

    id: str
    resource: str
    site: int
    kind: LicenceKind
    publics: Sequence[Public]
    counts: Mapping[Public, str] | str = _UNLIMITED
    people: tuple[str, ...] = ()
    division: tuple[str, int] = ("", 0)
    openings: tuple[Cells, ...] = ()
    year: int = 0
    comment: str = ""


def _profile(profile: Profile, **more: str) -> Cells:
    return {"profil": profile.value, **more}


_LEVEL_6E, _LEVEL_2DE = "10010012110", "20010018110"
_BOUGHT = (
    Bought(
        "atlas-hautes-vignes",
        ATLAS,
        LYCEE,
        _INDIV,
        _LEARNING,
        {_PUPILS: "120", _TEACHERS: _UNLIMITED},
        ("demo-zoe", "demo-bruno"),
        ("2DE1", 25),
        comment="Acheté par le lycée",
    ),
    Bought(
        "atlas-trois-rivieres",
        ATLAS,
        TROIS,
        _ETABL,
        _LEARNING,
        openings=(
            _profile(Profile.PUPIL, type="niveau", code=_LEVEL_6E),
            _profile(Profile.TEACHER),
        ),
    ),
    Bought(
        "exercices-trois-rivieres",
        EXERCICES,
        TROIS,
        _INDIV,
        _LEARNING,
        {_PUPILS: "30", _TEACHERS: "5"},
        ("demo-lea",),
        ("6B", 20),
        comment="30 licences pour les élèves",
    ),
    Bought(
        "exercices-tilleuls",
        EXERCICES,
        ECOLE,
        _ETABL,
        _LEARNING,
        "260",
        openings=(
            _profile(Profile.PUPIL, type="niveau", code="1115"),
            _profile(Profile.TEACHER),
        ),
    ),
    Bought("dictionnaire-tilleuls", DICTIONNAIRE, ECOLE, _ETABL, _EVERYBODY, openings=(_WHOLE,)),
    Bought(
        "dictionnaire-trois-rivieres",
        DICTIONNAIRE,
        TROIS,
        _ETABL,
        _EVERYBODY,
        openings=(
            {"type": "niveau", "code": _LEVEL_6E},
            _profile(Profile.LIBRARIAN),
        ),
    ),
    Bought("dictionnaire-val-perdu", DICTIONNAIRE, VAL, _ETABL, _EVERYBODY, openings=(_WHOLE,)),
    Bought(
        "dictionnaire-hautes-vignes", DICTIONNAIRE, LYCEE, _ETABL, _EVERYBODY, openings=(_WHOLE,)
    ),
    Bought(
        "manuel-hautes-vignes",
        MANUEL,
        LYCEE,
        _ETABL,
        _LEARNING,
        openings=({"type": "niveau", "code": _LEVEL_2DE},),
    ),
    Bought(
        "manuel-val-perdu",
        MANUEL,
        VAL,
        _INDIV,
        (_PUPILS,),
        {_PUPILS: "60"},
        ("demo-hugo",),
        year=-1,
        comment="Non renouvelé",
    ),
    Bought(
        "encyclopedie-trois-rivieres",
        ENCYCLOPEDIE,
        TROIS,
        _ETABL,
        (_LIBRARIANS,),
        openings=(_profile(Profile.LIBRARIAN),),
    ),
    Bought(
        "encyclopedie-val-perdu",
        ENCYCLOPEDIE,
        VAL,
        _ETABL,
        (_TEACHERS, _OTHERS),
        openings=(_profile(Profile.TEACHER), _profile(Profile.HEAD)),
    ),
    Bought(
        "encyclopedie-hautes-vignes",
        ENCYCLOPEDIE,
        LYCEE,
        _ETABL,
        _LEARNING,
        openings=(_WHOLE,),
        comment="Ouvert à tous, sans licence pour les autres personnels",
    ),
    Bought(
        "langues-trois-rivieres",
        LANGUES,
        TROIS,
        _ETABL,
        _LEARNING,
        openings=({"type": "groupe", "code": "5ESP2"}, _profile(Profile.TEACHER)),
    ),
    Bought(
        "langues-val-perdu",
        LANGUES,
        VAL,
        _INDIV,
        (_PUPILS,),
        {_PUPILS: "90"},
        ("demo-ines",),
        year=1,
        comment="Commandé, pas encore commencé",
    ),
    Bought(
        "langues-hautes-vignes",
        LANGUES,
        LYCEE,
        _INDIV,
        _LEARNING,
        {_PUPILS: "80", _TEACHERS: "6"},
        ("demo-zoe",),
        ("2DE2", 20),
    ),
    Bought("videos-hautes-vignes", VIDEOS, LYCEE, _INDIV, (_PUPILS,), "3", ("demo-zoe",)),
)


def subscription_rows(cluster: Cluster, today: date, *, renewed: bool = False) -> Iterator[Cells]:
    """Yield the rows of ``subscriptions.csv``; as if all were *renewed*, when licences are given.

    Nobody is given what has ended: what is over today was given while it ran.
    """
    for bought in _BOUGHT:
        starts, ends = _window(bought.year, today)
        if renewed and bought.year < 0:
            ends = _window(0, today)[1]
        counts = bought.counts
        if isinstance(counts, str):
            numbers = {"nbLicenceGlobale": counts}
        else:
            numbers = {_COUNTS[public]: number for public, number in counts.items()}
        yield {
            "idAbonnement": bought.id,
            "idRessource": bought.resource,
            "uaiEtab": cluster.site(bought.site).id,
            "typeAffectation": bought.kind.value,
            "publicCible": ",".join(public.value for public in bought.publics),
            **numbers,
            "debutValidite": starts.isoformat(),
            "finValidite": ends.isoformat(),
            "categorieAffectation": "transferable",
            "commentaireAbonnement": bought.comment,
        }


def assignment_rows(cluster: Cluster) -> Iterator[Cells]:
    """Yield the rows of ``assignments.csv``."""
    for bought in _BOUGHT:
        code, most = bought.division
        in_division = (
            resident.id
            for resident in cluster.residents
            if resident.pupil and resident.id not in bought.people
            for place in resident.places
            if place.site is cluster.site(bought.site) and code in {b.code for b in place.bands}
        )
        for person in (*bought.people, *islice(in_division, most)):
            yield {"idAbonnement": bought.id, "personne": person}
        for opening in bought.openings:
            yield {"idAbonnement": bought.id, **opening}


def _window(year: int, today: date) -> tuple[date, date]:
    """Return the first and the last day of a subscription."""
    begun = school_year(today) + min(year, 0)
    first = date(begun, *_YEAR_BEGINS)
    last = date(begun + 1, *_YEAR_BEGINS) - timedelta(days=1)
    if year > 0:
        return today + _NOTICE, today + _NOTICE + timedelta(days=365)
    return first, last
