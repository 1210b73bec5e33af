"""The description of the API is true: its addresses, its statuses, and each answer of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from tests.web.api_portal import LISTED, Api, Session, api_portal, session_of
from tests.web.national_portal import national_portal
from tests.web.own_portal import ATLAS_KEY, HEAD, LEFT, ZOE
from werkzeug.test import TestResponse

from garbridge.core.marks import MOST_FAVOURITES, Mark
from garbridge.errors import StoreUnavailableError
from garbridge.services.feed import Limiter
from garbridge.testing.world import ALICE, LYCEE, NOW
from garbridge.web.api.door import PROOF
from garbridge.web.api.routes import BASE
from garbridge.web.bridge import STATIC, bridges_of
from provider_stub.gar_lists import Fault

DEPARTURES = "/api/v1/departures"
SCHOOL = LYCEE.id
FILE = f"{BASE}openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
UNKNOWN = "aaaaaaaaaaaaaaaa-0750001a"


def described() -> dict[str, Any]:
    """Return the file with whole addresses in the place of those that are beside it."""
    found: dict[str, Any] = json.loads((STATIC / "openapi.json").read_text("utf-8"))
    beside = found.pop("servers")
    paths = {}
    for path, item in found["paths"].items():
        (server,) = item.pop("servers", beside)
        paths[urljoin(FILE, server["url"]) + path] = item
    return {**found, "paths": paths}


DESCRIBED = described()
OPERATIONS = [
    (path, method)
    for path, item in DESCRIBED["paths"].items()
    for method in METHODS
    if method in item
]


@pytest.fixture(name="api", scope="module")
def _api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The portal, for tests that leave it as it is."""
    with api_portal(Path(tmp_path_factory.mktemp("api"))) as made:
        yield made


def test_the_description_is_one() -> None:
    """OpenAPI 3.1, in every part."""
    whole = json.loads((STATIC / "openapi.json").read_text("utf-8"))

    assert whole["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(whole).iter_errors()) == []


def test_every_part_of_it_is_used() -> None:
    """What nothing refers to is what somebody forgot."""
    text = json.dumps(DESCRIBED)
    unused = [
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "parameters", "responses", "headers")
        for name in DESCRIBED["components"][kind]
        if f'"#/components/{kind}/{name}"' not in text
    ]

    assert unused == []


def test_it_names_every_address_and_no_other(api: Api) -> None:
    """As the application routes them, which answers nothing but that it is nothing elsewhere."""
    routed = {
        str(rule.rule).replace("<", "{").replace(">", "}")
        for rule in api.app.url_map.iter_rules()
        if rule.rule.startswith((BASE, "/api/v1/")) and not rule.endpoint.endswith("api_nothing")
    }

    assert routed == set(DESCRIBED["paths"])


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_other_methods_are_refused_in_the_form_of_the_api(api: Api, path: str, method: str) -> None:
    """And those that there are stand in ``Allow``, which are those of the description."""
    if path == DEPARTURES:
        return
    del method
    there = {one for known, one in OPERATIONS if known == path}
    for other in {*METHODS} - there:
        answer = api.client().open(path.replace("{key}", ATLAS_KEY), method=other.upper())
        assert answer.status_code == 405, other
        assert answer.content_type == "application/problem+json"
        allowed = {one.strip().lower() for one in answer.headers["Allow"].split(",")}
        assert allowed - {"head", "options"} == there


Ask = Callable[[Api], TestResponse]


def got(path: str, person: str | None = ALICE, **headers: str) -> Ask:
    """Ask for *path*."""
    return lambda api: api.ask(path, person, **headers)


def again(path: str, person: str = ALICE) -> Ask:
    """Ask for *path* once more."""

    def asking(api: Api) -> TestResponse:
        client = api.client(person)
        known = client.get(f"{BASE}{path}").headers["ETag"]
        return client.get(f"{BASE}{path}", headers={"If-None-Match": f'W/{known}, "other"'})

    return asking


def changed(method: str, key: str = ATLAS_KEY, **more: str) -> Ask:
    """Mark something, or no longer."""
    return lambda api: session_of(api).change(method, key, **more)


def unproved(method: str, person: str | None = ALICE) -> Ask:
    """Do so without a proof."""
    return lambda api: api.ask(f"favoris/{ATLAS_KEY}", person, method)


def queried(method: str) -> Ask:
    """Do so with a parameter that is not there."""
    return lambda api: session_of(api).change(method, f"{ATLAS_KEY}?etab={SCHOOL}")


def one_too_many(api: Api) -> TestResponse:
    """Mark more than anybody may."""
    marks = api.runtime.stores.mediacentre.marks
    for number in range(MOST_FAVOURITES):
        mark = Mark(SCHOOL, f"ark:/1/{number}", NOW)  # type: ignore[arg-type]  # as good as one
        marks.add_favourite(ZOE, mark, most=MOST_FAVOURITES)  # type: ignore[arg-type]  # a name
    return session_of(api, ZOE).change("POST", ATLAS_KEY)


