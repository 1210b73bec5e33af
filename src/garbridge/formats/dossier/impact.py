"""A draft of the impact assessment (*analyse d'impact*, AIPD, RGPD article 35).

It has the four parts that article 35.7 asks for, filled as far as the configuration knows; what
only the controller can judge is shown as missing.
"""

from datetime import date
from typing import Final

from garbridge.core.attributes import Sensitivity
from garbridge.core.dossier import Disclosure, Dossier
from garbridge.core.people import Profile
from garbridge.formats.dossier import words
from garbridge.formats.paper import Block, Bullets, Gap, Grid, Heading, Paragraph, paper

_SENSITIVITIES: Final = {
    Sensitivity.PSEUDONYM: "pseudonyme",
    Sensitivity.LOW: "faible",
    Sensitivity.MEDIUM: "moyenne",
    Sensitivity.DIRECT: "identité directe",
}
_TOGETHER: Final = (
    "Rapprochement entre éditeurs",
    "deux éditeurs mettent en commun ce qu’ils savent d’une même personne",
)
_RISKS: Final = (
    (
        "Accès illégitime aux données",
        "un éditeur ou un tiers apprend qui est un élève, et ce qu’il étudie",
        (
            "identifiant opaque ; données nommées une à une ; messages signés, à"
            " usage unique ; consultations nominatives motivées et journalisées"
        ),
    ),
    (
        "Modification non désirée",
        "un message transmet autre chose que ce qui a été décidé",
        (
            "relecture des messages avant l’envoi ; politiques figées, nommées par leur contenu ;"
            " accusés scellés"
        ),
    ),
    (
        "Disparition de données",
        "la perte de la clé des identifiants fait de chacun un inconnu chez tous les éditeurs",
        "exercice de restauration documenté ; sauvegarde de la clé à organiser par le portail",
    ),
    (
        "Conservation excessive",
        "des données restent après un départ",
        "durées par défaut, purge, annonce des départs aux éditeurs",
    ),
)


def impact_of(dossier: Dossier, day: date) -> bytes:
    """Return the draft."""
    blocks: list[Block] = [
        Paragraph(
            "Projet établi d’après la configuration du portail. Les passages encadrés sont à"
            " écrire par le responsable du traitement, avec l’avis du délégué."
        ),
        Heading("1. Description du traitement"),
        *_description(dossier),
        Heading("2. Nécessité et proportionnalité"),
        *_necessity(dossier),
        Heading("3. Risques pour les personnes"),
        *_risks(dossier),
        Heading("4. Mesures"),
        Bullets(words.MEASURES),
        Gap("mesures propres au portail : hébergement, sauvegardes, habilitations, incidents"),
        Heading("Avis et décision"),
        Gap(
            f"avis du délégué ({dossier.responsibility.officer.name}), avis des représentants des"
            " familles"
        ),
        Gap(f"décision de {dossier.responsibility.controller.name}, date, révision prévue"),
    ]
    beneath = f"{dossier.portal}, projet du {words.dated(day)}"
    return paper("Analyse d’impact relative à la protection des données", beneath, blocks)


def _description(dossier: Dossier) -> list[Block]:
    answers = dossier.responsibility
    return [
        Bullets(
            (
                f"Responsable : {answers.controller.name}",
                f"Sous-traitant du portail : {answers.processor.name}",
                f"Acte : {answers.legal_act}",
                f"Personnes : {words.people(Profile)}",
                f"Éditeurs destinataires : {len(dossier.disclosures)}",
            )
        ),
        Grid(
            "Données transmises",
            ("Éditeur", "Donnée", "Sensibilité", "Personnes", "Finalité"),
            [row for one in dossier.disclosures for row in _rows(one)],
        ),
        Grid(
            "Où les données sont traitées, et par qui",
            (
                *("Éditeur", "Qualité", "Hébergement", "Sous-traitants ultérieurs"),
                "Transferts hors de l’Espace économique européen",
            ),
            [_treated(one) for one in dossier.disclosures],
        ),
        Grid("Durées dans le portail", ("Données", "Durée"), words.periods(dossier)),
        Gap("nombre de personnes et d’établissements, supports, hébergement du portail"),
    ]


def _treated(one: Disclosure) -> tuple[str, ...]:
    none = "" if one.terms else words.UNSTATED
    return (
        one.name,
        words.ROLES[one.terms.role] if one.terms else words.UNSTATED,
        words.hosting(one),
        " ; ".join(words.sub_processors(one)) or none or "aucun",
        " ; ".join(words.transfers(one)) or none or "aucun",
    )


def _necessity(dossier: Dossier) -> list[Block]:
    return [
        Paragraph(
            "Chaque donnée est transmise pour une finalité écrite et aux profils nommés."
            " Les élèves dont le nom est transmis le sont chez :"
        ),
        _direct(dossier),
        Gap("pourquoi la finalité ne peut pas être atteinte avec moins de données"),
        Gap("comment les familles sont informées et exercent leurs droits"),
    ]


def _risks(dossier: Dossier) -> list[Block]:
    judged = ("à apprécier", "à apprécier")
    return [
        Grid(
            "Risques, et ce qui les réduit",
            ("Risque", "Conséquence", "Mesures en place", "Gravité", "Vraisemblance"),
            [(*risk, *judged) for risk in (*_RISKS, _together(dossier))],
        ),
        *_identifier(dossier),
    ]


def _rows(one: Disclosure) -> list[tuple[str, ...]]:
    if not one.told:
        return [(one.name, "identifiant seul", _SENSITIVITIES[Sensitivity.PSEUDONYM], "", "")]
    return [
        (
            one.name,
            words.data(told),
            _SENSITIVITIES[told.sensitivity],
            words.people(told.profiles),
            told.purpose,
        )
        for told in one.told
    ]


def _direct(dossier: Dossier) -> Block:
    lines = [
        f"{one.name} : {words.data(told)} ({told.purpose})"
        for one in dossier.disclosures
        for told in one.told
        if told.sensitivity is Sensitivity.DIRECT and Profile.PUPIL in told.profiles
    ]
    return Bullets(lines) if lines else Paragraph("aucun éditeur.")


def _together(dossier: Dossier) -> tuple[str, str, str]:
    how = "" if dossier.shared_sector else "identifiants différents chez chacun ; "
    measured = "le nombre de personnes seules dans le recoupement se mesure"
    return (*_TOGETHER, f"{how}{measured} (garbridge policy exposure)")


def _identifier(dossier: Dossier) -> list[Block]:
    if not dossier.shared_sector:
        return []
    return [
        Paragraph(
            "Le portail donne le même identifiant à tous les éditeurs : le risque de rapprochement"
            " n’est pas réduit par des identifiants différents."
        ),
        Gap("pourquoi ce choix, et ce qui le compense"),
    ]
