"""A configuration as its operator may look at it: every value that holds, and no secret."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Final

from garbridge.config.metrics import Metrics
from garbridge.config.portal import Config
from garbridge.config.saml_upstream import SamlUpstream
from garbridge.config.upstream import CasUpstream, OidcUpstream, Upstream
from garbridge.core.attributes import CATALOGUE
from garbridge.core.permissions import Grant, Scope
from garbridge.core.retention import Kept
from garbridge.core.schools import Function, SchoolBook, SchoolRule

HIDDEN: Final = "***"
"""What stands in the place of a password."""

_CREDENTIALS = re.compile(r"//([^:/?#]*):.*@")
_SECRET_OPTION = re.compile(r"([?&][^=&#]*pass[^=&#]*=)[^&#]*", re.IGNORECASE)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


def example() -> str:
    """Return a ``garbridge.toml`` in which every key there is stands with a comment."""
    return files("garbridge.config").joinpath("example.toml").read_text("utf-8")


def without_password(address: str) -> str:
    """Return the address of a database or a Redis without what opens it.

    >>> without_password("postgresql+psycopg://ent:s3cr3t@db.example/ent")
    'postgresql+psycopg://ent:***@db.example/ent'
    """
    hidden = _CREDENTIALS.sub(rf"//\1:{HIDDEN}@", address)
    return _SECRET_OPTION.sub(rf"\g<1>{HIDDEN}", hidden)


def shown(config: Config, *, people: bool = True) -> Mapping[str, object]:
    """Return *config* key by key as the file has them; JSON can hold all but its paths.

    A path stays one, so that whoever hands it on can leave its folders away.

    Args:
        config: What was read, defaults included.
        people: Whether persons are named: roles, holders, the officer.  What is handed to somebody
            else says how many there are instead.
    """
    return {
        "tenant": config.tenant,
        "name": config.name,
        "issuer": config.issuer,
        "database": without_password(config.database),
        "state": {"redis": without_password(config.redis)},
        "providers": config.providers,
        "sector": config.shared_sector or "provider",
        "timezone": str(config.zone),
        "lease_minutes": config.lease // _MINUTE,
        "proof_percent": config.proof_percent,
        "insecure_loopback": config.insecure_loopback,
        "pairwise_scope": config.pairwise_scope,
        "keys": _keys(config),
        "privacy": _privacy(config, people=people),
        "rights": {
            "contact": config.contacts.everywhere if people else bool(config.contacts.everywhere),
            "schools": dict(config.contacts.schools) if people else len(config.contacts.schools),
            "deletion_days": config.deletion_days,
        },
        "retention": {kept.value: config.retention.of(kept) for kept in Kept},
        "schools": _schools(config.schools, people=people),
        "metrics": _metrics(config.metrics),
        "vignettes": {
            "hosts": sorted(config.vignettes.hosts),
            "folder": config.vignettes.folder,
        },
        "statistics": {"threshold": config.figures.threshold, "share": config.figures.share},
        "roles": _roles(config, people=people),
        "reveal": {
            "holders": [holder for holder, _ in config.reveal.holders]
            if people
            else len(config.reveal.holders),
            "hours": config.reveal.lifetime // _HOUR,
        },
        "upstream": _upstream(config.upstream),
        "national": None if config.national is None else config.national.stated(),
        "autonome": None if config.autonome is None else config.autonome.stated(),
        "synonyms": {name: list(same) for name, *same in config.synonyms},
        "texts": config.texts,
        "attributes": [one for one in config.catalogue if one not in CATALOGUE],
    }


def _keys(config: Config) -> Mapping[str, object]:
    following = config.pairwise_next
    return {
        "signing": config.signing_key,
        "certificate": config.certificate,
        "pairwise": HIDDEN,
        "pairwise_id": config.pairwise.id,
        "pairwise_next": None if following is None else HIDDEN,
        "pairwise_next_id": None if following is None else following.id,
        "ledger": config.ledger_key,
        "ledger_before": list(config.ledger_before),
    }


def _upstream(upstream: Upstream | None) -> Mapping[str, object] | None:
    if upstream is None:
        return None
    stated = {"kind": upstream.protocol.name, "person": upstream.person}
    hours = {"session_hours": upstream.session // _HOUR, "at_once": upstream.at_once}
    match upstream.protocol:
        case CasUpstream() as cas:
            return {**stated, **hours, "server": cas.server}
        case OidcUpstream() as oidc:
            return {
                **stated,
                **hours,
                "issuer": oidc.issuer,
                "client_id": oidc.client_id,
                "authentication": oidc.authentication.value,
                "client_secret": HIDDEN if oidc.secret else None,
                "client_key": oidc.key,
                "algorithm": oidc.algorithm,
                "scopes": list(oidc.scopes),
                "userinfo": oidc.userinfo,
                "logout_by": oidc.logout_by,
            }
        case SamlUpstream() as saml:
            return {**stated, **hours, **saml.stated()}


def _metrics(metrics: Metrics | None) -> Mapping[str, object] | None:
    if metrics is None:
        return None
    networks = [str(network) for network in metrics.networks]
    return {"addresses": networks, "token": HIDDEN if metrics.digest else None}


def _schools(book: SchoolBook, *, people: bool) -> Mapping[str, object]:
    own = {str(school): _rule(rule, people=people) for school, rule in sorted(book.schools.items())}
    return {**_rule(book.others, people=people), **own}


def _rule(rule: SchoolRule, *, people: bool) -> Mapping[str, object]:
    contacts = {owner.value: text for owner, text in rule.contacts.items()}
    return {
        "open": rule.is_open,
        "opens": None if rule.opens is None else rule.opens.isoformat(),
        "name": rule.name,
        "mediacentre": rule.mediacentre,
        "degree": rule.degree,
        **{one.value: one not in rule.off for one in Function},
        "contacts": contacts if people else sorted(contacts),
    }


def _privacy(config: Config, *, people: bool) -> Mapping[str, object]:
    who = config.responsibility
    if not people:
        return {"controller": who.controller.name, "processor": who.processor.name}
    named = {"controller": who.controller, "processor": who.processor, "officer": who.officer}
    parties = {key: {"name": one.name, "contact": one.contact} for key, one in named.items()}
    return {**parties, "legal_act": who.legal_act}


def _roles(config: Config, *, people: bool) -> object:
    if not people:
        return dict(Counter(grant.role.value for grant in config.roles))
    return [_role(grant) for grant in config.roles]


def _scope(scope: Scope) -> str:
    return ":".join(filter(None, (scope.reach.value, scope.discipline)))


def _role(grant: Grant) -> Mapping[str, object]:
    return {
        "role": grant.role.value,
        "person": grant.person,
        "school": grant.school,
        "scope": _scope(grant.scope),
        "starts": None if grant.starts is None else grant.starts.isoformat(),
        "ends": None if grant.ends is None else grant.ends.isoformat(),
        "reason": grant.reason,
    }
