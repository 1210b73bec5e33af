"""What somebody who objects is told to use instead, and whom to ask (*à qui m’adresser*)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import SchoolId


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to ask: at each of ``schools``, and ``everywhere`` else; empty where nobody said."""

    everywhere: str = ""
    schools: Mapping[SchoolId, str] = field(default_factory=dict[SchoolId, str])

    def instead(
        self,
        refused: Refused,
        catalogue: Catalogue,
        resource: Resource | None,
        school: SchoolId | None,
    ) -> str:
        """Return the alternative to *resource*, then whom to ask at *school*.

        The resource's own alternative stands in the place of its provider's.  Empty where neither
        is written down, and for every refusal but an objection; ``None`` is a resource or a school
        that is not known.

        >>> from garbridge.testing.world import ATLAS, LYCEE, PUBLISHER
        >>> known, refused = Catalogue([PUBLISHER], [ATLAS]), Refused(Refusal.OBJECTED)
        >>> Contacts("Demandez au CDI.").instead(refused, known, ATLAS, LYCEE.id)
        'Demandez au CDI.'
        """
        if refused.reason is not Refusal.OBJECTED or resource is None:
            return ""
        provider = catalogue.providers.get(resource.provider)
        own = resource.alternative or (provider.alternative if provider else "")
        whom = self.everywhere if school is None else self.schools.get(school, self.everywhere)
        return " ".join(one for one in (own, whom) if one)


SILENT: Final = Contacts()
"""Nobody said whom to ask."""
