"""What the pages say, in French first and in English.

One frozen set of sentences for each language: a sentence that is missing in one of them is a type
error.  What a *refusal* or an error says stands in :mod:`garbridge.core.incidents` and
:mod:`garbridge.core.faults`.  Narrow no-break spaces stand before ``; ! ?``, no-break spaces
before ``:`` and inside « ».
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.vocabulary import Kind, spoken


class Language(StrEnum):
    """A language the pages are written in; the first is the default."""

    FRENCH = "fr"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every sentence of the pages in one language; ``{}`` takes one value."""

    skip: str
    welcome_title: str
    welcome_why: str
    sign_in: str
    sign_out: str
    no_page: str
    not_now: str
    mediacentre: str
    intro: str
    see_all: str
    count: Callable[[int], str]
    new_tab: str
    local_badge: str
    local_badge_help: str
    national_badge: str
    national_badge_help: str
    levels: str
    discipline: str
    publisher: str
    within: str
    empty_title: str
    empty_why: str
    empty_what: str
    empty_school: str
    ended_title: str
    ended_why: str
    ended_what: str
    choose_title: str
    choose_why: str
    code: str
    reference: str
    keep_these: str
    back: str
    back_to: Callable[[str], str]
    retry: str
    retry_as_other: str
    post_title: str
    post_why: str
    post_button: str
    logout_title: str
    logout_partial_title: str
    logout_done: str
    logout_nobody: str
    logout_closed: str
    logout_open: str
    logout_open_what: str
    logout_portal_open: str
    logout_then: str
    logout_again: str
    logout_ask_title: str
    logout_ask_why: str
    logout_leave: str
    logout_stay: str
    fallback_title: str
    fallback_advice: str
    choose_content: str
    linked_title: Callable[[int], str]
    linked_who: str
    linked_left: Callable[[int], str]
    whom_to_ask: str
    ask_assigner: str
    ask_manager: str
    ask_portal: str
    ask_provider: str
    operations: str


def _resources(number: int) -> str:
    """Return a count in French, where the plural starts at two."""
    return f"{number} ressource" if number < 2 else f"{number} ressources"  # noqa: PLR2004 - two


def _resources_en(number: int) -> str:
    return "1 resource" if number == 1 else f"{number} resources"


def _linked(number: int) -> str:
    """Say how much was added, in French."""
    if not number:
        return "Rien n’a été ajouté"
    if number == 1:
        return "Un contenu est ajouté au médiacentre"
    return f"{number} contenus sont ajoutés au médiacentre"


def _linked_en(number: int) -> str:
    if not number:
        return "Nothing was added"
    return f"{number} item{'s' if number > 1 else ''} added to the media centre"


def _left(number: int) -> str:
    """Say how much could not be added, in French."""
    if number == 1:
        return "Un contenu choisi ne peut pas être ajouté au médiacentre."
    return f"{number} contenus choisis ne peuvent pas être ajoutés au médiacentre."


def _left_en(number: int) -> str:
    return f"{number} chosen item{'s' if number > 1 else ''} cannot be added to the media centre."


FRENCH = Words(
    welcome_title="Bienvenue",
    welcome_why="Vos ressources numériques, ouvertes sans autre mot de passe.",
    sign_in="Me connecter",
    sign_out="Me déconnecter",
    no_page="Cette page n’existe pas",
    not_now="Cela n’a pas fonctionné",
    skip="Aller au contenu",
    mediacentre="Médiacentre",
    intro="Vos ressources numériques\u00a0: un clic, et vous y êtes.",
    see_all="Voir mes {} ressources",
    count=_resources,
    new_tab="nouvel onglet",
    local_badge="Accès protégé",
    local_badge_help="L’éditeur ne reçoit que les données nécessaires.",
    national_badge="GAR",
    national_badge_help="Ressource accessible par le gestionnaire d’accès aux ressources",
    levels="Niveaux",
    discipline="Discipline",
    publisher="Éditeur\u00a0: ",
    within="Dans\u00a0: ",
    empty_title="Aucune ressource ne vous est attribuée pour le moment",
    empty_why="Elles apparaissent ici dès que votre établissement vous les attribue, "
    "le plus souvent dans les premières semaines de l’année scolaire.",
    empty_what="S’il vous en manque une, parlez-en à un professeur ou au responsable "
    "d’affectation de votre établissement.",
    empty_school="Aucune ressource pour le moment dans cet établissement.",
    ended_title="Vos ressources de l’an dernier ne sont plus actives",
    ended_why="Elles restent affichées ci-dessous avec leur date de fin. Celles de cette année "
    "apparaîtront ici dès que votre établissement vous les attribuera.",
    ended_what="Une question\u202f? Adressez-vous au responsable d’affectation de votre "
    "établissement.",
    choose_title="Par quel établissement\u202f?",
    choose_why="Cette ressource vous est ouverte par plusieurs de vos établissements. "
    "Choisissez celui pour lequel vous travaillez maintenant.",
    code="Code",
    reference="Référence",
    keep_these="À communiquer à l’assistance",
    back="Retour au médiacentre",
    back_to="Retour à «\u00a0{}\u00a0»".format,
    retry="Réessayer",
    retry_as_other="Se connecter avec un autre compte",
    post_title="Votre ressource s’ouvre…",
    post_why="Si rien ne se passe, appuyez sur le bouton.",
    post_button="Ouvrir la ressource",
    logout_title="Vous êtes déconnecté",
    logout_partial_title="Vous n’êtes pas déconnecté de tout",
    logout_nobody="Personne n’était connecté. Ce que vous aviez ouvert avant l’est peut-être "
    "encore\u00a0: fermez les fenêtres de votre navigateur.",
    logout_done="Tout ce que vous aviez ouvert avec le portail est fermé.",
    logout_closed="Fermé",
    logout_open="Peut-être encore ouvert",
    logout_open_what="Ces sites n’ont pas confirmé la déconnexion. Sur un ordinateur partagé, "
    "fermez toutes les fenêtres du navigateur.",
    logout_portal_open="Votre session sur le portail est encore ouverte : déconnectez-vous "
    "aussi du portail.",
    logout_then="Continuer",
    logout_again="Se connecter de nouveau",
    logout_ask_title="Voulez-vous vous déconnecter ?",
    logout_ask_why="Un site demande votre déconnexion du portail et de toutes les ressources que "
    "vous avez ouvertes.",
    logout_leave="Me déconnecter",
    logout_stay="Rester connecté",
    fallback_title="Le service a rencontré un problème",
    fallback_advice="Communiquez la référence ci-dessous à l’administrateur de votre ENT.",
    choose_content="Choisir du contenu",
    linked_title=_linked,
    linked_who="Qui a cette ressource dans votre établissement les trouve à côté d’elle.",
    linked_left=_left,
    whom_to_ask="À qui m’adresser\u202f?",
    ask_assigner="Une ressource manque ou n’est pas la bonne",
    ask_manager="Un abonnement",
    ask_portal="Mon compte, ma connexion",
    ask_provider="Une ressource ne fonctionne pas chez l’éditeur",
    operations="Exploitation",
)

