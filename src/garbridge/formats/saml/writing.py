"""Pieces of the messages we write."""

from garbridge.formats.canonical import Element, Hole


def holes(*names: str) -> dict[str, str | Hole]:
    """Return attributes that are filled with the value called as they are."""
    return {name: Hole(name) for name in names}


def text_element(name: str, hole: str) -> Element:
    """Return an element that holds the text called *hole*."""
    return Element(name, children=(Hole(hole),))
