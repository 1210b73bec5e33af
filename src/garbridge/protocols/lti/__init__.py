"""LTI 1.3, the platform: publishers whose resource is a tool are opened from the portal.

The flow::

    browser                     garbridge                          tool
       |  GET /mediacentre/ouvrir/K |                                |
       |--------------------------->|  gate, LtiInitiation.begin     |
       |  302 initiate_login_url?iss&login_hint&lti_message_hint…    |
       |<---------------------------|                                |
       |------------------------------------------------------------>|
       |  302 /lti/authorize?client_id&redirect_uri&nonce&state…     |
       |<------------------------------------------------------------|
       |--------------------------->|  LtiAdapter.parse              |
       |                            |  gate again, release           |
       |                            |  LtiAdapter.respond, commit    |
       |  a form that posts itself: id_token, state                  |
       |<---------------------------|                                |
       |------------------------------------------------------------>|

A tool never starts by itself: ``lti_message_hint`` is a click of the person who is signed in, in
that session, sealed under a secret of ours, for five minutes and one launch (:mod:`.hints`).
Content is chosen in the same way (:mod:`.choosing`), and comes back in a form that the tool signed
(:mod:`.returned`).

Implemented, of LTI Core 1.3: 3.1 (platform, client, deployment: one of each for a provider), 4
(resource link launch), 5.3 (required claims), 5.4 (``context``, ``custom``, ``launch_presentation``
and the person), Appendix A (roles of LIS).  Of the 1EdTech Security Framework 1.0: 5.1.1 (third
party initiated login, authentication request and response), 5.1.2 (``id_token``), 5.2.2 (messages
of a tool), 6.3 (key set).  Of Deep Linking 2.0: 4.4 and 4.5, for the types ``ltiResourceLink`` and
``link``.

Not as the specifications have it, and why:

- ``sub`` and every other claim about a person stand there only by the release policy.  The level of
  the agreement says how far that goes, and must say the same (:mod:`garbridge.core.anonymity`): a
  tool of the level ``public`` gets no ``sub``, as Core 5.3.6.1 allows for an anonymous launch.
- ``roles`` are those of ``PRO``, where it is released, and none otherwise: a role is a profile.
- What GAR has names for and OpenID Connect has not is in ``custom``, under GAR's names.  A custom
  parameter is one text (Core 5.4.6), so several values stand in one, ``;`` between them, with a
  backslash before one that belongs to a value.
- ``resource_link.id`` and ``context.id`` are derived for this tool alone, as ``sub`` is: two tools
  cannot tell by them that they serve one school, or one resource.  Where the policy keeps the
  school back there is no context, and the resource link is one for all schools.  They change when
  the pairwise key is turned, as identifiers do.
- The context is the school.  A class is in ``DIV``: a teacher is in several, and a launch from the
  portal says not for which one it is.
- ``login_hint`` is random, and no account; it opens ``lti_message_hint``, and nothing else does.
- ``prompt`` is ``none``, ``scope`` ``openid``, ``response_mode`` ``form_post``; nothing else is
  served, and ``request`` and ``request_uri`` are not read.  ``max_age`` is refused: LTI gives no
  way to have somebody prove anew who they are.
- Errors go to the registered address in the same form.  A refusal of the gate is a page of the
  portal, which can say why; it runs at the click already, so that few are refused here.
- A tool signs with RS256 (Security Framework 5.2.2 leaves more open).

Not offered: substitution of variables in ``custom``; names and roles, assignments and grades;
dynamic registration; the platform's storage for browsers without third-party cookies: a tool is
opened as a page of its own, where it needs none.

Not checked: the ``nonce`` of a deep linking response is required and not remembered.  ``data`` is
ours, is in the same signature and works once.
"""

from garbridge.protocols.lti.authorize import LtiAdapter, LtiSignIn
from garbridge.protocols.lti.hints import HINT_LIFETIME
from garbridge.protocols.lti.initiation import LtiInitiation
from garbridge.protocols.lti.names import LIS_ROLES
from garbridge.protocols.lti.publishing import LtiConfiguration, LtiKeys
from garbridge.protocols.lti.returned import ContentReturn
from garbridge.protocols.lti.tools import LiveTools, LtiTool, LtiTools, ToolLink

__all__ = [
    "HINT_LIFETIME",
    "LIS_ROLES",
    "ContentReturn",
    "LiveTools",
    "LtiAdapter",
    "LtiConfiguration",
    "LtiInitiation",
    "LtiKeys",
    "LtiSignIn",
    "LtiTool",
    "LtiTools",
    "ToolLink",
]
