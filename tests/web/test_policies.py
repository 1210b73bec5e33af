"""The policies of pages on a portal that sets one of its own, in each way in which portals do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response
from tests.web.portal import World, client_of, portal

from garbridge.errors import ConfigError

Hook = Callable[[Response], Response]

CSP = "Content-Security-Policy"
PORTALS = "default-src 'self'; script-src 'nonce-x'"
OWN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self';"
    " script-src 'self'; connect-src 'self'; frame-ancestors 'self'"
)
IN_A_TEMPLATE = {"GARBRIDGE_BASE_TEMPLATE": "portal_base.html"}


def _default(response: Response) -> Response:
    response.headers.setdefault(CSP, PORTALS)
    return response


def _assigned(response: Response) -> Response:
    response.headers[CSP] = PORTALS
    return response


def _added(response: Response) -> Response:
    response.headers.add(CSP, PORTALS)
    return response


hooks = pytest.mark.parametrize("hook", [_default, _assigned, _added])


@pytest.fixture(name="templates")
def _templates(tmp_path: Path) -> Path:
    """The portal's own folder of templates, with its base template."""
    text = "<!doctype html>{% block content %}{% endblock %}"
    (tmp_path / "portal_base.html").write_text(text, encoding="utf-8")
    return tmp_path


def policies(app: Flask, path: str, hook: Hook | None = None) -> list[str]:
    """Return every policy of the answer, which a browser enforces all."""
    if hook:
        app.after_request(hook)
    return client_of(app).get(path).headers.getlist(CSP)


@hooks
@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/mediacentre/", "'self'"),
        ("/mediacentre/ouvrir/x", "'self'"),
        ("/saml/sso?ask=unknown", "'none'"),
        ("/cas/login?ask=unknown", "'none'"),
    ],
)
def test_in_the_portals_template_the_portals_policy_stands(
    world: World, templates: Path, hook: Hook, path: str, who: str
) -> None:
    """Byte for byte, and ours beside it: who may frame the page is never lost."""
    app = portal(world, config=IN_A_TEMPLATE, templates=templates)

    assert policies(app, path, hook) == [PORTALS, f"frame-ancestors {who}"]


def test_a_portal_without_a_policy_has_ours(world: World, templates: Path) -> None:
    """What its template loads is not ours to forbid; who may frame it is."""
    app = portal(world, config=IN_A_TEMPLATE, templates=templates)

    assert policies(app, "/mediacentre/") == ["frame-ancestors 'self'"]


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        (None, [OWN]),
        (_default, [OWN]),
        (_assigned, [PORTALS, "frame-ancestors 'self'"]),
        (_added, [OWN, PORTALS]),
    ],
)
def test_in_our_own_template_ours_stands(
    world: World, hook: Hook | None, expected: list[str]
) -> None:
    """A portal that overwrites it has its own, and still ours about frames."""
    assert policies(portal(world), "/mediacentre/", hook) == expected


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        (None, ["default-src 'self'; img-src *; frame-ancestors 'self'"]),
        (_default, ["default-src 'self'; img-src *; frame-ancestors 'self'"]),
        (_assigned, [PORTALS, "frame-ancestors 'self'"]),
    ],
)
@pytest.mark.parametrize("template", ["portal_base.html", "garbridge/base.html"])
def test_a_portal_may_name_the_policy_of_our_pages(
    world: World, templates: Path, template: str, hook: Hook | None, expected: list[str]
) -> None:
    """A portal without a hook of its own says it in its settings."""
    config = {
        "GARBRIDGE_BASE_TEMPLATE": template,
        "GARBRIDGE_PAGE_POLICY": " default-src 'self';\r\n  img-src *; ",
    }
    app = portal(world, config=config, templates=templates)

    assert policies(app, "/mediacentre/", hook) == expected


@hooks
@pytest.mark.parametrize("config", [{}, IN_A_TEMPLATE, {"GARBRIDGE_PAGE_POLICY": "img-src *"}])
def test_the_page_that_posts_keeps_its_own_policy(
    world: World, templates: Path, hook: Hook, config: dict[str, object]
) -> None:
    """What it carries is committed: no header of the portal may stop its script or its form."""
    (policy,) = policies(portal(world, config=config, templates=templates), "/saml/sso?ask=1", hook)

    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'nonce-")
    assert policy.endswith(
        "form-action https://parc.example; base-uri 'none'; frame-ancestors 'none'"
    )


class PortalResponse(Response):
    """What a portal makes its own answers of."""

    default_mimetype = "application/json"

    def greet(self) -> str:
        """Return what only this class knows."""
        return "hello"


@pytest.mark.parametrize("path", ["/mediacentre/", "/saml/sso?ask=1"])
def test_a_portal_with_a_response_class_of_its_own(path: str) -> None:
    """Our pages are of its class, which its hooks may rely on, and lose nothing."""
    greeted: list[str] = []

    def greet(response: Response) -> Response:
        assert isinstance(response, PortalResponse)
        greeted.append(response.greet())
        return _assigned(response)

    class Portal(Flask):
        response_class = PortalResponse

    app = portal(World(), kind=Portal)
    app.after_request(greet)
    answer = client_of(app).get(path)

    assert greeted == ["hello"]
    assert answer.mimetype == "text/html"
    assert any("frame-ancestors" in one for one in answer.headers.getlist(CSP))


@pytest.mark.parametrize(
    "policy",
    ["", "  ", ";", "default-src 'self'\x00", "default-src é", 1, "Frame-Ancestors 'none'"],
)
def test_a_policy_that_is_none_stops_the_start(world: World, policy: object) -> None:
    """And who may frame the pages is said in one place."""
    with pytest.raises(ConfigError, match=r"^GARBRIDGE_PAGE_POLICY: "):
        portal(world, config={"GARBRIDGE_PAGE_POLICY": policy})
