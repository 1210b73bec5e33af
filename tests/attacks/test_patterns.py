"""Statement 101: no pattern takes exponentially long, whatever it is held against (ASVS V1.3.12).

A repetition inside a repetition does, if both can take the same character: each then has many ways
to share a text between them, and all of them are tried before a text is refused.
"""

import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from re import _constants as op
from re import _parser as parser  # the one that reads them: ours would be another language
from types import ModuleType
from typing import Any

import pytest
from lxml import etree
from tests.protocols.saml.test_idp_metadata import published

import garbridge
import provider_stub

SCOPE = "{urn:mace:shibboleth:metadata:1.0}Scope"
Node = tuple[Any, Any]
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT}


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Yield every pattern that a module of ours keeps, by its name."""
    for module in modules():
        for name, value in vars(module).items():
            for one in _within(value):
                yield f"{module.__name__}.{name}", one


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return every module of ours, but those that Alembic alone can run."""
    return tuple(
        import_module(found.name)
        for package in (garbridge, provider_stub)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "__main__" not in found.name and ".migrations." not in found.name
    )


def _within(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _within(tuple(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _within(one)


def ambiguous(pattern: re.Pattern[Any]) -> bool:
    """Say whether a repetition in *pattern* can take what one around it begins with."""
    return any(
        _repeats(body) and not _is_set_off(list(body), _repeated(body))
        for body in _loops(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    )


def _loops(nodes: Iterable[Node]) -> Iterator[Iterable[Node]]:
    """Yield what is repeated without a bound, at any depth."""
    for kind, value in nodes:
        if kind in REPEATS and value[1] is op.MAXREPEAT:
            yield value[2]
        for inner in _inside(kind, value):
            yield from _loops(inner)


def _inside(kind: object, value: Any) -> Iterator[Iterable[Node]]:  # noqa: ANN401 - the parser's own
    if kind in REPEATS:
        yield value[2]
    elif kind is op.SUBPATTERN:
        yield value[3]
    elif kind is op.BRANCH:
        yield from value[1]
    elif kind in {op.ASSERT, op.ASSERT_NOT}:
        yield value[1]


def _repeats(body: Iterable[Node]) -> bool:
    return next(_loops(body), None) is not None


def _repeated(body: Iterable[Node]) -> str:
    """Return a pattern of one character for what is repeated inside *body*."""
    return "".join(chr(code) for code in range(128) if _takes(_loops(body), code))


def _takes(loops: Iterable[Iterable[Node]], code: int) -> bool:
    return any(_has(node, code) for loop in loops for node in loop)


def _has(node: Node, code: int) -> bool:
    kind, value = node
    if kind is op.LITERAL:
        return bool(value == code)
    if kind is op.NOT_LITERAL:
        return bool(value != code)
    if kind is op.RANGE:
        return bool(value[0] <= code <= value[1])
    if kind is op.IN:
        wanted = [one for one in value if one[0] is not op.NEGATE]
        return any(_has(one, code) for one in wanted) != (len(wanted) != len(value))
    if kind is op.CATEGORY or kind is op.ANY:
        return True
    return any(_has(one, code) for inner in _inside(kind, value) for one in inner)


def _is_set_off(body: list[Node], inside: str) -> bool:
    """Say whether each round begins or ends with a character that no repetition inside takes."""
    for kind, value in (body[0], body[-1]):
        if kind is op.SUBPATTERN and _is_set_off(list(value[3]), inside):
            return True
        if kind is op.LITERAL and chr(value) not in inside:
            return True
    return False


def test_s101_no_pattern_tries_everything() -> None:
    """None has two ways to read one text again and again."""
    assert [name for name, one in patterns() if ambiguous(one)] == []


@pytest.mark.parametrize(
    ("pattern", "is_bad"),
    [
        ("(a+)+b", True),
        ("([a-z]*,?)*", True),
        (r"(\w+\s?)*", True),
        ("(?:(?:ab)*)*", True),
        ("((a|b)+)*c", True),
        ("(/[a-z]*)+", False),
        ("(, [^,]*)*", False),
        (r"(?:[a-z]+\.)*[a-z]+", False),
        ("[a-z]+(-[a-z]+){0,3}", False),
        ("(a{1,3})+", False),
    ],
)
def test_what_would_be_found(pattern: str, *, is_bad: bool) -> None:
    """The control: the known shapes of it, and those that only look alike."""
    assert ambiguous(re.compile(pattern)) is is_bad


def test_there_are_as_many_as_the_code_compiles() -> None:
    """One that a function made for itself would be missed."""
    made = sum(inspect.getsource(one).count("re.compile(") for one in modules())
    assert len({one.pattern for _, one in patterns()}) >= made * 0.8


def test_s101_a_published_scope_is_no_pattern() -> None:
    """It stands there as a text, which is compared and not tried (SDP-IDP14)."""
    (scope,) = etree.fromstring(published().body).iter(SCOPE)
    assert dict(scope.attrib) == {"regexp": "false"}
    assert scope.text == "ent.example"
