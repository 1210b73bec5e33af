"""What the console says of what a school puts forward."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, NP_, Message

SHOWCASE_TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        "nav_showcase": N_("Mises en avant"),
        "showcase_title": N_("Mises en avant et annonces"),
        "showcase_why": N_(
            "Ce que vous choisissez ici s’affiche en haut du médiacentre. Chacun n’y voit que les "
            "ressources qui lui sont attribuées\u00a0: mettre en avant n’attribue rien."
        ),
        "showcase_pinned": N_("Mises en avant"),
        "showcase_empty": N_("Aucune ressource ici pour le moment."),
        "showcase_add": N_("Ajouter une ressource"),
        "showcase_resource": N_("Ressource"),
        "showcase_where": N_("Où"),
        "showcase_for": N_("Pour qui"),
        "showcase_put": N_("Ajouter"),
        "showcase_up": N_("Monter"),
        "showcase_down": N_("Descendre"),
        "showcase_out": NP_("showcase", "Retirer"),
        "showcase_sections": N_("Sections de l’établissement"),
        "showcase_sections_why": N_(
            "Une section regroupe des ressources sous un titre que vous choisissez, par exemple "
            "«\u00a0Pour préparer le brevet\u00a0»."
        ),
        "showcase_new_section": N_("Titre de la nouvelle section"),
        "showcase_make_section": N_("Créer la section"),
        "showcase_edit": N_("Modifier cette section"),
        "showcase_rename": N_("Titre de la section"),
        "showcase_renamed": N_("Changer le titre"),
        "showcase_drop_section": N_("Supprimer la section"),
        "showcase_announcements": N_("Annonces"),
        "showcase_announcements_why": N_(
            "Une annonce s’affiche à toutes les personnes de l’établissement, élèves compris. "
            "N’y nommez personne."
        ),
        "showcase_no_announcement": N_("Aucune annonce."),
        "showcase_text": N_("Texte de l’annonce (500 caractères au plus)"),
        "showcase_first": N_("Premier jour"),
        "showcase_last": N_("Dernier jour"),
        "showcase_announce": N_("Publier l’annonce"),
        "showcase_now": N_("affichée"),
        "showcase_later": N_("à venir"),
        "showcase_over": N_("terminée"),
        "showcase_done": N_("C’est fait."),
        "showcase_full": N_("Il n’y a plus de place\u00a0: retirez d’abord quelque chose."),
        "showcase_gone": N_(
            "Quelqu’un d’autre vient de changer cette liste. La voici telle qu’elle est."
        ),
        "task_problem": N_("problème signalé", "problèmes signalés"),
        "problems_title": N_("Problèmes signalés"),
        "problems_why": N_(
            "Ce que des personnes de l’établissement signalent d’une ressource. Personne n’est "
            "nommé."
        ),
        "problems_none": N_("Aucun problème signalé."),
        "problems_times": N_("signalé {n} fois", "signalé {n} fois"),
        "problems_since": N_("depuis le {day}"),
        "problems_reference": N_("référence"),
        "problems_side": N_("À traiter par"),
        "problems_state": N_("État"),
        "problems_keep": N_("Enregistrer"),
        "problems_gone": N_(
            "Rien n’a changé\u00a0: quelqu’un a dit entre-temps où en est ce problème, ou il n’est "
            "plus dans la liste."
        ),
        "showcase_wrong": N_(
            "Rien n’a changé\u00a0: un titre ou un texte manque, est trop long, ou les jours ne se "
            "suivent pas."
        ),
    }
)
