"""What we write as the GAR does can be read, whatever publishers and schools are called."""

import json
from pathlib import Path

import pytest
from lxml import etree
from tests.gar.lists import TENANT, UAI

from garbridge.core.identifiers import SchoolId
from garbridge.core.national import (
    ListedResource,
    Presentation,
    PublicResource,
    Seller,
    Term,
)
from garbridge.core.people import School
from garbridge.gar.establishments import read_natures, write_establishments
from garbridge.gar.resource_writing import ListTexts, write_list_xml, write_public_list
from garbridge.testing.world import NOW

HOSTILE = ("a\0b", "a\uffffb", "a\x1bb", "a\ud800b")
START = "https://ent.example/domaineGar?idRessource="


@pytest.fixture(name="listed", params=HOSTILE)
def _listed(request: pytest.FixtureRequest) -> ListedResource:
    """Return a resource all of whose names hold what no XML can."""
    text: str = request.param
    return ListedResource(
        id="ark:/12345/a",
        title=text,
        address="ark%3A%2F12345%2Fa",
        publisher=text,
        description=text,
        presentation=Presentation("MAN", text),
        levels=(Term("http://voc.example/1", text),),
    )


def test_a_list_in_json_keeps_its_addresses(listed: ListedResource) -> None:
    """No text can be taken for the place where an address begins."""
    (found,) = json.loads(ListTexts().json(START, [listed]))["listeRessources"]["ressource"]

    assert found["urlAccesRessource"] == f"{START}ark%3A%2F12345%2Fa"
    assert found["nomRessource"] == found["nomEditeur"] == found["description"] == "a b"
    assert found["niveauEducatif"][0]["nom"] == found["typePresentation"]["nom"] == "a b"


def test_a_list_in_xml_can_be_written(listed: ListedResource) -> None:
    """One title does not keep somebody from all the others."""
    (found,) = etree.fromstring(write_list_xml(START, [listed]))

    assert found.findtext("nomRessource") == "a b"
    assert found.findtext("urlAccesRessource") == f"{START}ark%3A%2F12345%2Fa"


@pytest.mark.parametrize("text", HOSTILE)
def test_the_list_of_everything_can_be_written(text: str) -> None:
    """Nor does it keep anybody."""
    named = PublicResource(
        id="ark:/12345/a",
        title=text,
        publisher=text,
        sellers=(Seller("123456789_0000000123456789", text),),
        distributor_name=text,
    )
    (_, found) = etree.fromstring(write_public_list([named], now=NOW))

    assert [one.text for one in found.iter() if one.text and " " in one.text] == ["a b"] * 4


@pytest.mark.parametrize("text", HOSTILE)
def test_schools_can_be_written(tmp_path: Path, text: str) -> None:
    """Our own reader takes them."""
    file = tmp_path / "etablissements.xml"
    schools = [
        (School(UAI, text, 2), "340", True),
        (School(SchoolId("0750001A"), "b", 2), "", False),
    ]
    file.write_bytes(write_establishments(schools, TENANT))

    assert read_natures(file) == {UAI: "340"}
