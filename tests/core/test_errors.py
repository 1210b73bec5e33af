"""Errors: one root, facts in, sentences out, nothing personal in them."""

import pytest

from garbridge.errors import (
    ConfigError,
    GarbridgeError,
    ImportRefusedError,
    StoreError,
    StoreUnavailableError,
    UnknownProviderError,
    UnknownServiceError,
    ValueRefusedError,
)


def test_a_portal_catches_one_class() -> None:
    """``except GarbridgeError`` is enough for an embedding portal."""
    with pytest.raises(GarbridgeError):
        raise ValueRefusedError("UAI", "x", "seven digits and a letter")


def test_a_refused_value_is_a_value_error_too() -> None:
    """Code that only knows Python's own words catches it as well."""
    assert issubclass(ValueRefusedError, ValueError)


def test_a_refused_value_tells_what_was_expected() -> None:
    """An operator can mend it from the sentence alone."""
    error = ValueRefusedError("UAI", "x\n", "seven digits and a letter")

    assert str(error) == "UAI 'x\\n' is not valid: expected seven digits and a letter"
    assert (error.what, error.value, error.expected) == ("UAI", "x\n", "seven digits and a letter")


def test_a_secret_value_is_not_shown() -> None:
    """Without a value the sentence stands by itself."""
    error = ValueRefusedError("person identifier", None, "1 to 64 printable characters")

    assert str(error) == "person identifier is not valid: expected 1 to 64 printable characters"


def test_a_wrong_configuration_is_told_at_once() -> None:
    """Every problem on a line of its own, and each by itself for a program."""
    error = ConfigError(["a.toml: name: missing", "b.toml: name: missing"])

    assert str(error) == "a.toml: name: missing\nb.toml: name: missing"
    assert error.problems == ("a.toml: name: missing", "b.toml: name: missing")


def test_a_refused_import_counts_all_its_problems() -> None:
    """Those beyond the ones that are kept are counted too."""
    assert ImportRefusedError(["one", "two"]).total == 2
    assert ImportRefusedError(["one", "two"], 70_000).total == 70_000
    assert ImportRefusedError([], 0).total == 0


@pytest.mark.parametrize("error", [UnknownProviderError, UnknownServiceError])
def test_what_a_stranger_sent_is_shown_short_and_quoted(
    error: type[UnknownProviderError | UnknownServiceError],
) -> None:
    """A line break in a forged name does not become a line of a log."""
    shown = str(error("x\r\nforged line" + "y" * 10_000))

    assert "\n" not in shown
    assert "\r" not in shown
    assert len(shown) < 300


def test_a_store_that_is_away_is_a_store_error() -> None:
    """Callers that only know "nothing was written" catch both."""
    assert issubclass(StoreUnavailableError, StoreError)
