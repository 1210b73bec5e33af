"""What *Mes données* says, in French first and in English: for whoever is signed in.

For an eleven-year-old: one idea in a sentence.  ``|`` stands between one and several.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.obstacles import Wording
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
    "title": Wording("Mes données", "My data"),
    "sections": Wording("Pages de Mes données", "Pages of My data"),
    "nav_list": Wording("Ce qui est envoyé", "What is sent"),
    "nav_history": Wording("Mes accès", "What I opened"),
    "nav_simple": Wording("Texte simplifié", "Easy text"),
    "nav_public": Wording("Page pour les familles", "Page for families"),
    "intro": Wording(
        "Quand vous ouvrez une ressource, le portail envoie quelques données à son éditeur. "
        "Cette page dit lesquelles, et pourquoi.",
        "When you open a resource, the portal sends a few data to its publisher. This page says "
        "which, and why.",
    ),
    "same": Wording(
        "Le portail calcule cette page comme il calcule l’envoi\u00a0: elle montre ce qui part "
        "vraiment.",
        "The portal computes this page the way it computes what it sends: it shows what really "
        "leaves.",
    ),
    "opaque": Wording(
        "Chaque éditeur vous connaît par un numéro. Ce numéro ne dit pas votre nom. Il est "
        "différent chez chaque éditeur\u00a0: deux éditeurs qui comparent leurs numéros "
        "n’apprennent rien.",
        "Each publisher knows you by a number. The number does not tell your name. It is another "
        "one at each publisher: two publishers that compare their numbers learn nothing.",
    ),
    "opaque_shared": Wording(
        "Les éditeurs vous connaissent par un numéro. Ce numéro ne dit pas votre nom. C’est le "
        "même chez tous les éditeurs de ce portail.",
        "Publishers know you by a number. The number does not tell your name. It is the same at "
        "all publishers of this portal.",
    ),
    "anonymous": Wording(
        "Cet éditeur ne peut pas vous reconnaître\u00a0: il ne reçoit aucun numéro qui dure.",
        "This publisher cannot recognise you: it receives no number that lasts.",
    ),
    "resources": Wording("{n} ressource|{n} ressources", "{n} resource|{n} resources"),
    "is_sent": Wording("Envoyé\u00a0: {names}", "Sent: {names}"),
    "is_empty": Wording(
        "Rien n’est envoyé, pas même un numéro.", "Nothing is sent, not even a number."
    ),
    "is_stopped": Wording("Rien n’est envoyé pour le moment.", "Nothing is sent at the moment."),
    "none": Wording(
        "Aucune ressource ne vous est attribuée pour le moment\u00a0: rien n’est envoyé à "
        "personne.",
        "No resource is assigned to you at the moment: nothing is sent to anybody.",
    ),
    "unknown": Wording(
        "Vous n’êtes plus dans l’annuaire du portail\u00a0: rien n’est envoyé à personne. Vous "
        "pouvez encore voir ce que vous avez ouvert et télécharger vos données.",
        "You are no longer in the portal’s directory: nothing is sent to anybody. You can still "
        "see what you opened and download your data.",
    ),
    "no_school": Wording(
        "Vous n’avez plus d’établissement dans ce portail\u00a0: rien n’est envoyé à personne. "
        "Vous pouvez encore voir ce que vous avez ouvert et télécharger vos données.",
        "You have no school in this portal any more: nothing is sent to anybody. You can still "
        "see what you opened and download your data.",
    ),
    "national": Wording(
        "Les ressources du GAR s’ouvrent par le service de l’État. C’est lui qui envoie des "
        "données à leurs éditeurs\u00a0: elles ne sont pas sur cette page.",
        "Resources of the GAR open through the State’s service. It is the State that sends data "
        "to their publishers: it is not on this page.",
    ),
    "back": Wording("Toutes mes données", "All my data"),
}
_DETAIL = {
    "table_title": Wording("Ce que l’éditeur reçoit", "What the publisher receives"),
    "table": Wording(
        "Ce que l’éditeur {who} reçoit quand vous ouvrez cette ressource",
        "What the publisher {who} receives when you open this resource",
    ),
    "col_data": Wording("Donnée", "Data"),
    "col_sent": Wording("Transmise\u202f?", "Sent?"),
    "col_value": Wording("Valeur envoyée pour vous", "Value sent for you"),
    "col_why": Wording("Pourquoi", "Why"),
    "yes": Wording("Oui", "Yes"),
    "no": Wording("Non", "No"),
    "nothing": Wording("Aucune", "None"),
    "show_value": Wording("Afficher ma valeur", "Show my value"),
    "row_since": Wording("Depuis le {day}", "Since {day}"),
    "row_kept": Wording("Gardée chez l’éditeur\u00a0: {text}", "Kept by the publisher: {text}"),
    "kept_unstated": Wording("durée non indiquée", "not stated how long"),
    "why_opaque": Wording(
        "Reconnaître votre travail d’une fois à l’autre, sans votre nom",
        "Find your work again from one time to the next, without your name",
    ),
    "why_not_in_policy": Wording("L’éditeur n’en a pas besoin.", "The publisher does not need it."),
    "why_narrowed": Wording(
        "Cette ressource n’en a pas besoin.", "This resource does not need it."
    ),
    "why_profile_not_covered": Wording(
        "L’éditeur ne la reçoit pas pour votre profil.",
        "The publisher does not receive it for your profile.",
    ),
    "why_staff_only": Wording(
        "Elle n’est jamais transmise pour un élève.", "It is never sent for a pupil."
    ),
    "why_validation_ended": Wording(
        "L’autorisation de la transmettre est terminée.", "The permission to send it is over."
    ),
    "why_protected": Wording("Elle n’est pas transmise pour vous.", "It is not sent for you."),
    "why_no_value": Wording(
        "Le portail ne la connaît pas pour vous.", "The portal does not know it for you."
    ),
    "stopped_title": Wording("Rien n’est envoyé pour le moment", "Nothing is sent at the moment"),
    "changes": Wording("Ce qui a changé", "What changed"),
    "turn_more": Wording(
        "Depuis le {day}, l’éditeur reçoit aussi\u00a0: {label}.",
        "Since {day} the publisher receives this too: {label}.",
    ),
    "turn_less": Wording(
        "Depuis le {day}, l’éditeur ne reçoit plus autant\u00a0: {label}.",
        "Since {day} the publisher receives less or nothing of: {label}.",
    ),
    "turn_none": Wording("Rien n’a changé depuis le {day}.", "Nothing changed since {day}."),
    "turn_unknown": Wording(
        "Ces règles sont nouvelles\u00a0: aucune ressource n’a encore été ouverte avec elles.",
        "These rules are new: no resource was opened under them yet.",
    ),
    "accesses": Wording("Vos accès", "What you opened"),
    "accesses_none": Wording(
        "Vous n’avez pas ouvert cette ressource, ou l’accès n’est plus gardé.",
        "You did not open this resource, or what you opened is no longer kept.",
    ),
    "accesses_some": Wording(
        "Vous avez ouvert cette ressource {n} fois. La dernière fois\u00a0: le {when}.|Vous avez "
        "ouvert cette ressource {n} fois. La dernière fois\u00a0: le {when}.",
        "You opened this resource once. The last time: {when}.|You opened this resource {n} "
        "times. The last time: {when}.",
    ),
    "accesses_later": Wording(
        "Vous avez demandé cette page beaucoup de fois. Vos accès s’affichent de nouveau dans "
        "une minute.",
        "You asked for this page many times. What you opened is shown again in a minute.",
    ),
    "accesses_all": Wording("Voir tous mes accès", "See all I opened"),
    "publisher": Wording("L’éditeur", "The publisher"),
    "attribute_IDO": Wording("Numéro à la place du nom", "Number in the place of the name"),
    "attribute_PRO": Wording("Profil", "Profile"),
    "attribute_UAI": Wording("Code de l’établissement", "Code of the school"),
    "attribute_DIV": Wording("Classe", "Class"),
    "attribute_GRO": Wording("Groupe", "Group"),
    "attribute_NOM": Wording("Nom", "Family name"),
    "attribute_PRE": Wording("Prénom", "First name"),
    "attribute_CIV": Wording("Civilité", "Title"),
    "attribute_P_MEL": Wording("Adresse électronique", "E-mail address"),
    "attribute_P_MAT": Wording("Matières enseignées", "Subjects taught"),
    "attribute_P_MS4": Wording("Niveaux enseignés", "Levels taught"),
}
OWN_TEXTS: Mapping[str, Wording] = MappingProxyType(
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
