"""``[metrics]``: nobody reads figures but those it names."""

import pytest
from tests.config.written import Values, Written

from garbridge.config.showing import shown

TOKEN = "t0ken-" * 6


def test_nobody_reads_where_nothing_is_said(written: Written) -> None:
    """Off by default."""
    written.portal()

    assert written.read().metrics is None


@pytest.mark.parametrize(
    ("address", "token", "allowed"),
    [
        ("127.0.0.1", None, True),
        ("::ffff:127.0.0.1", None, True),
        ("10.1.2.254", None, True),
        ("10.1.3.1", None, False),
        ("2001:db8::7", None, True),
        ("2001:db9::7", None, False),
        ("192.0.2.1", TOKEN, True),
        ("192.0.2.1", TOKEN + "x", False),
        ("192.0.2.1", "", False),
        ("192.0.2.1", "é", False),
        ("", None, False),
        (None, None, False),
        (None, TOKEN, True),
    ],
)
def test_an_address_or_a_token_is_enough(
    written: Written,
    address: str | None,
    token: str | None,
    allowed: bool,  # noqa: FBT001 - a case
) -> None:
    """And nothing else is."""
    named = ["127.0.0.1", "10.1.2.0/24", "2001:db8::/32"]
    written.portal(metrics={"addresses": named, "token": "env:TOKEN"})
    rule = written.read(TOKEN=TOKEN).metrics

    assert rule is not None
    assert rule.allows(address, token) is allowed


def test_without_a_token_no_token_is_right(written: Written) -> None:
    """Not even an empty one."""
    written.portal(metrics={"addresses": ["127.0.0.1"]})
    rule = written.read().metrics

    assert rule is not None
    assert not rule.allows("192.0.2.1", "")


def test_the_token_is_shown_to_nobody(written: Written) -> None:
    """Not in what is configured, and not in a trace."""
    written.secret("keys/metrics.token", f"{TOKEN}\n")
    written.portal(metrics={"token": "keys/metrics.token"})
    config = written.read()

    assert shown(config)["metrics"] == {"addresses": [], "token": "***"}
    assert TOKEN not in repr(config)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({}, "metrics.addresses: name addresses or a token"),
        ({"addresses": []}, "metrics.addresses: name addresses or a token"),
        ({"addresses": ["everywhere"]}, "metrics.addresses: 'everywhere' is no address"),
        ({"addresses": ["10.1.2.3/24"]}, "metrics.addresses: '10.1.2.3/24' is no address"),
        ({"addresses": "127.0.0.1"}, "metrics.addresses: must be a list of texts"),
        ({"token": "env:NOTHING"}, "metrics.token: must hold 32 to 128"),
        ({"token": "keys/none"}, "metrics.token: no such file"),
        ({"token": "env:SHORT"}, "metrics.token: must hold 32 to 128"),
        ({"adresses": ["127.0.0.1"], "token": "env:TOKEN"}, "metrics.adresses: unknown key"),
    ],
)
def test_what_would_let_others_or_nobody_in_does_not_start(
    written: Written, table: Values, told: str
) -> None:
    """With the file and the key; the token itself is never repeated."""
    written.portal(metrics=table)
    (problem,) = written.problems(TOKEN=TOKEN, SHORT="s3cr3t")

    assert problem.startswith(f"garbridge.toml: {told}")
    assert "s3cr3t" not in problem
