"""Single logout towards CAS services (CAS Protocol 2.3.3)."""

import pytest
from cas import CASClientV3
from lxml import etree
from tests.protocols.cas.server import SERVICE

from garbridge.core.identifiers import ProviderId
from garbridge.ports import LogoutNotice, Participant
from garbridge.protocols.cas import CasLogout, CasService, register_services
from garbridge.testing.world import NOW

PARTICIPANT = Participant(
    provider=ProviderId("parc"), protocol="cas", subject="s", index="ST-1-0a", service=SERVICE
)


def notice(*, single_logout: bool = True, service: str = SERVICE) -> LogoutNotice | None:
    """Return what the portal tells that service."""
    known = register_services([CasService(SERVICE, ProviderId("parc"), None, single_logout)])
    logout = CasLogout(services=lambda: known, tokens=lambda: "r4nd0m")
    told = Participant(
        provider=PARTICIPANT.provider,
        protocol="cas",
        subject="s",
        index=PARTICIPANT.index,
        service=service,
    )
    return logout.notice(told, now=NOW)


def test_a_client_finds_the_ticket_in_it() -> None:
    """python-cas reads it as it reads that of any CAS server."""
    told = notice()

    assert told is not None
    assert told.url == SERVICE
    assert CASClientV3.get_saml_slos(told.form["logoutRequest"])[0].text == PARTICIPANT.index


def test_it_names_nobody() -> None:
    """The ticket is enough: the subject does not travel again."""
    told = notice()

    assert told is not None
    document = etree.fromstring(told.form["logoutRequest"].encode())
    assert document.get("Version") == "2.0"
    assert document.get("ID") == "LR-r4nd0m"
    assert document.get("IssueInstant") == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    texts = [str(text) for text in document.itertext()]
    assert texts == ["@NOT_USED@", PARTICIPANT.index]


@pytest.mark.parametrize("service", ["https://removed.example/", ""])
def test_a_service_that_is_no_longer_registered_is_not_told(service: str) -> None:
    """No address comes from what was kept: it must still be one of the configuration."""
    assert notice(service=service) is None


def test_a_service_that_does_not_know_logout_is_not_told() -> None:
    """It would answer with a page, which looks like success."""
    assert notice(single_logout=False) is None
