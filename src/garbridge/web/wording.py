"""What the pages say, in French; English stands in its catalogue.

What a *refusal* or an error says stands in :mod:`garbridge.core.incidents` and
:mod:`garbridge.core.faults`.  Narrow no-break spaces stand before ``; ! ?``, no-break spaces
before ``:`` and inside « ».
"""

from garbridge.core.messages import N_
from garbridge.web.sentences import Counted, Said, Sentences

COUNTED = N_("{n} ressource", "{n} ressources")


class Words(Sentences):
    """Every sentence of the pages; ``{}`` takes one value."""

    welcome_title = Said(N_("Bienvenue"))
    welcome_why = Said(N_("Vos ressources numériques, ouvertes sans autre mot de passe."))
    sign_in = Said(N_("Me connecter"))
    sign_out = Said(N_("Me déconnecter"))
    no_page = Said(N_("Cette page n’existe pas"))
    not_now = Said(N_("Cela n’a pas fonctionné"))
    skip = Said(N_("Aller au contenu"))
    mediacentre = Said(N_("Médiacentre"))
    intro = Said(N_("Vos ressources numériques\u00a0: un clic, et vous y êtes."))
    see_all = Said(N_("Voir mes {} ressources"))
    count = Counted(COUNTED)
    new_tab = Said(N_("nouvel onglet"))
    local_badge = Said(N_("Accès protégé"))
    local_badge_help = Said(N_("L’éditeur ne reçoit que les données nécessaires."))
    national_badge = Said(N_("GAR"))
    national_badge_help = Said(
        N_("Ressource accessible par le gestionnaire d’accès aux ressources")
    )
    levels = Said(N_("Niveaux"))
    discipline = Said(N_("Discipline"))
    publisher = Said(N_("Éditeur\u00a0: "))
    within = Said(N_("Dans\u00a0: "))
    empty_title = Said(N_("Aucune ressource ne vous est attribuée pour le moment"))
    empty_why = Said(
        N_(
            "Elles apparaissent ici dès que votre établissement vous les attribue, "
            "le plus souvent dans les premières semaines de l’année scolaire."
        )
    )
    empty_what = Said(
        N_(
            "S’il vous en manque une, parlez-en à un professeur ou au responsable "
            "d’affectation de votre établissement."
        )
    )
    empty_school = Said(N_("Aucune ressource pour le moment dans cet établissement."))
    ended_title = Said(N_("Vos ressources de l’an dernier ne sont plus actives"))
    ended_why = Said(
        N_(
            "Elles restent affichées ci-dessous avec leur date de fin. Celles de cette année "
            "apparaîtront ici dès que votre établissement vous les attribuera."
        )
    )
    ended_what = Said(
        N_("Une question\u202f? Adressez-vous au responsable d’affectation de votre établissement.")
    )
    choose_title = Said(N_("Par quel établissement\u202f?"))
    choose_why = Said(
        N_(
            "Cette ressource vous est ouverte par plusieurs de vos établissements. "
            "Choisissez celui pour lequel vous travaillez maintenant."
        )
    )
    code = Said(N_("Code"))
    reference = Said(N_("Référence"))
    keep_these = Said(N_("À communiquer à l’assistance"))
    back = Said(N_("Retour au médiacentre"))
    _back_to = Said(N_("Retour à «\u00a0{}\u00a0»"))
    retry = Said(N_("Réessayer"))
    retry_as_other = Said(N_("Se connecter avec un autre compte"))
    post_title = Said(N_("Votre ressource s’ouvre…"))
    post_why = Said(N_("Si rien ne se passe, appuyez sur le bouton."))
    post_button = Said(N_("Ouvrir la ressource"))
    logout_title = Said(N_("Vous êtes déconnecté"))
    logout_partial_title = Said(N_("Vous n’êtes pas déconnecté de tout"))
    logout_nobody = Said(
        N_(
            "Personne n’était connecté. Ce que vous aviez ouvert avant l’est peut-être "
            "encore\u00a0: fermez les fenêtres de votre navigateur."
        )
    )
    logout_done = Said(N_("Tout ce que vous aviez ouvert avec le portail est fermé."))
    logout_closed = Said(N_("Fermé"))
    logout_open = Said(N_("Peut-être encore ouvert"))
    logout_open_what = Said(
        N_(
            "Ces sites n’ont pas confirmé la déconnexion. Sur un ordinateur partagé, "
            "fermez toutes les fenêtres du navigateur."
        )
    )
    logout_portal_open = Said(
        N_("Votre session sur le portail est encore ouverte : déconnectez-vous aussi du portail.")
    )
    logout_more = Said(
        N_(
            "Le portail ne sait plus tout ce que vous aviez ouvert. Fermez toutes les fenêtres "
            "du navigateur."
        )
    )
    logout_elsewhere = Said(
        N_(
            "Ce que vous avez ouvert sur un autre appareil, ou avant de vous reconnecter, peut "
            "rester ouvert. Sur un ordinateur partagé, fermez toutes les fenêtres du navigateur."
        )
    )
    logout_then = Said(N_("Continuer"))
    logout_again = Said(N_("Se connecter de nouveau"))
    logout_ask_title = Said(N_("Voulez-vous vous déconnecter ?"))
    logout_ask_why = Said(
        N_(
            "Un site demande votre déconnexion du portail et de toutes les ressources que "
            "vous avez ouvertes."
        )
    )
    logout_leave = Said(N_("Me déconnecter"))
    logout_stay = Said(N_("Rester connecté"))
    fallback_title = Said(N_("Le service a rencontré un problème"))
    fallback_advice = Said(
        N_("Communiquez la référence ci-dessous à l’administrateur de votre ENT.")
    )
    choose_content = Said(N_("Choisir du contenu"))
    _nothing_linked = Said(N_("Rien n’a été ajouté"))
    _linked = Counted(
        N_("Un contenu est ajouté au médiacentre", "{n} contenus sont ajoutés au médiacentre")
    )
    linked_who = Said(
        N_("Qui a cette ressource dans votre établissement les trouve à côté d’elle.")
    )
    linked_left = Counted(
        N_(
            "Un contenu choisi ne peut pas être ajouté au médiacentre.",
            "{n} contenus choisis ne peuvent pas être ajoutés au médiacentre.",
        )
    )
    whom_to_ask = Said(N_("À qui m’adresser\u202f?"))
    ask_assigner = Said(N_("Une ressource manque ou n’est pas la bonne"))
    ask_manager = Said(N_("Un abonnement"))
    ask_portal = Said(N_("Mon compte, ma connexion"))
    ask_provider = Said(N_("Une ressource ne fonctionne pas chez l’éditeur"))
    operations = Said(N_("Exploitation"))

    def back_to(self, called: str) -> str:
        """Name the way back to a médiacentre that is *called* otherwise."""
        return self._back_to.format(called)

    def linked_title(self, number: int) -> str:
        """Say how much was added."""
        return self._linked(number) if number else self._nothing_linked
