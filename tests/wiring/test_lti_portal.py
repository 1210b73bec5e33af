"""A running portal and a tool of other people's software: PyLTI1p3 believes us, and no forgery."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.protocols.lti.platform import core
from tests.wiring.inside import look_again
from tests.wiring.lti_portal import TILE, Both, both, form_of
from tests.wiring.running import ATLAS

from garbridge.core.access import Refusal
from garbridge.core.identifiers import ProviderId
from garbridge.core.links import LinkId
from garbridge.protocols.lti import LtiAdapter
from garbridge.testing.links import LINK
from garbridge.testing.world import ALICE, LYCEE
from garbridge.web import GarBridge

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


@pytest.fixture(name="ends")
def _ends(tmp_path: Path) -> Both:
    """Return a portal and a tool."""
    return both(tmp_path)


def test_pylti1p3_believes_a_launch(ends: Both) -> None:
    """State, nonce, signature, dates, deployment, message: all of its checks pass."""
    said = ends.launched()

    subject = ends.runtime.access.subject_at(ProviderId("parc"), ALICE)
    assert said["sub"] == subject
    assert len(said["sub"]) == 128
    assert said[core("roles")] == [f"{LIS}institution/person#Student", f"{LIS}membership#Learner"]
    assert said[core("custom")] == {"PRO": "National_elv", "UAI": LYCEE.id}
    assert said[core("target_link_uri")] == "https://outil.example/atlas"
    (record,) = ends.runtime.journal.records(limit=9)
    assert (record.protocol, record.refusal, record.school) == ("lti", None, LYCEE.id)
    assert record.attributes == ("PRO", "UAI")


def test_what_leaves_is_what_explain_says(ends: Both) -> None:
    """One function computes both."""
    said = ends.launched()

    decision = ends.runtime.access.check(ALICE, LYCEE.id, ATLAS)
    release = ends.runtime.access.release(decision)  # type: ignore[arg-type] # it is granted
    assert release.released.subject == said["sub"]
    told = {name: ";".join(values) for name, values in release.released.values().items()}
    assert told == said[core("custom")]


def _resigned(token: str, **changed: object) -> str:
    """Return *token* with changes, signed with another key under the same name."""
    head, payload = (json.loads(urlsafe_b64decode(p + "==")) for p in token.split(".")[:2])
    return jwt.encode(head, payload | changed, RSAKey.generate_key(2048), algorithms=["RS256"])


def _changed(token: str, **changed: object) -> str:
    """Return *token* with changes under the signature of the honest one."""
    head, payload, signature = token.split(".")
    said = json.loads(urlsafe_b64decode(payload + "==")) | changed
    return (
        f"{head}.{urlsafe_b64encode(json.dumps(said).encode()).rstrip(b'=').decode()}.{signature}"
    )


@pytest.mark.parametrize("forge", [_resigned, _changed])
def test_pylti1p3_refuses_a_forged_token(ends: Both, forge: Callable[..., str]) -> None:
    """A teacher's role in a pupil's token, by another key or by none."""
    _, fields = ends.form()
    roles = {core("roles"): [f"{LIS}membership#Instructor"]}
    forged = forge(fields["id_token"], **roles)

    answer = ends.post({**fields, "id_token": forged})

    assert answer.status_code == 403
    assert ends.post(fields).status_code == 200


def _signed_by_us(ends: Both, token: str, **changed: object) -> str:
    """Return *token* with changes, as a portal with a fault would sign it."""
    said = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    adapter = ends.runtime.front["lti"]
    assert isinstance(adapter, LtiAdapter)
    return adapter.keys().signer.sign(said | changed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nonce", "of another request"),
        ("aud", "somebody else"),
        ("iat", 2_000_000_000 * 2),
        ("exp", 1),
        (core("deployment_id"), "2"),
        (core("version"), "1.1"),
    ],
)
def test_pylti1p3_refuses_what_we_must_not_say(ends: Both, name: str, value: object) -> None:
    """So what we do say is right about each of them, ``iat`` above all."""
    _, fields = ends.form()
    wrong = _signed_by_us(ends, fields["id_token"], **{name: value})

    assert ends.post({**fields, "id_token": wrong}).status_code == 403


def test_a_launch_of_another_browser_is_refused_by_the_tool(ends: Both) -> None:
    """The state belongs to the browser that left."""
    _, fields = ends.form()
    stranger = ends.tool.application.test_client()

    assert (
        stranger.post("/launch", data=fields, base_url="https://outil.example").status_code == 403
    )


def test_a_hint_starts_one_launch(ends: Both) -> None:
    """Statement 74: a reload of the tool's request shows a page, and nothing is told twice."""
    address = ends.asked()
    first, again = ends.visit(address), ends.visit(address)

    assert first.status_code == 200
    assert again.status_code == 400
    assert "GB-REQ-04" in again.get_data(as_text=True)
    assert len(ends.runtime.journal.records(limit=9)) == 1


