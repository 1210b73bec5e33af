"""What the SDET attributes of one person say; formats as real portals read them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from garbridge.core.identifiers import PersonId, SchoolId, parse_school_id
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile
from garbridge.errors import ValueRefusedError
from garbridge.gar.ent.people import PROFILES
from garbridge.gar.ent.stated import Details, Taught

Cells = Mapping[str, list[str]]
"""Values by attribute, those that have any."""
Labels = Mapping[SchoolId, Mapping[str, str]]
"""The labels of a school's divisions."""

_DELEGATE = re.compile(
    r"cn=(?P<uai>[0-9]{7}[A-Z])_[A-Za-z0-9_]*RespAff(Deleg)?(,.*)?", re.IGNORECASE
)
_TEACHING = (
    ("ENTAuxEnsClassesMatieres", GroupKind.DIVISION),
    ("ENTAuxEnsGroupesMatieres", GroupKind.GROUP),
)


def person_of(cells: Cells, functions: Mapping[str, Profile], labels: Labels) -> Person:
    """Return who *cells* are about, with a place at each school where they have a profile."""
    profiles = _profiles(cells, functions)
    belongs = list(_groups(cells, labels))
    mail = _one(cells, "mail")
    identity = Identity(
        _one(cells, "sn"), _one(cells, "givenName"), _one(cells, "personalTitle"), mail
    )
    return Person(
        PersonId(_one(cells, "ENTPersonUid")),
        identity,
        tuple(
            Membership(
                school,
                profile,
                groups=tuple(dict.fromkeys(one for uai, one in belongs if uai in {school, ""})),
            )
            for school, profile in sorted(profiles.items())
        ),
    )


def details_of(cells: Cells) -> Details:
    """Return what *cells* say that no directory keeps."""
    posts: dict[SchoolId, list[str]] = {}
    for school, (code, *_) in _at_school(cells, "ENTAuxEnsDisciplinesPoste", 1):
        posts.setdefault(school, []).append(code)
    attached = _schools(_one(cells, "ENTPersonStructRattach"))
    return Details(
        other_names=tuple(cells.get("ENTPersonAutresPrenoms", ())),
        birth_name=_one(cells, "ENTPersonNomPatro"),
        attached=attached[0] if attached else "",
        birth=birth_of(cells),
        posts=tuple((school, tuple(dict.fromkeys(codes))) for school, codes in posts.items()),
        taught=dict(_taught(cells)),
    )


def birth_of(cells: Cells) -> str:
    """Return the day of birth as an export writes it; empty if it is none, or not there.

    >>> birth_of({"ENTPersonDateNaissance": ["09/03/2015"]})
    '2015-03-09'
    """
    try:
        day = datetime.strptime(_one(cells, "ENTPersonDateNaissance"), "%d/%m/%Y")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return ""
    return day.date().isoformat()


def declared_in(cells: Cells) -> Iterator[tuple[SchoolId, str]]:
    """Yield where somebody may assign, by the groups of ``ENTPersonProfils``, and their address."""
    for name in cells.get("ENTPersonProfils", ()):
        found = _DELEGATE.fullmatch(name)
        if found is not None:
            yield SchoolId(found["uai"].upper()), _one(cells, "mail")


def _profiles(cells: Cells, functions: Mapping[str, Profile]) -> dict[SchoolId, Profile]:
    """Return the profile at each school: by function, else by the national one."""
    found: dict[SchoolId, Profile] = {}
    for school, (function, *_) in _at_school(cells, "ENTPersonFonctions", 1):
        profile = functions.get(function.upper())
        if profile is not None:
            found.setdefault(school, profile)
    national = PROFILES.get(_one(cells, "ENTPersonNationalProfil").lower())
    if national is not None and not found:
        named = _schools(_one(cells, "ENTPersonStructRattach"))
        for name in ("ENTEleveClasses", "ENTEleveGroupes"):
            named += [school for school, _ in _at_school(cells, name, 1)]
        found = dict.fromkeys(named, national)
    return found


def _groups(cells: Cells, labels: Labels) -> Iterator[tuple[SchoolId, Group]]:
    """Yield to what somebody belongs where; an empty school is each of theirs."""
    for name, kind in (
        ("ENTEleveClasses", GroupKind.DIVISION),
        ("ENTEleveGroupes", GroupKind.GROUP),
        ("ENTAuxEnsMef", GroupKind.LEVEL),
    ):
        for school, (code, *_) in _at_school(cells, name, 1):
            yield school, _group(kind, code, labels.get(school, {}))
    for level in cells.get("ENTEleveMEF", ()):
        yield SchoolId(""), Group(GroupKind.LEVEL, level, level)
    for name, kind in _TEACHING:
        for school, (code, subject) in _at_school(cells, name, 2):
            yield school, _group(kind, code, labels.get(school, {}))
            yield school, Group(GroupKind.SUBJECT, subject, subject)


def _group(kind: GroupKind, code: str, labels: Mapping[str, str]) -> Group:
    label = labels.get(code, "") if kind is GroupKind.DIVISION else ""
    return Group(kind, code, label or code)


def _taught(cells: Cells) -> Iterator[tuple[SchoolId, tuple[Taught, ...]]]:
    found: dict[SchoolId, dict[tuple[str, bool], list[str]]] = {}
    for name, kind in _TEACHING:
        for school, (code, subject) in _at_school(cells, name, 2):
            key = code, kind is GroupKind.DIVISION
            found.setdefault(school, {}).setdefault(key, []).append(subject)
    for school, bands in found.items():
        yield (
            school,
            tuple(
                Taught(code=code, division=division, subjects=tuple(dict.fromkeys(subjects)))
                for (code, division), subjects in bands.items()
            ),
        )


def _at_school(cells: Cells, name: str, parts: int) -> Iterator[tuple[SchoolId, list[str]]]:
    """Yield the values ``UAI$code…`` of an attribute that have so many parts after the UAI."""
    for value in cells.get(name, ()):
        uai, *rest = value.split("$")
        for school in _schools(uai):
            if len(rest) >= parts and all(rest[:parts]):
                yield school, rest[:parts]


def _schools(text: str) -> list[SchoolId]:
    try:
        return [parse_school_id(text)]
    except ValueRefusedError:
        return []


def _one(cells: Cells, name: str) -> str:
    values = cells.get(name)
    return values[0] if values else ""
