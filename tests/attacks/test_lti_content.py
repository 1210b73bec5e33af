"""Attacks on what comes back from a tool at which content was chosen: statement 79."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from tests.protocols.lti.platform import (
    ISSUER,
    OTHER_TOOL,
    REFERENCE,
    TOOL,
    Platform,
    claims,
    core,
    key_set,
    read,
    tool_key,
)

from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
    SignatureError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.formats.jose import Algorithm, PeerKeys, read_peer_keys
from garbridge.ports import ContentItem, WireRequest
from garbridge.protocols.lti import LtiTools
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEM = {
    "type": "ltiResourceLink",
    "title": "L’Europe",
    "url": "https://contenus.parc.example/europe?vue=1",
    "custom": {"chapitre": "3"},
}
KEYED = replace(TOOL, keys=read_peer_keys(key_set()))


def platform() -> Platform:
    """Return a platform that holds the tool's keys."""
    return Platform(tools=LtiTools([KEYED, OTHER_TOOL]))


def data_of(one: Platform) -> str:
    """Let somebody be sent to choose; return the ``data`` the tool was given."""
    sign_in = one.adapter.parse(one.asked(one.click(choose=True)), now=NOW)
    answer = one.answer(sign_in, claims())
    for entry in answer.entries:
        one.once.keep(entry, now=NOW)
    settings = read(answer.response)[f"{DL}deep_linking_settings"]
    assert isinstance(settings, dict)
    return str(settings["data"])


def said(known: str, **changed: object) -> dict[str, Any]:
    """Return an honest answer, with changes; a name is that of a claim of LTI or of JWT."""
    now = int(NOW.timestamp())
    whole: dict[str, Any] = {
        "iss": TOOL.client_id,
        "aud": ISSUER,
        "iat": now,
        "exp": now + 300,
        "nonce": "réponse-1",
        core("message_type"): "LtiDeepLinkingResponse",
        core("version"): "1.3.0",
        core("deployment_id"): "1",
        f"{DL}data": known,
        f"{DL}content_items": [ITEM],
    }
    for name, value in changed.items():
        key = {"items": f"{DL}content_items", "data": f"{DL}data"}.get(
            name, name if name in whole or len(name) <= 5 else core(name)
        )
        if value is None:
            whole.pop(key, None)
        else:
            whole[key] = value
    return whole


def post(token: str, *more: tuple[str, str]) -> WireRequest:
    """Return the form as a browser brings it."""
    return WireRequest("POST", f"{ISSUER}/lti/deep-linking-return", form=(("JWT", token), *more))


def signed(whole: dict[str, Any], key: RSAKey | ECKey | None = None, **header: object) -> str:
    """Return *whole* as the tool signs it."""
    kept: dict[str, Any] = {"alg": "RS256", "kid": "outil-1", **header}
    text = json.dumps(whole)  # what is no text in UTF-8 leaves as an escape
    return jws.serialize_compact(kept, text, key or tool_key(), algorithms=[kept["alg"]])


def test_an_honest_answer_is_taken_once() -> None:
    """The control: who, where and what; a second time nobody waits for it."""
    one = platform()
    request = post(signed(said(data_of(one))))

    chosen = one.reader.read(request, now=NOW)

    assert chosen.items == (
        ContentItem("L’Europe", "https://contenus.parc.example/europe?vue=1", {"chapitre": "3"}),
    )
    assert (chosen.person, chosen.school, chosen.resource) == (ALICE, LYCEE.id, ATLAS.id)
    assert (chosen.launch, chosen.left) == (REFERENCE, 0)
    with pytest.raises(StaleError):
        one.reader.read(request, now=NOW)


def _other_key(whole: dict[str, Any]) -> str:
    return signed(whole, RSAKey.generate_key(2048, {"kid": "outil-1"}))


def _none(whole: dict[str, Any]) -> str:
    payload = signed(whole).split(".")[1]
    return f"eyJhbGciOiJub25lIn0.{payload}."


def _symmetric(whole: dict[str, Any]) -> str:
    """Signed with the tool's public key as if it were a shared secret (RFC 8725 2.1)."""
    header = urlsafe_b64encode(b'{"alg":"HS256","kid":"outil-1"}').rstrip(b"=").decode()
    signing = f"{header}.{signed(whole).split('.')[1]}"
    seal = hmac.digest(tool_key().as_pem(private=False), signing.encode(), "sha256")
    return f"{signing}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _own_key(whole: dict[str, Any]) -> str:
    mine = RSAKey.generate_key(2048)
    return signed(whole, mine, jwk=mine.as_dict(private=False))