def test_a_hint_of_somebody_else_signs_nobody_in(ends: Both) -> None:
    """Statement 74: the click is the person's; whoever is signed in now gets an error."""
    address = ends.asked()
    ends.who = "bruno"

    action, fields = form_of(ends.visit(address))

    assert action == "https://outil.example/launch"
    assert fields["error"] == "login_required"
    assert "id_token" not in fields
    assert ends.runtime.journal.records(limit=9) == []


def test_a_hint_of_another_session_signs_nobody_in(ends: Both) -> None:
    """Statement 74: a click on one computer is no launch on another, of one person."""
    address = ends.asked()
    ends.portal = ends.app.test_client()

    _, fields = form_of(ends.visit(address))

    assert fields.keys() == {"error", "state"}


def test_nobody_signed_in_is_an_error_for_the_tool(ends: Both) -> None:
    """Statement 73: ``prompt=none`` shows no sign-in; the state comes back."""
    address = ends.asked()
    ends.who = None

    _, fields = form_of(ends.visit(address))

    assert fields["error"] == "login_required"
    assert fields["state"].startswith("state-")


def test_the_state_is_escaped_in_the_page(ends: Both) -> None:
    """Statement 75: a state cannot write into our page, and comes back as it was."""
    address = ends.asked()
    hostile = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%7B0%7D"
    changed = address.partition("&state=")[0] + "&state=" + hostile
    rest = address.partition("&state=")[2].partition("&")[2]

    page = ends.visit(f"{changed}&{rest}")

    assert "<script>alert" not in page.get_data(as_text=True)
    assert form_of(page)[1]["state"] == '"><script>alert(1)</script>{0}'


def test_a_post_without_our_cookie_waits_for_it(ends: Both) -> None:
    """A tool may post its request: no cookie comes with it, so it goes on at our own address."""
    address = ends.asked()
    query = address.partition("?")[2]
    who, ends.who = ends.who, None

    waited = ends.app.test_client().post(
        "/lti/authorize",
        data=query,
        content_type="application/x-www-form-urlencoded",
        base_url="https://ent.example",
    )
    ends.who = who
    action, fields = form_of(ends.visit(waited.location))

    assert waited.status_code == 303
    assert action == "https://outil.example/launch"
    assert "id_token" in fields


def test_the_gate_is_asked_again_for_the_token(ends: Both) -> None:
    """Statement 76: what was withdrawn after the click is refused, by a page that says why."""
    address = ends.asked()
    file = ends.folder / "providers" / "parc.toml"
    text = file.read_text("utf-8")
    look_again(ends.runtime.registry)
    file.write_text("enabled = false\n" + text, "utf-8")

    page = ends.visit(address)

    assert page.status_code == 403
    assert "GB-" in page.get_data(as_text=True)
    (record,) = ends.runtime.journal.records(limit=9)
    assert record.refusal is Refusal.PROVIDER_DISABLED


def test_a_public_tool_learns_nobody(tmp_path: Path) -> None:
    """Statement 77: PyLTI1p3 wants a subject, the specification does not; nothing recognises."""
    ends = both(tmp_path, release={})
    file = tmp_path / "providers" / "parc.toml"
    file.write_text(file.read_text("utf-8").replace('"pseudonym"', '"public"'), "utf-8")
    look_again(ends.runtime.registry)

    _, fields = ends.form()

    said = json.loads(urlsafe_b64decode(fields["id_token"].split(".")[1] + "=="))
    assert "sub" not in said
    assert ends.runtime.access.subject_at(ProviderId("parc"), ALICE) not in json.dumps(said)


def test_two_clicks_in_two_tabs_are_two_launches(ends: Both) -> None:
    """Neither takes the other's place."""
    one, two = ends.asked(), ends.asked()

    assert all(ends.visit(address).status_code == 200 for address in (two, one))


def test_a_pupil_is_not_sent_to_choose(ends: Both) -> None:
    """Only staff may; for a pupil there is no such page."""
    answer = ends.visit(TILE.replace("/mediacentre/ouvrir/", "/lti/deep-linking/"))

    assert answer.status_code == 403
    assert "Location" not in answer.headers


