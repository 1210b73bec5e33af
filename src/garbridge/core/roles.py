"""Roles, acts, and the table of which role may do which act.

Which grant gives somebody a role, where and until when is for :mod:`garbridge.core.permissions`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What somebody is at a school, beside their profile.  The order is that of responsibility."""

    HEAD = "head"
    """Head of school (*chef d’établissement*, *directeur d’école*): answers for all of it."""
    ASSIGNER = "assigner"
    """*Responsable d’affectation*, where that is not the head."""
    DELEGATE = "delegate"
    """*Responsable délégué d’affectation*."""
    MANAGER = "manager"
    """*Gestionnaire*: orders and follows subscriptions; assigns where the head delegates it."""
    LIBRARIAN = "librarian"
    """*Professeur documentaliste*: sees everything; assigns where the head delegates it."""
    ENT_ADMINISTRATOR = "ent_administrator"
    """*Administrateur de l’ENT*: the directory, the school year, problems."""
    DIGITAL_LEAD = "digital_lead"
    """*Référent numérique*: figures only."""
    COMMITTEE = "committee"
    """Member of the *comité de pilotage*: figures only."""


class Act(StrEnum):
    """Everything a service does for somebody.  Values are stable: journals keep them."""

    SEE_STOCK = "see_stock"
    ASSIGN = "assign"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    WRITE_RULES = "write_rules"
    RECLAIM = "reclaim"
    READ_QUEUE = "read_queue"
    """Read the queue of arrivals and departures."""
    SIGNAL = "signal"
    """Tell an arrival or a departure before the directory does."""
    ACCEPT_QUEUE = "accept_queue"
    """Accept what the queue proposes for somebody."""
    MERGE = "merge"
    """Merge two entries of the directory that are one person."""
    PREPARE_YEAR = "prepare_year"
    CHECK_YEAR = "check_year"
    SWITCH_YEAR = "switch_year"
    UNDO_YEAR = "undo_year"
    ORDER = "order"
    CHANGE_SUBSCRIPTION = "change_subscription"
    END_SUBSCRIPTION = "end_subscription"
    ACTIVATE = "activate"
    """Open a resource with pupil–teacher interaction, and the extra data that leaves with it."""
    DELEGATE = "delegate"
    WITHDRAW_DELEGATION = "withdraw_delegation"
    READ_DELEGATIONS = "read_delegations"
    READ_JOURNAL = "read_journal"
    """Read who assigned what to whom: never who opened what."""
    READ_AGGREGATES = "read_aggregates"
    """Read figures that name nobody."""
    PUBLISH_AGGREGATES = "publish_aggregates"
    """Choose which periods are published: a year, or its terms."""
    DIAGNOSE = "diagnose"
    """Ask why one person sees a resource or not."""
    CHECK_ACCESS = "check_access"
    """Ask it for whole populations."""
    HANDLE_RIGHTS = "handle_rights"
    """Record and answer what people ask by their rights (RGPD articles 15 to 21), and read it."""
    SEE_JOBS = "see_jobs"
    """See what a timer ran: at every school, or not at all."""
    PRESENT = "present"
    """Put resources forward in the médiacentre, make sections of it, announce something there."""
    PROTECT = "protect"
    """Protect somebody from being named, lift it, and know who is protected."""


_ALL_ROLES = frozenset(Role)
ASSIGNING: Final = frozenset({Role.HEAD, Role.ASSIGNER, Role.DELEGATE})
"""Roles that give licences out."""

_ORDERING = frozenset({Role.HEAD, Role.MANAGER})
_ANSWERING = frozenset({Role.HEAD, Role.ENT_ADMINISTRATOR})
_PRESENTING = ASSIGNING | {Role.LIBRARIAN}
_RUNNING = frozenset({Role.ENT_ADMINISTRATOR})
_TOLD = ASSIGNING | {Role.MANAGER, Role.LIBRARIAN, Role.ENT_ADMINISTRATOR}
_TURNING_THE_YEAR = ASSIGNING | {Role.ENT_ADMINISTRATOR}

ALLOWED: Final[Mapping[Act, frozenset[Role]]] = MappingProxyType(
    {
        Act.SEE_STOCK: _TOLD,
        Act.ASSIGN: ASSIGNING,
        Act.WITHDRAW: ASSIGNING,
        Act.UNDO: ASSIGNING,
        Act.WRITE_RULES: ASSIGNING,
        Act.RECLAIM: ASSIGNING,
        Act.READ_QUEUE: _TOLD,
        Act.SIGNAL: _TOLD,
        Act.ACCEPT_QUEUE: ASSIGNING,
        Act.MERGE: frozenset({Role.HEAD, Role.ENT_ADMINISTRATOR}),
        Act.PREPARE_YEAR: _TURNING_THE_YEAR,
        Act.CHECK_YEAR: _TURNING_THE_YEAR,
        Act.SWITCH_YEAR: _TURNING_THE_YEAR,
        Act.UNDO_YEAR: _TURNING_THE_YEAR,
        Act.ORDER: _ORDERING,
        Act.CHANGE_SUBSCRIPTION: _ORDERING,
        Act.END_SUBSCRIPTION: _ORDERING,
        Act.ACTIVATE: ASSIGNING,
        Act.DELEGATE: frozenset({Role.HEAD}),
        Act.WITHDRAW_DELEGATION: frozenset({Role.HEAD}),
        Act.READ_DELEGATIONS: frozenset({Role.HEAD, Role.ASSIGNER, Role.ENT_ADMINISTRATOR}),
        Act.READ_JOURNAL: ASSIGNING | {Role.ENT_ADMINISTRATOR},
        Act.READ_AGGREGATES: _ALL_ROLES,
        Act.PUBLISH_AGGREGATES: frozenset({Role.HEAD, Role.ASSIGNER}),
        Act.DIAGNOSE: _TOLD,
        Act.CHECK_ACCESS: _TOLD,
        Act.HANDLE_RIGHTS: _ANSWERING,
        Act.PROTECT: _ANSWERING,
        Act.SEE_JOBS: _RUNNING,
        Act.PRESENT: _PRESENTING,
    }
)
"""Which roles may do what; whatever does not stand here is denied, the head included."""

ABOUT_RESOURCES: Final = frozenset(Act) - {
    Act.READ_QUEUE,
    Act.SIGNAL,
    Act.MERGE,
    Act.DELEGATE,
    Act.WITHDRAW_DELEGATION,
    Act.READ_DELEGATIONS,
    Act.HANDLE_RIGHTS,
    Act.PROTECT,
    Act.SEE_JOBS,
}
"""Acts that a scope narrows: without a resource they are about all of the school's."""

TENANT_WIDE: Final = frozenset(Role) - {Role.HEAD, Role.DELEGATE, Role.LIBRARIAN}
"""Roles that one grant may give at every school of the tenant; the others are of one school."""