def _changed(whole: dict[str, Any]) -> str:
    _, payload, _ = signed(whole | {"aud": "https://evil.example"}).split(".")
    head, _, signature = signed(whole).split(".")
    return f"{head}.{payload}.{signature}"


@pytest.mark.parametrize("forge", [_other_key, _none, _symmetric, _own_key, _changed])
def test_only_the_tools_key_counts(forge: Callable[[dict[str, Any]], str]) -> None:
    """Statement 79: nothing is redeemed by what the tool did not sign."""
    one = platform()
    whole = said(data_of(one))

    with pytest.raises((SignatureError, MalformedError)):
        one.reader.read(post(forge(whole)), now=NOW)

    assert one.reader.read(post(signed(whole)), now=NOW).items


def _of_curve(whole: dict[str, Any]) -> tuple[bytes, str]:
    key = ECKey.generate_key("P-256", {"kid": "outil-1"})
    return key_set(key), signed(whole, key, alg="ES256")


def _probabilistic(whole: dict[str, Any]) -> tuple[bytes, str]:
    return key_set(), signed(whole, alg="PS256")


@pytest.mark.parametrize(
    ("sign", "algorithm"), [(_of_curve, Algorithm.ES256), (_probabilistic, Algorithm.PS256)]
)
def test_a_tool_signs_as_was_agreed(
    sign: Callable[[dict[str, Any]], tuple[bytes, str]], algorithm: Algorithm
) -> None:
    """Statement 79: another algorithm than RS256 is taken where the agreement names it, only."""
    one = platform()
    whole = said(data_of(one))
    published, token = sign(whole)
    tool = replace(KEYED, keys=read_peer_keys(published))

    for agreed in ((Algorithm.RS256,), ()):
        one.tools = LtiTools([replace(tool, algorithms=agreed)])
        with pytest.raises(SignatureError):
            one.reader.read(post(token), now=NOW)
    one.tools = LtiTools([replace(tool, algorithms=(Algorithm.RS256, algorithm))])

    assert one.reader.read(post(token), now=NOW).items


ADDRESS = "https://parc.example/jwks"
NEXT = RSAKey.generate_key(2048, {"kid": "outil-2"})


def published(one: Platform, key: RSAKey | None) -> list[str]:
    """Let the tool publish *key*, or nothing that can be read; return who asks for it."""
    asked: list[str] = []

    def answer(url: str) -> PeerKeys | None:
        asked.append(url)
        return None if key is None else read_peer_keys(key_set(key))

    one.published = answer
    one.tools = LtiTools([replace(KEYED, keys_url=ADDRESS), OTHER_TOOL])
    return asked


@pytest.mark.parametrize("kid", ["outil-2", "outil-1"])
def test_a_key_that_came_since_is_taken_from_where_it_is_published(kid: str) -> None:
    """Statement 79: a rollover refuses nobody, also one that keeps the name of the key."""
    one = platform()
    following = RSAKey.import_key(NEXT.as_dict(private=True), {"kid": kid})
    asked = published(one, following)

    token = signed(said(data_of(one)), following, kid=kid)

    assert one.reader.read(post(token), now=NOW).items
    assert asked == [ADDRESS]


def test_a_key_of_the_copy_asks_nobody() -> None:
    """Statement 31: what is verified here needs no network."""
    one = platform()
    asked = published(one, NEXT)

    assert one.reader.read(post(signed(said(data_of(one)))), now=NOW).items
    assert asked == []


@pytest.mark.parametrize("data", [None, "", 7, "x" * 43])
def test_a_stranger_lets_nobody_be_asked(data: object) -> None:
    """Statements 31 and 71: only an answer that somebody waits for is worth a question."""
    one = platform()
    asked = published(one, NEXT)

    with pytest.raises(SignatureError):
        one.reader.read(post(signed(said("", data=data), NEXT, kid="outil-2")), now=NOW)

    assert asked == []


