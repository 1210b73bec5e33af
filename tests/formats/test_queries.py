"""Queries are read and written as urllib reads and writes them."""

from typing import Literal
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.formats.queries import read_fields, write_fields

QUERY = st.text(st.one_of(st.sampled_from("&&==++%%0aF;é\x00\ud800"), st.characters()), max_size=30)


def outcome(read: object) -> object:
    """Return what *read* returns, or that it refuses."""
    assert callable(read)
    try:
        return read()
    except ValueError:
        return "refused"


@pytest.mark.parametrize("errors", ["replace", "strict"])
@given(query=QUERY)
def test_a_query_is_read_as_urllib_does(query: str, errors: Literal["replace", "strict"]) -> None:
    """Every field, in order, whatever stands in it."""
    expected = outcome(lambda: parse_qsl(query, keep_blank_values=True, errors=errors))

    assert outcome(lambda: read_fields(query, errors=errors)) == expected


@given(query=QUERY, most=st.integers(0, 5))
def test_a_query_has_as_many_fields_as_urllib_allows(query: str, most: int) -> None:
    """They are counted before any is read."""
    expected = outcome(lambda: parse_qsl(query, keep_blank_values=True, max_num_fields=most))

    assert outcome(lambda: read_fields(query, most=most)) == expected


@given(fields=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_a_query_is_written_as_urllib_does(fields: dict[str, str]) -> None:
    """Character for character."""
    assert write_fields(fields) == urlencode(fields)


@given(fields=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_what_is_written_is_read_again(fields: dict[str, str]) -> None:
    """Nothing is lost on the way."""
    assert read_fields(write_fields(fields)) == [*fields.items()]


def test_half_a_character_is_not_written() -> None:
    """It has no octets."""
    with pytest.raises(UnicodeEncodeError):
        write_fields({"a": "\ud800"})
