"""The GAR's catalogue for everybody: read whole or not at all, in both forms."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from garbridge.core.national import PublicResource, Seller
from garbridge.core.national_faults import ListFault
from garbridge.gar import offer_reading
from garbridge.gar.offer_reading import read_offer
from garbridge.gar.resource_writing import write_public_list
from garbridge.ports import OfferRead
from garbridge.testing.offer import BARE, OFFERED
from garbridge.testing.world import NOW
from provider_stub.gar_entries import GENERATED, Entry, public_entry, public_json, public_xml

SIREN = "378901946_0000000000000000"
WHOLE = PublicResource(
    id="http://n2t.net/ark:/99999/r14",
    title="Ressource nationale r14",
    publisher_id=SIREN,
    publisher="Éditions nationales",
    sellers=(Seller(SIREN, "Librairie de l’ENT"),),
    distributor=SIREN,
    distributor_name="Distribution technique",
    is_shown=True,
    is_distributed=True,
)
BOTH = pytest.mark.parametrize("write", [public_json, public_xml])


def _read(body: bytes) -> OfferRead:
    found = read_offer(body)
    assert isinstance(found, OfferRead)
    return found


@BOTH
def test_every_field_is_read_in_both_forms(write: object) -> None:
    """What JSON says and what XML says is one value, with the date of the catalogue."""
    read = _read(_written(write, public_entry("r14")))

    assert read == OfferRead((WHOLE,), datetime(2026, 11, 16, 2, 15, 13, tzinfo=UTC))


def test_what_the_portal_writes_itself_is_read() -> None:
    """The form in which it answers as a GAR, but for the labels that no sample has."""
    plain = replace(OFFERED, subjects=(), levels=(), types=())

    assert _read(write_public_list([plain, BARE], now=NOW)).resources == (plain, BARE)


@BOTH
def test_families_labels_and_several_sellers_are_read(write: object) -> None:
    """Labels have the form that they have in the list of one person."""
    term = [{"uri": "", "nom": "histoire (6e)"}, {"uri": "", "nom": "histoire (6e)"}]
    sellers = [
        {"distributeurCom": "1", "nomDistributeurCom": "A"},
        {"distributeurCom": "2", "nomDistributeurCom": ""},
        {},
    ]
    said = public_entry(
        "r14",
        distributeursCom=sellers,
        domaineEnseignement=term,
        mereFamille="ark:/99999/m",
        membreFamille="oui",
    )
    (found,) = _read(_written(write, said)).resources

    assert found.sellers == (Seller("1", "A"), Seller("2", ""))
    assert found.subjects == ("histoire (6e)",)
    assert (found.mother, found.member) == ("ark:/99999/m", "oui")


@BOTH
@pytest.mark.parametrize("no", [False, "false", "0", "", "peut-être", None])
def test_what_is_not_said_to_be_shown_is_not(write: object, no: object) -> None:
    """Only the words of XML Schema and of JSON say yes."""
    (found,) = _read(_written(write, public_entry("r14", affichable=no, diffusable="1"))).resources

    assert not found.is_shown
    assert found.is_distributed


@BOTH
def test_an_entry_that_cannot_be_shown_is_left_out_and_counted(write: object) -> None:
    """Without a title, without a name, or named before; the others stand."""
    entries = [
        public_entry("r14"),
        public_entry("r14", nomRessource="Encore"),
        public_entry("r15", nomRessource=" \u202e "),
        public_entry("r16", idRessource="deux mots"),
        public_entry("r17"),
        public_entry("r18", nomRessource="\u200b"),
    ]
    read = _read(_written(write, *entries))

    assert [one.title for one in read.resources] == [
        "Ressource nationale r14",
        "Ressource nationale r17",
    ]
    assert read.left_out == 4


@pytest.mark.parametrize("date", ["", "hier", "2026-11-16"])
def test_a_date_that_is_none_is_none(date: str) -> None:
    """The catalogue holds all the same."""
    read = _read(public_xml([public_entry("r14")], date))

    assert len(read.resources) == 1
    assert read.generated in {None, datetime(2026, 11, 16, tzinfo=UTC)}


@BOTH
def test_an_empty_one_is_read_as_empty(write: object) -> None:
    """Whoever takes it over refuses it."""
    assert _read(_written(write)).resources == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"listeRessources": {"ressource": []}}',
        b"<html><body>Maintenance</body></html>",
        public_json([public_entry("r14")], GENERATED)[:-3],
        public_xml([public_entry("r14"), public_entry("r15")], GENERATED)[:-40],
        b'{"listeRessourcesDiffusables": {"ressourceDiffusable": ["r14"]}}',
        b'<!DOCTYPE x [<!ENTITY a "b">]><listeRessourcesDiffusables/>',
        b"<listeRessourcesDiffusables><ressourceDiffusable>"
        + b"<a/>" * 90_000
        + b"</ressourceDiffusable></listeRessourcesDiffusables>",
        b"[" * 100_000,
    ],
)
def test_what_is_no_catalogue_is_not_used_at_all(body: bytes) -> None:
    """Half of one, a page for people, another list, an entry of a megabyte, a bomb."""
    assert read_offer(body) is ListFault.INVALID


def test_more_entries_than_anybody_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is used."""
    monkeypatch.setattr(offer_reading, "MOST", 3)
    three = [public_entry(f"r{number}") for number in range(3)]

    assert read_offer(public_json(three, GENERATED)) is ListFault.INVALID
    assert len(_read(public_json(three[:2], GENERATED)).resources) == 2


def _written(write: object, *entries: Entry) -> bytes:
    body = write(entries, GENERATED)  # type: ignore[operator]  # one of the two
    assert isinstance(body, bytes)
    return body