def fed(method: str, query: str = "", *, token: bool = True, body: object = None) -> Ask:
    """Ask as a provider does."""

    def asking(api: Api) -> TestResponse:
        headers = {"Authorization": f"Bearer {api.token}"} if token else {}
        address = f"{DEPARTURES}{query}"
        return api.app.test_client().open(address, method=method, headers=headers, json=body)

    return asking


def fed_too_often(method: str) -> Ask:
    """Ask as one does that asks all the time."""

    def asking(api: Api) -> TestResponse:
        bridge = bridges_of(api.app)["garbridge"]
        kept, bridge.feeds = bridge.feeds, Limiter(0)
        try:
            return fed(method, body={"deleted": ["x"]} if method == "POST" else None)(api)
        finally:
            bridge.feeds = kept

    return asking


def unheard(_api: Api) -> TestResponse:
    """Ask for what the GAR alone knows of, which gives half a list."""
    with TemporaryDirectory() as folder, national_portal(Path(folder)) as portal:
        portal.gar.faults[SCHOOL] = Fault.HALF
        return portal.browser().get(f"{BASE}ressources/{UNKNOWN}")


def unheard_mark(_api: Api) -> TestResponse:
    """Mark it."""
    with TemporaryDirectory() as folder, national_portal(Path(folder)) as portal:
        portal.gar.faults[SCHOOL] = Fault.HALF
        client = portal.browser()
        proof = client.get(f"{BASE}favoris").get_json()["proof"]
        return Session(client, proof).change("POST", UNKNOWN)


SHEET, OWN = f"ressources/{ATLAS_KEY}", f"donnees/{ATLAS_KEY}"
FIGURES = f"statistiques?etab={SCHOOL}"
STATUSES: dict[tuple[str, str, str], Ask] = {
    **{
        (f"{BASE}{path}", "get", status): ask
        for path, asked in (
            ("ressources", "ressources"),
            ("ressources/{key}", SHEET),
            ("facettes", "facettes"),
            ("favoris", "favoris"),
        )
        for status, ask in (
            ("200", got(asked)),
            ("304", again(asked)),
            ("400", got(f"{asked}?pge=2")),
            ("401", got(asked, None)),
            ("403", got(asked, LEFT)),
        )
    },
    **{
        (f"{BASE}{path}", "get", status): ask
        for path, asked, who in (
            ("donnees", "donnees", ALICE),
            ("donnees/{key}", OWN, ALICE),
            ("statistiques", FIGURES, HEAD),
        )
        for status, ask in (
            ("200", got(asked, who)),
            ("304", again(asked, who)),
            ("400", got(f"{asked.partition('?')[0]}?pge=2", who)),
            ("401", got(asked, None)),
        )
    },
    (f"{BASE}ressources", "get", "404"): got("ressources?etab=0750009Z"),
    (f"{BASE}facettes", "get", "404"): got("facettes?etab=0750009Z"),
    (f"{BASE}ressources/{{key}}", "get", "404"): got(f"ressources/{UNKNOWN}"),
    (f"{BASE}ressources/{{key}}", "get", "502"): unheard,
    (f"{BASE}donnees/{{key}}", "get", "404"): got(f"donnees/{UNKNOWN}"),
    (f"{BASE}statistiques", "get", "404"): got(FIGURES, ALICE),
    (f"{BASE}favoris/{{key}}", "post", "204"): changed("POST"),
    (f"{BASE}favoris/{{key}}", "delete", "204"): changed("DELETE"),
    **{
        (f"{BASE}favoris/{{key}}", method.lower(), status): ask
        for method in ("POST", "DELETE")
        for status, ask in (
            ("400", queried(method)),
            ("401", unproved(method, None)),
            ("403", unproved(method)),
            ("404", changed(method, "x")),
        )
    },
    (f"{BASE}favoris/{{key}}", "post", "409"): one_too_many,
    (f"{BASE}favoris/{{key}}", "post", "502"): unheard_mark,
    (FILE, "get", "200"): got("openapi.json", None),
    (FILE, "get", "304"): again("openapi.json"),
    (DEPARTURES, "get", "200"): fed("GET"),
    (DEPARTURES, "get", "400"): fed("GET", "?since=x"),
    (DEPARTURES, "get", "401"): fed("GET", token=False),
    (DEPARTURES, "get", "429"): fed_too_often("GET"),
    (DEPARTURES, "post", "200"): fed("POST", body={"deleted": ["x"]}),
    (DEPARTURES, "post", "400"): fed("POST", body={}),
    (DEPARTURES, "post", "401"): fed("POST", token=False, body={"deleted": ["x"]}),
    (DEPARTURES, "post", "429"): fed_too_often("POST"),
}
"""How each status of the description comes about, but that of a database that is away."""


