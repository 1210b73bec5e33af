"""What the médiacentre says of searching, of the sheet of a resource and of its link.

As in :mod:`garbridge.web.wording`: one frozen set of sentences for each language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from garbridge.core.attributes import Attribute
from garbridge.core.policy import Transformation
from garbridge.services.finding import Facet, Order
from garbridge.web.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class FindWords:
    """Every sentence in one language."""

    twice: str
    twice_help: str
    search: str
    search_title: str
    search_help: str
    too_short: str
    filters: str
    filter: str
    reset: str
    sort: str
    orders: Mapping[Order, str]
    facets: Mapping[Facet, str]
    active: str
    remove: str
    words_chip: Callable[[str], str]
    school: str
    every_school: str
    all_mine: str
    nearest: str
    status: Callable[[int], str]
    status_of: Callable[[int, int], str]
    up_to_date: str
    none_title: str
    none_why: Callable[[int], str]
    pages: str
    page: Callable[[int, int], str]
    previous: str
    following: str
    sheet: str
    about_it: str
    available: str
    until: str
    sent: str
    sent_nothing: str
    sent_these: str
    sent_identifier: str
    sent_other: str
    own_data: str
    link: str
    link_why: str
    copy: str
    copied: str
    open: str
    closed: str
    inside: str
    instead: str
    alternatives: str
    attributes: Mapping[str, str]
    cut: Mapping[Transformation, str]


def _none(number: int) -> str:
    return f"Sans filtre, vous avez {_counted(number)}."


def _counted(number: int) -> str:
    return f"{number} ressource" if number < 2 else f"{number} ressources"  # noqa: PLR2004 - two


def _counted_en(number: int) -> str:
    return "1 resource" if number == 1 else f"{number} resources"


FRENCH: Final = FindWords(
    twice="En double",
    twice_help="Votre ENT et le GAR vous donnent tous les deux cette ressource",
    search="Rechercher",
    search_title="Rechercher une ressource",
    search_help="Titre, éditeur, discipline",
    too_short="Écrivez au moins deux lettres pour rechercher.",
    filters="Filtrer et trier",
    filter="Filtrer",
    reset="Réinitialiser les filtres",
    sort="Trier par",
    orders=MappingProxyType(
        {
            Order.TITLE: "Titre",
            Order.RECENT: "Les plus récentes",
            Order.PUBLISHER: "Éditeur",
        }
    ),
    facets=MappingProxyType(
        {
            Facet.DISCIPLINE: "Discipline",
            Facet.LEVEL: "Niveau",
            Facet.TYPE: "Type",
            Facet.PUBLISHER: "Éditeur",
        }
    ),
    active="Filtres choisis",
    remove="retirer ce filtre",
    words_chip="«\u00a0{}\u00a0»".format,
    school="Quel établissement\u202f?",
    every_school="Tous",
    all_mine="Toutes mes ressources",
    nearest="Les plus proches",
    status=_counted,
    status_of=lambda found, among: f"{_counted(found)} sur {among}",
    up_to_date="à jour à",
    none_title="Aucune ressource ne correspond à vos filtres",
    none_why=_none,
    pages="Pages de résultats",
    page=lambda number, pages: f"Page {number} sur {pages}",
    previous="Page précédente",
    following="Page suivante",
    sheet="Fiche",
    about_it="À propos de cette ressource",
    available="Depuis le",
    until="Jusqu’au",
    sent="Ce que l’éditeur reçoit quand vous l’ouvrez",
    sent_nothing="Rien qui dise qui vous êtes.",
    sent_these="L’éditeur reçoit seulement\u00a0:",
    sent_identifier="Un code qui vous représente. Il est fait pour cet éditeur\u00a0: un autre "
    "éditeur en reçoit un autre.",
    sent_other="Rien d’autre ne part.",
    own_data="Mes données",
    link="Lien de cette ressource",
    link_why="Ce lien reste le même d’année en année. Il s’ouvre pour les personnes à qui la "
    "ressource est attribuée.",
    copy="Copier le lien",
    copied="Lien copié",
    open="Ouvrir la ressource",
    closed="Vous ne pouvez pas l’ouvrir maintenant",
    inside="Dans cette ressource",
    instead="En attendant, ces ressources de la même discipline sont ouvertes\u00a0:",
    alternatives="D’autres ressources de la même discipline",
    attributes=MappingProxyType(
        {
            Attribute.PRO: "Votre profil, par exemple élève ou enseignant",
            Attribute.UAI: "Le code de votre établissement",
            Attribute.DIV: "Votre classe",
            Attribute.GRO: "Vos groupes",
            Attribute.NOM: "Votre nom",
            Attribute.PRE: "Votre prénom",
            Attribute.CIV: "Votre civilité",
            Attribute.P_MEL: "Votre adresse électronique",
            Attribute.P_MAT: "Les matières que vous enseignez",
            Attribute.P_MS4: "Les niveaux dans lesquels vous enseignez",
        }
    ),
    cut=MappingProxyType(
        {
            Transformation.AS_IS: "",
            Transformation.CODE_ONLY: "le code seulement",
            Transformation.FIRST_LETTER: "la première lettre seulement",
            Transformation.CONSTANT: "le même texte pour tous ceux de votre profil",
        }
    ),
)

ENGLISH: Final = FindWords(
    twice="Twice",
    twice_help="Your portal and the GAR both give you this resource",
    search="Search",
    search_title="Search for a resource",
    search_help="Title, publisher, subject",
    too_short="Type at least two letters to search.",
    filters="Filter and sort",
    filter="Filter",
    reset="Reset the filters",
    sort="Sort by",
    orders=MappingProxyType(
        {
            Order.TITLE: "Title",
            Order.RECENT: "Most recent",
            Order.PUBLISHER: "Publisher",
        }
    ),
    facets=MappingProxyType(
        {
            Facet.DISCIPLINE: "Subject",
            Facet.LEVEL: "Level",
            Facet.TYPE: "Type",
            Facet.PUBLISHER: "Publisher",
        }
    ),
    active="Chosen filters",
    remove="remove this filter",
    words_chip="“{}”".format,
    school="Which school?",
    every_school="All",
    all_mine="All my resources",
    nearest="Nearest",
    status=_counted_en,
    status_of=lambda found, among: f"{_counted_en(found)} of {among}",
    up_to_date="up to date at",
    none_title="No resource matches your filters",
    none_why=lambda number: f"Without filters you have {_counted_en(number)}.",
    pages="Pages of results",
    page=lambda number, pages: f"Page {number} of {pages}",
    previous="Previous page",
    following="Next page",
    sheet="About",
    about_it="About this resource",
    available="Since",
    until="Until",
    sent="What the publisher receives when you open it",
    sent_nothing="Nothing that tells who you are.",
    sent_these="The publisher receives only:",
    sent_identifier="A code that stands for you. It is made for this publisher: another one "
    "receives another code.",
    sent_other="Nothing else leaves.",
    own_data="My data",
    link="Link to this resource",
    link_why="This link stays the same from year to year. It opens for those to whom the resource "
    "is assigned.",
    copy="Copy the link",
    copied="Link copied",
    open="Open the resource",
    closed="You cannot open it now",
    inside="Inside this resource",
    instead="In the meantime these resources of the same subject are open:",
    alternatives="Other resources of the same subject",
    attributes=MappingProxyType(
        {
            Attribute.PRO: "Your profile, such as pupil or teacher",
            Attribute.UAI: "The code of your school",
            Attribute.DIV: "Your class",
            Attribute.GRO: "Your groups",
            Attribute.NOM: "Your family name",
            Attribute.PRE: "Your given name",
            Attribute.CIV: "Your title",
            Attribute.P_MEL: "Your e-mail address",
            Attribute.P_MAT: "The subjects you teach",
            Attribute.P_MS4: "The levels you teach",
        }
    ),
    cut=MappingProxyType(
        {
            Transformation.AS_IS: "",
            Transformation.CODE_ONLY: "the code only",
            Transformation.FIRST_LETTER: "the first letter only",
            Transformation.CONSTANT: "the same text for everybody of your profile",
        }
    ),
)

FIND_WORDS: Mapping[Language, FindWords] = MappingProxyType(
    {Language.FRENCH: FRENCH, Language.ENGLISH: ENGLISH}
)
