"""What the console says of what a school puts forward, in French first and in English."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.obstacles import Wording

SHOWCASE_TEXTS: Mapping[str, Wording] = MappingProxyType(
    {
        "nav_showcase": Wording("Mises en avant", "Put forward"),
        "showcase_title": Wording("Mises en avant et annonces", "Put forward, and announcements"),
        "showcase_why": Wording(
            "Ce que vous choisissez ici s’affiche en haut du médiacentre. Chacun n’y voit que les "
            "ressources qui lui sont attribuées\u00a0: mettre en avant n’attribue rien.",
            "What you choose here stands at the top of the media centre. Everybody sees only what "
            "is assigned to them: putting forward assigns nothing.",
        ),
        "showcase_pinned": Wording("Mises en avant", "Put forward"),
        "showcase_empty": Wording(
            "Aucune ressource ici pour le moment.", "No resource here for the time being."
        ),
        "showcase_add": Wording("Ajouter une ressource", "Add a resource"),
        "showcase_resource": Wording("Ressource", "Resource"),
        "showcase_where": Wording("Où", "Where"),
        "showcase_for": Wording("Pour qui", "For whom"),
        "showcase_put": Wording("Ajouter", "Add"),
        "showcase_up": Wording("Monter", "Move up"),
        "showcase_down": Wording("Descendre", "Move down"),
        "showcase_out": Wording("Retirer", "Take out"),
        "showcase_sections": Wording("Sections de l’établissement", "Sections of the school"),
        "showcase_sections_why": Wording(
            "Une section regroupe des ressources sous un titre que vous choisissez, par exemple "
            "«\u00a0Pour préparer le brevet\u00a0».",
            "A section gathers resources under a title of your choice, such as “For the exam”.",
        ),
        "showcase_new_section": Wording("Titre de la nouvelle section", "Title of the new section"),
        "showcase_make_section": Wording("Créer la section", "Make the section"),
        "showcase_edit": Wording("Modifier cette section", "Change this section"),
        "showcase_rename": Wording("Titre de la section", "Title of the section"),
        "showcase_renamed": Wording("Changer le titre", "Change the title"),
        "showcase_drop_section": Wording("Supprimer la section", "Remove the section"),
        "showcase_announcements": Wording("Annonces", "Announcements"),
        "showcase_announcements_why": Wording(
            "Une annonce s’affiche à toutes les personnes de l’établissement, élèves compris. "
            "N’y nommez personne.",
            "Everybody at the school reads an announcement, pupils too. Name nobody in it.",
        ),
        "showcase_no_announcement": Wording("Aucune annonce.", "No announcement."),
        "showcase_text": Wording(
            "Texte de l’annonce (500 caractères au plus)",
            "Text of the announcement (at most 500 characters)",
        ),
        "showcase_first": Wording("Premier jour", "First day"),
        "showcase_last": Wording("Dernier jour", "Last day"),
        "showcase_announce": Wording("Publier l’annonce", "Publish"),
        "showcase_now": Wording("affichée", "shown"),
        "showcase_later": Wording("à venir", "to come"),
        "showcase_over": Wording("terminée", "over"),
        "showcase_done": Wording("C’est fait.", "Done."),
        "showcase_full": Wording(
            "Il n’y a plus de place\u00a0: retirez d’abord quelque chose.",
            "There is no room left: remove something first.",
        ),
        "showcase_gone": Wording(
            "Quelqu’un d’autre vient de changer cette liste. La voici telle qu’elle est.",
            "Somebody else has just changed this list. Here it is as it stands.",
        ),
        "task_problem": Wording("problème signalé|problèmes signalés", "problem|problems reported"),
        "problems_title": Wording("Problèmes signalés", "Problems reported"),
        "problems_why": Wording(
            "Ce que des personnes de l’établissement signalent d’une ressource. Personne n’est "
            "nommé.",
            "What people of the school report of a resource. Nobody is named.",
        ),
        "problems_none": Wording("Aucun problème signalé.", "No problem reported."),
        "problems_times": Wording("signalé {n} fois|signalé {n} fois", "once|{n} times"),
        "problems_since": Wording("depuis le {day}", "since {day}"),
        "problems_reference": Wording("référence", "reference"),
        "problems_side": Wording("À traiter par", "To be done by"),
        "problems_state": Wording("État", "State"),
        "problems_keep": Wording("Enregistrer", "Keep"),
        "problems_gone": Wording(
            "Ce problème n’est plus dans la liste, ou l’état n’existe pas.",
            "This problem is no longer listed, or there is no such state.",
        ),
        "showcase_wrong": Wording(
            "Rien n’a changé\u00a0: un titre ou un texte manque, est trop long, ou les jours ne se "
            "suivent pas.",
            "Nothing changed: a title or text is missing or too long, or the days are not in "
            "order.",
        ),
    }
)