def test_the_data_of_another_tool_lets_nobody_be_asked() -> None:
    """A tool cannot have the keys of another one fetched, nor its answers taken for its own."""
    one = platform()
    data = data_of(one)
    asked = published(one, NEXT)
    other = replace(OTHER_TOOL, keys=KEYED.keys, keys_url="https://calculo.example/jwks")
    one.tools = LtiTools([KEYED, other])

    whole = said(data, iss=other.client_id)
    with pytest.raises(SignatureError):
        one.reader.read(post(signed(whole, NEXT, kid="outil-2")), now=NOW)

    assert asked == []


@pytest.mark.parametrize("key", [None, tool_key()])
def test_what_nobody_publishes_is_refused_and_stays_to_be_answered(key: RSAKey | None) -> None:
    """An address that is away, or that knows the key as little, opens and spoils nothing."""
    one = platform()
    whole = said(data_of(one))
    asked = published(one, key)

    with pytest.raises(SignatureError):
        one.reader.read(post(signed(whole, NEXT, kid="outil-2")), now=NOW)

    assert asked == [ADDRESS]
    assert one.reader.read(post(signed(whole)), now=NOW).items


def test_a_tool_without_keys_can_add_nothing() -> None:
    """Statement 79: no key to check with is no permission."""
    one = platform()
    data = data_of(one)
    one.tools = LtiTools([TOOL])

    with pytest.raises(UnsupportedRequestError):
        one.reader.read(post(signed(said(data))), now=NOW)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"iss": "calculo-au-portail"}, ProtocolError),
        ({"iss": "evil"}, UnknownProviderError),
        ({"iss": None}, UnknownProviderError),
        ({"iss": ["parc-au-portail"]}, UnknownProviderError),
        ({"aud": "https://other.example"}, WrongAddressError),
        ({"aud": [ISSUER, "https://other.example"]}, WrongAddressError),
        ({"aud": None}, WrongAddressError),
        ({"azp": "https://other.example"}, WrongAddressError),
        ({"nonce": None}, MalformedError),
        ({"nonce": ""}, MalformedError),
        ({"nonce": 7}, MalformedError),
        ({"deployment_id": "2"}, WrongAddressError),
        ({"deployment_id": None}, WrongAddressError),
        ({"message_type": "LtiResourceLinkRequest"}, MalformedError),
        ({"version": "1.1"}, MalformedError),
        ({"data": None}, MalformedError),
        ({"data": "x"}, StaleError),
        ({"data": ["x"]}, MalformedError),
        ({"exp": None}, MalformedError),
        ({"exp": "2999"}, MalformedError),
        ({"exp": True}, MalformedError),
        ({"exp": int((NOW - timedelta(minutes=3)).timestamp())}, StaleError),
        ({"iat": None}, MalformedError),
        ({"iat": int((NOW + timedelta(minutes=3, seconds=1)).timestamp())}, StaleError),
        ({"iat": int((NOW - timedelta(minutes=13)).timestamp())}, StaleError),
        ({"exp": 10**400}, MalformedError),
        ({"iat": -(10**400)}, MalformedError),
        ({"items": [{**ITEM, "title": "\ud800"}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {"a": "\udfff"}}]}, MalformedError),
        ({"items": {}}, MalformedError),
        ({"items": ["x"]}, MalformedError),
        ({"items": [ITEM] * 51}, MalformedError),
        ({"items": [{**ITEM, "title": 7}]}, MalformedError),
        ({"items": [{**ITEM, "custom": "x"}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {"a": 1}}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {"NOM": "Roy"}}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {"IDO": "x"}}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {"a": "x" * 501}}]}, MalformedError),
        ({"items": [{**ITEM, "custom": {str(n): "" for n in range(21)}}]}, MalformedError),
    ],
    ids=str,
)
def test_what_is_not_the_answer_adds_nothing(
    changed: dict[str, object], error: type[ProtocolError]
) -> None:
    """Statement 79: issuer, audience, dates, nonce, deployment, data and items."""
    one = platform()

    with pytest.raises(error):
        one.reader.read(post(signed(said(data_of(one), **changed))), now=NOW)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/europe",
        "https://parc.example.evil.example/",
        "https://parc.example@evil.example/",
        "https://evil.example\\@parc.example/",
        "https://evil-parc.example/",
        "https://sub.parc.example/",
        "https://parc.example:8443/",
        "http://parc.example/europe",
        "javascript:alert(1)",
        "data:text/html,x",
        "//parc.example/x",
        "/europe",
        "",
        "https://parc.example/ x",
        "https://parc.example/\n",
        "https://parc.example/é",
        'https://parc.example/"onclick=',
        "https://parc.example/<script>",
        "https://parc.example/#x",
        "https://parc.example:99999/",
        "https://" + "parc.example/" + "a" * 2000,
        "ftp://parc.example/x",
        7,
    ],
)
@pytest.mark.parametrize("kind", ["link", "ltiResourceLink"])
def test_content_stands_on_a_registered_host(url: object, kind: str) -> None:
    """Statement 79: http(s) of the tool's hosts; one wrong address spoils the whole answer."""
    one = platform()
    items = [ITEM, {"type": kind, "title": "x", "url": url}]

    with pytest.raises(WrongAddressError):
        one.reader.read(post(signed(said(data_of(one), items=items))), now=NOW)


