"""The tables.  Every one carries the tenant; every one that grows carries the school too.

garbridge has its own ``MetaData``, a prefix on every table and its own Alembic version table: it
lives beside a portal's tables without either noticing the other.  Instants are microseconds since
1970 in UTC, as integers: both databases compare them exactly and no driver converts them.  Text
is compared and sorted by code point in both, whatever the language of a PostgreSQL server.

A primary key is in the order of the hot statement that reads the table.
"""

from garbridge.stores.sql.schema.activations import activation
from garbridge.stores.sql.schema.calls import call
from garbridge.stores.sql.schema.columns import PREFIX, VERSION_TABLE, metadata
from garbridge.stores.sql.schema.delegations import delegation, delegation_event
from garbridge.stores.sql.schema.departures import acquaintance, feed_token, met, notice
from garbridge.stores.sql.schema.directory import (
    belonging,
    delegate,
    departure,
    membership,
    person,
    population,
    school,
)
from garbridge.stores.sql.schema.entitlements import opening, seat, subscription
from garbridge.stores.sql.schema.figures import publication, reckoned, tally
from garbridge.stores.sql.schema.identifiers import identifier, identifier_ended, naming_act
from garbridge.stores.sql.schema.jobs import run
from garbridge.stores.sql.schema.launches import (
    launch,
    once,
    participant,
    pending,
    portal_session,
    redemption,
)
from garbridge.stores.sql.schema.leases import lease
from garbridge.stores.sql.schema.ledger import movement, operation
from garbridge.stores.sql.schema.links import link
from garbridge.stores.sql.schema.lookups import lookup
from garbridge.stores.sql.schema.marks import mark
from garbridge.stores.sql.schema.merges import brought
from garbridge.stores.sql.schema.news import news_feed
from garbridge.stores.sql.schema.noted_incidents import incident
from garbridge.stores.sql.schema.offer import offer, offered
from garbridge.stores.sql.schema.orders import nature, order
from garbridge.stores.sql.schema.policies import policy
from garbridge.stores.sql.schema.problems import problem
from garbridge.stores.sql.schema.queue import notification, queue
from garbridge.stores.sql.schema.receipts import checkpoint, ledger_act, receipt, salt, settled
from garbridge.stores.sql.schema.requests import rights_request
from garbridge.stores.sql.schema.restrictions import restriction
from garbridge.stores.sql.schema.retention import missing, retention_act
from garbridge.stores.sql.schema.reveals import reveal_step
from garbridge.stores.sql.schema.rolls import roll
from garbridge.stores.sql.schema.rounds import giving_part, giving_round
from garbridge.stores.sql.schema.rules import rule, served
from garbridge.stores.sql.schema.showcase import announcement, section, shown
from garbridge.stores.sql.schema.turns import pairwise_key, turn, turn_told
from garbridge.stores.sql.schema.vignettes import picture, vignette
from garbridge.stores.sql.schema.years import (
    year_opening,
    year_place,
    year_plan,
    year_portion,
    year_seat,
)

__all__ = [
    "PREFIX",
    "VERSION_TABLE",
    "acquaintance",
    "activation",
    "announcement",
    "belonging",
    "brought",
    "call",
    "checkpoint",
    "delegate",
    "delegation",
    "delegation_event",
    "departure",
    "feed_token",
    "giving_part",
    "giving_round",
    "identifier",
    "identifier_ended",
    "incident",
    "launch",
    "lease",
    "ledger_act",
    "link",
    "lookup",
    "mark",
    "membership",
    "met",
    "metadata",
    "missing",
    "movement",
    "naming_act",
    "nature",
    "news_feed",
    "notice",
    "notification",
    "offer",
    "offered",
    "once",
    "opening",
    "operation",
    "order",
    "pairwise_key",
    "participant",
    "pending",
    "person",
    "picture",
    "policy",
    "population",
    "portal_session",
    "problem",
    "publication",
    "queue",
    "receipt",
    "reckoned",
    "redemption",
    "restriction",
    "retention_act",
    "reveal_step",
    "rights_request",
    "roll",
    "rule",
    "run",
    "salt",
    "school",
    "seat",
    "section",
    "served",
    "settled",
    "shown",
    "subscription",
    "tally",
    "turn",
    "turn_told",
    "vignette",
    "year_opening",
    "year_place",
    "year_plan",
    "year_portion",
    "year_seat",
]
