"""What is said of publishers: to whoever is signed in, and on the page for families."""

from garbridge.core.obstacles import Wording

PUBLIC_TEXTS = {
    "public_title": Wording(
        "Les données des élèves et des personnels", "The data of pupils and staff"
    ),
    "public_where": Wording(
        "Ce que les ressources numériques apprennent, à {who}",
        "What digital resources learn, at {who}",
    ),
    "public_intro": Wording(
        "Ce portail ouvre des manuels et des ressources numériques chez leurs éditeurs. Voici ce "
        "que chacun d’eux apprend, de qui, et pourquoi. Cette page ne montre les données de "
        "personne.",
        "This portal opens textbooks and digital resources at their publishers. This is what "
        "each of them learns, of whom, and why. This page shows nobody’s data.",
    ),
    "public_only": Wording(
        "Ce qui n’est pas dans un tableau n’est pas transmis.",
        "What does not stand in a table is not sent.",
    ),
    "public_day": Wording("État au {day}.", "As of {day}."),
    "public_none": Wording(
        "Aucun éditeur ne reçoit de données pour le moment.",
        "No publisher receives data at the moment.",
    ),
    "public_publishers": Wording("Ce que chaque éditeur apprend", "What each publisher learns"),
    "public_table": Wording("Données transmises à {who}", "Data sent to {who}"),
    "public_resources": Wording("Ressources\u00a0: {names}", "Resources: {names}"),
    "public_more": Wording("et {n} autre|et {n} autres", "and {n} more|and {n} more"),
    "public_number": Wording(
        "Chaque personne y est désignée par un numéro propre à cet éditeur, qui ne dit pas son "
        "nom.",
        "Each person is known there by a number of this publisher’s own, which does not tell "
        "their name.",
    ),
    "public_number_shared": Wording(
        "Chaque personne y est désignée par un numéro, le même chez tous les éditeurs du "
        "portail, qui ne dit pas son nom.",
        "Each person is known there by a number, the same at all publishers of the portal, which "
        "does not tell their name.",
    ),
    "public_nobody": Wording(
        "Cet éditeur ne peut reconnaître personne\u00a0: il ne reçoit aucun numéro qui dure.",
        "This publisher can recognise nobody: it receives no number that lasts.",
    ),
    "public_nothing": Wording("Rien de plus n’est transmis.", "Nothing else is sent."),
    "public_all": Wording("Tout le portail", "All of the portal"),
    "public_back": Wording("Mes données", "My data"),
    "col_whom": Wording("De qui", "Of whom"),
    "col_kept": Wording("Gardée chez l’éditeur", "Kept by the publisher"),
    "everybody": Wording("tous les profils", "every profile"),
    "form_code_only": Wording("le code seul, sans le libellé", "the code only, without its label"),
    "form_first_letter": Wording("la première lettre seule", "the first letter only"),
    "form_constant": Wording(
        "remplacée par un texte identique pour tout le profil",
        "replaced by one text for all of a profile",
    ),
    "role": Wording("Rôle", "Role"),
    "role_processor": Wording("sous-traitant (RGPD, article 28)", "processor (GDPR, article 28)"),
    "role_joint_controller": Wording(
        "responsable conjoint du traitement (RGPD, article 26)",
        "joint controller (GDPR, article 26)",
    ),
    "hosting": Wording("Pays d’hébergement", "Hosted in"),
    "contact": Wording("Contact", "Contact"),
    "subs": Wording("Sous-traitants", "Sub-processors"),
    "sub": Wording("{who} ({country})\u00a0: {purpose}", "{who} ({country}): {purpose}"),
    "transfers": Wording(
        "Hors de l’Espace économique européen", "Outside of the European Economic Area"
    ),
    "transfer": Wording("{country}\u00a0: {safeguard}", "{country}: {safeguard}"),
    "terms_none": Wording(
        "Les conditions convenues avec cet éditeur ne sont pas inscrites au portail. "
        "Demandez-les au délégué à la protection des données.",
        "The terms agreed with this publisher are not recorded in the portal. Ask the data "
        "protection officer for them.",
    ),
}
