"""What a GAR-ENT file may hold: elements in their order, how often, how long, and the keys.

Facts of GAR-ENT 1.7 (second degree) and GAR-ENT-1D 1.4 (first degree), as data of our own.  The
schemas limit lengths only; patterns, profiles and status are rules of the exchange and stand in
:mod:`garbridge.gar.ent.people` and :mod:`garbridge.gar.ent.places`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.labels import NAME_LENGTH

VERSION_ATTRIBUTE: Final = "Version"
"""The one attribute, required on the root."""


@dataclass(frozen=True, slots=True)
class Field:
    """One child element.

    ``most`` is ``None`` where it may repeat without limit, ``length`` where no limit is set.
    ``fields`` are its own children; a field with children holds no text.
    """

    name: str
    least: int = 1
    most: int | None = 1
    length: int | None = None
    date: bool = False
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A child of the root: what one element states.  ``key`` is unique in a file and a run."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]


class Sheet(StrEnum):
    """The five sorts of file, by their name in file names, in the order in which they are read."""

    SCHOOLS = "Etab"
    STAFF = "Enseignant"
    PUPILS = "Eleve"
    GROUPS = "Groupe"
    DELEGATES = "RespAff"

    @property
    def root(self) -> str:
        """The root element's name."""
        return f"GAR-ENT-{self.value}"


@dataclass(frozen=True, slots=True)
class Degree:
    """One of the two schemas.  ``mark`` stands in the names of its files, if anything does."""

    number: int
    namespace: str
    location: str
    sheets: Mapping[Sheet, tuple[Block, ...]]


_UAI_LENGTH = 45
CODE_LENGTH: Final = 255


def _text(name: str, length: int, least: int = 1, most: int | None = 1) -> Field:
    return Field(name, least, most, length)


def _optional(name: str, length: int) -> Field:
    return Field(name, 0, 1, length)


_PERSON_ID = _text("GARPersonIdentifiant", 64)
_UAI = _text("GARStructureUAI", _UAI_LENGTH)
_MAILS = "GARPersonMail"
_BIRTH = Field("GARPersonDateNaissance", 0, date=True)
_GROUP_CODE = _text("GARGroupeCode", CODE_LENGTH)
_SUBJECT_CODES = _text("GARMatiereCode", CODE_LENGTH, 1, None)
_NAMES = (_text("GARPersonNom", NAME_LENGTH), _text("GARPersonPrenom", NAME_LENGTH))
_CIVILITY = _optional("GARPersonCivilite", 30)
_IDENTITY = (
    _PERSON_ID,
    Field("GARPersonProfils", 1, None, fields=(_UAI, _text("GARPersonProfil", 31))),
    _optional("GARPersonIdSecondaire", 255),
    _optional("GARPersonNomPatro", NAME_LENGTH),
    *_NAMES,
    _text("GARPersonAutresPrenoms", NAME_LENGTH, 1, None),
    _CIVILITY,
    _optional("GARPersonStructRattach", _UAI_LENGTH),
    _text("GARPersonEtab", _UAI_LENGTH, 1, None),
    _BIRTH,
)


def _posts(name: str, code: str) -> Field:
    return Field(name, 0, None, fields=(_UAI, _text(code, CODE_LENGTH, 1, None)))


def _link(name: str, code: Field, *more: Field) -> Block:
    key = (_UAI.name, _PERSON_ID.name, code.name)
    return Block(name, (_UAI, _PERSON_ID, code, *more), key)


