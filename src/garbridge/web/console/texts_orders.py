"""What the console says of subscriptions, orders, the calendar and interaction."""

from garbridge.core.obstacles import Wording

ORDER_TEXTS = {
    "nav_subscriptions": Wording("Abonnements", "Subscriptions"),
    "subscriptions_title": Wording("Abonnements", "Subscriptions"),
    "subscriptions_count": Wording(
        "{n} abonnement|{n} abonnements", "{n} subscription|{n} subscriptions"
    ),
    "subscriptions_search": Wording("Titre, éditeur ou identifiant", "Title, publisher or name"),
    "subscriptions_empty": Wording(
        "Aucun abonnement ne correspond à votre recherche.", "No subscription matches."
    ),
    "orders_show_": Wording("En cours et à venir", "Running and to come"),
    "orders_show_bientot": Wording("Bientôt terminés", "Ending soon"),
    "orders_show_avenir": Wording("À venir", "To come"),
    "orders_show_termines": Wording("Terminés", "Over"),
    "calendar": Wording("Calendrier", "Calendar"),
    "activations": Wording("Ressources interactives", "Interactive resources"),
    "order_new": Wording("Enregistrer un abonnement", "Record a subscription"),
    "col_subscription": Wording("Abonnement", "Subscription"),
    "col_state": Wording("Période", "Period"),
    "order_running": Wording("en cours", "running"),
    "order_coming": Wording("à venir", "to come"),
    "order_ended": Wording("terminé", "over"),
    "order_soon": Wording(
        "se termine dans {n} jour|se termine dans {n} jours", "ends in {n} day|ends in {n} days"
    ),
    "order_today": Wording("se termine aujourd’hui", "ends today"),
    "order_was_until": Wording("du {first} au {last}", "from {first} to {last}"),
    "held_unlimited": Wording(
        "{n} attribué, illimité|{n} attribués, illimité",
        "{n} given, unlimited|{n} given, unlimited",
    ),
    "held_of": Wording(
        "{n} attribué sur {limit}|{n} attribués sur {limit}",
        "{n} given of {limit}|{n} given of {limit}",
    ),
    "held_left": Wording("reste {n}|restent {n}", "{n} left|{n} left"),
    "held_open": Wording("pour {limit} personnes", "for {limit} people"),
    "held_floating": Wording("{limit} à la fois", "{limit} at once"),
    "renew_title": Wording("Renouveler pour l’année suivante", "Renew for the next school year"),
    "renew_why": Wording(
        "Mêmes ressources, mêmes nombres, de la fin de cette année scolaire à la fin de la "
        "suivante. Rien n’est attribué par un renouvellement.",
        "The same resources and numbers for the next school year. Nothing is given by it.",
    ),
    "renew_ticked": Wording("Renouveler ce qui est coché", "Renew what is ticked"),
    "renew_nothing": Wording(
        "Cochez au moins un abonnement. Rien n’a été fait.",
        "Tick a subscription. Nothing was done.",
    ),
    "renew_one": Wording("Renouveler pour l’année suivante", "Renew for the next school year"),
    "was_renewed": Wording("renouvelé jusqu’au {day}", "renewed until {day}"),
    "was_renewed_before": Wording(
        "déjà renouvelé jusqu’au {day}", "was renewed before, until {day}"
    ),
    "renew_stay_ended": Wording(
        "sauf là où il a été arrêté\u00a0: {schools}", "but not where it was ended: {schools}"
    ),
    "sheet_name": Wording("Identifiant", "Name"),
    "sheet_for": Wording("Pour", "For"),
    "sheet_kind": Wording("Attribution", "Given"),
    "sheet_period": Wording("Période", "Period"),
    "sheet_periodicity": Wording("Renouvellement", "Comes back"),
    "sheet_return": Wording("Quand une personne part", "When somebody leaves"),
    "sheet_returns": Wording("l’exemplaire revient", "the licence comes back"),
    "sheet_stays": Wording(
        "l’exemplaire reste à son titulaire", "the licence stays with its holder"
    ),
    "sheet_distributor": Wording("Distributeur", "Distributor"),
    "sheet_project": Wording("Projet", "Project"),
    "sheet_comment": Wording("Commentaire", "Comment"),
    "sheet_follows": Wording("Suite de", "Follows"),
    "sheet_followed": Wording("Suivi de", "Followed by"),
    "sheet_elsewhere": Wording(
        "Cet abonnement vient d’une commande faite pour plusieurs établissements\u00a0: il ne se "
        "modifie pas ici.",
        "This comes from an order for several schools: it is not changed here.",
    ),
    "period_annuelle": Wording("chaque année", "every year"),
    "period_pluriannuelle": Wording("après plusieurs années", "after several years"),
    "period_perpetuelle": Wording("acheté une fois pour toutes", "bought once for all"),
    "period_unique": Wording("une seule fois, sans suite", "once only"),
    "give_it": Wording("Attribuer cette ressource", "Give this resource"),
    "order_change": Wording("Modifier", "Change"),
    "order_change_save": Wording("Enregistrer la modification", "Save the change"),
    "order_number": Wording("Nombre d’exemplaires\u00a0: {who}", "Number of licences: {who}"),
    "order_number_hint": Wording(
        "Un nombre, ou le mot « illimité ».", "A number, or the word “unlimited”."
    ),
    "order_stop": Wording("Mettre fin à cet abonnement", "End this subscription"),
    "order_stop_why": Wording(
        "La ressource ne s’ouvrira plus par cet abonnement, dès maintenant et pour tout le monde. "
        "Cela ne s’annule pas. Ce qui a été attribué reste inscrit au journal.",
        "From now on nobody opens the resource by this subscription. This cannot be undone. What "
        "was given stays in the journal.",
    ),
    "order_stop_holders": Wording(
        "{n} personne perd l’accès.|{n} personnes perdent l’accès.",
        "{n} person loses access.|{n} people lose access.",
    ),
    "order_end_sure": Wording("J’ai compris, mettre fin", "I understand, end it"),
    "order_end_tick": Wording(
        "Cochez la case pour confirmer. Rien n’a été fait.",
        "Tick the box to confirm. Nothing was done.",
    ),
    "order_stale": Wording(
        "Une autre personne a modifié cet abonnement entre-temps. Rien n’a été fait\u00a0: voici "
        "ce qu’il est maintenant.",
        "Somebody else changed this meanwhile. Nothing was done: this is what it is now.",
    ),
    "order_wrong": Wording(
        "À corriger. Rien n’a été enregistré.", "To be mended. Nothing was recorded."
    ),
    "order_title": Wording("Enregistrer un abonnement", "Record a subscription"),
    "order_by_file": Wording("Un fichier du distributeur", "A distributor’s file"),
    "order_by_file_why": Wording(
        "CSV ou JSON, avec les champs du GAR. Tout est enregistré, ou rien.",
        "CSV or JSON, with the fields of the GAR. All of it is recorded, or nothing.",
    ),
    "order_file": Wording("Fichier", "File"),
    "order_file_check": Wording("Vérifier sans enregistrer", "Check, record nothing"),
    "order_file_save": Wording("Enregistrer les abonnements", "Record the subscriptions"),
    "order_file_none": Wording(
        "Choisissez un fichier CSV ou JSON. Rien n’a été enregistré.",
        "Choose a CSV or JSON file. Nothing was recorded.",
    ),
    "order_file_empty": Wording(
        "Ce fichier ne contient aucun abonnement.", "There is no subscription in this file."
    ),
    "order_file_elsewhere": Wording(
        "Ce fichier concerne un établissement ou une ressource qui ne dépend pas de vous. Rien n’a "
        "été enregistré.",
        "This file is about a school or a resource that is not yours. Nothing was recorded.",
    ),
    "order_file_kept": Wording("Abonnements enregistrés", "Subscriptions recorded"),
    "order_file_right": Wording(
        "Le fichier est correct. Rien n’est encore enregistré.",
        "The file is right. Nothing is recorded yet.",
    ),
    "file_created": Wording("nouveau|nouveaux", "new|new"),
    "file_changed": Wording("modifié|modifiés", "changed|changed"),
    "file_same": Wording("inchangé|inchangés", "unchanged|unchanged"),
    "order_by_hand": Wording("Un seul abonnement", "One subscription"),
    "field_idAbonnement": Wording("Identifiant de la commande", "Name of the order"),
    "field_idRessource": Wording("Ressource", "Resource"),
    "field_typeAffectation": Wording("Attribution", "How it is given"),
    "field_publicCible": Wording("Pour qui", "For whom"),
    "field_categorieAffectation": Wording("Quand une personne part", "When somebody leaves"),
    "field_debutValidite": Wording("Premier jour", "First day"),
    "field_finValidite": Wording("Dernier jour", "Last day"),
    "field_anneeFinValidite": Wording("Dernière année scolaire", "Last school year"),
    "field_periodicite": Wording("Renouvellement", "Comes back"),
    "field_commentaireAbonnement": Wording("Commentaire (facultatif)", "Comment (optional)"),
    "field_nbLicenceGlobale": Wording("Nombre d’exemplaires", "Number of licences"),
    "field_nbLicenceEleve": Wording("Nombre pour les élèves", "Number for pupils"),
    "field_nbLicenceEnseignant": Wording("Nombre pour les enseignants", "Number for teachers"),
    "field_nbLicenceProfDoc": Wording("Nombre pour les documentalistes", "Number for librarians"),
    "field_nbLicenceAutrePersonnel": Wording(
        "Nombre pour les autres personnels", "Number for other staff"
    ),
    "field_uaiEtab": Wording("Établissement", "School"),
    "numbers_apart": Wording("Un nombre pour chaque public", "A number for each public"),
    "kind_INDIV_long": Wording(
        "à des personnes, une par une ou par classe", "to people, one by one or by class"
    ),
    "kind_ETABL_long": Wording("à des classes ou à tout l’établissement", "to classes or to all"),
    "kind_FLOTTANTE_long": Wording("à tant de personnes à la fois", "to so many people at once"),
    "order_preview": Wording("Aperçu de l’abonnement", "Preview of the subscription"),
    "order_confirm": Wording("Enregistrer cet abonnement", "Record this subscription"),
    "calendar_title": Wording("Calendrier des abonnements", "Calendar of subscriptions"),
    "calendar_soon": Wording("Se terminent dans les {n} jours", "End within {n} days"),
    "calendar_file": Wording(
        "Télécharger les fins pour un agenda (iCalendar)", "Download the ends for a diary"
    ),
    "calendar_year": Wording("Année scolaire {year}", "School year {year}"),
    "calendar_years": Wording("Années scolaires", "School years"),
    "calendar_runs": Wording("en cours", "runs"),
    "calendar_not": Wording("non", "no"),
    "calendar_periods": Wording("Périodes", "Periods"),
    "calendar_changes": Wording("Ce qui change", "What changes"),
    "calendar_begins": Wording("commence", "begins"),
    "calendar_ends": Wording("dernier jour", "last day"),
    "calendar_none": Wording("Aucun abonnement cette année-là.", "No subscription in that year."),
    "activations_title": Wording("Ressources interactives", "Interactive resources"),
    "activations_why": Wording(
        "Élèves et enseignants y travaillent ensemble\u00a0: l’éditeur reçoit des données en plus. "
        "Elles ne s’ouvrent qu’après votre accord.",
        "Pupils and teachers work together in these: the publisher receives more data. They open "
        "once you agreed to it.",
    ),
    "activations_none": Wording("Aucune ressource n’en demande.", "No resource asks for it."),
    "standing_on": Wording("activée", "on"),
    "standing_off": Wording("non activée", "off"),
    "standing_outdated": Wording(
        "à réactiver\u00a0: l’éditeur demande davantage", "to activate anew: more is asked"
    ),
    "activation_see": Wording("Voir les données", "See the data"),
    "activation_would": Wording(
        "Données qui sortiraient en plus, pour {n} personne"
        "|Données qui sortiraient en plus, pour {n} personnes",
        "More data that would leave, of {n} person|More data that would leave, of {n} people",
    ),
    "activation_nothing": Wording("Aucune donnée en plus.", "No more data."),
    "activation_on": Wording("Activer et laisser sortir ces données", "Let this data leave"),
    "activation_off": Wording("Désactiver", "Stop it"),
    "activation_off_why": Wording(
        "La ressource ne s’ouvre plus, dès le prochain clic.",
        "The resource opens no more from the next click on.",
    ),
    "activation_motive": Wording("Motif (visible dans le journal)", "Why (kept)"),
    "activation_reason": Wording(
        "Écrivez un motif. Rien n’a été fait.", "Say why. Nothing was done."
    ),
    "activation_stale": Wording(
        "Ce que l’éditeur demande a changé. Rien n’a été fait\u00a0: voici ce qui sortirait.",
        "What the publisher asks for has changed. Nothing was done: this would leave.",
    ),
    "activation_off_already": Wording("Elle n’était plus activée.", "It was off already."),
    "pupils_title": Wording("Mes élèves", "My pupils"),
    "pupils_why": Wording(
        "Vos élèves à qui il manque une ressource que vous avez. Vous pouvez la demander pour eux.",
        "Your pupils who lack a resource that you have. You can ask for it on their behalf.",
    ),
    "pupils_lack": Wording(
        "{n} élève sur {of} ne l’a pas|{n} élèves sur {of} ne l’ont pas",
        "{n} pupil of {of} lacks it|{n} pupils of {of} lack it",
    ),
    "pupils_waits": Wording("déjà demandé", "asked for already"),
    "pupils_ask": Wording("Demander pour les élèves cochés", "Ask for those ticked"),
    "pupils_asked": Wording(
        "{n} demande envoyée au responsable d’affectation."
        "|{n} demandes envoyées au responsable d’affectation.",
        "{n} thing asked of whoever assigns resources."
        "|{n} things asked of whoever assigns resources.",
    ),
    "pupils_asked_none": Wording(
        "Rien de nouveau à demander\u00a0: ces élèves l’ont, ou c’est déjà demandé.",
        "Nothing new to ask for: they have it, or it was asked for already.",
    ),
    "pupils_nothing": Wording(
        "Cochez au moins un élève. Rien n’a été demandé.",
        "Tick a pupil. Nothing was asked for.",
    ),
    "pupils_expired": Wording(
        "Cette page a été ouverte dans une autre session. Rien n’a été demandé.",
        "This page was opened in another session. Nothing was asked for.",
    ),
    "pupils_calm": Wording("Rien ne manque", "Nothing is missing"),
    "pupils_calm_why": Wording(
        "Tous vos élèves ont les ressources que vous avez.",
        "All of your pupils have the resources that you have.",
    ),
}
