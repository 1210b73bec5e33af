"""The contract of :class:`garbridge.ports.LinkStore`.

Subclass it with the fixtures ``links``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import ResourceId
from garbridge.core.links import DeepLink, LinkId
from garbridge.errors import StoreError
from garbridge.ports import LinkStore, Transaction
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

LINK = DeepLink(
    id=LinkId("AbC_1-2"),
    school=LYCEE.id,
    resource=ATLAS.id,
    title="L’Europe « physique » ; 100 % \\ ' \" 🗺",
    url="https://parc.example/atlas/europe?vue=relief&n=1",
    custom={"chapitre": "3", "vide": "", "é": "« ; »"},
    launch="k7pm2q4x",
    added=NOW + timedelta(microseconds=1),
)
LATER = replace(LINK, id=LinkId("0"), title="", custom={}, added=NOW + timedelta(days=1))
AT_COLLEGE = replace(LINK, school=COLLEGE.id)
OTHER = replace(LINK, resource=ResourceId("ark:/99999/other"))


class LinkStoreContract:
    """What every store of links promises."""

    def test_nothing_is_linked(self, links: LinkStore) -> None:
        """An empty store answers."""
        assert list(links.links(LYCEE.id, ATLAS.id)) == []
        assert links.link(LYCEE.id, ATLAS.id, LINK.id) is None
        assert not links.remove(LYCEE.id, ATLAS.id, LINK.id)

    def test_a_link_comes_back_as_it_was(self, links: LinkStore) -> None:
        """Its words, its address and what the tool said, to the letter."""
        links.add([LINK])

        assert links.link(LYCEE.id, ATLAS.id, LINK.id) == LINK
        assert list(links.links(LYCEE.id, ATLAS.id)) == [LINK]

    def test_they_come_oldest_first(self, links: LinkStore) -> None:
        """In the order in which they were added, whatever they are called."""
        links.add([LATER, LINK])

        assert list(links.links(LYCEE.id, ATLAS.id)) == [LINK, LATER]

    def test_each_school_and_resource_has_its_own(self, links: LinkStore) -> None:
        """A name is asked for where it belongs, and found nowhere else."""
        links.add([AT_COLLEGE, OTHER])

        assert links.link(LYCEE.id, ATLAS.id, LINK.id) is None
        assert list(links.links(LYCEE.id, ATLAS.id)) == []
        assert links.link(COLLEGE.id, ATLAS.id, LINK.id) == AT_COLLEGE
        assert list(links.links(LYCEE.id, OTHER.resource)) == [OTHER]
        assert list(links.of_school(LYCEE.id)) == [OTHER]
        assert list(links.of_school(COLLEGE.id)) == [AT_COLLEGE]

    def test_one_is_removed_once(self, links: LinkStore) -> None:
        """That one, there, and no other."""
        links.add([LINK, LATER, AT_COLLEGE])

        assert links.remove(LYCEE.id, ATLAS.id, LINK.id)
        assert not links.remove(LYCEE.id, ATLAS.id, LINK.id)
        assert list(links.links(LYCEE.id, ATLAS.id)) == [LATER]
        assert links.link(COLLEGE.id, ATLAS.id, LINK.id) == AT_COLLEGE

    def test_a_name_is_used_once(self, links: LinkStore) -> None:
        """What is there stays, and nothing of the others is added."""
        links.add([LINK])

        with pytest.raises(StoreError):
            links.add([LATER, replace(LINK, title="une autre")])

        assert list(links.links(LYCEE.id, ATLAS.id)) == [LINK]

    def test_what_is_undone_was_never_added(
        self, links: LinkStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                links.add([LINK])
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert list(links.links(LYCEE.id, ATLAS.id)) == []
