"""What families and staff are told (*mention d'information*, RGPD articles 13 and 14)."""

from datetime import date
from typing import Final

from garbridge.core.dossier import Disclosure, Dossier
from garbridge.formats.dossier import words
from garbridge.formats.paper import Block, Bullets, Gap, Grid, Heading, Paragraph, paper

_RIGHTS: Final[tuple[Block, ...]] = (
    Paragraph(
        "Vous pouvez demander à voir vos données ou celles de votre enfant, à les faire"
        " corriger ou effacer, à en limiter l’usage, et vous opposer à leur transmission pour"
        " une ressource ; une autre façon de travailler vous est alors indiquée."
    ),
    Gap("à qui écrire dans l’établissement, et comment"),
    Paragraph(
        "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL : 3 place de"
        " Fontenoy, TSA 80715, 75334 Paris cedex 07, www.cnil.fr."
    ),
)


def notice_of(dossier: Dossier, day: date) -> bytes:
    """Return the notice, in words for people who are no lawyers."""
    blocks: list[Block] = [
        Paragraph(
            "Ce portail ouvre des manuels et des ressources numériques chez leurs éditeurs. Voici"
            " ce que chacun d’eux apprend, pourquoi, et ce que vous pouvez demander."
        ),
        Heading("Qui répond des données"),
        _who(dossier),
        Heading("Pourquoi, et à quel titre"),
        Paragraph(
            "Donner accès aux ressources choisies pour l’enseignement est une mission d’intérêt"
            " public. C’est pourquoi votre accord n’est pas demandé ; vous pouvez vous y opposer"
            " pour des raisons tenant à votre situation."
        ),
        Heading("Ce que chaque éditeur apprend"),
        Paragraph(
            f"Chaque éditeur reçoit un {words.identifier(dossier)}. Ce qu’il reçoit en plus est"
            " dans le tableau ; ce qui n’y est pas ne lui est pas transmis."
        ),
        *_unknown(dossier),
        Grid(
            "Données transmises, par éditeur",
            ("Éditeur", "Donnée", "De qui", "Pourquoi", "Gardée chez lui"),
            [row for one in dossier.disclosures for row in _rows(one)],
        ),
        *_abroad(dossier),
        Heading("Combien de temps le portail garde les données"),
        Grid("Durées de conservation", ("Données", "Durée"), words.periods(dossier)),
        Heading("Vos droits"),
        *_RIGHTS,
    ]
    beneath = f"{dossier.portal}, le {words.dated(day)}"
    return paper("Vos données et les ressources numériques", beneath, blocks)


def _who(dossier: Dossier) -> Block:
    answers = dossier.responsibility
    return Bullets(
        (
            (
                f"Responsable du traitement : {answers.controller.name},"
                f" {answers.controller.contact}"
            ),
            (
                f"Délégué à la protection des données : {answers.officer.name},"
                f" {answers.officer.contact}"
            ),
            f"Le portail est tenu par : {answers.processor.name}, {answers.processor.contact}",
            f"Acte : {answers.legal_act}",
        )
    )


def _rows(one: Disclosure) -> list[tuple[str, ...]]:
    if not one.told:
        return [(one.name, "rien de plus", "", "", "")]
    return [
        (
            one.name,
            words.plainly(told),
            words.people(told.profiles),
            told.purpose,
            told.retention or words.UNSTATED,
        )
        for told in one.told
    ]


def _unknown(dossier: Dossier) -> list[Block]:
    names = [one.name for one in dossier.disclosures if one.anonymous]
    if not names:
        return []
    which = ", ".join(names)
    return [Paragraph(f"Sauf {which}, qui ne peut pas reconnaître une personne qui revient.")]


def _abroad(dossier: Dossier) -> list[Block]:
    lines = [f"{one.name} : {line}" for one in dossier.disclosures for line in words.transfers(one)]
    if not lines:
        return []
    return [
        Heading("Hors de l’Espace économique européen"),
        Paragraph("Ces éditeurs font traiter des données ailleurs, avec ces garanties :"),
        Bullets(lines),
    ]
