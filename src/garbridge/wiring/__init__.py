"""The composition root: the only place that picks implementations, and holds the clock."""

from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.importing import private_gathering
from garbridge.stores.sql.migrating import status as database_status
from garbridge.stores.sql.migrating import upgrade as upgrade_database
from garbridge.stores.sql.migrating import without_garbridge_tables
from garbridge.stores.sql.patience import patience
from garbridge.wiring.autonome import (
    distributing_service,
    listing_service,
    machine_service,
    told_schools,
)
from garbridge.wiring.clock import random_token, system_clock
from garbridge.wiring.departures import departing_service, feed_line, feed_page, feed_service
from garbridge.wiring.domains import Domain, asked_domains, by_host, domains
from garbridge.wiring.figures import publishing_service, tallying_service
from garbridge.wiring.health import health_of, job_service, problem_service, readiness_of
from garbridge.wiring.key_rollover import (
    KeyStanding,
    begin_rollover,
    go_back,
    retire_key,
    standings,
    switch_key,
)
from garbridge.wiring.keys import add_pairwise_key, new_keys
from garbridge.wiring.learning import exposure_service, reach_service
from garbridge.wiring.linting import PlacedFinding, lint_policies, policy_files
from garbridge.wiring.mediacentre import (
    marking_service,
    news_service,
    outages_of,
    presenting_service,
    reporting_service,
)
from garbridge.wiring.metadata_alarms import SOON, Alarm, AlarmKind
from garbridge.wiring.metadata_fetching import MetadataUnreachableError
from garbridge.wiring.metadata_refresh import Refreshed, RefreshOutcome, refresh_metadata
from garbridge.wiring.metadata_watch import gar_certificates, watch_metadata
from garbridge.wiring.metrics import metrics_of
from garbridge.wiring.naming import adopting_service, naming_service, rotating_service
from garbridge.wiring.national import (
    ToldGar,
    national_of,
    one_export,
    prepare_identities,
    send_identities,
    told_gar,
)
from garbridge.wiring.national_offer import offer_import
from garbridge.wiring.new_lti import NewLti
from garbridge.wiring.new_oidc import NewOidc
from garbridge.wiring.notices import Compared, add_notices, compare_notices
from garbridge.wiring.own_data import own_data_service
from garbridge.wiring.provider_check import check_provider
from garbridge.wiring.provider_files import NewProvider, add_provider
from garbridge.wiring.receipts import (
    add_ledger_key,
    audit_service,
    erasing_service,
    history_service,
    public_keys,
    retention_service,
    sealing_service,
)
from garbridge.wiring.registry import read_registry
from garbridge.wiring.reveals import add_holder_key, holder_key, reveal_service
from garbridge.wiring.rights import request_service, restricting_service
from garbridge.wiring.rounds import round_service
from garbridge.wiring.runtime import CONFIG_VARIABLE, Runtime, build_runtime
from garbridge.wiring.signing_keys import SigningFiles, signing_files
from garbridge.wiring.starting import read_start
from garbridge.wiring.stores import Stores
from garbridge.wiring.teaching import teaching_service
from garbridge.wiring.upstream import UpstreamRuntime
from garbridge.wiring.vignettes import (
    misnamed_pictures,
    picture_source,
    shown_vignettes,
    vignette_service,
)

__all__ = [
    "CONFIG_VARIABLE",
    "SOON",
    "Alarm",
    "AlarmKind",
    "Compared",
    "Domain",
    "KeyStanding",
    "MetadataUnreachableError",
    "NewLti",
    "NewOidc",
    "NewProvider",
    "PlacedFinding",
    "RefreshOutcome",
    "Refreshed",
    "Runtime",
    "SigningFiles",
    "Stores",
    "ToldGar",
    "UpstreamRuntime",
    "add_holder_key",
    "add_ledger_key",
    "add_notices",
    "add_pairwise_key",
    "add_provider",
    "adopting_service",
    "asked_domains",
    "audit_service",
    "begin_rollover",
    "build_runtime",
    "by_host",
    "check_provider",
    "compare_notices",
    "database_status",
    "departing_service",
    "distributing_service",
    "domains",
    "erasing_service",
    "exposure_service",
    "feed_line",
    "feed_page",
    "feed_service",
    "gar_certificates",
    "go_back",
    "health_of",
    "history_service",
    "holder_key",
    "job_service",
    "lint_policies",
    "listing_service",
    "machine_service",
    "marking_service",
    "metrics_of",
    "misnamed_pictures",
    "naming_service",
    "national_of",
    "new_keys",
    "news_service",
    "offer_import",
    "one_export",
    "open_engine",
    "outages_of",
    "own_data_service",
    "patience",
    "picture_source",
    "policy_files",
    "prepare_identities",
    "presenting_service",
    "private_gathering",
    "problem_service",
    "public_keys",
    "publishing_service",
    "random_token",
    "reach_service",
    "read_registry",
    "read_start",
    "readiness_of",
    "refresh_metadata",
    "reporting_service",
    "request_service",
    "restricting_service",
    "retention_service",
    "retire_key",
    "reveal_service",
    "rotating_service",
    "round_service",
    "sealing_service",
    "send_identities",
    "shown_vignettes",
    "signing_files",
    "standings",
    "switch_key",
    "system_clock",
    "tallying_service",
    "teaching_service",
    "told_gar",
    "told_schools",
    "upgrade_database",
    "vignette_service",
    "watch_metadata",
    "without_garbridge_tables",
]
