"""The pages: what was received beside what the agreement allows, the replay, the failures."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pytest_httpserver import HTTPServer

from provider_stub import cas_sign_in, saml_checks, saml_sign_in
from provider_stub.checks import Check
from provider_stub.config import StubConfig
from provider_stub.testing.visitor import Visitor
from provider_stub.web.presenting import moment, typographic

SENT = {"oui", "en trop"}


def landing(visitor: Visitor, **changes: Any) -> html.HtmlElement:  # noqa: ANN401 - Answer's fields
    """Arrive, and read the page that shows it."""
    location = visitor.arrive(**changes).headers["Location"]
    return html.fromstring(visitor.client.get(location).text)


def rows(page: html.HtmlElement) -> dict[str, tuple[str, str]]:
    """Read the table: name to values and verdict."""
    found = {}
    for row in page.findall(".//table/tbody/tr"):
        name, sent, values, expected = row
        code = name.findtext("code", "")
        is_sent = "".join(sent.itertext()).strip()
        assert is_sent == ("Oui" if expected.text_content().strip() in SENT else "Non"), code
        found[code] = (" ".join(values.itertext()).strip(), "".join(expected.itertext()).strip())
    return found


def text(page: html.HtmlElement) -> str:
    """Read a page as a person does."""
    return " ".join(page.text_content().split())


def test_the_page_sets_what_came_beside_what_the_agreement_allows(visitor: Visitor) -> None:
    """Expected, in excess, allowed but absent, and absent as planned: each in words."""
    page = landing(visitor, attributes={"UAI": ("0750001A",), "NOM": ("Roy",)})

    table = rows(page)
    assert table["UAI"] == ("0750001A", "oui")
    assert table["NOM"] == ("Roy", "en trop")
    assert table["PRO"][1] == "permis, non reçu"
    assert table["PRE"][1] == "absent comme prévu"


def test_the_subject_is_the_identifier_that_came(visitor: Visitor) -> None:
    """Also where no attribute repeats it: it was told, and the page of the portal says so too."""
    table = rows(landing(visitor, attributes={"UAI": ("0750001A",)}))

    assert table["IDO"] == (visitor.received()[0]["subject"], "oui")
    assert visitor.received()[0]["excess"] == []


def test_an_extra_attribute_is_red_in_the_verdict_and_named(visitor: Visitor) -> None:
    """What the portal should not have sent stands at the top of the page."""
    page = landing(visitor, attributes={"NOM": ("Roy",), "PRE": ("Léa",)})
    (verdict,) = page.find_class("verdict")

    assert "bad" in verdict.classes
    assert "2 données en trop" in text(verdict)
    assert [code.text for code in verdict.findall(".//code")] == ["NOM", "PRE"]
    assert visitor.received()[0]["excess"] == ["NOM", "PRE"]


def test_attributes_within_the_agreement_give_a_good_verdict(visitor: Visitor) -> None:
    """Nothing in excess: the page says so."""
    (verdict,) = landing(visitor).find_class("verdict")

    assert "good" in verdict.classes


def test_the_page_lists_every_check_with_the_seconds_left(visitor: Visitor) -> None:
    """A reader sees what was looked at, one by one, and how long the message still held."""
    page = landing(visitor)
    checks = [text(check) for check in page.find_class("check")]

    assert len(checks) == 15
    assert all("tenu" in check for check in checks)
    (window,) = [check for check in checks if check.startswith("Fenêtre de temps")]
    seconds = int(window.split("encore ")[1].split()[0])
    assert 290 <= seconds <= 300


def test_the_page_shows_the_message_the_subject_and_the_way_back(
    visitor: Visitor, config: StubConfig
) -> None:
    """The raw message is indented, the subject whole, the portal one click away."""
    page = landing(visitor)

    assert "a1" * 64 in text(page)
    raw = page.findtext(".//details/pre", "")
    assert "\n  <saml:Assertion" in raw
    links = {text(link): link.get("href") for link in page.iter("a")}
    assert links["Retour au portail"] == f"{config.portal}/"


def test_a_page_belongs_to_the_browser_that_arrived(visitor: Visitor, stranger: Visitor) -> None:
    """Somebody else's arrival is the same 404 as one that never was."""
    location = visitor.arrive().headers["Location"]
    stranger.open()

    theirs, nobodys = stranger.client.get(location), stranger.client.get("/recu/999")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert visitor.client.get(location).status_code == 200


