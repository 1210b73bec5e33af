"""A message names a key; somebody wants the line."""

import pytest

from garbridge.config import line_of

FILE = """# a comment
name = "Parc"   # another

[saml]
metadata = "parc.xml"

[saml.attribute_names]
PRO = "profil"

[[resources]]
ark = "ark:/1/a"
[[ resources ]]
ark = "ark:/1/b"
release = [
  "PRO",
]

[[release]]
attribute = "PRO"
accept = { no_retention = "bref" }

[[release]]
"attribute" = "DIV"

[terms]
role = "processor"
[[terms.sub_processors]]
name = "A"
[[terms.sub_processors]]
country = "FR"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("name", 2),
        ("saml", 4),
        ("saml.metadata", 5),
        ("saml.attribute_names.PRO", 8),
        ("resources[1].ark", 11),
        ("resources[2].ark", 13),
        ("resources[2].release", 14),
        ("release[1].attribute", 19),
        ("release[1].accept.no_retention", 20),
        ("release[1].purpose", 18),
        ("release[2].attribute", 23),
        ("release[2].", 22),
        ("release[9].purpose", 1),
        ("terms.role", 26),
        ("terms.contract", 25),
        ("terms.sub_processors[1].name", 28),
        ("terms.sub_processors[2].country", 30),
        ("terms.sub_processors[2].name", 29),
        ("nowhere.at.all", 1),
        ("", 1),
    ],
)
def test_the_line_of_a_place(place: str, line: int) -> None:
    """A key that is missing is on the line of what lacks it."""
    assert line_of(FILE, place) == line
