"""What a portal that is upgraded opens: a provider of each protocol, with the far end of each."""

import base64
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import requests
from joserfc import jws, jwt
from joserfc.jwk import KeySet
from lxml import html
from pytest_httpserver import HTTPServer
from tests.protocols.lti.platform import core, key_set, tool_key
from tests.protocols.oidc.provider import SECRET, authentication_request
from tests.protocols.saml.logouts import (
    NS,
    logout_request,
    logout_response,
    message,
    name_id,
    redirected,
)
from tests.protocols.saml.provider_side import authn_request, instant
from tests.protocols.saml.signatures import Signing
from tests.wiring.lti_portal import PROVIDER
from tests.wiring.running import SP
from tests.wiring.test_saml_logout import metadata
from werkzeug import Request, Response

from garbridge.core.identifiers import ResourceId, SchoolId, tile_key
from garbridge.formats.xml import parse_xml
from garbridge.ports import Redirect

SCHOOL = "0000004F"
ARKS = ("un", "deux", "outil", "studio", "globe")
CHOOSE = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_numbers = count()
_HEAD = (
    "idAbonnement;idRessource;uaiEtab;typeAffectation;publicCible;nbLicenceGlobale;debutValidite;"
    "finValidite;categorieAffectation\n"
)
LICENCES = {
    "subscriptions": _HEAD
    + "".join(
        f"{one};ark:/99999/{one};{SCHOOL};INDIV;ELEVE,ENSEIGNANT;2;2024-09-01;2034-08-31;"
        "transferable\n"
        for one in ARKS
    ),
    "assignments": "idAbonnement;personne;profil;type;code\n"
    + "".join(f"{one};{who};;;\n" for one in ARKS for who in ("demo-zoe", "demo-bruno")),
}
"""Of each resource one licence for a pupil and one for a teacher, by name: seats."""


def _resource(name: str, url: str) -> str:
    return f'[[resources]]\nark = "ark:/99999/{name}"\ntitle = "{name.title()}"\nurl = "{url}"\n'


def write_providers(folder: Path, here: str) -> None:
    """Write the providers below *folder*; those that the portal tells by itself are at *here*."""
    place = folder / "providers"
    globe = (
        f'client_id = "globe"\nredirect_uris = ["{here}globe"]\nclient_secret = "globe.secret"\n'
        f'backchannel_logout_uri = "{here}globe/fin"\n'
    )
    files = {
        "studio.toml": 'name = "Studio"\n[cas]\nsingle_logout = true\n'
        + _resource("studio", f"{here}studio"),
        "globe.toml": f'name = "Globe"\n[oidc]\n{globe}' + _resource("globe", f"{here}globe"),
        "globe.secret": SECRET,
        "parc.xml": metadata(),
        "parc.toml": 'name = "Parc"\n[saml]\nmetadata = "parc.xml"\n'
        + _resource("un", "https://sp.example/un")
        + _resource("deux", "https://sp.example/deux"),
        "parc.json": key_set().decode(),
        "outil.toml": PROVIDER.format(lti="").replace("12345/atlas", "99999/outil"),
    }
    for name, text in files.items():
        (place / name).touch(mode=0o600)
        (place / name).write_text(text, "utf-8")


def key_of(name: str) -> str:
    """Return the key of the tile of one of :data:`ARKS`."""
    return tile_key(ResourceId(f"ark:/99999/{name}"), SchoolId(SCHOOL))


@dataclass(frozen=True, slots=True)
class Told:
    """What the portal told two providers by itself, behind the browser: each end of a session."""

    studio: list[str] = field(default_factory=list)
    globe: list[str] = field(default_factory=list)


def listening(server: HTTPServer) -> Told:
    """Let both providers listen at *server*."""
    told = Told()

    def studio(request: Request) -> Response:
        told.studio.append(request.form["logoutRequest"])
        return Response("")

    def globe(request: Request) -> Response:
        told.globe.append(request.form["logout_token"])
        return Response("")

    server.expect_request("/studio", method="POST").respond_with_handler(studio)
    server.expect_request("/globe/fin", method="POST").respond_with_handler(globe)
    return told


