"""The addresses of the API, below the prefix."""

from collections.abc import Callable
from typing import Final

from flask import Response

from garbridge.web.api.description import FILE, api_description, api_nothing
from garbridge.web.api.door import METHODS
from garbridge.web.api.favourites import api_favourite, api_favourites
from garbridge.web.api.figures import api_figures
from garbridge.web.api.own_data import api_own_data, api_own_data_of
from garbridge.web.api.resources import api_facets, api_resource, api_resources

BASE: Final = "/mediacentre/api/v1/"
_VIEWS: Final[tuple[tuple[str, Callable[..., Response]], ...]] = (
    ("ressources", api_resources),
    ("ressources/<key>", api_resource),
    ("facettes", api_facets),
    ("favoris", api_favourites),
    ("favoris/<key>", api_favourite),
    ("donnees", api_own_data),
    ("donnees/<key>", api_own_data_of),
    ("statistiques", api_figures),
    (FILE, api_description),
    ("", api_nothing),
    ("<path:rest>", api_nothing),
)
API_ROUTES: Final[tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]] = tuple(
    (f"{BASE}{path}", view, METHODS) for path, view in _VIEWS
)
"""Every address, which takes every method so as to answer in one form."""
