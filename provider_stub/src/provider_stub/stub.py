"""The composition root: the only place that makes the stub's collaborators and joins them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, current_app

from provider_stub._pysaml2 import sp_metadata
from provider_stub.browsers import Browsers, OpenRequests
from provider_stub.cas_sign_in import CasSignIn
from provider_stub.catalogue import Protocol
from provider_stub.config import StubConfig
from provider_stub.journal import Journal
from provider_stub.keys import ensure_ended_certificate, ensure_key_pair, ensure_secret
from provider_stub.lti_sign_in import LtiSignIn
from provider_stub.oidc_sign_in import OidcSignIn
from provider_stub.once import OnceStore
from provider_stub.portal_keys import PortalKeys
from provider_stub.portal_metadata import PortalMetadata
from provider_stub.saml_logout import SamlLogout
from provider_stub.saml_sign_in import SamlSignIn
from provider_stub.sessions import LocalSessions
from provider_stub.trials import Departure, Trials, drift

_EXTENSION = "provider_stub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """Everything the pages work with; one per application."""

    config: StubConfig
    browsers: Browsers
    journal: Journal
    saml: SamlSignIn
    cas: CasSignIn
    oidc: OidcSignIn
    lti: LtiSignIn
    sessions: LocalSessions
    logout: SamlLogout
    sp_metadata: Callable[[], bytes]
    once: OnceStore
    trials: Trials
    departures: dict[tuple[str, Protocol], Departure]
    """What a browser left with first, where replays are tried."""


def build(config: StubConfig) -> Stub:
    """Make the collaborators; keys and memory of used messages stand in the data folder."""
    clock = config.clock
    config = replace(config, clock=lambda: clock() + drift())
    keys = ensure_key_pair(config.data_dir)
    ended = ensure_ended_certificate(config.data_dir, keys)
    trials = Trials(config.trial)
    requests = OpenRequests()
    once = OnceStore(config.data_dir / "used.sqlite")
    metadata, sessions = PortalMetadata(config, keys), LocalSessions()
    return Stub(
        config=config,
        browsers=Browsers(),
        journal=Journal(),
        saml=SamlSignIn(config, metadata, requests, once),
        cas=CasSignIn(config, requests, once),
        oidc=OidcSignIn(config, ensure_secret(config.data_dir), requests, once),
        lti=LtiSignIn(config, PortalKeys(config), requests, once),
        sessions=sessions,
        logout=SamlLogout(config, keys.key, metadata, sessions, once),
        sp_metadata=lambda: sp_metadata(config, ended if trials.certificate_ended else keys),
        once=once,
        trials=trials,
        departures={},
    )


def install(app: Flask, stub: Stub) -> None:
    """Give *app* its stub."""
    app.extensions[_EXTENSION] = stub


def current_stub() -> Stub:
    """Return the stub of the application at work."""
    stub: Stub = current_app.extensions[_EXTENSION]
    return stub
