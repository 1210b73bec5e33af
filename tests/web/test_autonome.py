"""Distributors order as at the GAR: its addresses, its statuses, and each its own alone."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from tests.web.autonome_portal import (
    ARK,
    ECOLE,
    RIVAL,
    SELLER,
    ask,
    autonome_portal,
    body,
    by,
    client_of,
    filtered,
    listed,
    names,
)

from garbridge.core.entitlements import LicenceKind, Seat
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, LYCEE
from garbridge.wiring import Runtime


@pytest.fixture(name="runtime", scope="module")
def _runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with autonome_portal(tmp_path_factory.mktemp("autonome")) as runtime:
        yield runtime


@pytest.fixture(name="client", scope="module")
def _client(runtime: Runtime) -> FlaskClient:
    return client_of(runtime)


def test_what_is_ordered_is_there_and_can_be_given(runtime: Runtime, client: FlaskClient) -> None:
    """201; at the school it is a subscription like any other, under its distributor's name."""
    answer = ask(client, "PUT", "/given", body("given"))
    made = runtime.stores.orders.made_of([SubscriptionId("given")])[SubscriptionId("given")]
    order = runtime.stores.orders.orders([SubscriptionId("given")])[SubscriptionId("given")]

    assert answer.status_code == 201
    assert [one.school for one in made] == [LYCEE.id]
    assert made[0].kind is LicenceKind.INDIV
    assert (order.distributor, order.title) == (SELLER, "Vidéos")
    assert made[0].resource in runtime.catalogue().resources
    bought = runtime.overview.bought(OPERATOR, school=LYCEE.id)
    assert not isinstance(bought, Denied)
    assert "given" in [one.subscription.id for one in bought]


def test_what_is_there_is_not_ordered_again(client: FlaskClient) -> None:
    """409, to its own distributor and to another: nothing is changed unseen."""
    ask(client, "PUT", "/once", body("once"))
    again = ask(client, "PUT", "/once", body("once", commentaireAbonnement="autre"))
    other = ask(client, "PUT", "/once", body("once", idDistributeurCom=RIVAL), who=RIVAL)

    assert (again.status_code, other.status_code) == (409, 409)
    assert again.json is not None
    assert again.json["Erreur"]["Code"] == "Conflict"
    found = listed(ask(client, "GET", "/abonnements", filtered(by("idAbonnement", "once"))))
    assert found[0]["commentaireAbonnement"] == ["Rentrée"]


def test_a_change_names_no_school_and_keeps_the_start(client: FlaskClient) -> None:
    """200; the same again is 200 and changes nothing."""
    ask(client, "PUT", "/changed", body("changed"))
    data = body("changed", uaiEtab=None, nbLicenceGlobale="40", debutValidite="2026-10-01")
    answers = [ask(client, "POST", "/changed", data) for _ in range(2)]
    (found,) = listed(ask(client, "GET", "/abonnements", filtered(by("idAbonnement", "changed"))))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (found["nbLicenceGlobale"], found["uaiEtab"]) == (["40"], [LYCEE.id])
    assert found["debutValidite"] == ["2026-09-01T00:00:00.000+02:00"]
    assert found["finValidite"] == ["2027-08-15T00:00:00.000+02:00"]


def test_a_change_that_names_schools_is_refused(client: FlaskClient) -> None:
    """400, as the GAR answers; by nature as well where it was ordered for a school."""
    ask(client, "PUT", "/fixed", body("fixed"))
    named = ask(client, "POST", "/fixed", body("fixed"))
    by_nature = ask(client, "POST", "/fixed", body("fixed", uaiEtab=None, codeNatureUAI="300"))

    assert (named.status_code, by_nature.status_code) == (400, 400)
    assert named.json is not None
    (told,) = named.json["Erreur"]["Details"]
    assert (told["Champ"], told["Regle"]) == ("uaiEtab", "RG2")


def test_what_is_deleted_opens_nothing_and_stays_under_a_name_of_its_own(
    runtime: Runtime, client: FlaskClient
) -> None:
    """204; then it is not there for a change or another deletion, and its name is not given again.

    Listed with those that are deleted it begins with ``_``.
    """
    ask(client, "PUT", "/gone", body("gone"))
    answer = ask(client, "DELETE", "/gone")
    after = [
        ask(client, "DELETE", "/gone"),
        ask(client, "POST", "/gone", body("gone", uaiEtab=None)),
    ]
    named = filtered(by("idAbonnement", "_gone"), "<aboSuppr>true</aboSuppr>")

    assert (answer.status_code, answer.data) == (204, b"")
    assert [one.status_code for one in after] == [404, 404]
    assert ask(client, "PUT", "/gone", body("gone")).status_code == 409
    assert "gone" not in "".join(names(ask(client, "GET", "/abonnements")))
    assert names(ask(client, "GET", "/abonnements", named)) == ["_gone"]
    made = runtime.stores.orders.made_of([SubscriptionId("gone")])[SubscriptionId("gone")]
    assert [one.ends <= runtime.clock() for one in made] == [True]


