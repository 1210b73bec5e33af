"""The bodies of the GAR's subscription service, in XML.

::

    PUT|POST /{idAbonnement}   <abonnement> with the fields of a subscription
    GET|POST /abonnements      <filtres>, possibly nothing    ->  <abonnements>

Written as public clients write and read them.  The order of a subscription's fields is theirs in
what is written here, and not asked of what is read: nobody says that the GAR asks for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from lxml import etree

from garbridge.core.days import end_of, first_of
from garbridge.core.messages import N_
from garbridge.core.order_filters import (
    DATES,
    FILTERS,
    LONGEST_LIST,
    SORTS,
    Between,
    Wanted,
)
from garbridge.core.orders import Order
from garbridge.core.selling import FIELDS, fields_of
from garbridge.core.stated import Breach, Stated
from garbridge.errors import MalformedError
from garbridge.formats.xml import parse_xml, written_xml

NAMESPACE: Final = "http://www.atosworldline.com/wsabonnement/v1.0/"
_ONE: Final = "abonnement"
_ALL: Final = "abonnements"
_FILTERS: Final = "filtres"
_MOST_FIELDS: Final = 2_000
"""An order for every school of an académie names so many."""
_DIGITS: Final = 8
_MOMENT: Final = timedelta(microseconds=1)
_FIRST: Final = "debut"
_LAST: Final = "fin"


def read_subscription(body: bytes) -> Stated | tuple[Breach, ...]:
    """Return what *body* states, field by field, or which fields it cannot have.

    Raises:
        MalformedError: it is no such document.
        OversizedError: it is larger than any honest one.
    """
    root = _root(body, _ONE)
    if len(root) > _MOST_FIELDS:
        raise MalformedError(f"{len(root)} fields")
    stated: dict[str, list[str]] = {}
    breaches: list[Breach] = []
    for child in root:
        name = _own_name(child)
        if name not in FIELDS:
            breaches.append(Breach(_shown(name), "", N_("ce champ n’est pas connu")))
        elif len(child) or child.attrib:
            breaches.append(Breach(name, "", N_("il faut un texte")))
        else:
            stated.setdefault(name, []).append((child.text or "").strip())
    return tuple(breaches) or stated


def read_wanted(body: bytes, ranks: Mapping[str, str], zone: tzinfo) -> Wanted | tuple[Breach, ...]:
    """Return which subscriptions *body* and the *ranks* of the address ask for, or what is wrong.

    Raises:
        MalformedError: *body* is something, and no such document.
        OversizedError: it is larger than any honest one.
    """
    breaches: list[Breach] = []
    wanted = _ranked(ranks, breaches)
    if body.strip():
        for child in _root(body, _FILTERS):
            wanted = _narrowed(wanted, child, zone, breaches)
    return tuple(breaches) or wanted


def write_subscriptions(orders: Iterable[Order], zone: tzinfo) -> bytes:
    """Return the list of *orders*."""
    root = etree.Element(f"{{{NAMESPACE}}}{_ALL}", nsmap={None: NAMESPACE})
    for order in orders:
        _fill(etree.SubElement(root, f"{{{NAMESPACE}}}{_ONE}"), order, zone)
    return written_xml(root)


def write_subscription(order: Order, zone: tzinfo) -> bytes:
    """Return *order* alone."""
    root = etree.Element(f"{{{NAMESPACE}}}{_ONE}", nsmap={None: NAMESPACE})
    _fill(root, order, zone)
    return written_xml(root)


def _fill(element: etree._Element, order: Order, zone: tzinfo) -> None:
    for name, texts in fields_of(order, zone).items():
        for text in texts:
            etree.SubElement(element, f"{{{NAMESPACE}}}{name}").text = text


def _root(body: bytes, name: str) -> etree._Element:
    root = parse_xml(body)
    if root.tag != f"{{{NAMESPACE}}}{name}":
        raise MalformedError(f"not a <{name}> of {NAMESPACE}")
    return root


def _own_name(element: etree._Element) -> str:
    """Return the local name of what is in our namespace; else its whole name."""
    return str(element.tag).removeprefix(f"{{{NAMESPACE}}}")


def _ranked(ranks: Mapping[str, str], breaches: list[Breach]) -> Wanted:
    found: dict[str, int] = {}
    for name, default in ((_FIRST, 1), (_LAST, LONGEST_LIST)):
        text = ranks.get(name, "")
        short = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
        is_rank = short and int(text) > 0
        if text and not is_rank:
            breaches.append(Breach(name, "", N_("il faut un rang, à partir de 1")))
        found[name] = int(text) if is_rank else default
    if _LAST not in ranks:
        found[_LAST] = max(found[_LAST], found[_FIRST] + LONGEST_LIST - 1)
    if found[_FIRST] > found[_LAST]:
        breaches.append(Breach(_LAST, "", N_("la fin vient après le début")))
    return Wanted(first=found[_FIRST], last=found[_LAST])


def _narrowed(
    wanted: Wanted, child: etree._Element, zone: tzinfo, breaches: list[Breach]
) -> Wanted:
    """Return *wanted* with what *child* adds; what it cannot say is added to *breaches*."""
    name, text = _own_name(child), (child.text or "").strip()
    match name:
        case "filtre":
            said = _parts(child)
            field = said.get("filtreNom", "")
            if field not in FILTERS:
                breaches.append(
                    Breach("filtreNom", "", N_("il faut {ones}"), (("ones", ", ".join(FILTERS)),))
                )
            return replace(wanted, filters=(*wanted.filters, (field, said.get("filtreValeur", ""))))
        case "filtreParDate":
            return replace(wanted, dates=(*wanted.dates, *_dates(child, zone, breaches)))
        case "triPar" if text in SORTS:
            return replace(wanted, sort=text)
        case "tri" if text in {"ASC", "DSC"}:
            return replace(wanted, descending=text == "DSC")
        case "aboSuppr" if text in {"true", "false", "1", "0"}:
            return replace(wanted, with_deleted=text in {"true", "1"})
        case _:
            breaches.append(Breach(_shown(name), "", N_("ce filtre n’est pas connu, ou pas ainsi")))
            return wanted


def _dates(element: etree._Element, zone: tzinfo, breaches: list[Breach]) -> Iterator[Between]:
    said = _parts(element)
    field = said.get("dateName") or said.get("dateNom", "")
    if field not in DATES:
        breaches.append(
            Breach("dateName", "", N_("il faut {ones}"), (("ones", " / ".join(DATES)),))
        )
        return
    try:
        after = _instant(said.get("dateApres", ""), zone, is_last=False)
        before = _instant(said.get("dateAvant", ""), zone, is_last=True)
    except (ValueError, OverflowError):
        breaches.append(Breach("filtreParDate", "", N_("il faut une date (AAAA-MM-JJ)")))
        return
    yield Between(field, after, before)


def _instant(text: str, zone: tzinfo, *, is_last: bool) -> datetime | None:
    """Return the instant *text* names: of a day its first one, or its last where it *is_last*."""
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    if len(text) == len("AAAA-MM-JJ"):
        return end_of(instant.date(), zone) - _MOMENT if is_last else first_of(instant.date(), zone)
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def _parts(element: etree._Element) -> dict[str, str]:
    return {_own_name(child): (child.text or "").strip() for child in element}


def _shown(name: str) -> str:
    """Return *name*, which somebody else chose, as it can be shown on one line."""
    return ascii(name)[1:50].rstrip("'")


def ranks_of(arguments: Mapping[str, str]) -> Mapping[str, str]:
    """Return the ranks among the *arguments* of an address."""
    return {name: arguments[name] for name in (_FIRST, _LAST) if name in arguments}


def texts_of(breaches: Sequence[Breach]) -> str:
    """Return *breaches* on one line: each field, its rule and what is wanted."""
    return " ; ".join(f"{breach.field} : {breach}" for breach in breaches)
