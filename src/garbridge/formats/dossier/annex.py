"""The annex to the contract with one provider (*annexe de sous-traitance*, RGPD article 28.3)."""

from datetime import date

from garbridge.core.dossier import Disclosure, Dossier
from garbridge.core.terms import ProviderRole
from garbridge.formats.dossier import words
from garbridge.formats.paper import Block, Bullets, Gap, Grid, Heading, Paragraph, paper

_DUTIES = (
    (
        "Ne traiter les données que sur instruction documentée du responsable, et l’avertir si une"
        " instruction lui paraît contraire au droit."
    ),
    "Veiller à ce que les personnes qui y ont accès soient tenues au secret.",
    "Prendre les mesures de sécurité de l’article 32.",
    "Ne faire appel à un autre sous-traitant qu’avec l’accord du responsable.",
    "Aider le responsable à répondre aux demandes des personnes.",
    "Signaler toute violation de données sans délai.",
    "Effacer les données d’une personne que le portail annonce partie, et en accuser réception.",
    "Effacer ou rendre toutes les données à la fin du contrat.",
    "Tenir à disposition ce qui prouve tout cela, et accepter les audits.",
    "Ne pas chercher à savoir qui est derrière un identifiant, ni le rapprocher d’autres données.",
)
_SHARED = (
    "Dire par écrit qui des deux informe les personnes, et qui répond à leurs demandes.",
    "Ne pas chercher à savoir qui est derrière un identifiant, ni le rapprocher d’autres données.",
    "Effacer les données d’une personne que le portail annonce partie, et en accuser réception.",
    "Signaler toute violation de données sans délai.",
)


def annex_of(dossier: Dossier, one: Disclosure, day: date) -> bytes:
    """Return the annex for the provider of *one*."""
    terms, answers = one.terms, dossier.responsibility
    shared = terms is not None and terms.role is ProviderRole.JOINT_CONTROLLER
    title = "Accord entre responsables conjoints" if shared else "Annexe de sous-traitance"
    blocks: list[Block] = [
        Heading("Les parties"),
        Bullets(
            (
                (
                    f"Le responsable du traitement : {answers.controller.name},"
                    f" {answers.controller.contact}"
                ),
                f"L’éditeur : {one.name}"
                + (f", {terms.contact}" if terms and terms.contact else ""),
                f"Le portail : {dossier.portal}, tenu par {answers.processor.name}",
            )
        ),
        Paragraph(f"Contrat : {terms.contract}") if terms else Gap("la référence du contrat"),
        Heading("Objet"),
        Paragraph(
            "Ouvrir les ressources de l’éditeur aux personnes que le portail lui adresse, sans"
            " nouvelle authentification."
        ),
        Bullets(one.resources) if one.resources else Gap("les ressources"),
        Heading("Données transmises"),
        Paragraph(
            f"{words.subject(dossier, one).capitalize()} ; rien d’autre que ce tableau. Version de"
            f" la politique : {one.version}."
        ),
        *_told(one),
        Heading("Où, et par qui"),
        Paragraph(f"Pays d’hébergement : {words.hosting(one)}."),
        *_list("Sous-traitants ultérieurs", words.sub_processors(one)),
        *_list("Transferts hors de l’Espace économique européen", words.transfers(one)),
        Heading("Engagements de l’éditeur"),
        Bullets(_SHARED if shared else _DUTIES),
        Heading("Signatures"),
        Gap("lieu, date, noms et qualités"),
    ]
    return paper(f"{title} : {one.name}", f"{dossier.portal}, le {words.dated(day)}", blocks)


def _told(one: Disclosure) -> list[Block]:
    if not one.told:
        return [Paragraph("Aucune autre donnée n’est transmise.")]
    rows = [
        (
            words.data(told),
            words.people(told.profiles),
            told.purpose,
            words.BASES[told.legal_basis],
            told.retention or words.UNSTATED,
        )
        for told in one.told
    ]
    columns = ("Donnée", "Personnes", "Finalité", "Base légale", "Durée chez l’éditeur")
    return [Grid("Données transmises", columns, rows)]


def _list(title: str, lines: list[str]) -> list[Block]:
    return [Heading(title, 3), Bullets(lines) if lines else Paragraph("Aucun n’est déclaré.")]