def test_replaying_fails_and_says_which_check_refused(visitor: Visitor) -> None:
    """The button sends a number; the same message goes through the same checks again."""
    page = landing(visitor)
    (form,) = [one for one in page.forms if one.action == "/rejouer"]
    assert dict(form.form_values()) == {"numero": "1"}

    answer = visitor.client.post("/rejouer", data=dict(form.form_values()))

    assert answer.status_code == 403
    assert "Rejeu refusé" in answer.text
    assert "<code>EF-SAML-07</code>" in answer.text
    assert "<code>EF-SAML-08</code>" in answer.text
    assert len(visitor.received()) == 1


@pytest.mark.parametrize("number", ["2", "0", "-1", "", "x", "²", "1" * 400])
def test_replaying_what_is_not_there(visitor: Visitor, number: str) -> None:
    """Only a number of one's own arrivals can be replayed."""
    visitor.arrive()

    assert visitor.client.post("/rejouer", data={"numero": number}).status_code == 404


def test_replaying_somebody_elses_arrival(visitor: Visitor, stranger: Visitor) -> None:
    """A number seen on another screen gives nothing."""
    visitor.arrive()
    stranger.open()

    assert stranger.client.post("/rejouer", data={"numero": "1"}).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_replaying_from_another_site(visitor: Visitor, headers: dict[str, str]) -> None:
    """A form on another page does not press our button."""
    visitor.arrive()

    answer = visitor.client.post("/rejouer", data={"numero": "1"}, headers=headers)

    assert answer.status_code == 403
    assert "Rejeu" not in answer.text


@pytest.mark.parametrize("portal_forgets", [True, False])
def test_replaying_a_ticket_asks_the_portal_too(
    app: Flask, httpserver: HTTPServer, *, portal_forgets: bool
) -> None:
    """We refuse by ourselves; a portal that says yes twice is named as the one at fault."""
    yes = (
        '<c:serviceResponse xmlns:c="http://www.yale.edu/tp/cas"><c:authenticationSuccess>'
        "<c:user>u</c:user></c:authenticationSuccess></c:serviceResponse>"
    )
    no = (
        '<c:serviceResponse xmlns:c="http://www.yale.edu/tp/cas">'
        '<c:authenticationFailure code="INVALID_TICKET"/></c:serviceResponse>'
    )
    path = "/cas/p3/serviceValidate"
    httpserver.expect_ordered_request(path).respond_with_data(yes)
    httpserver.expect_ordered_request(path).respond_with_data(yes if portal_forgets else no)
    client = app.test_client()
    client.get("/ressources/labo")
    assert client.get("/ressources/labo?ticket=ST-1").status_code == 303

    answer = client.post("/rejouer", data={"numero": "1"})

    assert answer.status_code == 403
    assert "<code>EF-CAS-05</code>" in answer.text
    assert ("Défaut du portail" in answer.text) is portal_forgets
    assert len(client.get("/received").get_json()) == 1


