"""The words of a page by the kind of its school: an école has no *chef d’établissement*.

French only: English says *school* of both.  Texts are written for a collège or lycée; the phrases
that differ are exchanged as wholes, because their gender does.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from garbridge.core.people import School

_FIRST_DEGREE: Final = 1


class Kind(StrEnum):
    """Whom a page speaks to."""

    SECONDARY = "secondary"
    """Collège or lycée (*établissement*); also where nobody knows."""
    PRIMARY = "primary"
    """École."""
    BOTH = "both"
    """Somebody of both."""


def kind_of(schools: Iterable[School]) -> Kind:
    """Return the kind of *schools*.

    >>> kind_of([]).value
    'secondary'
    """
    degrees = {school.degree == _FIRST_DEGREE for school in schools}
    if degrees == {True}:
        return Kind.PRIMARY
    return Kind.BOTH if True in degrees else Kind.SECONDARY


_PHRASES: Final = (
    ("établissements servis", "écoles servies", "établissements ou écoles servis"),
    ("établissement servi", "école servie", "établissement ou école servi"),
    (
        "établissements laissés de côté",
        "écoles laissées de côté",
        "établissements ou écoles laissés de côté",
    ),
    (
        "établissement laissé de côté",
        "école laissée de côté",
        "établissement ou école laissé de côté",
    ),
    ("établissements non annulés", "écoles non annulées", "établissements ou écoles non annulés"),
    ("établissement non annulé", "école non annulée", "établissement ou école non annulé"),
    ("établissements annulés", "écoles annulées", "établissements ou écoles annulés"),
    ("établissement annulé", "école annulée", "établissement ou école annulé"),
    ("établissements choisis", "écoles choisies", "établissements ou écoles choisis"),
    ("établissement choisi", "école choisie", "établissement ou école choisi"),
    (
        "établissements sont concernés",
        "écoles sont concernées",
        "établissements ou écoles sont concernés",
    ),
    ("établissement est concerné", "école est concernée", "établissement ou école est concerné"),
    (
        "établissements sont déjà servis",
        "écoles sont déjà servies",
        "établissements ou écoles sont déjà servis",
    ),
    (
        "établissement est déjà servi",
        "école est déjà servie",
        "établissement ou école est déjà servi",
    ),
    ("établissements cochés", "écoles cochées", "établissements ou écoles cochés"),
    ("Tous vos établissements", "Toutes vos écoles", "Tous vos établissements et écoles"),
    ("Tous mes établissements", "Toutes mes écoles", "Tous mes établissements et écoles"),
    ("Établissement par établissement", "École par école", "Un par un"),
    (
        "Le chef de votre établissement",
        "La direction de votre école",
        "Le chef de votre établissement ou la direction de votre école",
    ),
    (
        "chef de votre établissement, qui donne",
        "directeur ou à la directrice de votre école, qui donne",
        "chef de votre établissement ou à la direction de votre école, qui donne",
    ),
    (
        "Le chef d’établissement",
        "Le directeur ou la directrice de l’école",
        "Le chef d’établissement ou la direction de l’école",
    ),
    ("un professeur", "un enseignant", "un enseignant"),
    (
        "à aucun établissement",
        "à aucune école",
        "à aucun établissement ni à aucune école",
    ),
    ("aucun établissement", "aucune école", "aucun établissement, aucune école"),
    ("un établissement", "une école", "un établissement ou une école"),
    (
        "plusieurs de vos établissements",
        "plusieurs de vos écoles",
        "plusieurs de vos établissements ou écoles",
    ),
    ("votre établissement", "votre école", "votre établissement ou votre école"),
    ("Votre établissement", "Votre école", "Votre établissement ou votre école"),
    ("cet établissement", "cette école", "cet établissement ou cette école"),
    ("Tout l’établissement", "Toute l’école", "Tout l’établissement ou toute l’école"),
    ("tout l’établissement", "toute l’école", "tout l’établissement ou toute l’école"),
    ("L’établissement", "L’école", "L’établissement ou l’école"),
    ("de l’établissement", "de l’école", "de l’établissement ou de l’école"),
    ("d’établissement", "d’école", "d’établissement ou d’école"),
    ("Quel établissement", "Quelle école", "Quel établissement ou quelle école"),
    ("plusieurs établissements", "plusieurs écoles", "plusieurs établissements ou écoles"),
    ("l’établissement", "l’école", "l’établissement ou l’école"),
    ("quel établissement", "quelle école", "quel établissement ou quelle école"),
    (
        "chaque établissement. Chacun",
        "chaque école. Chacune",
        "chaque établissement ou école. Chacun",
    ),
    ("aux établissements", "aux écoles", "aux établissements et aux écoles"),
    ("les autres établissements", "les autres écoles", "les autres établissements ou écoles"),
    ("Plusieurs établissements", "Plusieurs écoles", "Plusieurs établissements ou écoles"),
    (
        "établissement d’entraînement",
        "école d’entraînement",
        "établissement ou école d’entraînement",
    ),
    ("Établissement", "École", "Établissement ou école"),
    ("vos établissements", "vos écoles", "vos établissements ou écoles"),
    ("{n} établissements", "{n} écoles", "{n} établissements ou écoles"),
    ("{n} établissement", "{n} école", "{n} établissement ou école"),
    ("celui pour lequel", "celle pour laquelle", "celui pour lequel"),
)
"""A phrase of the texts, and what stands in its place for an école and for both; a longer phrase
stands before those that it holds."""


def spoken(text: str, kind: Kind) -> str:
    """Return *text*, one of ours, in the words of *kind*.

    >>> spoken("Adressez-vous au responsable d’affectation de votre établissement.", Kind.PRIMARY)
    'Adressez-vous au responsable d’affectation de votre école.'
    """
    if kind is Kind.SECONDARY:
        return text
    for number, phrase in enumerate(_PHRASES):
        text = text.replace(phrase[0], f"\0{number}\0")
    for number, (_, primary, both) in enumerate(_PHRASES):
        text = text.replace(f"\0{number}\0", primary if kind is Kind.PRIMARY else both)
    return text
