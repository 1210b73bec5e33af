"""The web face: translates HTTP to values and back, decides nothing.

``GarBridge`` mounts these addresses below the prefix that the portal chooses:

======================================= ===================================================
``/mediacentre/``                       the person's resources
``/mediacentre/ouvrir/<key>``, ``?ark=`` a deep link to one resource
``/domaineGar``                         the same in the GAR's own form
``/saml/metadata``, ``/saml/sso``       SAML 2.0 identity provider
``/cas/login``, ``/cas/serviceValidate``,
``/cas/p3/serviceValidate``             CAS 3.0 server
``/livez``                              liveness probe
======================================= ===================================================

What a request goes through: :mod:`~garbridge.web.extension` (routes),
:mod:`~garbridge.web.identity` (who), :mod:`~garbridge.web.incoming` (wire values), a service,
then :mod:`~garbridge.web.pages` and :mod:`~garbridge.web.outgoing` (headers).  Every error goes
through :mod:`~garbridge.web.failures`.

``own_path`` is for the portal's own sign-in view, which must not follow any ``next``.
``without_garbridge_tables`` is for the portal's Alembic, where both share one database.
"""

from garbridge.web.extension import GarBridge
from garbridge.web.own_paths import own_path
from garbridge.wiring import without_garbridge_tables

__all__ = ["GarBridge", "own_path", "without_garbridge_tables"]
