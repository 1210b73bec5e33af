"""The addresses of *Mes données*, below the prefix."""

from collections.abc import Callable
from typing import Final

from flask import Response

from garbridge.web.own_data.acts import donnees_download, donnees_history, donnees_objection
from garbridge.web.own_data.pages import donnees, donnees_resource, donnees_simple
from garbridge.web.own_data.public import donnees_public

OWN_DATA_ROUTES: Final[tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]] = (
    ("/donnees/", donnees, ("GET",)),
    ("/donnees/historique", donnees_history, ("GET",)),
    ("/donnees/simple/", donnees_simple, ("GET",)),
    ("/donnees/telecharger", donnees_download, ("POST",)),
    ("/donnees/public/", donnees_public, ("GET",)),
    ("/donnees/<key>", donnees_resource, ("GET",)),
    ("/donnees/<key>/opposition", donnees_objection, ("GET", "POST")),
)
