"""The contract of :class:`garbridge.ports.PolicyArchive`.

Subclass with the fixture ``policies``, empty.
"""

from datetime import timedelta

from garbridge.core.identifiers import ProviderId
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

    def test_the_versions_of_a_provider_come_in_order(self, policies: PolicyArchive) -> None:
        """The oldest first, whatever their names; those of another provider are not among them."""
        policies.keep(PUBLISHER.id, "v2", DOCUMENT, at=NOW)
        policies.keep(PUBLISHER.id, "v1", {}, at=NOW + timedelta(hours=1))
        policies.keep(ProviderId("another"), "v3", {}, at=NOW)

        found = policies.versions(PUBLISHER.id)

        assert [(one.name, one.since) for one in found] == [
            ("v2", NOW),
            ("v1", NOW + timedelta(hours=1)),
        ]
        assert found[0].document == DOCUMENT
        assert policies.versions(ProviderId("nobody")) == []
