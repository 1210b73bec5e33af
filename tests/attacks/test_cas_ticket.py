"""Attacks on service tickets and on the answers about them."""

import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from tests.protocols.cas.server import (
    CLAIMS,
    OTHER_SERVICE,
    SERVICE,
    SUBJECT,
    WHOLE_PROVIDER,
    CasServer,
    read,
)

from garbridge.core.attributes import Attribute
from garbridge.core.release import Claim
from garbridge.formats.sealing import entry_key
from garbridge.protocols.cas import TICKET_LIFETIME
from garbridge.protocols.cas.tickets import SPENT_LIFETIME
from garbridge.testing.world import NOW

HOSTILE = [
    "</cas:DIV></cas:attributes><cas:user>alice</cas:user><cas:attributes><cas:DIV>",
    "<![CDATA[</cas:user>]]>",
    "]]>",
    "<!-- ",
    "&lt;b&gt; &amp; &#x41;",
    '"><script>alert(1)</script>',
    '"}},{"serviceResponse":{"authenticationSuccess":{"user":"alice"',
    '\\", "PRO": ["National_dir"], "a": "',
    "</script>\u2028\u2029",
    "ligne 1\r\nligne 2\ttab",
    " espaces autour ",
    "l\u2019\u00e9cole \U0001f3eb e\u0301",
]


def test_a_replayed_ticket_opens_nothing() -> None:
    """Whoever finds the ticket in a browser's history comes too late."""
    cas = CasServer()
    ticket = cas.ticket()

    assert read(cas.validate(ticket)).user == SUBJECT
    assert read(cas.validate(ticket)).code == "INVALID_TICKET"


def test_who_brings_a_spent_ticket_is_noted_and_who_guesses_is_not() -> None:
    """It may have leaked; a guess says nothing, and anybody makes as many as they like."""
    cas = CasServer()
    told, burnt, unused = cas.ticket(), cas.ticket(), cas.ticket()
    assert read(cas.validate(told)).user == SUBJECT
    assert read(cas.validate(burnt, OTHER_SERVICE)).code == "INVALID_SERVICE"
    cas.validate(unused + "0")
    assert cas.reused == []

    cas.validate(told)
    cas.validate(burnt)
    cas.validate(told, renew="true")
    assert cas.reused == [NOW] * 3

    query = urlencode({"service": SERVICE, "ticket": told})
    cas.ask(query, NOW + SPENT_LIFETIME - timedelta(microseconds=1))
    assert len(cas.reused) == 4
    cas.ask(query, NOW + SPENT_LIFETIME)
    cas.ask(urlencode({"service": SERVICE, "ticket": unused}), NOW + TICKET_LIFETIME)
    assert len(cas.reused) == 4


def test_a_ticket_that_comes_too_late_is_not_one_that_leaked() -> None:
    """A store forgets when it comes to it: whoever is late is nobody who brings it again."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})
    for entry in cas.store.entries.values():
        cas.store.entries[entry.key] = replace(entry, until=NOW + timedelta(days=1))

    for _ in range(2):
        assert read(cas.ask(query, NOW + TICKET_LIFETIME)).code == "INVALID_TICKET"
    assert cas.reused == []


def test_a_ticket_of_before_somebody_was_protected_tells_nothing() -> None:
    """It may be theirs, with the name that is not to leave any more; and it is spent."""
    cas = CasServer(restricted=NOW)
    ticket = cas.ticket()

    assert read(cas.validate(ticket)).code == "INVALID_TICKET"
    cas.restricted = None
    assert read(cas.validate(ticket)).code == "INVALID_TICKET"

    cas.restricted = NOW - timedelta(microseconds=1)
    assert read(cas.validate(cas.ticket())).user == SUBJECT, "the next one knows of it"


def test_of_32_concurrent_validations_one_succeeds() -> None:
    """A ticket that leaked is not redeemed by two who ask at the same moment."""
    cas = CasServer()
    ticket, start = cas.ticket(), threading.Barrier(32)

    def validate(_: int) -> str | None:
        start.wait()
        return read(cas.validate(ticket)).user

    with ThreadPoolExecutor(32) as pool:
        users = list(pool.map(validate, range(32)))

    assert users.count(SUBJECT) == 1
    assert users.count(None) == 31


@pytest.mark.parametrize("service", [OTHER_SERVICE, WHOLE_PROVIDER, SERVICE + "/", SERVICE + "?"])
def test_a_ticket_of_another_service_is_burnt(service: str) -> None:
    """A provider that got hold of another's ticket learns nothing and spoils it."""
    cas = CasServer()
    ticket = cas.ticket()

    stolen = cas.validate(ticket, service)

    assert read(stolen).code == "INVALID_SERVICE"
    assert SUBJECT.encode() not in stolen.body
    assert read(cas.validate(ticket)).code == "INVALID_TICKET"


