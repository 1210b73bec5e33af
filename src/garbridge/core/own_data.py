"""What a launch would tell about somebody, row by row, as that person reads it.

Made of the account of :func:`garbridge.core.release.release` and of nothing else: the page cannot
say another thing than what leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.access import Granted
from garbridge.core.attributes import Attribute
from garbridge.core.policy import PolicyEntry
from garbridge.core.release import Release, Withholding


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One attribute of the catalogue: ``values`` are what leaves, none where ``why`` says why not.

    ``label`` is the catalogue's.  ``entry`` is what lets it leave, ``None`` where nothing does; the
    opaque identifier needs none.  ``since`` is ``None`` where nobody knows.
    """

    attribute: Attribute
    label: str
    values: tuple[str, ...] = ()
    purpose: str = ""
    why: Withholding | None = None
    entry: PolicyEntry | None = None
    since: datetime | None = None

    @property
    def is_sent(self) -> bool:
        """Whether it leaves."""
        return self.why is None


def own_rows(
    granted: Granted, found: Release, since: Mapping[Attribute, datetime]
) -> tuple[OwnRow, ...]:
    """Return every attribute once: what leaves, then what does not, in the catalogue's order.

    The opaque identifier leaves as the name of the person at the provider also where no policy
    names it as an attribute, so its row says whether the provider is told of it at all.

    Args:
        granted: The proof of the check.
        found: What :func:`~garbridge.core.release.release` made of it.
        since: Since when each attribute is told to the resource.
    """
    policy, profile = granted.provider.policy, granted.membership.profile
    sent = {
        claim.attribute: OwnRow(
            attribute=claim.attribute,
            label=policy.facts(claim.attribute).label,
            values=claim.values,
            purpose=claim.purpose,
            entry=policy.entry_for(claim.attribute, profile),
            since=since.get(claim.attribute),
        )
        for claim in found.released.claims
    }
    rows = {
        one.attribute: OwnRow(
            attribute=one.attribute, label=policy.facts(one.attribute).label, why=one.why
        )
        for one in found.withheld
    } | sent
    subject = found.released.subject
    if subject and Attribute.IDO not in sent:
        label = policy.facts(Attribute.IDO).label
        rows[Attribute.IDO] = OwnRow(attribute=Attribute.IDO, label=label, values=(subject,))
    named = [rows[attribute] for attribute in policy.catalogue if attribute in rows]
    return tuple(sorted(named, key=lambda row: not row.is_sent))
