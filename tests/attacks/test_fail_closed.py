"""Whatever breaks while CAS, OpenID Connect or LTI answers, nothing is told (ASVS V16.5.3).

Each function of the protocol, and of the formats it is written with, is broken in its turn in an
honest exchange.  SAML has tests of its own (``test_saml_fail_closed``, ``test_sp_fail_closed``).
"""

import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType

import pytest
from tests.attacks.test_lti_content import data_of, platform, post, said, signed
from tests.protocols.cas.server import SUBJECT, CasServer
from tests.protocols.lti.platform import claims
from tests.protocols.oidc.provider import OidcServer, assertion, by_key, client

from garbridge.protocols.oidc.client_authentication import ASSERTION_TYPE
from garbridge.testing.world import NOW

Stage = Callable[[], bool]
"""A part of an exchange; it says whether anything of a person was told."""


class BrokenError(Exception):
    """Something nobody expected."""


@dataclass
class Step:
    """A function that can be broken, wherever it was imported."""

    name: str
    places: list[tuple[object, str]]
    was_taken: bool = False

    def broken(self, *_: object, **__: object) -> None:
        """Take its place."""
        self.was_taken = True
        raise BrokenError(self.name)


def by_cas() -> Iterator[Stage]:
    """Click, and let the service ask who that is."""
    server = CasServer()
    ticket = list[str]()

    def click() -> bool:
        ticket.append(server.ticket())
        return False

    yield click
    yield lambda: SUBJECT in str(server.validate(ticket[0]).body)


def by_oidc() -> Iterator[Stage]:
    """Click, and let the client ask for tokens, and with one of them who that is."""
    server = OidcServer(clients=(client(proof=by_key()),))
    code, token = list[str](), list[str]()

    def click() -> bool:
        code.append(server.code())
        return False

    def exchange() -> bool:
        answered = server.exchange(
            code[0],
            authorization="",
            client_assertion_type=ASSERTION_TYPE,
            client_assertion=assertion(),
        )
        token.append(str(answered.body.get("access_token", "none-was-given")))
        return "id_token" in answered.body

    yield click
    yield exchange
    yield lambda: SUBJECT in str(server.userinfo(token[0]).body)


def by_lti() -> Iterator[Stage]:
    """Click, let the tool ask, and let it send content back."""
    one, known = platform(), list[str]()

    def launch() -> bool:
        return "id_token" in one.answer(one.parsed(), claims()).response.fields

    def choose() -> bool:
        known.append(data_of(one))
        return True

    yield launch
    yield choose
    yield lambda: bool(one.reader.read(post(signed(said(known[0]))), now=NOW).items)


EXCHANGES = {"cas": by_cas, "oidc": by_oidc, "lti": by_lti}
FEWEST = {"cas": 30, "oidc": 80, "lti": 50}
"""Steps that an exchange takes at least: else this would try nothing."""


def steps(protocol: str) -> Iterator[Step]:
    """Yield every function and method of *protocol* and of the formats."""
    modules = [
        import_module(found.name)
        for package in (f"garbridge.protocols.{protocol}", "garbridge.formats")
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
    ]
    known = _known()
    for module in modules:
        name = module.__name__
        for owner in (module, *filter(inspect.isclass, vars(module).values())):
            if getattr(owner, "__module__", name) == name:
                yield from _steps_of(owner, name, known)


def _known() -> dict[FunctionType, list[tuple[object, str]]]:
    """Return under which names of which of our modules each function is known."""
    known: dict[FunctionType, list[tuple[object, str]]] = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("garbridge.")]:
        for name, one in vars(module).items():
            if isinstance(one, FunctionType):
                known.setdefault(one, []).append((module, name))
    return known


def _steps_of(
    owner: object, module: str, known: dict[FunctionType, list[tuple[object, str]]]
) -> Iterator[Step]:
    for name, one in list(vars(owner).items()):
        if isinstance(one, FunctionType) and one.__module__ == module and not name.startswith("__"):
            places = known[one] if inspect.ismodule(owner) else [(owner, name)]
            yield Step(f"{module}.{getattr(owner, '__qualname__', '')}.{name}", places)


def tells_after(step: Step, stages: Iterable[Stage]) -> bool:
    """Go through *stages*; say whether one told anything in which *step* broke, or after it."""
    for stage in stages:
        told = False
        with suppress(Exception):
            told = stage()
        if step.was_taken:
            return told
    return False


@pytest.mark.parametrize("protocol", EXCHANGES)
def test_whatever_breaks_nothing_is_told(protocol: str) -> None:
    """An exception in any of its functions ends the exchange, or refuses it."""
    every, open_doors = list(steps(protocol)), list[str]()
    assert all([stage() for stage in EXCHANGES[protocol]()][1:]), "it is honest"

    for step in every:
        stages = list(EXCHANGES[protocol]())
        with pytest.MonkeyPatch.context() as patched:
            for owner, name in step.places:
                patched.setattr(owner, name, step.broken)
            if tells_after(step, stages):
                open_doors.append(step.name)

    assert open_doors == []

    assert len([one for one in every if one.was_taken]) >= FEWEST[protocol]
