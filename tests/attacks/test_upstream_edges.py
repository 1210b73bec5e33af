"""What an upstream may say at the edges of what a date, a text or an address can be."""

import pytest
from tests.upstream.saml_sp.portal_side import Answer, believed, later, outcome

from garbridge.upstream.oidc_exchange import about

_CONFIRMED = f'NotOnOrAfter="{later(minutes=5)}" Recipient'
_HELD = f'NotOnOrAfter="{later(minutes=5)}"><saml:Aud'


@pytest.mark.parametrize(
    "edit",
    [
        (_CONFIRMED, 'NotOnOrAfter="9999-12-31T23:59:59Z" Recipient'),
        (_HELD, 'NotOnOrAfter="9999-12-31T23:59:59Z"><saml:Aud'),
        ("SessionIndex=", 'SessionNotOnOrAfter="9999-12-31T23:59:59Z" SessionIndex='),
        (f'NotBefore="{later(seconds=-30)}"', 'NotBefore="0001-01-01T00:00:00Z"'),
    ],
    ids=["confirmation", "conditions", "session", "beginning"],
)
def test_the_first_and_the_last_day_are_dates(edit: tuple[str, str]) -> None:
    """They are believed as any other that is far away, and no sum of them has no place."""
    assert believed(outcome(Answer(edit=(edit,)).xml())).subject


def test_an_address_that_nobody_verified_names_nobody() -> None:
    """OpenID Connect Core 5.7: whoever signs up with the head's address is not the head."""
    email = {"email": "directrice@ent.example", "uid": "alice"}

    assert set(about(email)) == {"uid"}
    assert set(about({**email, "email_verified": False})) == {"uid"}
    assert "email" not in about({**email, "email_verified": "true"})
    assert set(about({**email, "email_verified": True})) == {"uid", "email"}
