"""Two distributors and one name, at the workers of one portal on PostgreSQL: one of them wins."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
import requests
from lxml import etree
from tests.journeys.several_workers import Portal, portal_at_work
from tests.stores.postgresql import running_postgresql
from tests.web.autonome_portal import ARK, RIVAL, SELLER, body

from garbridge.core.identifiers import SubscriptionId
from garbridge.testing.concurrency import at_once

pytestmark = pytest.mark.xdist_group("workers")

PROVIDER = """name = "Studio"
[cas]
[[resources]]
ark = "ark:/12345/videos"
title = "Vidéos"
url = "https://studio.example/videos"
"""
AUTONOME = "[autonome]\nper_minute = 100000\n" + "".join(
    f"""[[autonome.distributors]]
id = "{name}"
name = "Librairie"
tokens = ["{hashlib.sha256(name.encode()).hexdigest()}"]
resources = ["ark:/12345/*"]
"""
    for name in (SELLER, RIVAL)
)
ROUNDS = 4
EACH = 3
"""Requests of each distributor at the same time."""


@dataclass(frozen=True, slots=True)
class Market:
    """The portal that both order at."""

    portal: Portal

    def ask(self, who: str, method: str, name: str, data: bytes = b"") -> int:
        """Return the status that *who* is answered with."""
        return requests.request(
            method,
            f"{self.portal.url}/autonome/{name}",
            data=data,
            headers={"Authorization": f"Bearer {who}"},
            timeout=60,
        ).status_code

    def listed(self, who: str) -> dict[str, list[str]]:
        """Return the numbers of licences of each subscription of *who*, deleted ones too."""
        answer = requests.get(
            f"{self.portal.url}/autonome/abonnements",
            data=b'<filtres xmlns="http://www.atosworldline.com/wsabonnement/v1.0/">'
            b"<aboSuppr>true</aboSuppr></filtres>",
            headers={"Authorization": f"Bearer {who}"},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, list[str]] = {}
        for one in etree.fromstring(answer.content):
            fields = {etree.QName(child).localname: child.text or "" for child in one}
            found.setdefault(fields["idAbonnement"], []).append(fields["nbLicenceGlobale"])
        return found

    def bought(self, name: str) -> int:
        """Return how many subscriptions of schools come of the order *name*."""
        stores = self.portal.runtime.stores
        return len(stores.orders.made_of([SubscriptionId(name)])[SubscriptionId(name)])


@pytest.fixture(name="market", scope="module")
def _market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with (
        running_postgresql() as url,
        portal_at_work(
            tmp_path_factory.mktemp("portal"), settings=f'database = "{url}"', state=AUTONOME
        ) as portal,
    ):
        portal.write(studio=PROVIDER)
        yield Market(portal)


def _stated(name: str, who: str, licences: str = "30", **changes: str | None) -> bytes:
    more: dict[str, str | None] = {"idDistributeurCom": who, "nbLicenceGlobale": licences}
    return body(name, **{**more, "idRessource": ARK, **changes})


def _all_at_once(tasks: list[Callable[[], int]]) -> Counter[int | Exception]:
    return Counter(at_once(len(tasks), lambda number: tasks[number]()))


def test_of_two_who_create_one_name_one_has_it(market: Market) -> None:
    """The other is told that it is there, sees nothing of it, and can do nothing to it."""
    for number in range(ROUNDS):
        name = f"new-{number}"
        tasks: list[Callable[[], int]] = [
            lambda who=who: market.ask(who, "PUT", name, _stated(name, who))  # type: ignore[misc]  # noqa: B023 - called before the next
            for who in (SELLER, RIVAL) * EACH
        ]

        assert _all_at_once(tasks) == {201: 1, 409: 2 * EACH - 1}
        (owner,) = [one for one in (SELLER, RIVAL) if name in market.listed(one)]
        other = RIVAL if owner == SELLER else SELLER
        assert market.bought(name) == 1
        assert market.ask(other, "POST", name, _stated(name, other, uaiEtab=None)) == 404
        assert market.ask(other, "DELETE", name) == 404
        assert len(market.listed(owner)[name]) == 1


def test_of_many_who_delete_one_does_and_nobody_has_its_name_again(market: Market) -> None:
    """Whoever comes too late is told that it is not there; who creates it anew, that it was."""
    market.ask(SELLER, "PUT", "gone", _stated("gone", SELLER))
    tasks: list[Callable[[], int]] = [lambda: market.ask(SELLER, "DELETE", "gone")] * EACH
    tasks += [lambda: market.ask(RIVAL, "DELETE", "gone")] * EACH
    tasks += [lambda: market.ask(RIVAL, "PUT", "gone", _stated("gone", RIVAL))] * EACH

    assert _all_at_once(tasks) == {204: 1, 404: 2 * EACH - 1, 409: EACH}
    assert list(market.listed(SELLER)).count("_gone") == 1
    assert not any("gone" in name for name in market.listed(RIVAL))


def test_what_is_changed_by_many_is_what_one_of_them_said(market: Market) -> None:
    """Every rule is looked at in each: those that break one change nothing."""
    market.ask(SELLER, "PUT", "many", _stated("many", SELLER))
    numbers = count(40)

    def change(**changes: str | None) -> int:
        said = _stated("many", SELLER, str(next(numbers)), uaiEtab=None, **changes)
        return market.ask(SELLER, "POST", "many", said)

    tasks: list[Callable[[], int]] = [change] * EACH
    tasks += [lambda: change(nbLicenceEleve="999")] * EACH  # RG1
    tasks += [lambda: change(finValidite="2050-08-15T00:00:00")] * EACH  # RG8

    assert _all_at_once(tasks) == {200: EACH, 400: 2 * EACH}
    (found,) = market.listed(SELLER)["many"]
    assert int(found) in range(40, 40 + len(tasks))
    assert market.bought("many") == 1


def test_a_change_and_an_end_at_once_leave_one_that_ended(market: Market) -> None:
    """Whichever came first: nothing that was deleted comes back by a change."""
    for number in range(ROUNDS):
        name = f"both-{number}"
        market.ask(SELLER, "PUT", name, _stated(name, SELLER))
        said = _stated(name, SELLER, "77", uaiEtab=None)
        tasks: list[Callable[[], int]] = [
            *[lambda: market.ask(SELLER, "POST", name, said)] * EACH,  # noqa: B023 - called before the next
            lambda: market.ask(SELLER, "DELETE", name),  # noqa: B023 - called before the next
        ]
        found = _all_at_once(tasks)

        assert found[204] == 1
        assert found[200] + found[404] == EACH
        listed = market.listed(SELLER)
        assert (name in listed, len(listed[f"_{name}"])) == (False, 1)
        assert market.ask(SELLER, "POST", name, said) == 404
