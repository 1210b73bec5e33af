"""Attacks on ``/lti/authorize``: statements 73 to 75 and 78."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.protocols.lti.platform import (
    AUTHORIZE,
    CLICK,
    LAUNCH,
    OTHER_TOOL,
    TOOL,
    Platform,
    claims,
    core,
    read,
)

from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.ports import AnswerableError, AutoPostForm, WireRequest
from garbridge.protocols.lti import LtiTools
from garbridge.testing.links import LINK
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

LOOK_ALIKES = [
    "",
    "https://parc.example/lti/launch/",
    "https://parc.example/lti/launch?",
    "https://parc.example/lti/launch#",
    "https://parc.example/lti/launch?to=https://evil.example",
    "https://parc.example/lti/../lti/launch",
    "https://parc.example:443/lti/launch",
    "https://PARC.example/lti/launch",
    "https://parc.example.evil.example/lti/launch",
    "https://parc.example@evil.example/lti/launch",
    "http://parc.example/lti/launch",
    "//parc.example/lti/launch",
    "javascript:alert(1)",
    " https://parc.example/lti/launch",
    "https://parc.example/lti/launch\n",
    OTHER_TOOL.redirect_uris[0],
]


def refusal(error: AnswerableError) -> str:
    """Return the code a tool is told, which came back to its own address with the state."""
    form = error.response
    assert isinstance(form, AutoPostForm)
    assert form.action == LAUNCH
    assert form.fields.keys() == {"error", "state"}
    assert form.fields["state"] == 'état "1" <&>'
    return form.fields["error"]


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_redirect_uri_is_exact(address: str) -> None:
    """Statement 73: nothing is sent to an address that only looks registered."""
    with pytest.raises(UnknownServiceError):
        Platform().parsed(redirect_uri=address)


def test_every_registered_address_is_served() -> None:
    """The control: both of the tool's."""
    for address in TOOL.redirect_uris:
        assert Platform().parsed(redirect_uri=address).detail.redirect_uri == address


@pytest.mark.parametrize("client", ["", "parc", "PARC-AU-PORTAIL", "parc-au-portail ", "evil"])
def test_an_unknown_client_is_told_nothing(client: str) -> None:
    """There is no address to answer to."""
    with pytest.raises(UnknownProviderError):
        Platform().parsed(client_id=client)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("response_mode", "fragment", "invalid_request"),
        ("response_mode", "query", "invalid_request"),
        ("response_mode", None, "invalid_request"),
        ("response_type", "code", "unsupported_response_type"),
        ("response_type", "id_token token", "unsupported_response_type"),
        ("response_type", None, "unsupported_response_type"),
        ("scope", "openid profile email", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("scope", None, "invalid_scope"),
        ("prompt", "login", "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", "", "invalid_request"),
        ("prompt", None, "invalid_request"),
        ("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
        ("request_uri", "http://169.254.169.254/", "request_uri_not_supported"),
        ("max_age", "0", "invalid_request"),
        ("login_hint", None, "invalid_request"),
        ("lti_message_hint", "", "invalid_request"),
    ],
)
def test_only_what_lti_asks_for_is_served(name: str, value: str | None, code: str) -> None:
    """Statement 73: form_post, id_token, openid, none; anything else is told to the tool."""
    with pytest.raises(AnswerableError) as refused:
        Platform().parsed(**{name: value})

    assert refusal(refused.value) == code


@pytest.mark.parametrize("nonce", [None, "", "n" * 513])
def test_nonce_is_required(nonce: str | None) -> None:
    """Statement 75: and of a length that somebody can keep."""
    with pytest.raises(AnswerableError) as refused:
        Platform().parsed(nonce=nonce)

    assert refusal(refused.value) == "invalid_request"


@pytest.mark.parametrize("nonce", ["n", "é" * 512, '"}<script>', "a b+c%20", "\u2028"])
def test_nonce_is_returned_as_it_was(nonce: str) -> None:
    """Statement 75: character by character, whatever it holds."""
    assert Platform().token(claims(), nonce=nonce)["nonce"] == nonce


