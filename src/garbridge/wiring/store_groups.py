"""Stores of one tenant that belong together, and what makes them in SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from garbridge.core.identifiers import TenantId
from garbridge.ports import (
    CallCounter,
    IncidentLog,
    MarkStore,
    MeasureStore,
    MergeStore,
    NewsFeedStore,
    OfferStore,
    ProblemStore,
    RoundStore,
    RunStore,
    ServingLog,
    ShowcaseStore,
    VignetteStore,
)
from garbridge.stores.sql.calls import SqlCalls
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.jobs import SqlRuns
from garbridge.stores.sql.marks import SqlMarks
from garbridge.stores.sql.measures import SqlMeasures
from garbridge.stores.sql.merges import SqlMerges
from garbridge.stores.sql.migrating import Status as TablesStatus
from garbridge.stores.sql.migrating import status
from garbridge.stores.sql.news import SqlNewsFeeds
from garbridge.stores.sql.noted_incidents import SqlIncidentLog
from garbridge.stores.sql.offer import SqlOffer
from garbridge.stores.sql.problems import SqlProblems
from garbridge.stores.sql.rounds import SqlRounds
from garbridge.stores.sql.serving import SqlServingLog
from garbridge.stores.sql.showcase import SqlShowcase
from garbridge.stores.sql.vignettes import SqlVignettes


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What whoever runs the portal looks at: what a timer ran, problems, figures, the tables.

    ``incidents`` are what people were shown that never became a launch; ``calls`` counts how often
    other machines ask.
    ``tables`` asks the database, and returns ``None`` where there is none to ask.
    """

    runs: RunStore
    problems: ProblemStore
    incidents: IncidentLog
    measures: MeasureStore
    tables: Callable[[], TablesStatus | None]
    calls: CallCounter


@dataclass(frozen=True, slots=True)
class MediacentreStores:
    """What is kept beside rights: marks, what is put forward, the GAR’s catalogue, and so on."""

    marks: MarkStore
    showcase: ShowcaseStore
    offer: OfferStore
    vignettes: VignetteStore
    feeds: NewsFeedStore


@dataclass(frozen=True, slots=True)
class GivingStores:
    """How far it has come what is given bit by bit: by rules, and at several schools.

    ``merges`` is what merges brought over, for as long as they can be undone.
    """

    served: ServingLog
    rounds: RoundStore
    merges: MergeStore


def upkeep_stores(database: Database, tenant: TenantId) -> Upkeep:
    """Return those of *tenant* in *database*."""
    return Upkeep(
        runs=SqlRuns(database, tenant),
        problems=SqlProblems(database, tenant),
        incidents=SqlIncidentLog(database, tenant),
        measures=SqlMeasures(database, tenant),
        tables=partial(status, database.engine),
        calls=SqlCalls(database, tenant),
    )


def mediacentre_stores(database: Database, tenant: TenantId) -> MediacentreStores:
    """Return those of *tenant* in *database*."""
    return MediacentreStores(
        marks=SqlMarks(database, tenant),
        showcase=SqlShowcase(database, tenant),
        offer=SqlOffer(database, tenant),
        vignettes=SqlVignettes(database, tenant),
        feeds=SqlNewsFeeds(database, tenant),
    )


def giving_stores(database: Database, tenant: TenantId) -> GivingStores:
    """Return those of *tenant* in *database*."""
    return GivingStores(
        SqlServingLog(database, tenant), SqlRounds(database, tenant), SqlMerges(database, tenant)
    )