def oidc_asks(here: str) -> dict[str, str]:
    """Return what the globe asks."""
    return authentication_request("globe", f"{here}globe")


@dataclass(frozen=True, slots=True)
class Parc:
    """The provider that speaks SAML to the portal at the address ``portal``."""

    portal: str

    def asks(self, resource: str = "") -> dict[str, str]:
        """Return a form that asks who is there; without *resource*, for whatever was clicked."""
        xml = authn_request("", issuer=SP, **self._heading("/saml/sso"))
        form = {"SAMLRequest": base64.b64encode(xml.encode()).decode()}
        return form | ({"RelayState": f"https://sp.example/{resource}"} if resource else {})

    def told(self, page: requests.Response) -> tuple[str, str]:
        """Return as whom somebody arrived, and in which session."""
        fields = form_of(page)
        root = parse_xml(base64.b64decode(fields["SAMLResponse"]))
        (statement,) = root.findall(".//saml:AuthnStatement", NS)
        return root.findtext(".//saml:NameID", "", NS), str(statement.get("SessionIndex"))

    def leaves(self, subject: str, index: str) -> dict[str, str]:
        """Return a form that asks for a logout."""
        whose = name_id(subject, NameQualifier=f"{self.portal}/saml/metadata", SPNameQualifier=SP)
        heading = self._heading("/saml/slo")
        xml = logout_request(whose, (index,), issuer=SP, **heading)
        octets = Signing(reference=f"#{heading['ID']}").enveloped(xml).encode()
        return {"SAMLRequest": base64.b64encode(octets).decode()}

    def left(self, location: str) -> str:
        """Return the query that answers the logout with which *location* came."""
        asked = message(Redirect(location))
        heading = self._heading("/saml/slo")
        return redirected(logout_response(InResponseTo=asked.get("ID"), issuer=SP, **heading)).query

    def _heading(self, path: str) -> dict[str, str | None]:
        return {
            "ID": f"_request{next(_numbers)}",
            "IssueInstant": instant(datetime.now(UTC)),
            "Destination": f"{self.portal}{path}",
        }


def status_of(location: str) -> str:
    """Return how the logout ended that *location* answers."""
    codes = message(Redirect(location)).iterfind(".//samlp:StatusCode", NS)
    return [str(one.get("Value")).rpartition(":")[2] for one in codes][-1]


def tool_told(page: requests.Response, keys: requests.Response) -> dict[str, object]:
    """Return what the tool reads, by the *keys* that are published."""
    token = jwt.decode(form_of(page)["id_token"], KeySet.import_key_set(keys.json()))
    return dict(token.claims)


def tool_chose(told: dict[str, object], title: str) -> dict[str, str]:
    """Return the form with which the tool answers that something was chosen."""
    settings, now = told[f"{CHOOSE}deep_linking_settings"], int(time.time())
    assert isinstance(settings, dict)
    item = {"type": "ltiResourceLink", "title": title, "url": f"https://outil.example/{title}"}
    whole = {
        "iss": "parc",
        "aud": told["iss"],
        "iat": now,
        "exp": now + 300,
        "nonce": f"n{next(_numbers)}",
        core("message_type"): "LtiDeepLinkingResponse",
        core("version"): "1.3.0",
        core("deployment_id"): "1",
        f"{CHOOSE}data": settings["data"],
        f"{CHOOSE}content_items": [item],
    }
    header = {"alg": "RS256", "kid": tool_key().kid}
    return {"JWT": jws.serialize_compact(header, json.dumps(whole), tool_key())}


def form_of(page: requests.Response) -> dict[str, str]:
    """Return what a page posts that posts itself."""
    (form,) = html.fromstring(page.text).forms
    return {str(name): value or "" for name, value in form.fields.items()}
