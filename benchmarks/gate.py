"""``gate``: one decision through the public API, from the database; beside it, pycasbin."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import casbin

from benchmarks.figures import Figure
from benchmarks.unit import compare
from benchmarks.world import person, resource, school, write_world
from garbridge.core.access import Granted
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.wiring import build_runtime

PEOPLE = 100_000
SEATS = 1_000_000
POLICIES = 1_000
BAR = 0.4
TIMES_CASBIN = 20

_STRIDE = 7_919
"""A prime: the people asked about are all over the tables, never the same page twice."""

_MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act
"""


def gate() -> Iterator[Figure]:
    """Yield our decision in signatures, and how many of ours pycasbin's one takes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_world(folder, people=PEOPLE, seats=SEATS)
        access = build_runtime(folder / "garbridge.toml").access
        numbers = count()

        def decide() -> None:
            number = next(numbers) * _STRIDE % PEOPLE
            decision = access.check(
                PersonId(person(number)),
                SchoolId(school(number)),
                ResourceId(resource(number % 10)),
            )
            if not isinstance(decision, Granted):
                raise TypeError("the benchmark's people all hold a seat")

        ours = compare(decide)
    theirs = compare(_casbin())
    yield Figure("gate", ours.ratio, "RSA-2048 signatures", BAR)
    yield Figure(
        "gate: pycasbin with 1,000 policies",
        theirs.operation / ours.operation,
        "times ours",
        TIMES_CASBIN,
        at_most=False,
    )


def _casbin() -> Callable[[], object]:
    model = casbin.Model()
    model.load_model_from_text(_MODEL)
    enforcer = casbin.Enforcer(model)
    for number in range(POLICIES):
        enforcer.add_policy(person(number), resource(number % 10), "open")
    numbers = count()

    def decide() -> None:
        number = next(numbers) * _STRIDE % POLICIES
        if not enforcer.enforce(person(number), resource(number % 10), "open"):
            raise TypeError("the benchmark's people all hold a policy")

    return decide
