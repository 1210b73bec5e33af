"""CAS 3.0 server side: publishers that speak GAR's CAS sign in here unchanged.

The flow::

    browser                     garbridge                          provider
       |  GET /cas/login?service=S  |                                  |
       |--------------------------->|  CasAdapter.parse                |
       |                            |  gate, release                   |
       |                            |  CasAdapter.respond, commit      |
       |  302 S?ticket=ST-...       |                                  |
       |<---------------------------|                                  |
       |  GET S?ticket=ST-...       |                                  |
       |-------------------------------------------------------------->|
       |                            |  GET /cas/p3/serviceValidate     |
       |                            |      ?service=S&ticket=ST-...    |
       |                            |<---------------------------------|
       |                            |  CasValidation.answer            |
       |                            |  cas:user, cas:attributes        |
       |                            |--------------------------------->|

A service ticket is the one key to the claims that were released at ``/cas/login``: validation
redeems, it decides nothing, and is recorded as an event of its own.  The store keeps neither the
ticket nor anything readable.

Implemented, of the CAS Protocol 3.0 Specification (3.0.3): 2.1.1 and 2.2.4 ``/login`` for somebody
who is signed in already; 2.3 ``/logout`` and 2.3.3 single logout; 2.5 ``/serviceValidate``; 2.8
``/p3/serviceValidate``; 2.5.3 the error codes; 3.1 and 3.7 service tickets.

Not as the specification has it, and why:

- ``service`` is one exact registered text (2.1.1 recommends a registry and leaves its rule open).
  The query is form-decoded once: clients differ in the case of their percent escapes only.
- ``renew`` has the person prove anew who they are where the portal has a page for it; where it
  has none they are shown why nothing opens, for a ticket would claim that they did.  It wins over
  ``gateway`` (2.1.1 leaves both together open).  At validation it is ``INVALID_TICKET`` for a
  ticket of single sign-on (2.5.1).  The value ``false`` counts as absent.
- Single logout tells those services that are registered with ``single_logout``: one that does not
  know it answers with a page, which would be taken for success.  The request is not signed; it
  names a ticket that only the service and the portal know.
- ``gateway`` sends the browser back without a ticket wherever a page would be shown instead: the
  portal's sign-in, the choice of a school, a refusal.
- ``method`` other than ``GET`` is refused; 2.1.1 leaves POST and HEADER to the server.
- ``/serviceValidate`` answers with the user alone: attributes belong to ``/p3/`` (2.8).
- ``cas:attributes`` holds the released claims and nothing more, as the GAR's does.  The three
  elements of Appendix A's schema (*authenticationDate* and two others) would say when and how
  the person signed in at the portal, which no release policy names.
- Proxy tickets are not offered (2.5.4, 2.6, 2.7): ``pgtUrl`` is
  ``UNAUTHORIZED_SERVICE_PROXY`` and nobody is called; ``PT-`` and ``PGT-`` are
  ``INVALID_TICKET_SPEC``.
- A ticket that was presented is spent, whatever the answer (3.1.1, stretched to requests that are
  wrong for another reason).  Only a request that is no GET, is too long or names no one ticket
  spends none.
- The failure text is a constant: it repeats nothing of the request, the ticket least of all.
- A value with a character that XML 1.0 cannot carry stops the launch
  (:class:`~garbridge.errors.ReleaseMismatchError`): it is neither dropped nor replaced, because
  the provider must receive what was decided.

Not checked: who calls the back channel.  CAS clients have no credentials; the ticket is the
secret, for ten seconds and once.
"""

from garbridge.protocols.cas.login import CasAdapter, CasLogin
from garbridge.protocols.cas.logout import CasLogout
from garbridge.protocols.cas.services import CasService, CasServices, register_services
from garbridge.protocols.cas.tickets import TICKET_LIFETIME
from garbridge.protocols.cas.validation import CasValidation

__all__ = [
    "TICKET_LIFETIME",
    "CasAdapter",
    "CasLogin",
    "CasLogout",
    "CasService",
    "CasServices",
    "CasValidation",
    "register_services",
]
