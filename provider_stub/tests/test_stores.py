"""What is remembered: used messages, browsers, open requests, the key pair."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from provider_stub import browsers as browsers_module
from provider_stub.browsers import NOBODY, Browsers, NotOpen, OpenRequest, OpenRequests
from provider_stub.catalogue import default_resources
from provider_stub.errors import ConfigError
from provider_stub.keys import ensure_key_pair
from provider_stub.once import OnceStore

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ATLAS, EXERCISES = default_resources()[:2]


def test_a_thing_is_claimed_once(tmp_path: Path) -> None:
    """The first claim wins, the second does not, another thing does."""
    store = OnceStore(tmp_path / "used.sqlite")

    claims = [store.claim("saml", "idp", each, until=NOW, now=NOW) for each in ("a", "a", "b")]

    assert claims == [True, False, True]
    store.close()


def test_parts_do_not_run_together(tmp_path: Path) -> None:
    """("ab", "c") is not ("a", "bc")."""
    store = OnceStore(tmp_path / "used.sqlite")

    assert store.claim("ab", "c", until=NOW, now=NOW)
    assert store.claim("a", "bc", until=NOW, now=NOW)
    store.close()


def test_claims_outlive_the_program(tmp_path: Path) -> None:
    """A restart does not make an old message new."""
    first = OnceStore(tmp_path / "used.sqlite")
    first.claim("a", until=NOW, now=NOW)
    first.close()
    second = OnceStore(tmp_path / "used.sqlite")

    assert not second.claim("a", until=NOW, now=NOW)
    second.close()


def test_claims_are_forgotten_after_a_day_not_before(tmp_path: Path) -> None:
    """A message that lies about its end is remembered all the same."""
    store = OnceStore(tmp_path / "used.sqlite")
    store.claim("a", until=NOW - timedelta(days=9), now=NOW)

    assert not store.claim("a", until=NOW, now=NOW + timedelta(hours=23))
    assert store.claim("a", until=NOW, now=NOW + timedelta(days=2))
    store.close()


def test_one_of_many_threads_wins_a_claim(tmp_path: Path) -> None:
    """Thirty-two claims at once, one success."""
    store = OnceStore(tmp_path / "used.sqlite")
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: store.claim("a", until=NOW, now=NOW), range(32)))

    assert sum(claims) == 1
    store.close()


def test_a_browser_keeps_its_tokens_and_invented_ones_are_not_adopted() -> None:
    """A session identifier is always one we drew."""
    browsers = Browsers()
    mine = browsers.welcome(None)

    assert browsers.welcome(mine.session) == mine
    assert browsers.welcome("invented").session != "invented"
    assert browsers.by_session(mine.session) == browsers.by_acs(mine.acs) == mine
    assert browsers.by_session(mine.acs) == browsers.by_acs(mine.session) == NOBODY
    assert browsers.by_session(None) == browsers.by_acs("") == NOBODY
    assert min(len(mine.session), len(mine.acs)) >= 43


def test_browsers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one not seen for longest is forgotten first, with both its tokens."""
    monkeypatch.setattr(browsers_module, "_BROWSERS", 2)
    browsers = Browsers()
    first, second = browsers.welcome(None), browsers.welcome(None)
    browsers.welcome(first.session)

    browsers.welcome(None)

    assert browsers.by_session(first.session) == first
    assert browsers.by_session(second.session) == browsers.by_acs(second.acs) == NOBODY


def an_open_request(requests: OpenRequests) -> OpenRequest:
    """Open a request."""
    browser = Browsers().welcome(None)
    request = OpenRequest(
        id="_1", browser=browser, resource=ATLAS, relay_state="", ends=NOW + timedelta(minutes=10)
    )
    requests.open(request)
    return request


def test_a_request_is_closed_once_by_its_own_browser() -> None:
    """Another browser closes nothing; the second answer finds nothing."""
    requests = OpenRequests()
    mine = an_open_request(requests)

    assert requests.close("_1", NOBODY, now=NOW) is NotOpen.OTHER_BROWSER
    assert requests.close("_1", mine.browser, now=NOW) == mine
    assert requests.close("_1", mine.browser, now=NOW) is NotOpen.UNKNOWN


def test_the_end_of_a_request_is_exclusive() -> None:
    """At its very end a request is too old."""
    requests = OpenRequests()
    mine = an_open_request(requests)

    assert requests.close("_1", mine.browser, now=mine.ends) is NotOpen.TOO_OLD


def test_a_ticket_closes_a_request_for_its_resource_only() -> None:
    """CAS names no request: browser, resource and time must fit."""
    requests = OpenRequests()
    mine = an_open_request(requests)

    assert requests.close_any(EXERCISES, mine.browser, now=NOW) is NotOpen.UNKNOWN
    assert requests.close_any(ATLAS, NOBODY, now=NOW) is NotOpen.UNKNOWN
    assert requests.close_any(ATLAS, mine.browser, now=mine.ends) is NotOpen.UNKNOWN
    assert requests.close_any(ATLAS, mine.browser, now=NOW) == mine


def test_open_requests_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest request gives way."""
    monkeypatch.setattr(browsers_module, "_REQUESTS", 1)
    requests = OpenRequests()
    mine = an_open_request(requests)
    requests.open(replace(mine, id="_2"))

    assert requests.close("_1", mine.browser, now=NOW) is NotOpen.UNKNOWN
    assert not isinstance(requests.close("_2", mine.browser, now=NOW), NotOpen)


def test_keys_are_made_once_and_are_ours_alone(tmp_path: Path) -> None:
    """Files of mode 0600 in a folder of mode 0700; the certificate is of the key."""
    folder = tmp_path / "new" / "data"
    pair = ensure_key_pair(folder)
    again = ensure_key_pair(folder)
    certificate = x509.load_pem_x509_certificate(pair.certificate_file.read_bytes())

    assert again.key.private_numbers() == pair.key.private_numbers()
    assert certificate.public_key() == pair.key.public_key()
    assert pair.key.key_size >= 3072
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name for file in folder.iterdir()} == {"saml-key.pem", "saml-certificate.pem"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_key_of_another_kind_does_not_start(tmp_path: Path) -> None:
    """Somebody else's key file is named, not used."""
    ensure_key_pair(tmp_path)
    (tmp_path / "saml-key.pem").write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    with pytest.raises(ConfigError, match="not an RSA key"):
        ensure_key_pair(tmp_path)
