"""The GAR's list of somebody's resources: read whole, bounded, and never somebody else's."""

import json
from collections.abc import Callable

import pytest
from tests.gar.lists import HOST, OTHER_UAI, TENANT, UAI, address, as_json, as_xml, entry

from garbridge.config.tables import web_address
from garbridge.core.national import ListedResource, Presentation, Term
from garbridge.core.national_faults import ListFault
from garbridge.errors import ValueRefusedError
from garbridge.gar.list_reading import MOST, read_list
from garbridge.gar.resource_list import FIELDS
from garbridge.ports import ListRead

_VOC = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-"
WHOLE = ListedResource(
    id="http://n2t.net/ark:/99999/r14",
    title="Manuel numérique r14",
    address=address("r14"),
    id_type="ARK",
    publisher_id="378901946_0000000000000000",
    publisher="Éditions de l’Étoile",
    thumbnail="https://vignette.gar.example/766.png",
    presentation=Presentation("MAN", "manuels numériques"),
    uses=(Term(f"{_VOC}010-num-006", "étude de cas"),),
    documents=(Term(f"{_VOC}005-num-024", "livre numérique"),),
    levels=(),
    subjects=(
        Term(f"{_VOC}015-num-990", "histoire (6e)"),
        Term(f"{_VOC}015-num-991", "géographie (6e)"),
    ),
    badge="Accessible via le Gestionnaire d’accès aux ressources (GAR)",
    badge_image="http://gar.example/logo-gar.svg",
    distributor="378901946_0000000000000001",
    validator="378901946_0000000000000002",
    description="Un manuel.",
)


def _parse(text: str) -> str:
    if not text.startswith(f"{HOST}/"):
        raise ValueRefusedError("address", text, "a host of the GAR")
    return web_address(insecure_loopback=False)(text)


def _read(body: bytes) -> ListRead | ListFault:
    return read_list(body, tenant=TENANT, school=UAI, parse_address=_parse)


def _resources(body: bytes) -> tuple[ListedResource, ...]:
    found = _read(body)
    assert isinstance(found, ListRead)
    return found.resources


@pytest.mark.parametrize("write", [as_json, as_xml])
def test_every_field_is_read_in_both_forms(write: object) -> None:
    """What JSON says and what XML says is one value."""
    body = as_json(entry()) if write is as_json else as_xml(entry())

    assert _read(body) == ListRead((WHOLE,), 0)


def test_the_sample_has_every_field_there_is() -> None:
    """A field that is added and not read would go unseen otherwise."""
    assert set(entry()) == {one.name for one in FIELDS}


def test_an_xml_list_may_have_a_namespace_and_comments() -> None:
    """Its namespace is not known: local names decide."""
    body = as_xml(entry()).replace(
        b"<listeRessources>", b'<listeRessources xmlns="urn:x"><!-- a -->'
    )

    assert _resources(body) == (WHOLE,)


@pytest.mark.parametrize(
    "body",
    [
        b'{"listeRessources": {"ressource": []}}',
        b'{"listeRessources": {"ressource": null}}',
        b'{"listeRessources": {}}',
        b'{"listeRessources": null}',
        b'{"listeRessources": ""}',
        b'\xef\xbb\xbf{"listeRessources": {"ressource": ""}}',
        b"<listeRessources/>",
        b'<?xml version="1.0" encoding="UTF-8"?>\n<listeRessources xmlns="urn:x"/>',
    ],
)
def test_no_resource_is_an_ordinary_answer(body: bytes) -> None:
    """Nobody has a resource on the first of September."""
    assert _read(body) == ListRead((), 0)


def test_one_entry_without_its_brackets_is_a_list_of_one() -> None:
    """Converters from XML write it so."""
    body = json.dumps({"listeRessources": {"ressource": entry()}}).encode()

    assert _resources(body) == (WHOLE,)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"listeRessources"',
        b'{"listeRessources": {"ressource": ["text"]}}',
        b'{"listeRessources": {"ressource": [[]]}}',
        b'{"Erreur": {"Code": "Bad Request"}}',
        as_json(entry())[:-9],
        as_xml(entry())[:-30],
        b"<html><body>maintenance</body></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><listeRessources>&a;</listeRessources>',
        b"<Erreur><Code>Bad Request</Code></Erreur>",
        '{"listeRessources": "é"}'.encode("latin-1"),
        as_json(entry()).decode().encode("utf-16"),
        b"\x00" * 64,
        b"\x1f\x8b\x08" + b"\x00" * 64,
        b"[" * 200_000,
        b'{"listeRessources": ' + b"9" * 10_000 + b"}",
    ],
    ids=range(19),
)
def test_what_is_no_list_is_told_as_such(body: bytes) -> None:
    """Half an answer is none: nobody is to believe that they have three resources."""
    assert _read(body) is ListFault.INVALID