def test_what_has_no_place_here_is_counted() -> None:
    """A file or a picture is left, and said; an honest answer may be empty, too."""
    one = platform()
    items = [ITEM, {"type": "file", "url": "https://evil.example/x"}, {"type": "html"}]

    chosen = one.reader.read(post(signed(said(data_of(one), items=items))), now=NOW)
    nothing = one.reader.read(post(signed(said(data_of(one), items=None))), now=NOW)

    assert (len(chosen.items), chosen.left) == (1, 2)
    assert (nothing.items, nothing.left) == ((), 0)


def test_a_link_of_the_tool_without_an_address_is_its_own_page() -> None:
    """Deep Linking 2.0, 3.2: ``url`` is optional for a resource link."""
    one = platform()
    items = [{"type": "ltiResourceLink", "title": "a\x00b\u202ec" + "d" * 300}]

    (item,) = one.reader.read(post(signed(said(data_of(one), items=items))), now=NOW).items

    assert item.url == TOOL.deep_linking
    assert item.title.startswith("a b c")
    assert len(item.title) == 200


def _at(**delta: int) -> int:
    return int((NOW + timedelta(**delta)).timestamp())


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [ISSUER]},
        {"azp": ISSUER},
        {"exp": _at(minutes=-3, seconds=1)},
        {"iat": _at(minutes=3)},
        {"iat": _at(minutes=-13, seconds=1)},
        {"items": [ITEM] * 50},
        {"items": [{**ITEM, "custom": {str(n): "x" * 500 for n in range(20)}}]},
    ],
    ids=["list", "azp", "ends", "begins", "began", "items", "custom"],
)
def test_what_is_just_allowed_is_taken(changed: dict[str, object]) -> None:
    """Clocks differ by three minutes, an audience may be a list, and a bound belongs to it."""
    one = platform()

    found = one.reader.read(post(signed(said(data_of(one), **changed))), now=NOW)

    assert found.items


def test_data_given_to_another_tool_is_refused() -> None:
    """Statement 79: a tool cannot answer for another one."""
    one = platform()
    data = data_of(one)
    other = replace(OTHER_TOOL, keys=read_peer_keys(key_set()))
    one.tools = LtiTools([KEYED, other])

    with pytest.raises(WrongAddressError):
        one.reader.read(post(signed(said(data, iss=other.client_id))), now=NOW)


def test_an_answer_comes_within_two_hours() -> None:
    """After that nobody waits for it, whatever the tool signs."""
    one = platform()
    data = data_of(one)
    late = NOW + timedelta(hours=2)
    moment = int(late.timestamp())

    with pytest.raises(StaleError):
        one.reader.read(post(signed(said(data, iat=moment, exp=moment + 60))), now=late)


def test_the_form_has_one_token_of_an_honest_size() -> None:
    """None, two, something else, or megabytes: nothing is parsed further."""
    one = platform()
    token = signed(said(data_of(one)))

    for request, error in (
        (post(token, ("JWT", token)), MalformedError),
        (WireRequest("POST", "", form=(("id_token", token),)), MalformedError),
        (replace(post(token), method="GET"), UnsupportedRequestError),
        (post("x"), MalformedError),
        (post("a.b.c"), MalformedError),
        (post("[]"), MalformedError),
        (post(f"{token}{'A' * 20_000}"), OversizedError),
    ):
        with pytest.raises(error):
            one.reader.read(request, now=NOW)
