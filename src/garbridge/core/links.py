"""What somebody linked deeply: one place inside a resource, kept as an entry of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from garbridge.core.identifiers import ResourceId, SchoolId

LinkId = NewType("LinkId", str)
"""A random name of one link."""

LONGEST_TITLE = 200
"""Characters of a title that are kept; the rest is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepLink:
    """One place inside *resource*, as its tool described it for one school.

    Who may open it is who may open the resource there: a link gives nobody a licence.  ``custom``
    are texts of the tool's own, which it gets back at each launch.  ``launch`` is the reference of
    the launch in which it was chosen: who chose it stands in the journal and nowhere else.
    """

    id: LinkId
    school: SchoolId
    resource: ResourceId
    title: str
    url: str
    custom: Mapping[str, str] = field(default_factory=dict[str, str])
    launch: str
    added: datetime
