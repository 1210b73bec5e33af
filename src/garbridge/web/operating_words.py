"""What the pages for whoever runs the portal say, in French first and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from garbridge.core.jobs import REJECTED, Job, RunOutcome
from garbridge.web.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingWords:
    """Every sentence of these pages in one language."""

    title: str
    jobs: str
    problems: str
    problem: str
    by_reference: str
    search: str
    expired: str
    not_taken: str
    to_copy: str
    done_by: str
    state: str
    number_there: str
    keep: str
    unknown_reference: str
    unsolved: str
    none_unsolved: str
    problem_columns: tuple[str, str, str, str, str]
    none_expected: str
    looked: str
    all_well: str
    to_see_to: str
    columns: tuple[str, str, str, str, str]
    never: str
    last_good: str
    before: str
    not_expected: str
    is_late: str
    outcomes: Mapping[RunOutcome, str]
    names: Mapping[Job, str]
    figures: Mapping[str, str]


FRENCH = OperatingWords(
    title="Exploitation",
    jobs="Travaux réguliers",
    problems="Problèmes",
    problem="Référence",
    by_reference="Référence lue par la personne",
    search="Rechercher",
    expired="Cette page n’était plus valable\u00a0: rien n’a été enregistré.",
    not_taken="Rien n’a été enregistré\u00a0: le numéro tient sur une ligne, en 64 caractères.",
    to_copy="Texte à copier, sans donnée personnelle",
    done_by="À traiter par",
    state="État",
    number_there="Numéro du dossier chez lui",
    keep="Enregistrer",
    unknown_reference="Aucun accès n’a cette référence. Une demande qui n’est pas devenue un accès "
    "ne se trouve que dans le journal du portail.",
    unsolved="Problèmes non résolus",
    none_unsolved="Aucun problème n’est suivi pour le moment.",
    problem_columns=("Référence", "État", "À traiter par", "Numéro", "Dernière nouvelle"),
    looked="État du",
    none_expected="Aucun travail n’a encore tourné, et la configuration n’en attend aucun.",
    all_well="Tout a tourné comme prévu.",
    to_see_to="À traiter",
    columns=("Travail", "Dernier passage", "Résultat", "Comptes", "Prochain passage"),
    never="jamais",
    last_good="dernier réussi\u00a0:",
    before="avant le",
    not_expected="non attendu",
    is_late="en retard",
    outcomes=MappingProxyType(
        {
            RunOutcome.DONE: "réussi",
            RunOutcome.REFUSED: "refusé",
            RunOutcome.FAILED: "échoué",
        }
    ),
    names=MappingProxyType(
        {
            Job.DIRECTORY_IMPORT: "Import de l’annuaire",
            Job.IDENTITIES_EXPORT: "Export vers le GAR",
            Job.LEDGER_SEAL: "Scellement du registre",
            Job.METADATA_REFRESH: "Métadonnées des éditeurs",
            Job.OFFER_IMPORT: "Catalogue du GAR",
            Job.PURGE: "Effacement de ce qui est échu",
            Job.QUEUE_REFRESH: "Doublons de l’annuaire",
            Job.QUEUE_SETTLE: "Arrivées et départs",
            Job.RULES_SERVE: "Règles d’affectation",
            Job.STATISTICS: "Statistiques",
            Job.VIGNETTES_REFRESH: "Vignettes des ressources",
        }
    ),
    figures=MappingProxyType(
        {
            "added": "ajouts",
            "changed": "modifications",
            "ended": "départs",
            REJECTED: "lignes rejetées",
            "warnings": "lignes douteuses",
            "launches": "accès",
            "late": "accès tardifs",
            "records": "enregistrements",
            "schools": "établissements",
            "people": "personnes",
            "delegates": "responsables délégués",
            "left_out": "personnes non déclarées",
            "resources": "ressources",
            "new": "nouvelles",
            "gone": "disparues",
            "unreadable": "illisibles",
        }
    ),
)
ENGLISH = OperatingWords(
    title="Operations",
    jobs="Jobs",
    problems="Problems",
    problem="Reference",
    by_reference="Reference that the person reads",
    search="Search",
    expired="This page no longer held: nothing was kept.",
    not_taken="Nothing was kept: the number stands on one line, 64 characters at most.",
    to_copy="Text to copy, without personal data",
    done_by="To be done by",
    state="State",
    number_there="Number of the ticket there",
    keep="Keep",
    unknown_reference="No launch has this reference. A request that never became a launch stands "
    "in the log of the portal alone.",
    unsolved="Problems that are not solved",
    none_unsolved="No problem is followed up now.",
    problem_columns=("Reference", "State", "To be done by", "Number", "Last news"),
    looked="As of",
    none_expected="No job has run yet, and the configuration expects none.",
    all_well="Everything ran as expected.",
    to_see_to="To see to",
    columns=("Job", "Last run", "Outcome", "Counts", "Next run"),
    never="never",
    last_good="last done:",
    before="before",
    not_expected="not expected",
    is_late="late",
    outcomes=MappingProxyType(
        {
            RunOutcome.DONE: "done",
            RunOutcome.REFUSED: "refused",
            RunOutcome.FAILED: "failed",
        }
    ),
    names=MappingProxyType(
        {
            Job.DIRECTORY_IMPORT: "Import of the directory",
            Job.IDENTITIES_EXPORT: "Export to the GAR",
            Job.LEDGER_SEAL: "Sealing of the ledger",
            Job.METADATA_REFRESH: "Metadata of publishers",
            Job.OFFER_IMPORT: "Catalogue of the GAR",
            Job.PURGE: "Removal of what is due",
            Job.QUEUE_REFRESH: "Duplicates in the directory",
            Job.QUEUE_SETTLE: "Arrivals and departures",
            Job.RULES_SERVE: "Rules of assignment",
            Job.STATISTICS: "Statistics",
            Job.VIGNETTES_REFRESH: "Vignettes of resources",
        }
    ),
    figures=MappingProxyType(
        {
            "added": "added",
            "changed": "changed",
            "ended": "left",
            REJECTED: "rejected rows",
            "warnings": "doubtful rows",
            "launches": "launches",
            "late": "late launches",
            "records": "records",
            "schools": "schools",
            "people": "people",
            "delegates": "delegates",
            "left_out": "people left out",
            "resources": "resources",
            "new": "new",
            "gone": "gone",
            "unreadable": "unreadable",
        }
    ),
)

OPERATING_WORDS: Mapping[Language, OperatingWords] = MappingProxyType(
    {Language.FRENCH: FRENCH, Language.ENGLISH: ENGLISH}
)