def test_what_is_over_can_be_deleted_too(runtime: Runtime, client: FlaskClient) -> None:
    """It ended when it ended; from then on it has the name of what is deleted."""
    ended = {"debutValidite": "2025-09-01T00:00:00", "finValidite": "2026-08-15T23:59:59"}
    assert ask(client, "PUT", "/over", body("over", **ended)).status_code == 201
    before = runtime.stores.orders.made_of([SubscriptionId("over")])[SubscriptionId("over")]
    answers = [ask(client, "DELETE", "/over").status_code for _ in range(2)]
    named = filtered(by("idAbonnement", "_over"), "<aboSuppr>true</aboSuppr>")

    assert answers == [204, 404]
    assert "over" not in names(ask(client, "GET", "/abonnements"))
    assert names(ask(client, "GET", "/abonnements", named)) == ["_over"]
    after = runtime.stores.orders.made_of([SubscriptionId("over")])[SubscriptionId("over")]
    assert [one.ends for one in after] == [one.ends for one in before]


@pytest.mark.parametrize(
    ("method", "data"),
    [("POST", body("mine", idDistributeurCom=RIVAL, uaiEtab=None)), ("DELETE", b"")],
)
def test_another_s_subscription_is_as_if_it_were_not_there(
    runtime: Runtime, client: FlaskClient, method: str, data: bytes
) -> None:
    """404 as for a name that nobody has, and not a word of it in a list."""
    name = SubscriptionId("mine")
    ask(client, "PUT", f"/{name}", body(name))
    before = runtime.stores.orders.orders([name])
    answer = ask(client, method, f"/{name}", data, who=RIVAL)
    nobody_s = data.replace(b">mine<", b">none<")
    unknown = ask(client, method, "/none", nobody_s, who=RIVAL)

    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert answer.text.replace("mine", "none") == unknown.text
    assert runtime.stores.orders.orders([name]) == before
    assert name not in names(ask(client, "GET", "/abonnements", who=RIVAL))


def test_a_part_of_an_order_is_nobody_s_to_delete(runtime: Runtime, client: FlaskClient) -> None:
    """What an order became at one school has a name too: it is not the distributor's."""
    runtime.stores.natures.state({ECOLE.id: "151", LYCEE.id: "300"})
    data = body("several", uaiEtab=(LYCEE.id, ECOLE.id))
    assert ask(client, "PUT", "/several", data).status_code == 201

    assert ask(client, "DELETE", f"/several@{LYCEE.id}").status_code == 404
    assert ask(client, "DELETE", "/several").status_code == 204


@pytest.mark.parametrize(
    "changes",
    [
        {"idDistributeurCom": RIVAL},
        {"idRessource": "ark:/55555/atlas"},
    ],
)
def test_a_distributor_sells_in_its_name_and_what_is_its_own(
    client: FlaskClient, changes: dict[str, str]
) -> None:
    """403, and nothing is kept."""
    answer = ask(client, "PUT", "/foreign", body("foreign", **changes))

    assert answer.status_code == 403
    assert "foreign" not in names(ask(client, "GET", "/abonnements"))


def test_fewer_licences_than_are_given_is_a_conflict(runtime: Runtime, client: FlaskClient) -> None:
    """409: nobody loses a licence because a distributor counted anew."""
    ask(client, "PUT", "/full", body("full", nbLicenceGlobale="2"))
    name = SubscriptionId("full")
    for person in (ALICE, PersonId("bruno")):
        _give(runtime, name, person)

    less = ask(client, "POST", "/full", body("full", uaiEtab=None, nbLicenceGlobale="1"))

    assert less.status_code == 409
    assert less.json is not None
    assert less.json["Erreur"]["Resource"] == "full"


def _give(runtime: Runtime, name: SubscriptionId, person: PersonId) -> None:
    held = Seat(subscription=name, resource=ResourceId(ARK), school=LYCEE.id, person=person)
    runtime.writer.write(seats=[held])


@pytest.mark.parametrize(
    "name", ["%01", "a%00b", "a%0Ab", "%E2%80%AE", "%EF%BF%BE", "%FF", "..%2F"]
)
@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_name_that_no_document_can_hold_is_answered(
    client: FlaskClient, name: str, accept: str, method: str
) -> None:
    """As any other name that is not there, or not right; never by an error of ours."""
    for data in (b"", body()):
        answer = ask(client, method, f"/{name}", data, accept=accept)

        assert answer.status_code in {400, 404}, answer.text


def test_of_many_that_order_one_name_at_once_one_does(runtime: Runtime) -> None:
    """Two distributors, four requests: one subscription, and three are told that it is there."""
    sellers = (SELLER, RIVAL, SELLER, RIVAL)
    # Made before: Python 3.11 may fail to compile the routes of two applications at once.
    clients = [client_of(runtime) for _ in sellers]
    for client in clients:
        assert ask(client, "GET", "/abonnements").status_code == 200

    def order(number: int) -> int:
        who = sellers[number]
        data = body("race", idDistributeurCom=who)
        return ask(clients[number], "PUT", "/race", data, who=who).status_code

    assert Counter(at_once(4, order)) == {201: 1, 409: 3}
    assert len(runtime.stores.orders.made_of([SubscriptionId("race")])[SubscriptionId("race")]) == 1
