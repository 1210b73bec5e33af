"""The addresses below the prefix."""

from collections.abc import Callable
from typing import Final

from flask import Response

from garbridge.web.api.routes import API_ROUTES
from garbridge.web.back_channel import BACK, back_view, livez, readyz
from garbridge.web.console.routes import CONSOLE_ROUTES
from garbridge.web.departures import departures
from garbridge.web.linking import lti_choose, lti_chosen
from garbridge.web.logout import cas_logout, logout, oidc_logout, saml_slo
from garbridge.web.mediacentre import mediacentre, mediacentre_fragment
from garbridge.web.metrics import metrics
from garbridge.web.my_pupils import my_pupils, my_pupils_ask
from garbridge.web.news import news
from garbridge.web.news_feed import FEEDS, news_feed
from garbridge.web.opening import gar_entry, open_link, open_tile
from garbridge.web.operating import operations
from garbridge.web.own_data.routes import OWN_DATA_ROUTES
from garbridge.web.own_marks import mark_favourite, own_marks, own_memory
from garbridge.web.pictures import PLACE
from garbridge.web.problems import follow_problem, problems
from garbridge.web.reporting import problem_reported, report_problem
from garbridge.web.sheet import resource_sheet
from garbridge.web.sign_in import FRONT, front_view
from garbridge.web.vignettes import vignette

Routes = tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]

ROUTES: Final[Routes] = (
    ("/mediacentre/", mediacentre, ("GET",)),
    ("/mediacentre/fragment", mediacentre_fragment, ("GET",)),
    ("/mediacentre/ressource/<key>", resource_sheet, ("GET",)),
    ("/mediacentre/ouvrir/", open_link, ("GET",)),
    ("/mediacentre/ouvrir/<key>", open_tile, ("GET",)),
    ("/mediacentre/mes-eleves", my_pupils, ("GET",)),
    ("/mediacentre/mes-eleves/demander", my_pupils_ask, ("POST",)),
    ("/mediacentre/reperes", own_marks, ("GET",)),
    ("/mediacentre/favoris", mark_favourite, ("POST",)),
    ("/mediacentre/memoire", own_memory, ("POST",)),
    ("/mediacentre/nouveautes", news, ("GET",)),
    (f"{FEEDS}<token>", news_feed, ("GET",)),
    ("/mediacentre/signaler/<key>", report_problem, ("GET",)),
    ("/mediacentre/signaler/<key>/envoyer", problem_reported, ("POST",)),
    (f"{PLACE}<digest>", vignette, ("GET",)),
    ("/domaineGar", gar_entry, ("GET",)),
    *(
        (path, front_view(name, path, view), channel.methods)
        for name, channel in FRONT.items()
        for path, view in channel.addresses()
    ),
    *((f"/{channel.path}", back_view(channel), channel.methods) for channel in BACK),
    ("/lti/deep-linking/<key>", lti_choose, ("GET",)),
    ("/lti/deep-linking-return", lti_chosen, ("POST",)),
    ("/mediacentre/deconnexion", logout, ("GET",)),
    ("/saml/slo", saml_slo, ("GET", "POST")),
    ("/cas/logout", cas_logout, ("GET",)),
    ("/oidc/logout", oidc_logout, ("GET", "POST")),
    ("/api/v1/departures", departures, ("GET", "POST")),
    *API_ROUTES,
    *CONSOLE_ROUTES,
    *OWN_DATA_ROUTES,
    ("/exploitation/", operations, ("GET",)),
    ("/exploitation/problemes", problems, ("GET",)),
    ("/exploitation/problemes/suivre", follow_problem, ("POST",)),
    ("/metrics", metrics, ("GET",)),
    ("/livez", livez, ("GET",)),
    ("/readyz", readyz, ("GET",)),
)
"""Every address below the prefix, its view and its methods."""
WITH_PROOF: Final = {
    "api_favourite",
    "departures",
    "autonome_subscription",
    "autonome_subscriptions",
    "autonome_elsewhere",
    "lti_chosen",
    "saml_slo",
    "oidc_logout",
    "upstream_callback",
    "upstream_notice",
    "upstream_logged_out",
    *(view for channel in FRONT.values() for _, view in channel.addresses()),
    *(channel.view for channel in BACK),
}
"""The views whose POST carries a proof of its own, a signature, a token or a secret, and no cookie
that would be one: they are exempt from the portal's protection against forged forms, and nothing
else is.  That of the API is a header which no page of another site can send."""
