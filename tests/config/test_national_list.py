"""``[national.list]``: how the GAR is asked, and what stops the start."""

from datetime import timedelta

import pytest
from tests.config.written import Value, Written

from garbridge.config import ListService
from garbridge.config.national_list import HOSTS
from garbridge.errors import ValueRefusedError

LIST: dict[str, Value] = {
    "url": "https://listes.gar.example",
    "certificate": "keys/gar.pem",
    "key": "keys/gar.key",
}


@pytest.fixture(name="portal")
def _portal(written: Written) -> Written:
    written.secret("keys/gar.key", "a key")
    written.file("keys/gar.pem", "a certificate")
    return written


def _read(portal: Written, **listing: Value) -> ListService:
    portal.portal(national={"list": listing})
    national = portal.read().national
    assert national is not None
    assert national.listing is not None
    return national.listing


def test_without_it_the_gar_is_not_asked(portal: Written) -> None:
    """Whoever only exports asks nothing."""
    portal.portal(national={"heads": True})
    national = portal.read().national

    assert national is not None
    assert national.listing is None


def test_what_holds_where_nothing_is_said(portal: Written) -> None:
    """5 s to connect, 2 s to read; and people are sent to the GAR alone."""
    found = _read(portal, **LIST)

    assert (found.connect, found.read) == (timedelta(seconds=5), timedelta(seconds=2))
    assert found.total == timedelta(seconds=7)
    assert found.hosts == set(HOSTS)
    assert found.stated()["kept_hours"] == 72


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://sp-auth.gar.education.fr/domaineGar?idENT=RjA=", True),
        ("https://SP-auth.gar.education.fr/domaineGar", True),
        ("https://sp-auth.gar.education.fr:443/domaineGar", True),
        ("https://sp-auth.gar.education.fr:/domaineGar", False),
        ("https://sp-auth.gar.education.fr:8443/domaineGar", False),
        ("https://sp-auth.gar.education.fr:80/domaineGar", False),
        ("https://sp-auth.gar.education.fr:0/domaineGar", False),
        ("https://sp-auth.gar.education.fr.example/domaineGar", False),
        ("https://gar.education.fr/", False),
        ("http://sp-auth.gar.education.fr/", False),
        ("https://a@sp-auth.gar.education.fr/", False),
        ("https://sp-auth.gar.education.fr\\@example/", False),
        ("//sp-auth.gar.education.fr/", False),
        ("", False),
    ],
)
def test_people_are_sent_to_known_hosts_only(portal: Written, address: str, *, taken: bool) -> None:
    """Whatever a list says."""
    service = _read(portal, **LIST)
    try:
        found = service.parse_address(address) == address
    except ValueRefusedError:
        found = False

    assert found is taken


def test_a_machine_of_ones_own_needs_no_certificate(portal: Written) -> None:
    """The fake GAR of a demo."""
    portal.portal(
        national={"list": {"url": "http://127.0.0.1:9", "hosts": ["127.0.0.1:9"]}},
        insecure_loopback=True,
    )
    national = portal.read().national

    assert national is not None
    assert national.listing is not None
    assert national.listing.certificate is None
    assert national.listing.parse_address("http://127.0.0.1:9/x") == "http://127.0.0.1:9/x"
    with pytest.raises(ValueRefusedError):
        national.listing.parse_address("http://127.0.0.1/x")


def test_another_port_is_named_with_its_host(portal: Written) -> None:
    """And then that one alone; that of https may stand there and means nothing."""
    named = ["gar.example:8443", "SP.gar.example:443"]
    found = _read(portal, **{**LIST, "hosts": named})

    assert found.hosts == {"gar.example:8443", "sp.gar.example"}
    assert found.parse_address("https://gar.example:8443/x")
    assert found.parse_address("https://sp.gar.example/x")
    for address in ("https://gar.example/x", "https://sp.gar.example:8443/x"):
        with pytest.raises(ValueRefusedError):
            found.parse_address(address)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"url": "http://listes.gar.example"}, "url"),
        ({"url": "https://listes.gar.example/"}, "url"),
        ({"url": "https://listes.gar.example?x"}, "url"),
        ({"url": ""}, "url"),
        ({"certificate": "keys/none"}, "certificate"),
        ({"certificate": ""}, "certificate"),
        ({"key": "keys/none"}, "key"),
        ({"key": "keys/gar.pem"}, "key"),
        ({"authority": "keys/none"}, "authority"),
        ({"format": "soap"}, "format"),
        ({"connect_seconds": 0}, "connect_seconds"),
        ({"read_seconds": 31}, "read_seconds"),
        ({"total_seconds": "7"}, "total_seconds"),
        ({"fresh_seconds": 901}, "fresh_seconds"),
        ({"kept_hours": 337}, "kept_hours"),
        ({"at_once": 0}, "at_once"),
        ({"hosts": []}, "hosts"),
        ({"hosts": ["https://sp-auth.gar.education.fr"]}, "hosts"),
        ({"hosts": "sp-auth.gar.education.fr"}, "hosts"),
        ({"hosts": ["sp-auth.gar.education.fr:"]}, "hosts"),
        ({"hosts": ["sp-auth.gar.education.fr:0"]}, "hosts"),
        ({"hosts": ["sp-auth.gar.education.fr:65536"]}, "hosts"),
        ({"hosts": ["sp-auth.gar.education.fr/x"]}, "hosts"),
        ({"hosts": ["*.gar.education.fr"]}, "hosts"),
        ({"retries": 3}, "retries"),
    ],
)
def test_a_mistake_is_named_at_the_start(
    portal: Written, change: dict[str, Value], told: str
) -> None:
    """With file and key."""
    portal.portal(national={"list": {**LIST, **change}})
    problems = portal.problems()

    assert any(one.startswith(f"garbridge.toml: national.list.{told}: ") for one in problems), (
        problems
    )
