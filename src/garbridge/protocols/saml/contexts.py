"""Which authentication context class is asserted (Core 3.3.2.2.1, Authentication Context 3.4).

A portal says of everybody the same: by which class people sign in there, and which weaker ones
that includes, in their order.  The classes of SAML have none of their own.
"""

from collections.abc import Sequence

from garbridge.formats.saml.names import UNSPECIFIED_CONTEXT
from garbridge.protocols.saml.authn_request import AuthnRequest
from garbridge.protocols.saml.peers import SamlSettings
from garbridge.protocols.saml.statuses import Status, StatusError


def asserted_context(request: AuthnRequest, settings: SamlSettings) -> str:
    """Return the class to assert, which is true of everybody and meets what *request* asks.

    ``unspecified`` is met by itself, however it is compared but by "better than".

    Raises:
        StatusError: no class that can be asserted meets it (*NoAuthnContext*).
    """
    requested, usual = request.requested_context, settings.authn_context
    if requested is None:
        return usual
    known = settings.authn_contexts or (usual,)
    places = [known.index(name) for name in requested.classes if name in known]
    found = _compared(requested.comparison, known, places, complete=len(requested.classes))
    if found is not None:
        return found
    if UNSPECIFIED_CONTEXT in requested.classes and requested.comparison in _MET_BY_ITSELF:
        return UNSPECIFIED_CONTEXT
    raise StatusError(Status.NO_AUTHN_CONTEXT, "an authentication context we do not assert")


_MET_BY_ITSELF = frozenset({"exact", "minimum", "maximum"})


def _compared(
    comparison: str, known: Sequence[str], places: Sequence[int], *, complete: int
) -> str | None:
    """Return the class of *known*, weakest first, that stands to *places* as *comparison* says.

    Of those that do it is the strongest, but for "exact", where the first that is asked for is
    meant.  A class that nobody ordered is weaker and stronger than nothing: what must be better
    than that, too, is met by nothing.
    """
    if not places:
        return None
    match comparison:
        case "exact":
            return known[places[0]]
        case "minimum":
            return known[-1]
        case "maximum":
            return known[max(places)]
        case "better" if max(places) < len(known) - 1 and len(places) == complete:
            return known[-1]
        case _:
            return None
