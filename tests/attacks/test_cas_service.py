"""Attacks on ``service``: an address that looks registered and is not."""

from urllib.parse import quote, urlencode

import pytest
from tests.protocols.cas.server import SERVICE, WHOLE_PROVIDER, CasServer, login

from garbridge.errors import MalformedError, OversizedError, ProtocolError, UnknownServiceError
from garbridge.testing.world import NOW

LOOK_ALIKES = {
    "another-host": "https://evil.example/sso/atlas",
    "userinfo": "https://parc.example@evil.example/sso/atlas",
    "userinfo-with-password": "https://parc.example:443@evil.example/sso/atlas",
    "userinfo-of-ours": "https://evil@parc.example/sso/atlas",
    "userinfo-empty": "https://@parc.example/sso/atlas",
    "host-suffix": "https://parc.example.evil.example/sso/atlas",
    "host-prefix": "https://evil-parc.example/sso/atlas",
    "host-subdomain": "https://evil.parc.example/sso/atlas",
    "host-trailing-dot": "https://parc.example./sso/atlas",
    "host-upper-case": "https://PARC.example/sso/atlas",
    "host-cyrillic": "https://p\u0430rc.example/sso/atlas",
    "host-full-width": "https://\uff50arc.example/sso/atlas",
    "host-ideographic-dot": "https://parc\u3002example/sso/atlas",
    "host-soft-hyphen": "https://pa\u00adrc.example/sso/atlas",
    "host-zero-width": "https://parc\u200b.example/sso/atlas",
    "host-escaped": "https://parc%2eexample/sso/atlas",
    "host-truncated": "https://parc.exampl/sso/atlas",
    "default-port": "https://parc.example:443/sso/atlas",
    "empty-port": "https://parc.example:/sso/atlas",
    "other-port": "https://parc.example:8443/sso/atlas",
    "http": "http://parc.example/sso/atlas",
    "scheme-upper-case": "HTTPS://parc.example/sso/atlas",
    "scheme-relative": "//parc.example/sso/atlas",
    "script": "javascript://parc.example/sso/atlas%0aalert(1)",
    "data": "data:text/html,https://parc.example/sso/atlas",
    "one-slash": "https:/parc.example/sso/atlas",
    "three-slashes": "https:///parc.example/sso/atlas",
    "backslashes": "https:\\\\parc.example\\sso\\atlas",
    "backslash-before-host": "https://evil.example\\@parc.example/sso/atlas",
    "backslash-in-path": "https://parc.example/sso\\atlas",
    "trailing-slash": "https://parc.example/sso/atlas/",
    "double-slash": "https://parc.example//sso/atlas",
    "dot-segment": "https://parc.example/./sso/atlas",
    "path-traversal": "https://parc.example/sso/../sso/atlas",
    "path-traversal-out": "https://parc.example/sso/atlas/../../redirect?to=evil.example",
    "path-prefix": "https://parc.example/sso/atlas-evil",
    "path-shorter": "https://parc.example/sso",
    "path-upper-case": "https://parc.example/sso/ATLAS",
    "path-escaped-slash": "https://parc.example/sso%2Fatlas",
    "path-escaped-letter": "https://parc.example/sso/%61tlas",
    "path-parameter": "https://parc.example/sso/atlas;evil=1",
    "extra-query": "https://parc.example/sso/atlas?to=https://evil.example",
    "empty-query": "https://parc.example/sso/atlas?",
    "fragment": "https://parc.example/sso/atlas#evil",
    "empty-fragment": "https://parc.example/sso/atlas#",
    "leading-space": " https://parc.example/sso/atlas",
    "trailing-space": "https://parc.example/sso/atlas ",
    "tab": "https://parc.example/sso/\tatlas",
    "newline": "https://parc.example/sso/atlas\n",
    "response-splitting": "https://parc.example/sso/atlas\r\nSet-Cookie: a=b",
    "null-byte": "https://parc.example/sso/atlas\x00.evil.example",
    "byte-order-mark": "\ufeffhttps://parc.example/sso/atlas",
    "right-to-left": "https://parc.example/sso/atlas\u202e",
    "two-in-one": "https://evil.example https://parc.example/sso/atlas",
    "comma": "https://parc.example/sso/atlas,https://evil.example",
    "pattern": "https://parc.example/sso/.*",
    "double-encoding": quote("https://parc.example/sso/atlas", safe=""),
    "html-escape": "https://parc.example/?sso_id&#61;gar",
    "query-order": "https://parc.example/?gar=sso_id",
    "query-case": "https://parc.example/?SSO_ID=gar",
    "query-prefix": "https://parc.example/?sso_id=gar2",
    "query-more": "https://parc.example/?sso_id=gar&to=https://evil.example",
    "query-less": "https://parc.example/",
    "query-escaped": "https://parc.example/?sso%5Fid=gar",
    "ticket-brought-along": "https://parc.example/sso/atlas?ticket=ST-1",
}


