"""The stores in memory: the reference that says in a few lines what every store promises.

For tests and for a portal that is tried out; nothing outlives the process.  One
:class:`MemoryDatabase` belongs to one tenant, so nothing can cross.
"""

from garbridge.stores.memory.activations import MemoryActivations
from garbridge.stores.memory.calls import MemoryCalls
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.delegations import MemoryDeclared, MemoryDelegations
from garbridge.stores.memory.departures import MemoryDepartures
from garbridge.stores.memory.directory import MemoryDirectory
from garbridge.stores.memory.entitlements import MemoryEntitlements
from garbridge.stores.memory.figures import MemoryPublications, MemoryTallies
from garbridge.stores.memory.identifiers import MemoryIdentifiers
from garbridge.stores.memory.jobs import MemoryRuns
from garbridge.stores.memory.launches import (
    MemoryJournal,
    MemoryOneTimeStore,
    MemoryPendingLaunches,
    MemoryRedemptions,
)
from garbridge.stores.memory.leases import MemoryLeases
from garbridge.stores.memory.ledger import MemoryLedger
from garbridge.stores.memory.links import MemoryLinks
from garbridge.stores.memory.lookups import MemoryLookups
from garbridge.stores.memory.marks import MemoryMarks
from garbridge.stores.memory.measures import MemoryMeasures
from garbridge.stores.memory.merges import MemoryMerges
from garbridge.stores.memory.news import MemoryNewsFeeds
from garbridge.stores.memory.noted_incidents import MemoryIncidentLog
from garbridge.stores.memory.offer import MemoryOffer
from garbridge.stores.memory.orders import MemoryOrders
from garbridge.stores.memory.participants import MemoryParticipants
from garbridge.stores.memory.policies import MemoryPolicies
from garbridge.stores.memory.portal_sessions import MemoryPortalSessions
from garbridge.stores.memory.problems import MemoryProblems
from garbridge.stores.memory.queue import MemoryNotifications, MemoryQueue
from garbridge.stores.memory.receipts import MemoryReceipts
from garbridge.stores.memory.requests import MemoryRequests
from garbridge.stores.memory.restrictions import MemoryRestrictions
from garbridge.stores.memory.reveals import MemoryReveals
from garbridge.stores.memory.rolls import MemoryRolls
from garbridge.stores.memory.rounds import MemoryRounds
from garbridge.stores.memory.serving import MemoryServingLog
from garbridge.stores.memory.showcase import MemoryShowcase
from garbridge.stores.memory.traces import MemoryTraces
from garbridge.stores.memory.turns import MemoryTurns
from garbridge.stores.memory.vignettes import MemoryVignettes
from garbridge.stores.memory.years import MemoryYearPlans

__all__ = [
    "MemoryActivations",
    "MemoryCalls",
    "MemoryDatabase",
    "MemoryDeclared",
    "MemoryDelegations",
    "MemoryDepartures",
    "MemoryDirectory",
    "MemoryEntitlements",
    "MemoryIdentifiers",
    "MemoryIncidentLog",
    "MemoryJournal",
    "MemoryLeases",
    "MemoryLedger",
    "MemoryLinks",
    "MemoryLookups",
    "MemoryMarks",
    "MemoryMeasures",
    "MemoryMerges",
    "MemoryNewsFeeds",
    "MemoryNotifications",
    "MemoryOffer",
    "MemoryOneTimeStore",
    "MemoryOrders",
    "MemoryParticipants",
    "MemoryPendingLaunches",
    "MemoryPolicies",
    "MemoryPortalSessions",
    "MemoryProblems",
    "MemoryPublications",
    "MemoryQueue",
    "MemoryReceipts",
    "MemoryRedemptions",
    "MemoryRequests",
    "MemoryRestrictions",
    "MemoryReveals",
    "MemoryRolls",
    "MemoryRounds",
    "MemoryRuns",
    "MemoryServingLog",
    "MemoryShowcase",
    "MemoryTallies",
    "MemoryTraces",
    "MemoryTurns",
    "MemoryVignettes",
    "MemoryYearPlans",
]
