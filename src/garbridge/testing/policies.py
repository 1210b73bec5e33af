"""The contract of :class:`garbridge.ports.PolicyArchive`.

Subclass with the fixture ``policies``, empty.
"""

from datetime import timedelta

from garbridge.ports import PolicyArchive
from garbridge.testing.world import NOW, PUBLISHER

DOCUMENT = {"provider": "é", "release": [{"attribute": "PRO", "ends": None}], "terms": None}


class PolicyArchiveContract:
    """What every archive of policies promises."""

    def test_a_policy_comes_back_as_it_was(self, policies: PolicyArchive) -> None:
        """By its version."""
        policies.keep(PUBLISHER.id, "v1", DOCUMENT, at=NOW)

        assert policies.document("v1") == DOCUMENT
        assert policies.document("v2") is None

    def test_the_first_to_keep_it_says_when(self, policies: PolicyArchive) -> None:
        """Every worker keeps it at its start; what was in force before is as old as it was."""
        first = policies.keep(PUBLISHER.id, "v1", DOCUMENT, at=NOW)
        policies.keep(PUBLISHER.id, "v2", {}, at=NOW + timedelta(hours=1))
        again = policies.keep(PUBLISHER.id, "v1", DOCUMENT, at=NOW + timedelta(days=8))

        assert first == again == NOW
        assert policies.document("v1") == DOCUMENT