_PUPIL = Block("GAREleve", _IDENTITY, (_PERSON_ID.name,))
_STAFF = Block(
    "GAREnseignant",
    (
        *_IDENTITY,
        _posts("GAREnsDisciplinesPostes", "GAREnsDisciplinePosteCode"),
        _text(_MAILS, 255, 0, None),
    ),
    (_PERSON_ID.name,),
)
_STAFF_1D = Block(
    "GAREnseignant",
    (*_IDENTITY, _posts("GAREnsSpecialitesPostes", "GAREnsSpecialitePosteCode")),
    (_PERSON_ID.name,),
)
_LEVEL_LINK = _link("GARPersonMEF", _text("GARMEFCode", CODE_LENGTH))
_LEVEL_LINK_1D = _link("GARPersonMEFSTAT4", _text("GARMEFSTAT4Code", 4))
_SUBJECT_LINK = _link("GAREleveEnseignement", _text("GARMatiereCode", CODE_LENGTH))
_SCHOOL_END = (
    _optional("GARStructureContrat", 45),
    _optional("GARStructureTelephone", 20),
    _optional("GARStructureEmail", 255),
)
_SCHOOL_NAME = _text("GARStructureNomCourant", NAME_LENGTH)
_SCHOOL_1D = Block("GAREtab", (_UAI, _SCHOOL_NAME, *_SCHOOL_END), (_UAI.name,))
_SCHOOL = Block(
    "GAREtab",
    (_UAI, _SCHOOL_NAME, _optional("GAREtablissementStructRattachFctl", 255), *_SCHOOL_END),
    (_UAI.name,),
)
_LEVEL = Block(
    "GARMEF",
    (
        _UAI,
        _text("GARMEFCode", CODE_LENGTH),
        _text("GARMEFLibelle", CODE_LENGTH),
        _optional("GARMEFRattach", CODE_LENGTH),
        _optional("GARMEFSTAT11", CODE_LENGTH),
    ),
    (_UAI.name, "GARMEFCode"),
)
_SUBJECT = Block(
    "GARMatiere",
    (_UAI, _text("GARMatiereCode", CODE_LENGTH), _text("GARMatiereLibelle", CODE_LENGTH)),
    (_UAI.name, "GARMatiereCode"),
)
_GROUP = Block(
    "GARGroupe",
    (
        _GROUP_CODE,
        _UAI,
        _text("GARGroupeLibelle", CODE_LENGTH),
        _text("GARGroupeStatut", 31),
        _text("GARGroupeDivAppartenance", CODE_LENGTH, 0, None),
    ),
    (_GROUP_CODE.name, _UAI.name),
)
_MEMBER = _link("GARPersonGroupe", _GROUP_CODE)
_DELEGATE = Block(
    "GARRespAff",
    (
        _PERSON_ID,
        *_NAMES,
        _CIVILITY,
        _text(_MAILS, 255, 1, None),
        _text("GARRespAffEtab", _UAI_LENGTH, 1, None),
    ),
    (_PERSON_ID.name,),
)

SECOND_DEGREE: Final = Degree(
    2,
    "http://data.education.fr/ns/gar",
    "GAR-ENT.xsd",
    MappingProxyType(
        {
            Sheet.SCHOOLS: (_SCHOOL, _LEVEL, _SUBJECT),
            Sheet.STAFF: (_STAFF, _LEVEL_LINK),
            Sheet.PUPILS: (_PUPIL, _LEVEL_LINK, _SUBJECT_LINK),
            Sheet.GROUPS: (
                _GROUP,
                _MEMBER,
                _link("GAREnsGroupeMatiere", _GROUP_CODE, _SUBJECT_CODES),
                _link("GAREnsClasseMatiere", _GROUP_CODE, _SUBJECT_CODES),
            ),
            Sheet.DELEGATES: (_DELEGATE,),
        }
    ),
)
FIRST_DEGREE: Final = Degree(
    1,
    "http://data.education.fr/ns/gar/1d",
    "GAR-ENT-1D.xsd",
    MappingProxyType(
        {
            Sheet.SCHOOLS: (_SCHOOL_1D,),
            Sheet.STAFF: (_STAFF_1D, _LEVEL_LINK_1D),
            Sheet.PUPILS: (_PUPIL, _LEVEL_LINK_1D),
            Sheet.GROUPS: (_GROUP, _MEMBER),
            Sheet.DELEGATES: (_DELEGATE,),
        }
    ),
)
DEGREES: Final = (FIRST_DEGREE, SECOND_DEGREE)


def _names(fields: tuple[Field, ...]) -> set[str]:
    return {field.name for field in fields}.union(*(_names(field.fields) for field in fields))


VOCABULARY: Final = frozenset(
    {block.name for degree in DEGREES for blocks in degree.sheets.values() for block in blocks}
    | {sheet.root for sheet in Sheet}
    | set[str]().union(
        *(
            _names(block.fields)
            for degree in DEGREES
            for blocks in degree.sheets.values()
            for block in blocks
        )
    )
)
"""Every element name there is: only these are ever repeated in a message."""
