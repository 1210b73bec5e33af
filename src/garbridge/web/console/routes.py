"""The addresses of the console, below the prefix."""

from collections.abc import Callable
from typing import Final

from flask import Response

from garbridge.web.console.activations import affectation_activation, affectation_activations
from garbridge.web.console.acts import (
    affectation_apply,
    affectation_preview,
    affectation_repair,
)
from garbridge.web.console.board import affectation_board
from garbridge.web.console.calendar import affectation_calendar, affectation_calendar_file
from garbridge.web.console.delegations import (
    affectation_delegate,
    affectation_delegation,
    affectation_delegations,
)
from garbridge.web.console.diagnosing import affectation_diagnose
from garbridge.web.console.duplicates import (
    affectation_duplicates,
    affectation_merge,
    affectation_merge_preview,
)
from garbridge.web.console.feeds import affectation_feeds, affectation_feeds_change
from garbridge.web.console.journal import affectation_journal
from garbridge.web.console.offer import affectation_offer
from garbridge.web.console.operations import affectation_operation, affectation_undo
from garbridge.web.console.ordering import affectation_order, affectation_order_file
from garbridge.web.console.populations import affectation_populations
from garbridge.web.console.problems import affectation_problems, affectation_problems_follow
from garbridge.web.console.queue import affectation_handle, affectation_queue
from garbridge.web.console.resources import affectation_resource, affectation_resources
from garbridge.web.console.round_acts import (
    affectations_advance,
    affectations_again,
    affectations_apply,
    affectations_round,
    affectations_undo,
    affectations_who,
)
from garbridge.web.console.rounds import affectations, affectations_choose
from garbridge.web.console.rules import (
    affectation_rules,
    affectation_rules_apply,
    affectation_rules_end,
    affectation_rules_preview,
)
from garbridge.web.console.schools import affectation, statistiques
from garbridge.web.console.showcase import affectation_showcase, affectation_showcase_change
from garbridge.web.console.statistics import (
    affectation_statistics,
    affectation_statistics_export,
    affectation_statistics_publish,
    affectation_statistics_report,
)
from garbridge.web.console.subscription_acts import (
    affectation_change,
    affectation_end,
    affectation_renew,
)
from garbridge.web.console.subscriptions import affectation_subscription, affectation_subscriptions
from garbridge.web.console.year import affectation_year
from garbridge.web.console.year_acts import (
    affectation_year_check,
    affectation_year_close,
    affectation_year_prepare,
    affectation_year_switch,
    affectation_year_undo,
)

_READ: Final = ("GET",)
_WRITE: Final = ("POST",)
_BOTH: Final = ("GET", "POST")
_AT: Final = "/affectation/<uai>"
_MANY: Final = "/affectation/plusieurs/<key>"

CONSOLE_ROUTES: Final[tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]] = (
    ("/affectation/", affectation, _READ),
    (_MANY, affectations, _READ),
    (f"{_MANY}/choisir", affectations_choose, _WRITE),
    (f"{_MANY}/<operation>", affectations_round, _READ),
    (f"{_MANY}/<operation>/avancer", affectations_advance, _WRITE),
    (f"{_MANY}/<operation>/faire", affectations_apply, _WRITE),
    (f"{_MANY}/<operation>/reprendre", affectations_again, _WRITE),
    (f"{_MANY}/<operation>/annuler", affectations_undo, _WRITE),
    (f"{_MANY}/<operation>/<uai>", affectations_who, _READ),
    (f"{_AT}/", affectation_board, _READ),
    (f"{_AT}/ressources/", affectation_resources, _READ),
    (f"{_AT}/ressources/<key>", affectation_resource, _BOTH),
    (f"{_AT}/catalogue-gar/", affectation_offer, _READ),
    (f"{_AT}/populations/", affectation_populations, _READ),
    (f"{_AT}/abonnements/", affectation_subscriptions, _READ),
    (f"{_AT}/abonnements/calendrier", affectation_calendar, _READ),
    (f"{_AT}/abonnements/calendrier.ics", affectation_calendar_file, _READ),
    (f"{_AT}/abonnements/nouveau", affectation_order, _BOTH),
    (f"{_AT}/abonnements/fichier", affectation_order_file, _WRITE),
    (f"{_AT}/abonnements/renouveler", affectation_renew, _WRITE),
    (f"{_AT}/abonnements/interactives/", affectation_activations, _READ),
    (f"{_AT}/abonnements/interactives/<key>", affectation_activation, _BOTH),
    (f"{_AT}/abonnements/<subscription>", affectation_subscription, _READ),
    (f"{_AT}/abonnements/<subscription>/modifier", affectation_change, _WRITE),
    (f"{_AT}/abonnements/<subscription>/terminer", affectation_end, _WRITE),
    ("/statistiques/", statistiques, _READ),
    (f"{_AT}/statistiques", affectation_statistics, _READ),
    (f"{_AT}/statistiques/publier", affectation_statistics_publish, _WRITE),
    (f"{_AT}/statistiques/export", affectation_statistics_export, _READ),
    (f"{_AT}/statistiques/rapport", affectation_statistics_report, _READ),
    (f"{_AT}/verifier", affectation_diagnose, _BOTH),
    (f"{_AT}/arrivees", affectation_queue, _READ),
    (f"{_AT}/arrivees/traiter", affectation_handle, _WRITE),
    (f"{_AT}/doublons", affectation_duplicates, _READ),
    (f"{_AT}/doublons/apercu", affectation_merge_preview, _WRITE),
    (f"{_AT}/doublons/fusionner", affectation_merge, _WRITE),
    (f"{_AT}/regles", affectation_rules, _READ),
    (f"{_AT}/regles/apercu", affectation_rules_preview, _WRITE),
    (f"{_AT}/regles/faire", affectation_rules_apply, _WRITE),
    (f"{_AT}/regles/retirer", affectation_rules_end, _WRITE),
    (f"{_AT}/annee", affectation_year, _READ),
    (f"{_AT}/annee/preparer", affectation_year_prepare, _WRITE),
    (f"{_AT}/annee/verifier", affectation_year_check, _WRITE),
    (f"{_AT}/annee/basculer", affectation_year_switch, _WRITE),
    (f"{_AT}/annee/annuler", affectation_year_undo, _WRITE),
    (f"{_AT}/annee/clore", affectation_year_close, _WRITE),
    (f"{_AT}/problemes", affectation_problems, _READ),
    (f"{_AT}/problemes/suivre", affectation_problems_follow, _WRITE),
    (f"{_AT}/mises-en-avant", affectation_showcase, _READ),
    (f"{_AT}/mises-en-avant/changer", affectation_showcase_change, _WRITE),
    (f"{_AT}/flux", affectation_feeds, _READ),
    (f"{_AT}/flux/changer", affectation_feeds_change, _WRITE),
    (f"{_AT}/delegations", affectation_delegations, _READ),
    (f"{_AT}/delegations/donner", affectation_delegate, _WRITE),
    (f"{_AT}/delegations/<name>", affectation_delegation, _WRITE),
    (f"{_AT}/journal", affectation_journal, _READ),
    (f"{_AT}/apercu", affectation_preview, _WRITE),
    (f"{_AT}/faire", affectation_apply, _WRITE),
    (f"{_AT}/reparer", affectation_repair, _WRITE),
    (f"{_AT}/operations/<operation>", affectation_operation, _READ),
    (f"{_AT}/operations/<operation>/annuler", affectation_undo, _WRITE),
)