@pytest.mark.parametrize(
    "other",
    [
        {"nomRessource": None},
        {"nomRessource": ""},
        {"nomRessource": {"a": "b"}},
        {"nomRessource": "\u200b\u2060"},
        {"urlAccesRessource": f"{HOST}/domaineGar?idSrc={'x' * 2_000}"},
        {"idRessource": "  "},
        {"idRessource": "é"},
        {"idRessource": "a" * 401},
        {"urlAccesRessource": None},
        {"urlAccesRessource": "javascript:alert(1)"},
        {"urlAccesRessource": "http://sp-auth.gar.example/domaineGar"},
        {"urlAccesRessource": "https://evil.example/domaineGar"},
        {"urlAccesRessource": f"{HOST}@evil.example/"},
        {"urlAccesRessource": "https://[/"},
    ],
    ids=str,
)
def test_an_entry_that_leads_nowhere_is_left_out_and_counted(other: dict[str, object]) -> None:
    """One bad entry does not empty the page, and nobody is sent to a host that is not the GAR's."""
    found = _read(as_json(entry("r15", **other), entry()))

    assert found == ListRead((WHOLE,), 1)


@pytest.mark.parametrize("write", [as_json, as_xml])
def test_a_list_of_which_nothing_can_be_shown_is_none(write: Callable[..., bytes]) -> None:
    """Hosts that the GAR changed empty nobody's page in silence: the last good list stands in."""
    moved = [entry(name, urlAccesRessource="https://new.example/x") for name in ("r14", "r15")]

    assert _read(write(*moved)) is ListFault.INVALID


def test_the_same_resource_twice_is_shown_once() -> None:
    """The first stands."""
    assert _read(as_json(entry(), entry(nomRessource="Other"))) == ListRead((WHOLE,), 1)


@pytest.mark.parametrize(
    "foreign",
    [address("r15", school=OTHER_UAI), address("r15", tenant="A0")],
    ids=["school", "tenant"],
)
@pytest.mark.parametrize("write", [as_json, as_xml])
def test_a_list_of_somewhere_else_is_nobodys(foreign: str, write: object) -> None:
    """One entry of another school or ENT: the answer is not the one to our question."""
    entries = (entry(), entry("r15", urlAccesRessource=foreign))
    body = as_json(*entries) if write is as_json else as_xml(*entries)

    assert _read(body) is ListFault.FOREIGN


def test_an_address_that_names_no_school_contradicts_nothing() -> None:
    """A form without it exists; so does one whose base64 nobody can read."""
    plain = f"{HOST}/domaineGar?idENT=RjA=&idEtab=%25%25&idSrc=YXJrOi8x"

    assert _resources(as_json(entry(urlAccesRessource=plain)))[0].address == plain


def test_a_lower_case_school_is_the_same_school() -> None:
    """Producers differ."""
    lower = address("r14", school=UAI.lower())

    assert _resources(as_json(entry(urlAccesRessource=lower)))[0].address == lower


def test_hostile_texts_stay_texts_on_one_line() -> None:
    """They are shown as they are, and turn, break or forge no line."""
    title = "<script>alert(1)</script>\n\x1b[31m\u202eabc\ud800 =1+1"

    (found,) = _resources(as_json(entry(nomRessource=title, nomEditeur=12)))

    assert found.title == "<script>alert(1)</script> [31mabc =1+1"
    assert found.publisher == "12"


def test_a_long_text_is_cut() -> None:
    """One title is not a page."""
    (found,) = _resources(as_json(entry(nomRessource="é" * 100_000)))

    assert len(found.title) == 2_000


def test_odd_forms_of_terms_say_what_they_can() -> None:
    """A single object, null, texts, and objects without a label."""
    (found,) = _resources(
        as_json(
            entry(
                typePedagogique={"uri": "u", "nom": "n"},
                typologieDocument=None,
                niveauEducatif=["x", {}, {"nom": "6e"}, {"uri": 1}],
                typePresentation="MAN",
            )
        )
    )

    assert found.uses == (Term("u", "n"),)
    assert found.documents == ()
    assert found.levels == (Term("", "6e"), Term("1", ""))
    assert found.presentation == Presentation()


@pytest.mark.parametrize("write", [as_json, as_xml])
def test_more_entries_than_anybody_has_are_no_list(write: object) -> None:
    """So many would fill the page, and the memory."""
    entries = [entry(str(number)) for number in range(MOST + 1)]
    body = as_json(*entries) if write is as_json else as_xml(*entries)

    assert _read(body) is ListFault.INVALID


def test_a_megabyte_of_brackets_is_no_list() -> None:
    """Elements inside each other, and beside each other."""
    assert _read(b"<a>" * 300_000) is ListFault.INVALID
    assert _read(b"<listeRessources>" + b"<a/>" * 300_000) is ListFault.INVALID
