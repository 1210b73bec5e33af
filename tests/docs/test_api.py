"""The page of the API says what the description says."""

import json
import re
from pathlib import Path

from garbridge.core.api_faults import API_FAULTS
from garbridge.core.marks import MOST_FAVOURITES
from garbridge.web.api.door import PROOF
from garbridge.web.api.routes import BASE
from garbridge.web.bridge import STATIC, TRACES_PER_MINUTE

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text("utf-8")
DESCRIBED = json.loads((STATIC / "openapi.json").read_text("utf-8"))


def test_every_address_stands_in_the_table() -> None:
    """With each of its methods, and no other."""
    named = set(re.findall(r"`(GET|POST|DELETE) ([a-z.]+(?:/\{key\})?)`", PAGE))
    there = {
        (method.upper(), path.removeprefix("/"))
        for path, item in DESCRIBED["paths"].items()
        for method in item
        if method in {"get", "post", "delete"}
    }

    assert named == there


def test_every_parameter_of_the_list_is_named() -> None:
    """As they stand in the address of the page."""
    (query,) = re.findall(r"`\?(q=[a-z&=]*)`", PAGE)
    taken = DESCRIBED["paths"]["/ressources"]["get"]["parameters"]
    names = {one["$ref"].rpartition("/")[2] for one in taken} - {"lang", "IfNoneMatch"}

    assert {one.partition("=")[0] for one in query.split("&")} == names


def test_statuses_codes_and_bounds_are_those_of_the_code() -> None:
    """Nothing is told that is answered otherwise."""
    told = set(re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE))
    answered = {
        status
        for path, item in DESCRIBED["paths"].items()
        for method, operation in item.items()
        if method in {"get", "post", "delete"} and path != "/departures"
        for status in operation["responses"]
        if status >= "400"
    }

    assert told == answered | {"405"}
    assert {str(one.status) for one in API_FAULTS.values()} <= told
    assert f"There can be {MOST_FAVOURITES} favourites" in PAGE
    assert f"{TRACES_PER_MINUTE} times in a minute" in PAGE
    assert f'"{PROOF}": proof' in PAGE
    assert f'const base = "{BASE}"' in PAGE
