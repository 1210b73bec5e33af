"""What every application makes anew in the same way, made once for all of a process's tests.

A portal serves for weeks, and nobody notices a quarter of a second at its start; tests start
thousands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_BUILDER = Rule._compile_builder


class _Templates(BytecodeCache):
    """The code of templates, by their name, file and text, and by what else decides about it."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, ...], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code that is there."""
        bucket.code = self.made.get(_named(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code that was made."""
        self.made[_named(bucket)] = bucket.code


def _named(bucket: Bucket) -> tuple[str, ...]:
    """Return what the code of a template follows from; Flask's own settings are everybody's."""
    return bucket.key, bucket.checksum, *sorted(bucket.environment.extensions)


def _builders() -> Callable[[Rule, bool], Callable[..., tuple[str, str]]]:
    """Return werkzeug's maker of what builds an address, which is asked once for each pattern."""
    made: dict[object, Callable[..., tuple[str, str]]] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  # as werkzeug's
        if rule.defaults:  # they are part of what is built
            return _BUILDER(rule, append_unknown)
        pattern = append_unknown, tuple(rule._trace)
        if pattern not in made:
            made[pattern] = _BUILDER(rule, append_unknown)
        return made[pattern]

    return builder


@contextmanager
def made_once() -> Iterator[None]:
    """Read keys, compile templates and patterns of addresses once, whoever asks for them.

    OpenSSL proves each key anew that its numbers are primes, which takes as long as 20 launches.
    """
    with pytest.MonkeyPatch.context() as patch:
        read_once = cache(serialization.load_pem_private_key)
        patch.setattr("garbridge.formats.keys.load_pem_private_key", read_once)
        patch.setattr(serialization, "load_pem_private_key", read_once)  # where the stub calls it
        patch.setitem(Flask.jinja_options, "bytecode_cache", _Templates())
        patch.setattr(Rule, "_compile_builder", _builders())
        yield