def test_a_replay_that_is_accepted_is_called_a_defect(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should every lock fail at once, the page does not hide it."""
    visitor.arrive()
    accepted = visitor.client.application.extensions["provider_stub"].journal.entries()[0].arrival
    monkeypatch.setattr(saml_sign_in.SamlSignIn, "accept", lambda *_: accepted)

    answer = visitor.client.post("/rejouer", data={"numero": "1"})

    assert answer.status_code == 200
    assert "Rejeu accepté" in answer.text


def test_the_home_page_lists_resources_and_what_came(visitor: Visitor) -> None:
    """Seven titles by default; then arrivals with their verdict, and refusals with their code."""
    assert "Rien pour le moment" in visitor.client.get("/").text
    visitor.arrive(attributes={"NOM": ("Roy",)})
    visitor.arrive(audience="https://other.example/")

    page = html.fromstring(visitor.client.get("/").text)

    assert len(page.find_class("card")) == 8
    assert "1 en trop" in text(page)
    assert "EF-SAML-04" in text(page)
    assert "Roy" not in text(page)


def test_received_keeps_the_last_thousand_newest_last(visitor: Visitor) -> None:
    """The list is bounded, and numbers never come back."""
    visitor.arrive()
    journal = visitor.client.application.extensions["provider_stub"].journal
    entry = journal.entries()[0]
    for number in range(1_200):
        late = replace(entry.arrival, subject=str(number))
        journal.record(late, entry.browser)

    received = visitor.received()

    assert len(received) == 1_000
    assert [entry["subject"] for entry in received[-2:]] == ["1198", "1199"]
    assert received[-1]["number"] == 1_201


def test_received_has_the_promised_shape(visitor: Visitor) -> None:
    """Programs rely on these names and types."""
    visitor.arrive()
    (entry,) = visitor.received()

    assert {"protocol", "subject", "attributes", "resource", "at", "checks"} <= entry.keys()
    assert entry["at"].endswith("Z")
    assert datetime.fromisoformat(entry["at"]).tzinfo is not None
    assert all(isinstance(values, list) for values in entry["attributes"].values())


def test_the_catalogue_says_what_a_portal_must_register(visitor: Visitor) -> None:
    """Slug, ARK, protocol, agreement and address of each resource."""
    atlas = visitor.client.get("/resources.json").get_json()[0]

    assert atlas == {
        "slug": "atlas",
        "ark": "ark:/99999/r1atlas",
        "title": "Atlas vivant de l’Europe",
        "publisher": "Éditions du Marronnier",
        "protocol": "saml",
        "agreement": ["IDO", "PRO", "UAI"],
        "url": "http://127.0.0.1:8801/ressources/atlas",
    }


@pytest.mark.parametrize(
    "path", ["/", "/received", "/saml/metadata", "/ressources/no", "/static/stub.css"]
)
def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    """No inline script or style, nothing framed, nothing indexed."""
    with visitor.client.get(path) as answer:
        headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_inline_script_or_style_and_fetch_nothing_elsewhere(
    visitor: Visitor,
) -> None:
    """What the policy forbids is not there either."""
    for page in (landing(visitor), html.fromstring(visitor.client.get("/").text)):
        assert not page.findall(".//style")
        assert not page.xpath("//@style | //@onload | //@onclick")
        assert all(script.get("src") for script in page.iter("script"))
        assert not [link for link in page.xpath("//link/@href | //@src") if "//" in str(link)]
        assert text(page).count("Fournisseur factice.") == 1


@pytest.mark.parametrize(
    ("base_url", "session", "state"),
    [
        pytest.param("http://127.0.0.1:8801", "stub_session", "stub_state", id="loopback"),
        pytest.param(
            "https://stub.example", "__Host-stub_session", "__Secure-stub_state", id="https"
        ),
    ],
)
@pytest.mark.usefixtures("idp")
def test_the_cookies(
    make_app: Callable[[StubConfig], Flask],
    config: StubConfig,
    base_url: str,
    session: str,
    state: str,
) -> None:
    """The session is Lax; only the state cookie crosses sites, for ten minutes, by https."""
    secure = base_url.startswith("https")
    client = make_app(replace(config, base_url=base_url)).test_client()

    cookies = client.get("/ressources/atlas", base_url=base_url).headers.getlist("Set-Cookie")

    by_name = {cookie.partition("=")[0]: cookie for cookie in cookies}
    assert by_name.keys() == {session, state}
    assert all("HttpOnly" in cookie for cookie in cookies)
    assert all(("Secure;" in cookie) is secure for cookie in cookies)
    assert "SameSite=Lax" in by_name[session]
    assert ("SameSite=None" if secure else "SameSite=Lax") in by_name[state]
    assert "Max-Age=600" in by_name[state]
    assert "Path=/saml/acs" in by_name[state]


def test_a_failure_holds_a_code_and_a_reference_that_is_in_the_log(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is called can find the line; the line holds nothing personal."""
    with caplog.at_level(logging.INFO):
        page = html.fromstring(visitor.arrive(audience="https://other.example/").text)
    codes = [code.text for code in page.find_class("facts")[0].iter("code")]

    assert codes[0] == "EF-SAML-04"
    assert f"code=EF-SAML-04 reference={codes[1]}" in caplog.text


def test_logs_hold_no_subject_and_no_value_whatever_their_level(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """pysaml2 writes whole responses at DEBUG and XML in some errors: none of it comes out."""
    with caplog.at_level(logging.DEBUG):
        visitor.arrive(attributes={"NOM": ("Zébulon",)})
        visitor.arrive(attributes={"NOM": ("Zébulon",)}, audience="https://other.example/")
        visitor.arrive(attributes={"NOM": ("Zébulon",)}, sign="nothing")

    assert "Zébulon" not in caplog.text
    assert "a1a1" not in caplog.text
    assert "saml:" not in caplog.text


def test_an_unexpected_error_shows_no_trace(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks outside the checks gives a page with a code, and nothing received."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(saml_sign_in.SamlSignIn, "accept", broken)

    page = visitor.arrive()

    assert page.status_code == 500
    assert "<code>EF-WEB-500</code>" in page.text
    assert "secret detail" not in page.text


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, check in vars(saml_checks).items()
        if name.startswith("_") and getattr(check, "__annotations__", {}).get("return") is Check
    ],
)
def test_a_check_that_breaks_has_refused(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Fail closed: one exception in one check is one refusal, never a pass."""

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(saml_checks, name, broken)

    page = visitor.arrive()

    assert (page.status_code, visitor.received()) == (403, [])


@pytest.mark.parametrize(
    "where",
    [
        "provider_stub.saml_sign_in.decode",
        "provider_stub.saml_sign_in.parse_message",
        "provider_stub.saml_sign_in.check_shape",
        "provider_stub.saml_sign_in.check_status",
        "provider_stub.saml_sign_in.read_verified",
        "provider_stub.saml_sign_in._second_reading",
        "provider_stub.xmldsig.verify",
        "provider_stub.once.OnceStore.claim",
        "provider_stub.browsers.OpenRequests.close",
    ],
)
def test_a_step_that_breaks_lets_nobody_in(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Likewise for what the checks stand on: reading, verifying, remembering."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(where, broken)

    page = visitor.arrive()

    assert page.status_code in {400, 403, 500}
    assert visitor.received() == []


@pytest.mark.parametrize("name", ["_user", "_check_ticket_shape"])
def test_a_cas_check_that_breaks_has_refused(
    app: Flask, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Likewise for tickets."""
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_data(
        '<c:serviceResponse xmlns:c="http://www.yale.edu/tp/cas"><c:authenticationSuccess>'
        "<c:user>u</c:user></c:authenticationSuccess></c:serviceResponse>"
    )

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(cas_sign_in, name, broken)
    client = app.test_client()
    client.get("/ressources/labo")

    page = client.get("/ressources/labo?ticket=ST-1")

    assert page.status_code in {400, 403}
    assert client.get("/received").get_json() == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nowhere", 404), ("get", "/ressources/nothing", 404), ("get", "/saml/acs", 405)],
)
def test_addresses_that_lead_nowhere(app: Flask, method: str, path: str, status: int) -> None:
    """A French page with a code and the right status."""
    client: FlaskClient = app.test_client()

    page = client.open(path, method=method.upper())

    assert page.status_code == status
    assert f"<code>EF-WEB-{status}</code>" in page.text


def test_dates_are_written_in_french() -> None:
    """The first of a month is *1er*, and machines can read the instant too."""
    assert moment(datetime(2026, 9, 1, 7, 5, 3, tzinfo=UTC)) == (
        '<time datetime="2026-09-01T07:05:03+00:00">'
        "1<sup>er</sup> septembre 2026, 7 h 05 min 03 s (UTC)</time>"
    )


def test_typography() -> None:
    """Apostrophes curve, and no line begins with a question mark."""
    assert typographic("l'un ? « oui » : 'x'") == ("l\u2019un\u202f? «\u00a0oui\u00a0»\u00a0: 'x'")
