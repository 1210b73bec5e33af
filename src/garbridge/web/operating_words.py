"""What the pages for whoever runs the portal say."""

from typing import Final

from garbridge.core.jobs import REJECTED, Job, RunOutcome
from garbridge.core.messages import N_, NP_
from garbridge.web.sentences import Each, Said, Sentences

_COLUMNS: Final = (
    N_("Travail"),
    N_("Dernier passage"),
    N_("Résultat"),
    N_("Comptes"),
    N_("Prochain passage"),
)
_LATELY_COLUMNS: Final = (N_("Code"), N_("Ce que dit la page"), N_("Fois"))
_PROBLEM_COLUMNS: Final = (
    N_("Référence"),
    N_("État"),
    N_("À traiter par"),
    N_("Numéro"),
    N_("Dernière nouvelle"),
)


class OperatingWords(Sentences):
    """Every sentence of these pages."""

    title = Said(N_("Exploitation"))
    jobs = Said(N_("Travaux réguliers"))
    problems = Said(N_("Problèmes"))
    problem = Said(N_("Référence"))
    by_reference = Said(N_("Référence lue par la personne"))
    search = Said(N_("Rechercher"))
    expired = Said(N_("Cette page n’était plus valable\u00a0: rien n’a été enregistré."))
    not_taken = Said(
        N_("Rien n’a été enregistré\u00a0: le numéro tient sur une ligne, en 64 caractères.")
    )
    overtaken = Said(
        N_("Rien n’a été enregistré\u00a0: quelqu’un a changé ce problème entre-temps. Le voici.")
    )
    to_copy = Said(N_("Texte à copier, sans donnée personnelle"))
    done_by = Said(N_("À traiter par"))
    state = Said(N_("État"))
    number_there = Said(N_("Numéro du dossier chez lui"))
    keep = Said(N_("Enregistrer"))
    unknown_reference = Said(
        N_(
            "Rien n’est connu sous cette référence. Cherchez-la dans le journal du portail : "
            "il garde aussi les erreurs de plus de trente jours et celles d’une heure trop chargée."
        )
    )
    lately = Said(N_("Affiché ces dernières 24 heures, hors accès"))
    unsolved = Said(N_("Problèmes non résolus"))
    none_unsolved = Said(N_("Aucun problème n’est suivi pour le moment."))
    looked = Said(N_("État du"))
    none_expected = Said(
        N_("Aucun travail n’a encore tourné, et la configuration n’en attend aucun.")
    )
    all_well = Said(N_("Tout a tourné comme prévu."))
    to_see_to = Said(N_("À traiter"))
    never = Said(N_("jamais"))
    last_good = Said(N_("dernier réussi\u00a0:"))
    before = Said(N_("avant le"))
    not_expected = Said(N_("non attendu"))
    is_late = Said(N_("en retard"))
    outcomes = Each(
        {
            RunOutcome.DONE: N_("réussi"),
            RunOutcome.REFUSED: N_("refusé"),
            RunOutcome.FAILED: N_("échoué"),
        }
    )
    names = Each(
        {
            Job.DIRECTORY_IMPORT: N_("Import de l’annuaire"),
            Job.IDENTITIES_EXPORT: N_("Export vers le GAR"),
            Job.LEDGER_SEAL: N_("Scellement du registre"),
            Job.METADATA_REFRESH: N_("Métadonnées des éditeurs"),
            Job.OFFER_IMPORT: N_("Catalogue du GAR"),
            Job.PURGE: N_("Effacement de ce qui est échu"),
            Job.QUEUE_REFRESH: N_("Doublons de l’annuaire"),
            Job.QUEUE_SETTLE: N_("Arrivées et départs"),
            Job.RULES_SERVE: N_("Règles d’affectation"),
            Job.STATISTICS: NP_("job", "Statistiques"),
            Job.VIGNETTES_REFRESH: N_("Vignettes des ressources"),
        }
    )
    figures = Each(
        {
            "added": N_("ajouts"),
            "changed": N_("modifications"),
            "ended": N_("départs"),
            REJECTED: N_("lignes rejetées"),
            "warnings": N_("lignes douteuses"),
            "launches": N_("accès"),
            "late": N_("accès tardifs"),
            "records": N_("enregistrements"),
            "schools": N_("établissements"),
            "people": N_("personnes"),
            "delegates": N_("responsables délégués"),
            "staff": N_("adultes"),
            "memberships": N_("rattachements"),
            "groups": N_("classes et groupes"),
            "belongings": N_("appartenances"),
            "left_out": N_("personnes non déclarées"),
            "resources": N_("ressources"),
            "new": N_("nouvelles"),
            "gone": N_("disparues"),
            "unreadable": N_("illisibles"),
        }
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the table of jobs."""
        return tuple(map(self.said.text, _COLUMNS))

    @property
    def lately_columns(self) -> tuple[str, ...]:
        """The heads of the table of what people were shown."""
        return tuple(map(self.said.text, _LATELY_COLUMNS))

    @property
    def problem_columns(self) -> tuple[str, ...]:
        """The heads of the table of problems."""
        return tuple(map(self.said.text, _PROBLEM_COLUMNS))
