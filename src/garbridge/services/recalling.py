"""What an operation did, for whoever reads the journal of a school, and whether it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from garbridge.core.identifiers import OperationId, SchoolId
from garbridge.core.operations import Movement, Signature
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.services.assigning import AssigningService
from garbridge.services.undoing import NotUndone, why_not


@dataclass(frozen=True, slots=True)
class Recalled:
    """One operation as one school sees it.

    ``movements`` are those of the school and of the resources that may be read about.  ``undone``
    names the operation that undid it; ``fixed`` says why it cannot be undone, ``None`` if it can.
    ``may_undo`` says whether the actor may, and there is anything to undo.
    """

    signed: Signature
    movements: Sequence[Movement]
    undone: OperationId | None
    fixed: NotUndone | None
    may_undo: bool


def recall(
    assigning: AssigningService, actor: Actor, school: SchoolId, operation: OperationId
) -> Recalled | Denied | None:
    """Return what *operation* did at *school*; ``None`` if nothing that *actor* may read about.

    Raises:
        StoreError: the journal cannot be read.
    """
    known = assigning.catalogue().resources
    sight = assigning.permissions.sight(actor, Act.READ_JOURNAL, known, school)
    if isinstance(sight, Denied):
        return sight
    found = assigning.ledger.operation(operation)
    if found is None:
        return None
    only = sight.only(school)
    seen = [m for m in found.at_school(school) if only is None or m.right.resource in only]
    if not seen and not (only is None and school in found.elsewhere):
        return None
    return Recalled(
        found.signed,
        seen,
        assigning.ledger.undone_by(operation),
        why_not(found, assigning.ledger, assigning.clock()),
        assigning.may_undo(actor, found),
    )
