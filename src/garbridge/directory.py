"""What the author of a directory imports: the port, and the values it answers with.

A portal that has its people in its own tables implements :class:`Directory` and hands it to
:class:`garbridge.web.GarBridge`; ``garbridge.testing`` holds the contract it must keep.  Nothing
else is loaded with this module: no Flask, no database.

>>> place = Membership(SchoolId("0990001A"), Profile.TEACHER)
>>> Person(PersonId("anne"), Identity("Durand", "Anne"), (place,)).schools()
('0990001A',)
"""

from garbridge.core.identifiers import PersonId, SchoolId, parse_person_id, parse_school_id
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    School,
)
from garbridge.ports import Directory

__all__ = [
    "Directory",
    "Group",
    "GroupKind",
    "Identity",
    "Membership",
    "Person",
    "PersonId",
    "Profile",
    "School",
    "SchoolId",
    "parse_person_id",
    "parse_school_id",
]
