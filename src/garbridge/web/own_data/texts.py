"""What *Mes données* says, for whoever is signed in.

For an eleven-year-old: one idea in a sentence.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, NP_, Message
from garbridge.core.people import Profile
from garbridge.web.console.texts import TEXTS
from garbridge.web.own_data.texts_public import PUBLIC_TEXTS
from garbridge.web.own_data.texts_reading import READING_TEXTS
from garbridge.web.own_data.texts_rights import RIGHTS_TEXTS

_SHARED = (
    *("pages", "page_of", "previous", "next", "expired_title", "expired_why"),
    *(f"profile_{one}" for one in Profile),
)
"""What the console says in the same words."""
_PAGE = {
    "title": N_("Mes données"),
    "sections": N_("Pages de Mes données"),
    "nav_list": N_("Ce qui est envoyé"),
    "nav_history": N_("Mes accès"),
    "nav_simple": N_("Texte simplifié"),
    "nav_public": N_("Page pour les familles"),
    "intro": N_(
        "Quand vous ouvrez une ressource, le portail envoie quelques données à son éditeur. "
        "Cette page dit lesquelles, et pourquoi."
    ),
    "same": N_(
        "Le portail calcule cette page comme il calcule l’envoi\u00a0: elle montre ce qui part "
        "vraiment."
    ),
    "opaque": N_(
        "Chaque éditeur vous connaît par un numéro. Ce numéro ne dit pas votre nom. Il est "
        "différent chez chaque éditeur\u00a0: deux éditeurs qui comparent leurs numéros "
        "n’apprennent rien."
    ),
    "opaque_shared": N_(
        "Les éditeurs vous connaissent par un numéro. Ce numéro ne dit pas votre nom. C’est le "
        "même chez tous les éditeurs de ce portail."
    ),
    "anonymous": N_(
        "Cet éditeur ne peut pas vous reconnaître\u00a0: il ne reçoit aucun numéro qui dure."
    ),
    "resources": N_("{n} ressource", "{n} ressources"),
    "is_sent": N_("Envoyé\u00a0: {names}"),
    "is_empty": N_("Rien n’est envoyé, pas même un numéro."),
    "is_stopped": N_("Rien n’est envoyé pour le moment."),
    "none": N_(
        "Aucune ressource ne vous est attribuée pour le moment\u00a0: rien n’est envoyé à personne."
    ),
    "unknown": N_(
        "Vous n’êtes pas dans l’annuaire du portail\u00a0: rien n’est envoyé à personne. Vous "
        "pouvez encore voir ce que vous avez ouvert et télécharger vos données."
    ),
    "no_school": N_(
        "Vous n’avez plus d’établissement dans ce portail\u00a0: rien n’est envoyé à personne. "
        "Vous pouvez encore voir ce que vous avez ouvert et télécharger vos données."
    ),
    "national": N_(
        "Les ressources du GAR s’ouvrent par le service de l’État. C’est lui qui envoie des "
        "données à leurs éditeurs\u00a0: elles ne sont pas sur cette page."
    ),
    "back": N_("Toutes mes données"),
}
_DETAIL = {
    "table_title": N_("Ce que l’éditeur reçoit"),
    "table": N_("Ce que l’éditeur {who} reçoit quand vous ouvrez cette ressource"),
    "col_data": N_("Donnée"),
    "col_sent": N_("Transmise\u202f?"),
    "col_value": N_("Valeur envoyée pour vous"),
    "col_why": N_("Pourquoi"),
    "yes": N_("Oui"),
    "no": N_("Non"),
    "nothing": N_("Aucune"),
    "show_value": N_("Afficher ma valeur"),
    "row_since": N_("Depuis le {day}"),
    "row_kept": N_("Gardée chez l’éditeur\u00a0: {text}"),
    "kept_unstated": N_("durée non indiquée"),
    "why_opaque": N_("Reconnaître votre travail d’une fois à l’autre, sans votre nom"),
    "why_not_in_policy": N_("L’éditeur n’en a pas besoin."),
    "why_narrowed": N_("Cette ressource n’en a pas besoin."),
    "why_profile_not_covered": N_("L’éditeur ne la reçoit pas pour votre profil."),
    "why_staff_only": N_("Elle n’est jamais transmise pour un élève."),
    "why_validation_ended": N_("L’autorisation de la transmettre est terminée."),
    "why_protected": N_("Elle n’est pas transmise pour vous."),
    "why_no_value": N_("Le portail ne la connaît pas pour vous."),
    "stopped_title": N_("Rien n’est envoyé pour le moment"),
    "changes": N_("Ce qui a changé"),
    "turn_more": N_("Depuis le {day}, l’éditeur reçoit aussi\u00a0: {label}."),
    "turn_less": N_("Depuis le {day}, l’éditeur ne reçoit plus autant\u00a0: {label}."),
    "turn_none": N_("Rien n’a changé depuis le {day}."),
    "turn_unknown": N_(
        "Ces règles sont nouvelles\u00a0: aucune ressource n’a encore été ouverte avec elles."
    ),
    "accesses": N_("Vos accès"),
    "accesses_none": N_("Vous n’avez pas ouvert cette ressource, ou l’accès n’est plus gardé."),
    "accesses_some": N_(
        "Vous avez ouvert cette ressource {n} fois. La dernière fois\u00a0: le {when}.",
        "Vous avez ouvert cette ressource {n} fois. La dernière fois\u00a0: le {when}.",
    ),
    "accesses_later": N_(
        "Vous avez demandé cette page beaucoup de fois. Vos accès s’affichent de nouveau dans "
        "une minute."
    ),
    "accesses_all": N_("Voir tous mes accès"),
    "publisher": N_("L’éditeur"),
    "attribute_IDO": N_("Numéro à la place du nom"),
    "attribute_PRO": N_("Profil"),
    "attribute_UAI": N_("Code de l’établissement"),
    "attribute_DIV": N_("Classe"),
    "attribute_GRO": N_("Groupe"),
    "attribute_NOM": NP_("attribute", "Nom"),
    "attribute_PRE": N_("Prénom"),
    "attribute_CIV": N_("Civilité"),
    "attribute_P_MEL": N_("Adresse électronique"),
    "attribute_P_MAT": N_("Matières enseignées"),
    "attribute_P_MS4": N_("Niveaux enseignés"),
    "attribute_idEnt": N_("Code du portail"),
    "attribute_GARPersonIdentifiant": N_("Votre identifiant au portail"),
}
OWN_TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        **{name: TEXTS[name] for name in _SHARED},
        **_PAGE,
        **_DETAIL,
        **READING_TEXTS,
        **RIGHTS_TEXTS,
        **PUBLIC_TEXTS,
    }
)
"""Every text by its name."""
