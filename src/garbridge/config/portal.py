"""``garbridge.toml``: what belongs to the portal as a whole."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from garbridge.config.attributes import read_catalogue
from garbridge.config.autonome import Autonome, read_autonome
from garbridge.config.figures import read_rules
from garbridge.config.jobs import read_jobs
from garbridge.config.keys import read_keys
from garbridge.config.metrics import Metrics, read_metrics
from garbridge.config.national import National, read_national
from garbridge.config.providers import Reading
from garbridge.config.reveals import Reveal, read_reveal
from garbridge.config.rights import read_rights
from garbridge.config.roles import read_roles
from garbridge.config.schools import read_schools
from garbridge.config.state import read_database, read_redis
from garbridge.config.synonyms import read_synonyms
from garbridge.config.tables import Problems, Table, read_table, web_address
from garbridge.config.terms import read_responsibility, read_retention
from garbridge.config.upstream import Upstream, read_upstream
from garbridge.config.vignettes import Vignettes, read_vignettes
from garbridge.core.attributes import CATALOGUE, AttributeCatalogue
from garbridge.core.contacts import SILENT, Contacts
from garbridge.core.departures import DELETION_DAYS
from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import ProviderId, TenantId, parse_tenant_id
from garbridge.core.jobs import Job
from garbridge.core.leases import LEASE
from garbridge.core.pairwise import ENT_SECTOR, PairwiseKey, parse_scope
from garbridge.core.permissions import Grant
from garbridge.core.proving import PERCENT
from garbridge.core.retention import Retention
from garbridge.core.schools import ALL_OPEN, SchoolBook
from garbridge.core.terms import Responsibility
from garbridge.errors import ConfigError, ValueRefusedError

_SECTORS = {"provider": None, "ent": ENT_SECTOR}
_PROVIDERS = "providers"
_PARIS = "Europe/Paris"
_LEASE_MINUTES = LEASE // timedelta(minutes=1)
_LONGEST_LEASE = 24 * 60
_VERSION = 1
"""Of what can be said in the file; a key that means something else than before makes another."""
_NEWEST = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a tenant needs to start.

    ``issuer`` is the public address under which garbridge is mounted, without a slash at its
    end; every address in a message is built from it, never from the ``Host`` header.
    ``zone`` is the one in which the portal's days begin and end, in files as in texts.
    ``shared_sector`` is ``None`` where each provider is its own sector of identifiers.
    ``catalogue`` has GAR's attributes and the portal's own.
    ``responsibility`` says who answers for the data.  ``roles`` are those that no directory states.
    ``lease`` is how long a launch holds a floating licence, ``proof_percent`` how many launches of
    a hundred are proved under a policy older than a week.  ``ledger_key`` seals the ledger,
    ``None`` where the portal does not; ``ledger_before`` are public keys of those before it.
    ``redis`` is where tickets, codes, clicks and sessions wait; empty is in the database.
    ``retention`` says how long each kind of data is kept.
    ``figures`` says which figures may be published.
    ``contacts`` say whom somebody asks who objects to a resource; ``deletion_days`` is how long a
    provider has to delete who left.  ``pairwise_next`` is the pairwise key that follows, while it
    turns.
    ``reveal`` says who may name the person behind an identifier, two together.
    ``scope`` stands behind the at sign of a *pairwise-id* of SAML, empty where the file is silent.
    ``upstream`` signs people in, ``None`` where the portal does.
    ``jobs`` is the most there may be between two runs of what a timer runs.
    ``schools`` says which are open, what is switched off there, and whom people ask.
    ``metrics`` says who may read figures, ``None`` is nobody.
    ``synonyms`` are groups of expressions that mean the same where people look for resources.
    ``national`` is how the portal stands before the State's GAR, ``None`` where it does not.
    ``vignettes`` says where pictures of resources are fetched, from nowhere without it.
    ``autonome`` is who may speak to it as to the GAR, ``None`` is nobody.
    ``texts`` is the folder of the portal's own sentences, ``None`` where it has none.
    """

    tenant: TenantId
    issuer: str
    name: str
    zone: tzinfo
    insecure_loopback: bool
    database: str = field(repr=False)
    redis: str = field(default="", repr=False)
    providers: Path
    signing_key: Path
    certificate: Path
    pairwise: PairwiseKey
    shared_sector: ProviderId | None
    responsibility: Responsibility
    catalogue: AttributeCatalogue = field(default_factory=lambda: CATALOGUE, repr=False)
    roles: tuple[Grant, ...] = field(default=(), repr=False)
    lease: timedelta = LEASE
    proof_percent: int = PERCENT
    ledger_key: Path | None = None
    ledger_before: tuple[Path, ...] = ()
    retention: Retention = field(default_factory=Retention)
    figures: Rules = field(default_factory=Rules)
    contacts: Contacts = SILENT
    pairwise_next: PairwiseKey | None = field(default=None, repr=False)
    deletion_days: int = DELETION_DAYS
    reveal: Reveal = field(default_factory=Reveal)
    scope: str = ""
    upstream: Upstream | None = None
    jobs: Mapping[Job, timedelta] = field(default_factory=dict[Job, timedelta])
    schools: SchoolBook = ALL_OPEN
    metrics: Metrics | None = None
    national: National | None = None
    autonome: Autonome | None = None
    synonyms: tuple[tuple[str, ...], ...] = ()
    vignettes: Vignettes = field(default_factory=Vignettes)
    texts: Path | None = None

    @property
    def pairwise_scope(self) -> str:
        """What stands behind the at sign of a *pairwise-id*: ``scope``, else the issuer's host."""
        host = urlsplit(self.issuer).hostname or ""
        return self.scope or (f"ip6.{host.replace(':', '-')}" if ":" in host else host)

    @property
    def reading(self) -> Reading:
        """How the files of providers are read."""
        return Reading(
            insecure_loopback=self.insecure_loopback, zone=self.zone, catalogue=self.catalogue
        )