@pytest.mark.parametrize(
    "state", ['"><script>alert(1)</script>', "a&b=c", "é\n\r\t", "", "s" * 4096]
)
def test_state_is_returned_as_it_was(state: str) -> None:
    """Statement 75: the adapter changes nothing; the page escapes (tests/web)."""
    platform = Platform()

    form = platform.answer(platform.parsed(state=state), claims()).response

    assert form.fields["state"] == state


def test_a_state_without_end_is_refused() -> None:
    """It would be a page of any size."""
    with pytest.raises(OversizedError):
        Platform().parsed(state="s" * 4097)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "nonce", "login_hint"])
def test_a_parameter_given_twice_is_refused(name: str) -> None:
    """Two readers of one request must not read different values."""
    platform = Platform()
    asked = platform.asked(platform.click())

    with pytest.raises(MalformedError):
        platform.adapter.parse(replace(asked, query=f"{asked.query}&{name}=x"), now=NOW)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS"])
def test_other_methods_are_refused(method: str) -> None:
    """A request is a GET or a POST."""
    with pytest.raises(UnsupportedRequestError):
        Platform().adapter.parse(WireRequest(method, AUTHORIZE), now=NOW)


def test_a_query_that_is_no_utf8_or_without_end_is_refused() -> None:
    """Nothing of it is repaired."""
    for query in ("client_id=%ff", "x=" + "a" * 17_000):
        with pytest.raises(ProtocolError):
            Platform().adapter.parse(WireRequest("GET", AUTHORIZE, query), now=NOW)


@pytest.mark.parametrize(
    "hint", ["x", "0" * 22, "../", "\ud7ff", "0000000000000000000002-_Az09aZ-__-"]
)
def test_a_hint_that_nobody_gave_starts_nothing(hint: str) -> None:
    """Statement 74: it is random, and login_hint is no hint."""
    with pytest.raises(AnswerableError) as refused:
        Platform().parsed(lti_message_hint=hint)

    assert refusal(refused.value) == "login_required"


@pytest.mark.parametrize("hint", ["alice", "bruno", "0561641E", "x"])
def test_login_hint_is_that_of_the_click(hint: str) -> None:
    """Statement 74: a tool cannot name somebody."""
    with pytest.raises(AnswerableError) as refused:
        Platform().parsed(login_hint=hint)

    assert refusal(refused.value) == "login_required"


def test_the_login_hint_of_another_click_is_refused() -> None:
    """Statement 74: the two values belong together, also of one person."""
    platform = Platform()
    first, second = platform.click(), platform.click()
    mixed = {**first, "login_hint": second["login_hint"]}

    with pytest.raises(AnswerableError) as refused:
        platform.adapter.parse(platform.asked(mixed), now=NOW)

    assert refusal(refused.value) == "login_required"


def test_a_hint_ends_after_five_minutes() -> None:
    """Statement 74: to the microsecond; the end is exclusive."""
    platform = Platform()
    asked = platform.asked(platform.click())
    last = NOW + timedelta(minutes=5) - timedelta(microseconds=1)

    assert platform.adapter.parse(asked, now=last).click == CLICK
    with pytest.raises(AnswerableError) as refused:
        platform.adapter.parse(asked, now=NOW + timedelta(minutes=5))
    assert refusal(refused.value) == "login_required"


def test_a_hint_is_whole_or_nothing() -> None:
    """Statement 74: no octet of it can be changed, and no other text stands for it."""
    platform = Platform()
    sent = platform.click()
    hint = sent["lti_message_hint"]
    changed = [hint[:n] + ("A" if hint[n] != "A" else "B") + hint[n + 1 :] for n in (0, 40, -2)]

    for wrong in (*changed, hint[:-4], hint + "AAAA", "A" * 5000, "é" * 40):
        with pytest.raises(AnswerableError) as refused:
            platform.adapter.parse(platform.asked({**sent, "lti_message_hint": wrong}), now=NOW)
        assert refusal(refused.value) == "login_required"


