"""The names on the wire stand for every attribute of the values, once."""

from dataclasses import fields, replace

from garbridge.core.national import ListedResource, Presentation, PublicResource
from garbridge.gar.resource_list import FIELDS, PUBLIC_FIELDS, Field


def _attributes(table: tuple[Field, ...]) -> list[str]:
    return [one.attribute for one in table]


def test_every_attribute_of_a_listed_resource_has_one_name() -> None:
    """A reader and a writer that walk the table forget none."""
    assert sorted(_attributes(FIELDS)) == sorted(one.name for one in fields(ListedResource))
    assert len({one.name for one in FIELDS}) == len(FIELDS)


def test_every_attribute_of_a_public_resource_but_its_sellers_has_one_name() -> None:
    """The sellers have an element of their own; labels are read, and not written."""
    labels = {"subjects", "levels", "types"}
    expected = {one.name for one in fields(PublicResource)} - {"sellers"} - labels

    assert set(_attributes(PUBLIC_FIELDS)) == expected


def test_a_textbook_is_known_by_its_code() -> None:
    """Its label may be written in any way."""
    plain = ListedResource(id="ark:/12345/a", title="A", address="https://gar.example/a")

    assert not plain.is_textbook
    assert replace(plain, presentation=Presentation("MAN", "manuels")).is_textbook
