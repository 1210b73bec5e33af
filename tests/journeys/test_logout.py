"""Single logout over real HTTP: the portal of the demo and the stub provider."""

import pytest
from lxml import html
from tests.journeys.conftest import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.xdist_group("demo")


def arrived(demo: Demo) -> tuple[Visitor, str]:
    """Return Zoé's browser, and the address of her page at a SAML provider."""
    visitor = demo.visitor()
    visitor.sign_in("demo-zoe")
    for link in visitor.tiles().values():
        page = visitor.get(link)
        if "Se déconnecter" in page.text and f"{demo.stub}/recu/" in page.url:
            return visitor, page.url
    raise AssertionError


def is_signed_in(visitor: Visitor) -> bool:
    """Say whether the médiacentre still knows whose it is."""
    page = visitor.session.get(f"{visitor.portal}/mediacentre/", allow_redirects=False, timeout=30)
    return page.status_code == 200


def test_logging_out_at_the_portal_ends_the_session_at_the_provider(demo: Demo) -> None:
    """Through the browser, there and back, and the page says that the provider closed it."""
    visitor, there = arrived(demo)
    assert is_signed_in(visitor)

    page = visitor.get("/mediacentre/deconnexion")

    assert page.url.startswith(f"{demo.portal}/saml/slo"), page.text
    assert "Elle est fermée" in visitor.get(there).text
    assert not is_signed_in(visitor)


def test_logging_out_at_the_provider_ends_the_session_at_the_portal(demo: Demo) -> None:
    """And the provider shows the portal's answer as it is."""
    visitor, there = arrived(demo)
    page = html.fromstring(visitor.get(there).text)
    (form,) = [one for one in page.forms if one.action == "/deconnexion"]

    end = visitor.session.post(
        f"{demo.stub}{form.action}", data=dict(form.form_values()), timeout=30
    )

    assert end.url.startswith(f"{demo.stub}/saml/slo"), end.text
    assert "Vous êtes déconnecté de cette plateforme" in end.text
    assert not is_signed_in(visitor)
