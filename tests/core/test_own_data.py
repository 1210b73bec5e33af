"""The rows somebody reads are the account of the launch, whatever the policy."""

from dataclasses import replace

from hypothesis import given
from tests.strategies import grants

from garbridge.core.access import Granted
from garbridge.core.attributes import Attribute
from garbridge.core.own_data import own_rows
from garbridge.core.release import release
from garbridge.testing.world import NOW

SUBJECT = "f" * 128


@given(grants())
def test_rows_are_what_leaves_and_what_does_not(granted: Granted) -> None:
    """Each attribute of the catalogue once; the values are those of the claims, to the letter."""
    found = release(granted, subject=SUBJECT)
    rows = own_rows(granted, found, {Attribute.PRO: NOW})

    assert sorted(row.attribute for row in rows) == sorted(granted.provider.policy.catalogue)
    sent = {row.attribute: row.values for row in rows if row.is_sent}
    assert sent == {Attribute.IDO: (SUBJECT,)} | {
        claim.attribute: claim.values for claim in found.released.claims
    }
    withheld = {one.attribute: one.why for one in found.withheld if one.attribute not in sent}
    assert {row.attribute: row.why for row in rows if not row.is_sent} == withheld
    assert all(row.values == () for row in rows if not row.is_sent)
    assert [row.is_sent for row in rows] == sorted((row.is_sent for row in rows), reverse=True)


@given(grants())
def test_a_provider_that_recognises_nobody_has_no_identifier(granted: Granted) -> None:
    """Its row says no, whatever a policy names."""
    anonymous = replace(granted, provider=replace(granted.provider, anonymous=True))
    rows = own_rows(anonymous, release(anonymous, subject=SUBJECT), {})

    (opaque,) = [row for row in rows if row.attribute == Attribute.IDO]
    assert not opaque.is_sent
    assert SUBJECT not in [value for row in rows for value in row.values]
