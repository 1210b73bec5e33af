"""What the médiacentre says of searching, of the sheet of a resource and of its link."""

from garbridge.core.attributes import Attribute
from garbridge.core.messages import N_
from garbridge.core.policy import Transformation
from garbridge.services.finding import Facet, Order
from garbridge.web.sentences import Counted, Each, Said, Sentences
from garbridge.web.wording import COUNTED


class FindWords(Sentences):
    """Every sentence of these pages."""

    twice = Said(N_("En double"))
    twice_help = Said(N_("Votre ENT et le GAR vous donnent tous les deux cette ressource"))
    down = Said(N_("Indisponible pour le moment"))
    down_help = Said(N_("La ressource ne répond pas. Vous pouvez essayer quand même."))
    search = Said(N_("Rechercher"))
    search_title = Said(N_("Rechercher une ressource"))
    search_help = Said(N_("Titre, éditeur, discipline"))
    too_short = Said(N_("Écrivez au moins deux lettres pour rechercher."))
    filters = Said(N_("Filtrer et trier"))
    filter = Said(N_("Filtrer"))
    reset = Said(N_("Réinitialiser les filtres"))
    sort = Said(N_("Trier par"))
    orders = Each(
        {
            Order.TITLE: N_("Titre"),
            Order.RECENT: N_("Les plus récentes"),
            Order.PUBLISHER: N_("Éditeur"),
        }
    )
    facets = Each(
        {
            Facet.DISCIPLINE: N_("Discipline"),
            Facet.LEVEL: N_("Niveau"),
            Facet.TYPE: N_("Type"),
            Facet.PUBLISHER: N_("Éditeur"),
        }
    )
    active = Said(N_("Filtres choisis"))
    remove = Said(N_("retirer ce filtre"))
    _words_chip = Said(N_("«\u00a0{}\u00a0»"))
    school = Said(N_("Quel établissement\u202f?"))
    every_school = Said(N_("Tous"))
    all_mine = Said(N_("Toutes mes ressources"))
    nearest = Said(N_("Les plus proches"))
    status = Counted(COUNTED)
    _status_of = Said(N_("{found} sur {among}"))
    up_to_date = Said(N_("à jour à"))
    none_title = Said(N_("Aucune ressource ne correspond à vos filtres"))
    _none_why = Said(N_("Sans filtre, vous avez {resources}."))
    pages = Said(N_("Pages de résultats"))
    _page = Said(N_("Page {number} sur {pages}"))
    previous = Said(N_("Page précédente"))
    following = Said(N_("Page suivante"))
    sheet = Said(N_("Fiche"))
    about_it = Said(N_("À propos de cette ressource"))
    available = Said(N_("Depuis le"))
    until = Said(N_("Jusqu’au"))
    sent = Said(N_("Ce que l’éditeur reçoit quand vous l’ouvrez"))
    sent_nothing = Said(N_("Rien qui dise qui vous êtes."))
    sent_these = Said(N_("L’éditeur reçoit seulement\u00a0:"))
    sent_identifier = Said(
        N_(
            "Un code qui vous représente. Il est fait pour cet éditeur\u00a0: un autre "
            "éditeur en reçoit un autre."
        )
    )
    sent_other = Said(N_("Rien d’autre ne part."))
    own_data = Said(N_("Mes données"))
    link = Said(N_("Lien de cette ressource"))
    link_why = Said(
        N_(
            "Ce lien reste le même d’année en année. Il s’ouvre pour les personnes à qui la "
            "ressource est attribuée."
        )
    )
    copy = Said(N_("Copier le lien"))
    copied = Said(N_("Lien copié"))
    open = Said(N_("Ouvrir la ressource"))
    closed = Said(N_("Vous ne pouvez pas l’ouvrir maintenant"))
    inside = Said(N_("Dans cette ressource"))
    instead = Said(N_("En attendant, ces ressources de la même discipline sont ouvertes\u00a0:"))
    alternatives = Said(N_("D’autres ressources de la même discipline"))
    attributes = Each(
        {
            Attribute.PRO: N_("Votre profil, par exemple élève ou enseignant"),
            Attribute.UAI: N_("Le code de votre établissement"),
            Attribute.DIV: N_("Votre classe"),
            Attribute.GRO: N_("Vos groupes"),
            Attribute.NOM: N_("Votre nom"),
            Attribute.PRE: N_("Votre prénom"),
            Attribute.CIV: N_("Votre civilité"),
            Attribute.P_MEL: N_("Votre adresse électronique"),
            Attribute.P_MAT: N_("Les matières que vous enseignez"),
            Attribute.P_MS4: N_("Les niveaux dans lesquels vous enseignez"),
        }
    )
    cut = Each(
        {
            Transformation.CODE_ONLY: N_("le code seulement"),
            Transformation.FIRST_LETTER: N_("la première lettre seulement"),
            Transformation.CONSTANT: N_("le même texte pour tous ceux de votre profil"),
        }
    )

    def words_chip(self, text: str) -> str:
        """Name the filter of a search for *text*."""
        return self._words_chip.format(text)

    def status_of(self, found: int, among: int) -> str:
        """Say how many of them all a search leaves."""
        return self._status_of.format(found=self.status(found), among=among)

    def none_why(self, number: int) -> str:
        """Say how many there would be without filters."""
        return self._none_why.format(resources=self.status(number))

    def page(self, number: int, pages: int) -> str:
        """Name a page of the list."""
        return self._page.format(number=number, pages=pages)