def responses(path: str, method: str) -> dict[str, Any]:
    """Return what is described."""
    found: dict[str, Any] = DESCRIBED["paths"][path][method]["responses"]
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Return *part*, or what it refers to."""
    name = part.get("$ref")
    if name is None:
        return part
    _, _, kind, which = name.split("/")
    found: dict[str, Any] = DESCRIBED["components"][kind][which]
    return found


def faults(answer: TestResponse, part: dict[str, Any]) -> list[str]:
    """Return in what *answer* is not as described."""
    wanted = resolved(part)
    missing = [
        f"no {name}"
        for name, header in wanted.get("headers", {}).items()
        if resolved(header).get("required") and name not in answer.headers
    ]
    content = wanted.get("content")
    if content is None:
        return missing + (["a body"] if answer.data else [])
    if answer.mimetype not in content:
        return [*missing, f"a body of {answer.mimetype}"]
    schema = {**content[answer.mimetype]["schema"], "components": DESCRIBED["components"]}
    checker = OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER)
    return missing + [str(one) for one in checker.iter_errors(answer.get_json())]


def test_each_status_is_brought_about() -> None:
    """But 503, which has a test of its own; so that none is described which nobody answers."""
    there = {(*one, status) for one in OPERATIONS for status in responses(*one)}

    assert {one for one in there if one[2] != "503"} == set(STATUSES)


@pytest.mark.parametrize("named", STATUSES, ids=" ".join)
def test_each_answer_is_as_described(api: Api, named: tuple[str, str, str]) -> None:
    """Status, headers, type and every member."""
    path, method, status = named
    answer = STATUSES[named](api)

    assert str(answer.status_code) == status, answer.text
    assert faults(answer, responses(path, method)[status]) == []


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_database_that_is_away_is_asked_again(
    api: Api, monkeypatch: pytest.MonkeyPatch, path: str, method: str
) -> None:
    """503 with the seconds to wait, and nothing of what the database was asked."""
    if path == FILE:
        return

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError("sqlite: SELECT nom FROM personne")

    session = session_of(api, HEAD)
    stores = api.runtime.stores
    monkeypatch.setattr(type(api.runtime.directory), "person", away)
    monkeypatch.setattr(type(stores.mediacentre.marks), "marks", away)
    monkeypatch.setattr(type(stores.departures), "digests", away)
    if path == DEPARTURES:
        answer = fed(method.upper(), body={"deleted": ["x"]} if method == "post" else None)(api)
    elif "favoris/" in path:
        answer = session.change(method.upper(), ATLAS_KEY)
    else:
        query = f"?etab={SCHOOL}" if "statistiques" in path else ""
        answer = session.client.get(path.replace("{key}", ATLAS_KEY) + query)

    assert answer.status_code == 503
    assert faults(answer, responses(path, method)["503"]) == []
    assert "nom FROM" not in answer.text


def bounded(test: Callable[..., None]) -> Callable[..., None]:
    """Try a few examples, the same each time."""
    few = settings(
        max_examples=5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return seed(7)(few(test))


ASKING = [
    (path, method, person)
    for path, method in OPERATIONS
    for person in ((HEAD if "statistiques" in path else ALICE), None)
    if person is not None or path not in {FILE, DEPARTURES}
]


@pytest.fixture(name="fuzzed", scope="module")
def _fuzzed(api: Api) -> Any:  # noqa: ANN401 - of schemathesis
    """The description as schemathesis reads it: who asks is the test's to say."""
    text = json.loads(json.dumps(DESCRIBED))
    del text["security"], text["components"]["securitySchemes"]
    for path, method in OPERATIONS:
        text["paths"][path][method].pop("security", None)
    schema = schemathesis.openapi.from_dict(text)
    schema.app = api.app
    return schema


@pytest.mark.parametrize(("path", "method", "person"), ASKING)
def test_whatever_is_asked_is_answered_as_described(
    api: Api,
    fuzzed: Any,  # noqa: ANN401 - of schemathesis
    path: str,
    method: str,
    person: str | None,
) -> None:
    """What fits and what does not, signed in and not: no 5xx, and every answer to the letter."""
    session = None if person is None else session_of(api, person)
    cookie = None if session is None else session.client.get_cookie("session")
    cookies = {} if cookie is None else {"session": cookie.value}
    headers = {"Origin": LISTED} | ({} if session is None else {PROOF: session.proof})
    headers |= {"Authorization": f"Bearer {api.token}"} if path == DEPARTURES else {}
    operation = fuzzed[path][method.upper()]

    def answered(case: Any) -> None:  # noqa: ANN401 - of schemathesis
        answer = case.call(headers=headers, cookies=cookies)
        case.validate_response(answer)
        assert answer.status_code < 500
        assert person is not None or path in {FILE, DEPARTURES} or answer.status_code == 401

    @bounded
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def fitting(case: Any) -> None:  # noqa: ANN401 - of schemathesis
        case.path_parameters |= {"key": ATLAS_KEY} if "key" in case.path_parameters else {}
        case.query |= {"etab": SCHOOL} if "etab" in case.query else {}
        answered(case)

    fitting()
    if path == FILE:
        return  # nothing that is sent for it can be wrong

    @bounded
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def unfit(case: Any) -> None:  # noqa: ANN401 - of schemathesis
        answered(case)

    unfit()
