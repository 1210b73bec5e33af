"""Where cards find pictures of resources: at an address of ours, or nowhere.

No browser is sent to a publisher for a picture: the publisher would learn who looks at what, and
when, before anything is opened.
"""

from dataclasses import dataclass, field
from typing import Final

from flask import request

from garbridge.core.catalogue import Resource, Source
from garbridge.core.vignettes import Shown
from garbridge.web.bridge import Bridge
from garbridge.web.own_paths import own_path

PLACE: Final = "/mediacentre/vignettes/"

_NOTHING: Final = Shown({})


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the pictures of resources are: the copies of ``shown``, below ``place``."""

    shown: Shown = _NOTHING
    place: str = field(default="", compare=False)

    def of(self, resource: Resource) -> str | None:
        """Return the address of the picture of *resource*; ``None`` where initials stand for it.

        A path of the portal's own is shown as it is, unless somebody else says it.
        """
        digest = self.shown.of_resource(resource)
        if digest:
            return f"{self.place}{digest}"
        return None if resource.source is Source.NATIONAL else own_path(resource.vignette)


def pictures_of(bridge: Bridge) -> Pictures:
    """Return where cards of the present request find pictures; no question for each of them."""
    if not bridge.settings.has_vignettes:
        return Pictures()
    return Pictures(bridge.vignettes.shown(), f"{request.script_root}{bridge.prefix}{PLACE}")