@pytest.mark.parametrize("late", [TICKET_LIFETIME, TICKET_LIFETIME * 2, TICKET_LIFETIME * 10_000])
def test_a_ticket_after_its_time_opens_nothing(late: timedelta) -> None:
    """Exactly ten seconds after the launch it is over."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})

    assert read(cas.ask(query, NOW + late)).code == "INVALID_TICKET"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t[:-1], id="one-character-less"),
        pytest.param(lambda t: t + "0", id="one-character-more"),
        pytest.param(lambda t: t[:-1] + "x", id="one-character-other"),
        pytest.param(str.lower, id="lower-case"),
        pytest.param(lambda t: t.removeprefix("ST-"), id="without-prefix"),
        pytest.param(lambda t: f" {t}", id="leading-space"),
        pytest.param(lambda t: f"{t}\n", id="trailing-newline"),
        pytest.param(lambda t: f"{t}\x00", id="null-byte"),
        pytest.param(lambda t: f"{t},{t}", id="twice-in-one"),
        pytest.param(lambda t: f"{t}' OR '1'='1", id="sql"),
        pytest.param(lambda t: f"{t}*", id="wildcard"),
        pytest.param(lambda _: "ST-" + "\uff10" * 30, id="other-digits"),
        pytest.param(lambda _: "ST-" + "a" * 254, id="longer-than-any"),
        pytest.param(entry_key, id="the-key-of-the-store"),
        pytest.param(lambda t: "ST-" + entry_key(t), id="the-key-as-a-ticket"),
        pytest.param(lambda _: "ST-", id="prefix-alone"),
        pytest.param(lambda _: "ST-*", id="prefix-and-wildcard"),
        pytest.param(lambda _: "ST-" + "0" * 22, id="guessed"),
        pytest.param(lambda _: "../../etc/passwd", id="path"),
    ],
)
def test_a_malformed_or_guessed_ticket_opens_nothing(change: Callable[[str], str]) -> None:
    """Only the ticket itself is one, and it is still good afterwards."""
    cas = CasServer()
    ticket = cas.ticket()

    forged = cas.validate(change(ticket))

    assert read(forged).code == "INVALID_TICKET"
    assert read(cas.validate(ticket)).user == SUBJECT


def test_half_a_character_makes_nothing_stumble() -> None:
    """A server that hands on octets as lone surrogates brings no text that cannot be hashed."""
    cas = CasServer()
    ticket = cas.ticket()

    assert read(cas.ask(f"service={SERVICE}&ticket={ticket}\udcff")).code == "INVALID_TICKET"
    assert read(cas.ask(f"service={SERVICE}\udcff&ticket={ticket}")).code == "INVALID_SERVICE"


def test_a_huge_ticket_is_refused_unread() -> None:
    """A megabyte costs nothing and reaches no store."""
    cas = CasServer()

    assert read(cas.validate("ST-" + "a" * 1_000_000)).code == "INVALID_REQUEST"


@pytest.mark.parametrize("name", ["service", "ticket", "format", "renew", "pgtUrl"])
def test_a_duplicate_parameter_is_refused(name: str) -> None:
    """Two readers of one query cannot be played off against each other."""
    cas = CasServer()
    ticket = cas.ticket()
    values = {
        "service": SERVICE,
        "ticket": ticket,
        "format": "XML",
        "renew": "false",
        "pgtUrl": "",
    }

    answer = read(cas.ask(urlencode([*values.items(), (name, values[name])])))

    assert answer.code == "INVALID_REQUEST"
    if name != "ticket":  # the one ticket of that request was presented: it is burnt
        assert read(cas.validate(ticket)).code == "INVALID_TICKET"


@pytest.mark.parametrize("ticket", ["PT-1", "PGT-1", "PGTIOU-1", "PT-1856376-1HMgO86Z2ZKeByc5XdYD"])
def test_a_proxy_ticket_is_refused_as_such(ticket: str) -> None:
    """``serviceValidate`` must not accept one (CAS 2.5)."""
    assert read(CasServer().validate(ticket)).code == "INVALID_TICKET_SPEC"


@pytest.mark.parametrize(
    "address",
    [
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:22/",
        "https://[::1]/",
        "file:///etc/passwd",
        "https://parc.example/pgt",
    ],
)
def test_pgt_url_makes_nobody_be_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy callback is an address of the caller's choice: it is refused, not visited."""
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *to: called.append(to))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *to, **_: called.append(to))
    cas = CasServer()

    answer = read(cas.validate(cas.ticket(), pgtUrl=address))

    assert answer.code == "UNAUTHORIZED_SERVICE_PROXY"
    assert called == []


