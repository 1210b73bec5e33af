"""What garbridge keeps of people, and only that.

Validated and then forgotten, because nothing here needs them: birth date, birth name, further
given names, secondary identifier, attachment school, posts (GAR: *disciplines de poste*).
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.identifiers import SchoolId, parse_person_id
from garbridge.core.people import Profile
from garbridge.errors import ValueRefusedError
from garbridge.gar.ent.blocks import Content
from garbridge.gar.ent.clean import is_email
from garbridge.gar.ent.part import Part

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {f"national_{profile.value}": profile for profile in Profile}
)
"""Profiles by their name in an export, lower case: portals differ in case."""
UNSUPPORTED_PROFILES = frozenset({"national_tut", "national_aca"})
"""In the State's table, but the GAR does not serve them: left out, with a warning."""

_POSTS = ("GAREnsDisciplinesPostes", "GAREnsSpecialitesPostes")
_NAMES = ("GARPersonNom", "GARPersonPrenom", "GARPersonCivilite")
_BAD_PERSON = "GARPersonIdentifiant n’est pas fait de 1 à 64 caractères lisibles, sans blanc autour"
_UNKNOWN_PROFILE = "GARPersonProfil n’est pas un profil national (National_elv, National_ens…)"
_UNSUPPORTED = "le profil (tuteur ou académique) n’est pas servi par le GAR : laissé de côté"
_TWO_PROFILES = "deux profils dans un même établissement : le premier est retenu"
_PROFILE_ALONE = "un profil dans un établissement absent de GARPersonEtab : laissé de côté"
_SCHOOL_ALONE = "un établissement de GARPersonEtab sans profil : laissé de côté"
_POST_ELSEWHERE = "un poste est dans un établissement qui n’est pas l’un des GARPersonEtab"
_BAD_MAIL = "GARPersonMail n’est pas une adresse électronique : laissée de côté"


def person(part: Part, content: Content, line: int) -> None:
    """Keep a pupil or a member of staff: names, first e-mail, and a profile for each school.

    A membership needs both statements, the profile and the school: where one is missing there is
    none.
    """
    who = identifier(part, content, line)
    stated = _profiles(part, content)
    schools = [
        uai for text in content.all("GARPersonEtab") if (uai := part.school(text, line)) is not None
    ]
    for name in _POSTS:
        for at, (where, *_) in content.inner.get(name, ()):
            if where.strip().upper() not in schools:
                part.warning(at, "post_elsewhere", _POST_ELSEWHERE)
    if who is None:
        return
    place = part.base + line
    kept = 0
    for school, profile in stated.items():
        if school in schools:
            kept |= profile is not None
            row = (who, school, profile.value if profile else "", place)
            part.memberships.append(row)
        else:
            part.warning(line, "profile_without_school", _PROFILE_ALONE)
    for school in dict.fromkeys(schools):
        if school not in stated:
            part.warning(line, "school_without_profile", _SCHOOL_ALONE)
            part.memberships.append((who, school, "", place))
    family, given, civility = (part.label(content.one(name), line) for name in _NAMES)
    email = _email(part, content, line)
    part.people.append((who, family, given, civility, email, int(kept), place))


def delegate(part: Part, content: Content, line: int) -> None:
    """Keep who may assign in which schools (GAR: *responsable d'affectation* or its delegate)."""
    who = identifier(part, content, line)
    email = _email(part, content, line)
    for text in content.all("GARRespAffEtab"):
        school = part.school(text, line)
        if who is not None and school is not None:
            part.delegates.append((who, school, email, part.base + line))


def identifier(part: Part, content: Content, line: int) -> str | None:
    """Return the person's identifier; ``None``, and a finding, if it cannot be one."""
    try:
        return parse_person_id(content.texts[0])
    except ValueRefusedError:
        part.error(line, "bad_identifier", _BAD_PERSON)
        return None


def _profiles(part: Part, content: Content) -> dict[SchoolId, Profile | None]:
    stated: dict[SchoolId, Profile | None] = {}
    for line, (uai, name) in content.inner["GARPersonProfils"]:
        school = part.school(uai, line)
        known = name.strip().lower()
        profile = PROFILES.get(known)
        if profile is None and known not in UNSUPPORTED_PROFILES:
            part.error(line, "unknown_profile", _UNKNOWN_PROFILE)
        elif school is None:
            continue
        elif profile is None:
            part.warning(line, "unsupported_profile", _UNSUPPORTED)
            stated.setdefault(school, None)
        elif stated.get(school) is not None:
            part.warning(line, "two_profiles", _TWO_PROFILES)
        else:
            stated[school] = profile
    return stated


def _email(part: Part, content: Content, line: int) -> str:
    email = content.one("GARPersonMail")
    if not email:
        return ""
    if not is_email(email):
        part.warning(line, "bad_email", _BAD_MAIL)
        return ""
    return email
