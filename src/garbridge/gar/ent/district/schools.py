"""The four sorts of school of the invented district, and their copies in larger ones.

The UAIs lie in a department that does not exist (000) and carry a wrong check letter on purpose.
Codes of levels and subjects have the form of the State's and are plausible, not official.
"""

from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Profile
from garbridge.gar.ent.district.model import Level, Site, Subject

SITES: Final = 4
"""Schools in a cluster: one école, two collèges, one lycée."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

FRENCH: Final = Subject("020700", "Français")
MATHS: Final = Subject("061300", "Mathématiques")
HISTORY: Final = Subject("043700", "Histoire-géographie", 5)
ENGLISH: Final = Subject("030201", "Anglais LV1", 5)
SPANISH: Final = Subject("030602", "Espagnol LV2", 6)
GERMAN: Final = Subject("030102", "Allemand LV2", 6)
LATIN: Final = Subject("020300", "Langues et cultures de l’Antiquité : latin", 8)
CHOIR: Final = Subject("080600", "Chant choral", 20)
_COMMON = (
    FRENCH,
    MATHS,
    HISTORY,
    ENGLISH,
    Subject("062300", "Physique-chimie", 7),
    Subject("062900", "Sciences de la vie et de la Terre", 7),
    Subject("100100", "Éducation physique et sportive", 5),
)
_COLLEGE = (
    *_COMMON,
    Subject("090100", "Arts plastiques", 16),
    Subject("080100", "Éducation musicale", 16),
    Subject("070400", "Technologie", 10),
)
_LYCEE = (
    *_COMMON,
    Subject("050300", "Sciences économiques et sociales", 8),
    Subject("013000", "Philosophie", 10),
    Subject("061900", "Sciences numériques et technologie", 12),
)
_FIRST_DEGREE = tuple(
    Level(code, label, code, age, (f"{label}-A", f"{label}-B"))
    for code, label, age in (
        ("1111", "CP", 6),
        ("1112", "CE1", 7),
        ("1113", "CE2", 8),
        ("1114", "CM1", 9),
        ("1115", "CM2", 10),
    )
)
_COLLEGE_LEVELS = tuple(
    Level(mef, label, stat, age, tuple(f"{short}{letter}" for letter in "ABCDE"))
    for mef, label, stat, age, short in (
        ("10010012110", "6e", "21110010001", 11, "6"),
        ("10110001110", "5e", "21120010001", 12, "5"),
        ("10210001110", "4e", "21130010001", 13, "4"),
        ("10310019110", "3e", "21140010001", 14, "3"),
    )
)
_LYCEE_LEVELS = tuple(
    Level(mef, label, stat, age, tuple(f"{short}{number}" for number in range(1, 11)))
    for mef, label, stat, age, short in (
        ("20010018110", "2de générale et technologique", "22110010001", 15, "2DE"),
        ("20110019110", "1re générale", "22120010001", 16, "1G"),
        ("20210019110", "Terminale générale", "22130010001", 17, "TG"),
    )
)
READING: Final = Subject("", "Soutien de lecture")
_COLLEGE_STAFF = (
    (Profile.HEAD, 2),
    (Profile.LIBRARIAN, 1),
    (Profile.SCHOOL_LIFE, 7),
    (Profile.SCHOOL_STAFF, 6),
    (Profile.LOCAL_AUTHORITY_STAFF, 5),
)
_LYCEE_STAFF = (
    (Profile.HEAD, 3),
    (Profile.LIBRARIAN, 2),
    (Profile.SCHOOL_LIFE, 12),
    (Profile.SCHOOL_STAFF, 14),
    (Profile.LOCAL_AUTHORITY_STAFF, 12),
)
_TONGUES = (SPANISH, GERMAN, LATIN)


def sites_of(cluster: int) -> tuple[Site, ...]:
    """Return the schools of one cluster; the first is the demonstration's."""
    ecole, trois, val, lycee = (_uai(cluster * SITES + number) for number in range(1, SITES + 1))
    copy = f" {cluster + 1}" if cluster else ""
    return (
        Site(
            ecole,
            f"École élémentaire des Tilleuls{copy}",
            1,
            230,
            _FIRST_DEGREE,
            ((Profile.HEAD, 1), (Profile.LOCAL_AUTHORITY_STAFF, 4)),
            (READING,),
        ),
        _college(trois, f"Collège des Trois-Rivières{copy}", 560, (*_TONGUES, CHOIR)),
        _college(val, f"Collège du Val-Perdu{copy}", 520, _TONGUES),
        Site(
            lycee,
            f"Lycée des Hautes-Vignes{copy}",
            2,
            900,
            _LYCEE_LEVELS,
            _LYCEE_STAFF,
            (*_TONGUES, CHOIR),
            _LYCEE,
        ),
    )


def _college(uai: SchoolId, name: str, pupils: int, tongues: tuple[Subject, ...]) -> Site:
    return Site(uai, name, 2, pupils, _COLLEGE_LEVELS, _COLLEGE_STAFF, tongues, _COLLEGE)


def _uai(number: int) -> SchoolId:
    right = number % len(_LETTERS)
    return SchoolId(f"{number:07}{_LETTERS[(right + 1) % len(_LETTERS)]}")