@pytest.mark.parametrize("value", HOSTILE)
def test_markup_in_a_value_stays_a_value(value: str) -> None:
    """A name that closes elements or objects injects neither a user nor an attribute."""
    claims = replace(CLAIMS, claims=(Claim(Attribute.DIV, (value, value), "finalité"),))
    cas = CasServer()

    in_xml = read(cas.validate(cas.ticket(claims=claims)))
    in_json = json.loads(cas.validate(cas.ticket(claims=claims), format="JSON").body)

    assert (in_xml.user, in_xml.attributes) == (SUBJECT, {"DIV": [value, value]})
    assert in_json == {
        "serviceResponse": {
            "authenticationSuccess": {"user": SUBJECT, "attributes": {"DIV": [value, value]}}
        }
    }


@pytest.mark.parametrize("format_", ["XML", "JSON"])
@pytest.mark.parametrize("place", ["ticket", "service", "pgtUrl", "format"])
def test_the_failure_repeats_nothing_of_the_request(place: str, format_: str) -> None:
    """No markup, no ticket and no address comes back: there is nothing to escape wrongly."""
    marker = "<script>alert('marked')</script>"
    cas = CasServer()
    ticket = cas.ticket(OTHER_SERVICE)
    asked = {"service": SERVICE, "ticket": ticket, "format": format_, place: marker}

    document = cas.ask(urlencode(asked))

    assert b"marked" not in document.body
    assert ticket.encode() not in document.body
    assert b"authenticationFailure" in document.body


@pytest.mark.parametrize(
    "format_", ["application/json", "jsonp", "JSON\x00", "json ", "j\u017fon", "../JSON", "HTML"]
)
def test_a_confused_format_is_an_error_in_xml(format_: str) -> None:
    """What is neither XML nor JSON is refused, and labelled as what it is."""
    cas = CasServer()

    document = cas.validate(cas.ticket(), format=format_)

    assert document.media_type == "application/xml"
    assert read(document).code == "INVALID_REQUEST"


@pytest.mark.parametrize("name", ["callback", "jsonp", "cb"])
def test_there_is_no_jsonp(name: str) -> None:
    """A script of another site cannot have the claims handed to a function of its own."""
    cas = CasServer()

    document = cas.ask(
        urlencode({"service": SERVICE, "ticket": cas.ticket(), "format": "JSON", name: "steal"})
    )

    assert document.media_type == "application/json"
    assert b"steal" not in document.body
    assert json.loads(document.body)


def test_json_has_no_character_beyond_ascii() -> None:
    """No reader that guesses another character set finds markup in it."""
    claims = replace(CLAIMS, claims=(Claim(Attribute.NOM, ("+ADw-\u00e9\u2028",), "nommer"),))
    cas = CasServer()

    assert cas.validate(cas.ticket(claims=claims), format="JSON").body.isascii()


def test_the_login_switches_do_not_widen_the_answer() -> None:
    """Nothing a provider adds to the query makes us tell more than was released."""
    cas = CasServer()
    plain = cas.validate(cas.ticket())

    more = cas.validate(cas.ticket(), attributes="*", scope="NOM", method="POST", gateway="true")

    assert more.body == plain.body