@pytest.mark.parametrize("service", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_of_a_service_is_sent_nothing(service: str) -> None:
    """Only the registered text itself is served; there is no rule that could be outwitted."""
    with pytest.raises(UnknownServiceError) as raised:
        CasServer().parse(service=service)

    assert raised.value.code == "unknown_service"


@pytest.mark.parametrize(
    "service",
    [pytest.param(text, id=name) for name, text in LOOK_ALIKES.items() if "%" not in text],
)
def test_a_look_alike_sent_without_encoding_is_sent_nothing(service: str) -> None:
    """The same as a careless client, or a careful attacker, would write it into the query."""
    raw = service.replace("&", "%26").replace("#", "%23")

    with pytest.raises(UnknownServiceError):
        CasServer().adapter.parse(login(f"service={raw}"), now=NOW)


def test_the_registered_text_itself_is_served() -> None:
    """The control: all of the above differ from something that works."""
    for service in (SERVICE, WHOLE_PROVIDER):
        assert CasServer().parse(service=service).detail.service.url == service


@pytest.mark.parametrize(
    "order", [(SERVICE, "https://evil.example"), ("https://evil.example", SERVICE)]
)
def test_a_duplicate_service_is_refused(order: tuple[str, str]) -> None:
    """One of two readers would take the first, the other the last."""
    query = urlencode([("service", service) for service in order])

    with pytest.raises(MalformedError) as raised:
        CasServer().adapter.parse(login(query), now=NOW)

    assert raised.value.code == "malformed"


@pytest.mark.parametrize("name", ["service", "renew", "gateway", "method"])
def test_a_duplicate_parameter_is_refused_even_when_equal(name: str) -> None:
    """Nothing that we read may stand there twice."""
    values = {"service": SERVICE, "renew": "false", "gateway": "true", "method": "GET"}
    query = urlencode([*values.items(), (name, values[name])])

    with pytest.raises(MalformedError, match=name):
        CasServer().adapter.parse(login(query), now=NOW)


def test_an_oversized_query_is_not_looked_at() -> None:
    """A megabyte of parameters costs nothing."""
    with pytest.raises(OversizedError) as raised:
        CasServer().adapter.parse(
            login("a=b&" * 250_000 + urlencode({"service": SERVICE})), now=NOW
        )

    assert raised.value.code == "oversized"


def test_a_service_that_is_not_utf_8_is_unknown() -> None:
    """A broken escape is a character that no service holds, not a crash."""
    with pytest.raises(ProtocolError):
        CasServer().adapter.parse(login("service=https%3A%2F%2Fparc.example%2F%ff%fe"), now=NOW)


def test_the_error_of_a_service_is_bounded() -> None:
    """What an operator reads is quoted and cut: no forged line, no flood."""
    with pytest.raises(UnknownServiceError) as raised:
        CasServer().parse(service="https://evil.example/\n[ERROR] forged " + "a" * 1000)

    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300
