"""Which services a configuration may register."""

from typing import cast

import pytest

from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError
from garbridge.protocols.cas import CasService, register_services
from garbridge.testing.world import ATLAS, PUBLISHER


@pytest.mark.parametrize(
    "url",
    [
        "https://parc.example",
        "https://parc.example:8443/cas/?a=b&c=%C3%A9",
        "http://127.0.0.1:8801/cas/atlas",
        "https://[::1]/cas",
        "https://parc.example/?tickets=1",
    ],
)
def test_a_plain_web_address_is_registered_as_it_is(url: str) -> None:
    """Not one character is changed: the client will send exactly this."""
    service = CasService(url, PUBLISHER.id, ATLAS.id)

    assert dict(register_services([service])) == {url: service}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://parc.example/a#b", id="fragment"),
        pytest.param("https://parc.example/a#", id="empty-fragment"),
        pytest.param("https://user@parc.example/", id="credentials"),
        pytest.param("https://parc.example/?ticket=1", id="ticket"),
        pytest.param("https://parc.example/?a=b&ticket", id="ticket-without-value"),
        pytest.param("https://parc.example/?%74icket=1", id="ticket-escaped"),
        pytest.param("https://parc.example/école", id="not-ascii"),
        pytest.param("https://parc.example/a b", id="space"),
        pytest.param("https://parc.example/a\r\nSet-Cookie: a=b", id="line-break"),
        pytest.param("https:\\\\parc.example\\", id="backslash"),
        pytest.param("https://parc.example:99999/", id="port-too-high"),
        pytest.param("https://parc.example:0/", id="port-zero"),
        pytest.param("https://[parc/", id="broken-address"),
        pytest.param("https:///a", id="no-host"),
        pytest.param("ftp://parc.example/", id="ftp"),
        pytest.param("javascript:alert(1)", id="script"),
        pytest.param("/cas", id="relative"),
        pytest.param("", id="empty"),
    ],
)
def test_anything_else_stops_the_start(url: str) -> None:
    """A service that could not be served as it stands is a mistake, named with its provider."""
    with pytest.raises(ConfigError, match=PUBLISHER.id):
        register_services([CasService(url, PUBLISHER.id)])


def test_every_mistake_is_told_at_once() -> None:
    """Two broken services and one that two providers claim: three sentences."""
    good = CasService("https://parc.example/cas", PUBLISHER.id)
    twice = CasService(good.url, ProviderId("calculo"))
    broken = [CasService(url, PUBLISHER.id) for url in ("", "https://parc.example/#")]

    with pytest.raises(ConfigError) as raised:
        register_services([good, *broken, twice])

    assert len(raised.value.problems) == 3
    assert raised.value.problems[-1].startswith("calculo:")


def test_a_registration_cannot_be_changed_in_place() -> None:
    """A change of configuration is a new mapping, seen as a whole."""
    known = register_services([CasService("https://parc.example/cas", PUBLISHER.id)])

    with pytest.raises(TypeError):
        cast("dict[str, CasService]", known)["https://evil.example"] = known[next(iter(known))]