def test_a_hint_spelled_otherwise_is_the_same_hint() -> None:
    """Statement 74: what base64 lets somebody write in two ways is claimed once."""
    platform = Platform()
    sent = platform.click()
    again = {**sent, "lti_message_hint": sent["lti_message_hint"] + "="}
    first = platform.adapter.parse(platform.asked(sent), now=NOW)
    try:
        second = platform.adapter.parse(platform.asked(again), now=NOW)
    except AnswerableError:
        return

    assert second.once == first.once


def test_a_link_that_was_removed_since_the_click_is_not_opened() -> None:
    """The tool is told that its request came to nothing."""
    platform = Platform()
    platform.links.add([LINK])
    asked = platform.asked(platform.click(link=LINK))
    platform.links.remove(LINK.school, LINK.resource, LINK.id)

    with pytest.raises(AnswerableError) as refused:
        platform.adapter.parse(asked, now=NOW)

    assert refusal(refused.value) == "invalid_request"


def test_a_hint_of_another_tool_is_refused() -> None:
    """Statement 74: a tool that got hold of another one's hint learns nobody."""
    platform = Platform()
    asked = platform.asked(
        platform.click(),
        client_id=OTHER_TOOL.client_id,
        redirect_uri=OTHER_TOOL.redirect_uris[0],
    )

    with pytest.raises(AnswerableError) as refused:
        platform.adapter.parse(asked, now=NOW)
    form = refused.value.response
    assert isinstance(form, AutoPostForm)
    assert form.fields["error"] == "invalid_request"


def test_a_hint_of_another_deployment_is_refused() -> None:
    """Statement 74: the agreement changed between the click and the request."""
    platform = Platform()
    asked = platform.asked(platform.click())
    platform.tools = LtiTools([replace(TOOL, deployment_id="2")])

    with pytest.raises(AnswerableError) as refused:
        platform.adapter.parse(asked, now=NOW)

    assert refusal(refused.value) == "invalid_request"


def test_a_hint_is_claimed_once() -> None:
    """Statement 74: two requests with one hint claim one message; and two clicks claim two."""
    platform = Platform()
    sent = platform.click()
    first, again = (platform.adapter.parse(platform.asked(sent), now=NOW) for _ in range(2))
    other = platform.parsed()

    assert first.once is not None
    assert first.once == again.once
    assert other.once != first.once
    assert first.once.until >= NOW + timedelta(minutes=15)


@pytest.mark.parametrize("name", ["deployment_id", "lti_deployment_id", "target_link_uri"])
def test_the_request_chooses_neither_deployment_nor_target(name: str) -> None:
    """Statement 78: both are those of the agreement, whatever else is asked."""
    platform = Platform()
    asked = platform.asked(platform.click())
    more = replace(asked, query=f"{asked.query}&{name}=https%3A%2F%2Fevil.example")
    sign_in = platform.adapter.parse(more, now=NOW)

    from_request = platform.answer(sign_in, claims())

    told = platform.adapter.read_back(sign_in, from_request, now=NOW)
    assert told.beside == ()
    token = read(from_request.response)
    assert token[core("deployment_id")] == "1"
    assert token[core("target_link_uri")] == "https://parc.example/atlas"


def test_two_tools_cannot_compare_what_they_know() -> None:
    """Statement 77: one school and one resource link have other names at another tool."""
    told = []
    for provider in (TOOL.provider, OTHER_TOOL.provider):
        owned = replace(ATLAS, provider=provider)
        platform = Platform(
            tools=LtiTools([replace(TOOL, provider=provider)]),
            provider=replace(PUBLISHER, id=provider),
            resource=owned,
        )
        sent = platform.click(replace(CLICK, provider=provider))
        sign_in = platform.adapter.parse(platform.asked(sent), now=NOW)
        told.append(read(platform.answer(sign_in, claims()).response))

    for name in ("resource_link", "context"):
        one, other = (token[core(name)] for token in told)
        assert isinstance(one, dict)
        assert isinstance(other, dict)
        assert one["id"] != other["id"]
        assert len(one["id"]) == 128