def read_config(file: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read *file*; paths in it are relative to its folder.

    A secret stands in a file of mode 0600, or in the environment as ``env:NAME``; it is never
    written into the configuration itself.

    Raises:
        ConfigError: with every problem found, each with file and key.
    """
    problems = Problems()
    top = read_table(file, problems)
    config = None if top is None else _whole(_of_our_version(top), file.parent, environment)
    if problems.found or config is None:
        raise ConfigError(problems.found)
    return config


def providers_of(file: Path) -> tuple[Path, Reading] | None:
    """Return the folder of providers that *file* names, whatever else is wrong with it.

    ``None`` where *file* cannot be read at all, or names no folder.  Nothing is to be said about
    plain http: whether it is allowed may be the mistake.
    """
    top = read_table(file, Problems())
    named = "" if top is None else top.text("providers", _PROVIDERS)
    if top is None or not named:
        return None
    reading = Reading(insecure_loopback=True, zone=UTC, catalogue=read_catalogue(top))
    return file.parent / named, reading


def _whole(top: Table, folder: Path, environment: Mapping[str, str]) -> Config | None:
    """Return what *top* says, and note every key that nobody asked for."""
    config = _config(top, folder, environment)
    loopback = config is not None and config.insecure_loopback
    national = read_national(top, folder, environment, insecure_loopback=loopback)
    metrics, autonome = read_metrics(top, folder, environment), read_autonome(top)
    synonyms, vignettes = (
        read_synonyms(top),
        read_vignettes(top, folder, insecure_loopback=loopback),
    )
    texts = _texts(top, folder)
    top.finish()
    if config is None:
        return None
    return replace(
        config,
        national=national,
        metrics=metrics,
        autonome=autonome,
        synonyms=synonyms,
        vignettes=vignettes,
        texts=texts,
    )


def _config(top: Table, folder: Path, environment: Mapping[str, str]) -> Config | None:
    loopback, name = top.flag("insecure_loopback", default=False), top.text("name", "ENT")
    tenant, issuer = top.parsed("tenant", parse_tenant_id), _issuer(top, loopback=loopback)
    sector, keys, jobs = _sector(top), read_keys(top, folder, environment), read_jobs(top)
    database, redis = read_database(top, folder), read_redis(top, environment)
    lease, percent, zone = _lease(top), _percent(top), top.parsed("timezone", _zone, _PARIS)
    roles, catalogue, scope = read_roles(top, zone or UTC), read_catalogue(top), _scope(top)
    responsibility, figures = read_responsibility(top), read_rules(top)
    retention, rights, reveal = read_retention(top), read_rights(top), read_reveal(top, folder)
    upstream = read_upstream(top, folder, environment, insecure_loopback=loopback)
    schools, providers = read_schools(top, zone or UTC), folder / top.text("providers", _PROVIDERS)
    if tenant is None or keys.pairwise is None or zone is None or responsibility is None:
        return None
    return Config(
        tenant=tenant,
        issuer=issuer,
        name=name,
        zone=zone,
        insecure_loopback=loopback,
        database=database,
        redis=redis,
        providers=providers,
        signing_key=keys.signing,
        certificate=keys.certificate,
        pairwise=keys.pairwise,
        shared_sector=sector,
        responsibility=responsibility,
        catalogue=catalogue,
        roles=roles,
        lease=lease,
        proof_percent=percent,
        ledger_key=keys.ledger,
        ledger_before=keys.ledger_before,
        retention=retention,
        figures=figures,
        contacts=rights[0],
        deletion_days=rights[1],
        pairwise_next=keys.pairwise_next,
        reveal=reveal,
        scope=scope,
        upstream=upstream,
        jobs=jobs,
        schools=schools,
    )


def _of_our_version(top: Table) -> Table:
    """Return *top*, noting first where it is a newer garbridge's: its keys may be unknown here."""
    stated = top.number("version", _VERSION, _NEWEST)
    if stated > _VERSION:
        top.problem(
            "version",
            f"{stated} is of a newer garbridge, this one reads {_VERSION}: "
            "install the newer one, or take back the file of before",
        )
    return top


def _texts(top: Table, folder: Path) -> Path | None:
    """Return the folder of the portal's own sentences; what is in it is read at the start."""
    named = top.text("texts", "")
    if named and not (folder / named).is_dir():
        top.problem("texts", "no such folder")
    return folder / named if named else None


def _scope(top: Table) -> str:
    return top.parsed("pairwise_scope", parse_scope, "") or ""


def _lease(top: Table) -> timedelta:
    return timedelta(minutes=top.number("lease_minutes", _LEASE_MINUTES, _LONGEST_LEASE))


def _percent(top: Table) -> int:
    return top.number("proof_percent", PERCENT, 100)


def _sector(top: Table) -> ProviderId | None:
    """Return the sector all providers share; ``None`` where each is its own."""
    named = top.text("sector", "provider")
    if named not in _SECTORS:
        top.problem("sector", 'must be "provider" or "ent"')
    return _SECTORS.get(named)


def _issuer(top: Table, *, loopback: bool) -> str:
    issuer = top.parsed("issuer", web_address(insecure_loopback=loopback)) or ""
    if issuer.endswith("/") or "?" in issuer:
        top.problem("issuer", "must not end with a slash or hold a query")
    return issuer


def _zone(text: str) -> tzinfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueRefusedError("time zone", text, "an IANA name such as Europe/Paris") from None
