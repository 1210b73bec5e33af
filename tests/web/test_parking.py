"""Requests that wait: over a login, over a redirect, once and not for ever."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web import shelves
from tests.web.portal import World, client_of, portal, sign_in

from garbridge.core.access import Refusal
from garbridge.ports import Obstacle, Redirect
from garbridge.testing.world import ALICE


def test_cross_site_post_comes_back_as_a_get(world: World, stranger: FlaskClient) -> None:
    """A cross-site POST carries no SameSite=Lax cookie: the browser comes back with it by GET."""
    first = stranger.post("/saml/sso", data={"ask": "1", "state": "kept"})
    sign_in(stranger)
    second = stranger.get(first.location)

    assert first.status_code == 303
    assert urlsplit(first.location).netloc == ""
    assert first.location.startswith("/saml/sso?suite=")
    assert second.status_code == 200
    assert 'name="RelayState" value="kept"' in second.text
    assert len(world.journal.kept) == 1


def test_cross_site_post_leaves_the_session_alone(stranger: FlaskClient) -> None:
    """A cookie set here would replace the one that the browser did not send."""
    answer = stranger.post("/saml/sso", data={"ask": "1"})

    assert "Set-Cookie" not in answer.headers


def test_the_login_comes_back_to_the_same_request(world: World, stranger: FlaskClient) -> None:
    """Who signs in on the way is launched with the request they came with."""
    asked = stranger.get("/saml/sso?ask=1&state=kept")
    target = urlsplit(asked.location)
    then = parse_qs(target.query)["next"][0]
    sign_in(stranger)
    answer = stranger.get(then)

    assert asked.status_code == 302
    assert target.path == "/connexion"
    assert then.startswith("/saml/sso?suite=")
    assert 'value="kept"' in answer.text
    assert world.journal.kept[0].person == ALICE


def test_waiting_without_signing_in_asks_again(stranger: FlaskClient) -> None:
    """The handle is not spent by somebody who is not signed in yet."""
    first = stranger.post("/saml/sso", data={"ask": "1"})
    asked = stranger.get(first.location)
    again = stranger.get(first.location)
    sign_in(stranger)

    assert asked.status_code == again.status_code == 302
    assert parse_qs(urlsplit(asked.location).query)["next"] == [first.location]
    assert stranger.get(first.location).status_code == 200


def test_a_handle_works_once(stranger: FlaskClient) -> None:
    """The back button must not launch a second time."""
    then = stranger.post("/saml/sso", data={"ask": "1"}).location
    sign_in(stranger)
    stranger.get(then)
    again = stranger.get(then)

    assert again.status_code == 400
    assert "GB-REQ-05" in again.text


@pytest.mark.parametrize("who", [ALICE, None])
def test_an_invented_handle_is_refused(app: Flask, who: str | None) -> None:
    """Nobody is sent to sign in for a request that does not exist."""
    client = client_of(app, None)
    if who is not None:
        sign_in(client, who)

    assert client.get("/saml/sso?suite=invented").status_code == 400


def test_a_handle_of_one_protocol_opens_nothing_at_the_other(
    world: World, stranger: FlaskClient
) -> None:
    """What was verified by one adapter must not reach another."""
    then = stranger.post("/saml/sso", data={"ask": "1"}).location
    sign_in(stranger)
    answer = stranger.get(then.replace("/saml/sso", "/cas/login"))

    assert answer.status_code == 400
    assert world.cas.seen == []


def test_a_handle_ends_after_ten_minutes(world: World, stranger: FlaskClient) -> None:
    """A request that waits for ever is one that somebody finds in a history."""
    then = stranger.post("/saml/sso", data={"ask": "1"}).location
    sign_in(stranger)
    world.clock.advance(timedelta(minutes=10))

    assert stranger.get(then).status_code == 400


def test_signing_in_slowly_does_not_age_the_request(world: World, stranger: FlaskClient) -> None:
    """A request that was fresh on arrival stays so while its person types a password."""
    then = stranger.post("/saml/sso", data={"ask": "1"}).location
    sign_in(stranger)
    world.clock.advance(timedelta(minutes=9, seconds=59))

    assert stranger.get(then).status_code == 200


def test_a_request_that_is_old_on_arrival_is_not_parked(
    world: World, stranger: FlaskClient
) -> None:
    """Parking must not become a way round the age limit."""
    world.clock.advance(timedelta(minutes=6))
    answer = stranger.post("/saml/sso", data={"ask": "1"})

    assert answer.status_code == 400
    assert world.once.kept == {}


def test_a_bad_request_is_not_parked(world: World, stranger: FlaskClient) -> None:
    """Nobody signs in for a request that would be refused afterwards."""
    answer = stranger.post("/saml/sso", data={"ask": "unknown"})

    assert answer.status_code == 400
    assert "GB-REQ-07" in answer.text
    assert world.once.kept == {}


def test_what_is_parked_is_unreadable(world: World, stranger: FlaskClient) -> None:
    """A stolen store holds neither the request nor the handle that would redeem it."""
    then = stranger.post("/saml/sso", data={"ask": "1", "state": "readable-state"}).location
    handle = parse_qs(urlsplit(then).query)["suite"][0]
    (entry,) = world.once.kept.values()

    assert b"readable-state" not in entry.body
    assert handle not in entry.key
    assert handle.encode() not in entry.body


def test_a_tampered_parked_request_is_refused(world: World, stranger: FlaskClient) -> None:
    """The store is not trusted with what was verified."""
    then = stranger.post("/saml/sso", data={"ask": "1"}).location
    (key, entry) = next(iter(world.once.kept.items()))
    world.once.kept[key] = type(entry)(entry.key, entry.body[:-1] + b"x", entry.until)
    sign_in(stranger)

    assert stranger.get(then).status_code == 400


def test_two_parked_copies_launch_once(stranger: FlaskClient) -> None:
    """Parking a message twice must not make two messages of it."""
    first = stranger.post("/saml/sso", data={"ask": "1"}).location
    second = stranger.post("/saml/sso", data={"ask": "1"}).location
    sign_in(stranger)

    assert stranger.get(first).status_code == 200
    assert "GB-REQ-04" in stranger.get(second).text


NOBODY = Redirect("https://parc.example/nobody")


@pytest.fixture(name="passive")
def _passive(world: World) -> FlaskClient:
    """A browser in which nobody is signed in, at a provider that wants no page to be shown."""
    world.saml.declines = NOBODY
    return client_of(portal(world), None)


def test_a_passive_request_is_answered_instead_of_a_sign_in_page(
    world: World, passive: FlaskClient
) -> None:
    """A provider that only asks whether somebody is there gets an answer, and nobody a page."""
    assert passive.get("/saml/sso?ask=1").location == NOBODY.url
    assert world.once.kept == {}


def test_a_passive_post_is_answered_after_the_redirect(world: World, passive: FlaskClient) -> None:
    """Only then does it show that nobody is there; and nothing waits any longer."""
    then = passive.post("/saml/sso", data={"ask": "2"}).location

    assert then.startswith("/saml/sso?suite=")
    assert passive.get(then).location == NOBODY.url
    assert world.once.kept == {}


def test_a_passive_request_finds_who_is_there(passive: FlaskClient) -> None:
    """A cross-site POST hides the cookie: whether somebody is there shows after the redirect."""
    then = passive.post("/saml/sso", data={"ask": "1"}).location
    sign_in(passive)

    assert passive.get(then).status_code == 200


def test_a_passive_request_shows_no_choice_of_school() -> None:
    """Which school cannot be asked without a page: the provider asks again, openly."""
    world = shelves.two_schools()
    client = client_of(portal(world))
    asked = f"/saml/sso?ask=1&resource={shelves.resources()[0].id}"

    assert "?suite=" in client.get(asked).text
    world.saml.declines = NOBODY
    assert client.get(asked).location == NOBODY.url
    assert world.saml.obstacles[-1] is Obstacle.CHOICE, "not that nobody is signed in"


def test_a_passive_request_shows_no_refusal(world: World, passive: FlaskClient) -> None:
    """It is recorded as one; the person sees it when the provider asks openly."""
    world.entitlements.seats.clear()
    sign_in(passive)

    assert passive.get("/saml/sso?ask=1").location == NOBODY.url
    assert [record.refusal for record in world.journal.kept] == [Refusal.NOT_ASSIGNED]
