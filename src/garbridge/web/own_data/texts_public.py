"""What is said of publishers: to whoever is signed in, and on the page for families."""

from garbridge.core.messages import N_

PUBLIC_TEXTS = {
    "public_title": N_("Les données des élèves et des personnels"),
    "public_where": N_("{who} : ce que les ressources numériques apprennent"),
    "public_intro": N_(
        "Ce portail ouvre des manuels et des ressources numériques chez leurs éditeurs. Voici ce "
        "que chacun d’eux apprend, de qui, et pourquoi. Cette page ne montre les données de "
        "personne."
    ),
    "public_only": N_("Ce qui n’est pas dans un tableau n’est pas transmis."),
    "public_day": N_("État au {day}."),
    "public_none": N_("Aucun éditeur ne reçoit de données pour le moment."),
    "public_publishers": N_("Ce que chaque éditeur apprend"),
    "public_table": N_("Données transmises à {who}"),
    "public_resources": N_("Ressources\u00a0: {names}"),
    "public_more": N_("et {n} autre", "et {n} autres"),
    "public_number": N_(
        "Chaque personne y est désignée par un numéro propre à cet éditeur, qui ne dit pas son nom."
    ),
    "public_number_shared": N_(
        "Chaque personne y est désignée par un numéro, le même chez tous les éditeurs du "
        "portail, qui ne dit pas son nom."
    ),
    "public_nobody": N_(
        "Cet éditeur ne peut reconnaître personne\u00a0: il ne reçoit aucun numéro qui dure."
    ),
    "public_nothing": N_("Rien de plus n’est transmis."),
    "public_all": N_("Tout le portail"),
    "public_back": N_("Mes données"),
    "col_whom": N_("De qui"),
    "col_kept": N_("Gardée chez l’éditeur"),
    "everybody": N_("tous les profils"),
    "form_code_only": N_("le code seul, sans le libellé"),
    "form_first_letter": N_("la première lettre seule"),
    "form_constant": N_("remplacée par un texte identique pour tout le profil"),
    "role": N_("Rôle"),
    "role_processor": N_("sous-traitant (RGPD, article 28)"),
    "role_joint_controller": N_("responsable conjoint du traitement (RGPD, article 26)"),
    "hosting": N_("Pays d’hébergement"),
    "contact": N_("Contact"),
    "subs": N_("Sous-traitants"),
    "sub": N_("{who} ({country})\u00a0: {purpose}"),
    "transfers": N_("Hors de l’Espace économique européen"),
    "transfer": N_("{country}\u00a0: {safeguard}"),
    "terms_none": N_(
        "Les conditions convenues avec cet éditeur ne sont pas inscrites au portail. "
        "Demandez-les au délégué à la protection des données."
    ),
}