def test_chosen_content_becomes_entries_that_open(ends: Both) -> None:
    """Statement 79, whole: PyLTI1p3 signs, the teacher's school has it, a pupil opens it."""
    ends.who = "bruno"
    item = {
        "type": "ltiResourceLink",
        "title": "Chapitre <3>",
        "url": "https://outil.example/atlas/3",
        "custom": {"chapitre": "3"},
    }

    page = ends.chosen(item, {**item, "title": "Un fichier", "type": "file"})

    assert page.status_code == 200
    assert "Chapitre &lt;3&gt;" in page.get_data(as_text=True)
    assert "Un contenu choisi ne peut pas" in page.get_data(as_text=True)
    ends.who = ALICE
    shelf = ends.visit("/mediacentre/").get_data(as_text=True)
    (link,) = ends.runtime.stores.links.links(LYCEE.id, ATLAS)
    assert "Chapitre &lt;3&gt;" in shelf
    assert f"?lien={link.id}" in shelf
    said = ends.launched(f"{TILE}?lien={link.id}")
    assert said[core("target_link_uri")] == "https://outil.example/atlas/3"
    assert said[core("custom")]["chapitre"] == "3"
    assert said[core("resource_link")]["title"] == "Chapitre <3>"
    assert ends.launched()[core("resource_link")]["id"] != said[core("resource_link")]["id"]


def test_staff_find_where_content_is_chosen(ends: Both) -> None:
    """On the tile, for who may; a pupil sees no such thing."""
    where = TILE.replace("/mediacentre/ouvrir/", "/lti/deep-linking/")
    pupils = ends.visit("/mediacentre/").get_data(as_text=True)
    ends.who = "bruno"
    teachers = ends.visit("/mediacentre/").get_data(as_text=True)

    assert where not in pupils
    assert f'href="{where}"' in teachers
    assert ends.visit(where).location.startswith("https://outil.example/login?")


def test_a_link_that_is_not_the_schools_opens_nothing(ends: Both) -> None:
    """Made up, or removed since."""
    answer = ends.visit(f"{TILE}?lien=abc")

    assert answer.status_code == 403
    assert "GB-" in answer.get_data(as_text=True)


def test_a_link_on_a_host_that_the_tool_has_no_more_opens_nothing(ends: Both) -> None:
    """What was agreed with the tool has changed since somebody chose it."""
    links = ends.runtime.stores.links
    for name, url in (("ours", "https://outil.example/x"), ("gone", "https://ancien.example/x")):
        links.add([replace(LINK, id=LinkId(name), school=LYCEE.id, resource=ATLAS, url=url)])

    assert ends.visit(f"{TILE}?lien=ours").status_code == 302
    assert ends.visit(f"{TILE}?lien=gone").status_code == 403


def test_what_was_chosen_without_a_right_adds_nothing(ends: Both) -> None:
    """Statement 79: who lost the resource while they were choosing."""
    ends.who = "bruno"
    _, fields = ends.form(TILE.replace("/mediacentre/ouvrir/", "/lti/deep-linking/"))
    item = {"type": "link", "title": "x", "url": "https://outil.example/x"}
    _, back = form_of(ends.post(fields | {"items": json.dumps([item])}))
    file = ends.folder / "providers" / "parc.toml"
    file.write_text("enabled = false\n" + file.read_text("utf-8"), "utf-8")
    look_again(ends.runtime.registry)

    answer = ends.portal.post("/lti/deep-linking-return", data=back)

    assert answer.status_code == 400
    assert list(ends.runtime.stores.links.links(LYCEE.id, ATLAS)) == []


def test_the_configuration_says_what_a_tool_is_registered_with(ends: Both) -> None:
    """Addresses that answer, and the key that signs."""
    said = ends.visit("/lti/config").get_json()
    keys = ends.visit("/lti/jwks").get_json()["keys"]
    _, fields = ends.form()

    assert said["issuer"] == "https://ent.example"
    assert said["authorization_endpoint"] == "https://ent.example/lti/authorize"
    assert said["jwks_uri"] == "https://ent.example/lti/jwks"
    header = json.loads(urlsafe_b64decode(fields["id_token"].split(".")[0] + "=="))
    assert [key["kid"] for key in keys] == [header["kid"]]
    assert all("d" not in key for key in keys)


def test_a_tool_is_not_called_closed(tmp_path: Path) -> None:
    """Statement 48: LTI knows no logout, so that it may be open still."""
    ends = both(tmp_path)
    app = Flask("portal")
    app.secret_key = "x" * 32
    bridge = GarBridge(lambda: ends.who, runtime=ends.runtime)
    bridge.session_ender(lambda: setattr(ends, "who", None))
    bridge.init_app(app)
    ends.app, ends.portal = app, app.test_client()
    ends.launched()

    page = ends.visit("https://ent.example/mediacentre/deconnexion").text

    assert "n’êtes pas déconnecté de tout" in page
    assert "Tout ce que vous aviez ouvert" not in page
