"""The checks as pure functions: every boundary, without a browser or a signature."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provider_stub.browsers import Browser, NotOpen, OpenRequest
from provider_stub.catalogue import default_resources
from provider_stub.checks import CheckId, Outcome, all_passed, complete, passed
from provider_stub.saml_checks import Wanted, check_all, check_status, pick_confirmation
from provider_stub.saml_message import SUCCESS, Confirmation, Envelope, VerifiedAssertion
from provider_stub.sessions import SamlSession

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SKEW = timedelta(minutes=3)
ACS = "https://stub.example/saml/acs"
US = "https://stub.example/saml/metadata"
REQUEST = OpenRequest(
    id="_1",
    browser=Browser("s", "a"),
    resource=default_resources()[0],
    relay_state="https://stub.example/ressources/atlas",
    ends=NOW + timedelta(minutes=10),
)
CONFIRMATION = Confirmation(
    recipient=ACS, in_response_to="_1", not_before=None, not_on_or_after=NOW + timedelta(minutes=5)
)
ASSERTION = VerifiedAssertion(
    id="_a",
    issuer="https://portal.example/",
    name_id="x" * 128,
    audiences=(frozenset({US}),),
    unknown_conditions=(),
    not_before=NOW,
    not_on_or_after=NOW + timedelta(minutes=5),
    confirmations=(CONFIRMATION,),
    authn_statements=1,
    session=SamlSession(name_id="a1", name_attributes=(), index="_s1"),
    attributes={},
)
ENVELOPE = Envelope(destination=ACS, in_response_to="_1", status=(SUCCESS,))
WANTED = Wanted(
    issuer="https://portal.example/",
    audience=US,
    acs_url=ACS,
    request=REQUEST,
    relay_state=REQUEST.relay_state,
    fresh=True,
    now=NOW,
    skew=SKEW,
)


def refusals(assertion: VerifiedAssertion = ASSERTION, **wanted: Any) -> list[CheckId]:  # noqa: ANN401 - the fields of Wanted
    """Name the checks that refuse."""
    checks = check_all(assertion, ENVELOPE, replace(WANTED, **wanted))
    return [check.id for check in checks if check.outcome is not Outcome.PASSED]


def test_everything_in_order_passes() -> None:
    """The base case passes; each test changes one thing from it."""
    assert refusals() == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(CONFIRMATION.not_on_or_after, [], id="end-within-skew"),
        pytest.param(NOW + timedelta(minutes=8, seconds=-1), [], id="last-second"),
        pytest.param(NOW + timedelta(minutes=8), [CheckId.WINDOW], id="end-is-exclusive"),
        pytest.param(NOW - SKEW, [], id="begin-is-inclusive"),
        pytest.param(NOW - SKEW - timedelta(seconds=1), [CheckId.WINDOW], id="one-second-early"),
    ],
)
def test_the_window_to_the_second(now: datetime, expected: list[CheckId]) -> None:
    """[NotBefore - skew, NotOnOrAfter + skew), exactly."""
    assert refusals(now=now) == expected


def test_the_shorter_window_counts() -> None:
    """Conditions may end before the confirmation does."""
    short = replace(ASSERTION, not_on_or_after=NOW - SKEW)

    assert refusals(short) == [CheckId.WINDOW]


def test_an_unknown_condition_is_a_refusal() -> None:
    """What we do not understand we cannot keep."""
    assert refusals(replace(ASSERTION, unknown_conditions=("OnlyOnMondays",))) == [CheckId.AUDIENCE]


@pytest.mark.parametrize(
    "audiences",
    [
        pytest.param((), id="none"),
        pytest.param((frozenset(),), id="empty-restriction"),
        pytest.param((frozenset({f"{US}/"}),), id="look-alike"),
        pytest.param((frozenset({US.upper()}),), id="other-case"),
        pytest.param((frozenset({f" {US}"}),), id="space-before"),
        pytest.param((frozenset({US}), frozenset({"https://other.example/"})), id="one-of-two"),
    ],
)
def test_the_audience_is_compared_exactly(audiences: tuple[frozenset[str], ...]) -> None:
    """Each restriction names us, character for character."""
    assert refusals(replace(ASSERTION, audiences=audiences)) == [CheckId.AUDIENCE]


def test_no_confirmation_is_three_refusals() -> None:
    """An empty list satisfies nothing: not the address, not the request, not the time."""
    assert refusals(replace(ASSERTION, confirmations=())) == [
        CheckId.RECIPIENT,
        CheckId.IN_RESPONSE_TO,
        CheckId.WINDOW,
    ]


def test_the_confirmation_that_is_for_us_is_judged() -> None:
    """Another one beside it neither helps nor harms."""
    other = replace(CONFIRMATION, recipient="https://other.example/", in_response_to="_9")
    both = replace(ASSERTION, confirmations=(other, CONFIRMATION))

    assert pick_confirmation(both, ACS) == CONFIRMATION
    assert refusals(both) == []


@pytest.mark.parametrize("why", list(NotOpen))
def test_without_an_open_request_two_checks_refuse(why: NotOpen) -> None:
    """No request: nothing answered, and no RelayState to compare with."""
    assert refusals(request=why) == [CheckId.IN_RESPONSE_TO, CheckId.RELAY_STATE]


def test_a_used_identifier_is_refused() -> None:
    """One identifier, one arrival."""
    assert refusals(fresh=False) == [CheckId.SINGLE_USE]


@pytest.mark.parametrize(
    "status",
    [(), ("urn:oasis:names:tc:SAML:2.0:status:Responder", SUCCESS), ("Success",)],
    ids=["none", "success-below", "not-the-whole-name"],
)
def test_success_is_the_first_status_by_its_whole_name(status: tuple[str, ...]) -> None:
    """A Success below a failure is a failure."""
    assert check_status(replace(ENVELOPE, status=status)).outcome is Outcome.REFUSED


def test_no_check_at_all_is_a_refusal() -> None:
    """Nothing to check means no."""
    assert not all_passed([])


def test_what_was_not_looked_at_is_said() -> None:
    """A plan is filled up with what was not reached; that is no pass."""
    checks = complete([passed(CheckId.READABLE)], [CheckId.READABLE, CheckId.STRUCTURE])

    assert [check.outcome for check in checks] == [Outcome.PASSED, Outcome.NOT_REACHED]
    assert not all_passed(checks)