ENGLISH = Words(
    welcome_title="Welcome",
    welcome_why="Your digital resources, opened without another password.",
    sign_in="Sign in",
    sign_out="Log out",
    no_page="This page does not exist",
    not_now="That did not work",
    skip="Skip to content",
    mediacentre="Media centre",
    intro="Your digital resources, one click away.",
    see_all="See my {} resources",
    count=_resources_en,
    new_tab="new tab",
    local_badge="Protected access",
    local_badge_help="The publisher receives only what it needs.",
    national_badge="GAR",
    national_badge_help="Resource reached through the State’s access manager (GAR)",
    levels="Levels",
    discipline="Subject",
    publisher="Publisher: ",
    within="In: ",
    empty_title="No resource is assigned to you yet",
    empty_why="They appear here as soon as your school assigns them, mostly in the first weeks "
    "of the school year.",
    empty_what="If one is missing, tell a teacher or the person who assigns resources in your "
    "school.",
    empty_school="No resource in this school yet.",
    ended_title="Last year’s resources are no longer active",
    ended_why="They are still listed below with the day they ended. This year’s will appear "
    "here as soon as your school assigns them.",
    ended_what="Any question? Ask the person who assigns resources in your school.",
    choose_title="Through which school?",
    choose_why="Several of your schools open this resource to you. Choose the one you are "
    "working for now.",
    code="Code",
    reference="Reference",
    keep_these="To give to support",
    back="Back to the media centre",
    back_to="Back to “{}”".format,
    retry="Try again",
    retry_as_other="Sign in with another account",
    post_title="Your resource is opening…",
    post_why="If nothing happens, press the button.",
    post_button="Open the resource",
    logout_title="You are logged out",
    logout_partial_title="You are not logged out of everything",
    logout_nobody="Nobody was signed in. What you opened before may be open still: close the "
    "windows of your browser.",
    logout_done="Everything you opened through the portal is closed.",
    logout_closed="Closed",
    logout_open="Perhaps still open",
    logout_open_what="These sites did not confirm it. On a shared computer, close every window "
    "of the browser.",
    logout_portal_open="Your session at the portal is still open: log out of the portal too.",
    logout_then="Continue",
    logout_again="Log in again",
    logout_ask_title="Do you want to log out?",
    logout_ask_why="A site asks to log you out of the portal and of every resource you opened.",
    logout_leave="Log me out",
    logout_stay="Stay logged in",
    fallback_title="The service met a problem",
    fallback_advice="Give the reference below to the administrator of your portal.",
    choose_content="Choose content",
    linked_title=_linked_en,
    linked_who="Whoever has this resource in your school finds them beside it.",
    linked_left=_left_en,
    whom_to_ask="Whom to ask",
    ask_assigner="A resource is missing or is not the right one",
    ask_manager="A subscription",
    ask_portal="My account, signing in",
    ask_provider="A resource does not work at the publisher’s",
    operations="Operations",
)

WORDS: Mapping[Language, Words] = MappingProxyType(
    {Language.FRENCH: FRENCH, Language.ENGLISH: ENGLISH}
)


def _words_of(kind: Kind) -> Words:
    """Return the French sentences in the words of *kind*; counts name no school."""
    texts = {one.name: getattr(FRENCH, one.name) for one in fields(Words)}
    told = {n: spoken(text, kind) for n, text in texts.items() if isinstance(text, str)}
    return Words(**{**texts, **told})


SPOKEN: Mapping[tuple[Language, Kind], Words] = MappingProxyType(
    {
        **{(Language.FRENCH, kind): _words_of(kind) for kind in Kind},
        **{(Language.ENGLISH, kind): ENGLISH for kind in Kind},
    }
)
"""The sentences of each language for a collège or lycée, for an école, for somebody of both."""
