"""What the médiacentre says of favourites, of what was opened lately and of what is put forward.

As in :mod:`garbridge.web.wording`: one frozen set of sentences for each language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from garbridge.core.marks import MOST_FAVOURITES, MOST_OPENED
from garbridge.web.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingWords:
    """Every sentence in one language."""

    announcements: str
    pinned: str
    favourites: str
    opened: str
    news: str
    favourite: str
    all_favourites: Callable[[int], str]
    all_news: str
    own: str
    none_title: str
    none_how: str
    none_opened: str
    away: str
    too_many: str
    not_theirs: str
    memory: str
    memory_why: str
    memory_off: str
    favourites_kept: Callable[[int], str]
    opened_kept: Callable[[int], str]
    forget: str
    remember: str
    expired: str


FRENCH: Final = KeepingWords(
    announcements="Annonces",
    pinned="Mises en avant",
    favourites="Mes favoris",
    opened="Ouvertes récemment",
    news="Nouveautés",
    favourite="Favori",
    all_favourites=lambda n: "Voir mon favori" if n == 1 else f"Voir mes {n} favoris",
    all_news="Voir les plus récentes d’abord",
    own="Mes favoris et ce que j’ai ouvert",
    none_title="Vous n’avez pas encore de favori",
    none_how="Dans le médiacentre, choisissez «\u00a0Favori\u00a0» sur une ressource. Vous la "
    "retrouvez alors ici.",
    none_opened="Rien pour le moment.",
    away="Indisponible pour le moment",
    too_many=f"Vous avez déjà {MOST_FAVOURITES} favoris. Retirez-en un, puis recommencez.",
    not_theirs="Cette ressource n’est pas dans votre médiacentre. Rien n’a changé.",
    memory="Ce que le médiacentre retient",
    memory_why=f"Le médiacentre retient les {MOST_OPENED} dernières ressources que vous avez "
    "ouvertes. C’est pour vous aider à les retrouver\u00a0: personne d’autre ne voit cette liste.",
    memory_off="Le médiacentre ne retient pas ce que vous ouvrez.",
    favourites_kept=lambda n: f"Un favori reste {n} mois, puis il s’efface.",
    opened_kept=lambda n: f"Ce que vous avez ouvert s’efface au bout de {n} mois.",
    forget="Effacer et ne plus retenir",
    remember="Retenir à nouveau",
    expired="Cette page n’est plus valable. Rien n’a changé\u00a0: recommencez.",
)
ENGLISH: Final = KeepingWords(
    announcements="Announcements",
    pinned="Put forward",
    favourites="My favourites",
    opened="Opened lately",
    news="New",
    favourite="Favourite",
    all_favourites=lambda n: "See my favourite" if n == 1 else f"See my {n} favourites",
    all_news="See the newest first",
    own="My favourites and what I opened",
    none_title="You have no favourite yet",
    none_how="In the media centre, choose “Favourite” on a resource. You will find it here.",
    none_opened="Nothing for the time being.",
    away="Not available for the time being",
    too_many=f"You have {MOST_FAVOURITES} favourites. Remove one, then try again.",
    not_theirs="This resource is not in your media centre. Nothing changed.",
    memory="What the media centre remembers",
    memory_why=f"The media centre remembers the last {MOST_OPENED} resources that you opened, so "
    "that you find them again: nobody else sees this list.",
    memory_off="The media centre does not remember what you open.",
    favourites_kept=lambda n: f"A favourite stays for {n} months, then it goes.",
    opened_kept=lambda n: f"What you opened goes after {n} month{'' if n == 1 else 's'}.",
    forget="Forget, and remember no more",
    remember="Remember again",
    expired="This page no longer holds. Nothing changed: try again.",
)
KEEPING_WORDS: Final[Mapping[Language, KeepingWords]] = MappingProxyType(
    {Language.FRENCH: FRENCH, Language.ENGLISH: ENGLISH}
)
REPORT_WORDS: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType(
    {
        Language.FRENCH: MappingProxyType(
            {
                "report": "Signaler un problème",
                "report_what": "Que se passe-t-il\u202f?",
                "report_private": "Personne ne saura que c’est vous\u00a0: nous gardons seulement "
                "le nom de la ressource, l’établissement et votre réponse.",
                "report_send": "Envoyer",
                "report_done": "Merci, c’est signalé.",
                "report_reference": "Référence à donner si vous demandez de l’aide\u00a0:",
                "report_then": "Les responsables de votre établissement vont s’en occuper.",
                "report_choose": "Choisissez une réponse, puis envoyez à nouveau.",
                "report_later": "Vous avez déjà envoyé plusieurs signalements. Réessayez dans une "
                "minute.",
                "cause_closed": "Elle ne s’ouvre pas",
                "cause_password": "Elle demande un mot de passe",
                "cause_missing": "Il manque quelque chose",
                "cause_wrong": "Il y a une erreur dedans",
                "cause_other": "Autre chose",
            }
        ),
        Language.ENGLISH: MappingProxyType(
            {
                "report": "Report a problem",
                "report_what": "What happens?",
                "report_private": "Nobody will know that it was you: we keep only the name of the "
                "resource, the school and your answer.",
                "report_send": "Send",
                "report_done": "Thank you, it is reported.",
                "report_reference": "Reference to give if you ask for help:",
                "report_then": "Those in charge at your school see it and look after it.",
                "report_choose": "Choose an answer, then send again.",
                "report_later": "You have sent several reports. Try again in a minute.",
                "cause_closed": "It does not open",
                "cause_password": "It asks for a password",
                "cause_missing": "Something is missing",
                "cause_wrong": "Something in it is wrong",
                "cause_other": "Something else",
            }
        ),
    }
)
"""What the page says on which a problem is reported."""
