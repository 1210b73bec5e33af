"""A portal with four workers, and one Apache with three modules that sign people in at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from lxml import html
from tests.journeys.several_workers import Portal, free_port, portal_at_work
from tests.journeys.visitor import Visitor
from tests.peers.apache import Apache, apache, apache_folder, require_apache
from tests.peers.between import Between, between
from tests.protocols.saml.signatures import certificate_pem, key_pem

ATLAS = "ark:/12345/atlas"
VIDEOS = "ark:/12345/videos"
FRISE = "ark:/12345/frise"
GLOBE = "ark:/12345/globe"
PLAN = "ark:/12345/plan"
SECRET = "a-made-up-secret~" + "0." * 16

_MELLON = """
<Location /{name}>
  MellonEnable info
  MellonEndpointPath /{name}/mellon
  MellonIdPMetadataFile {folder}/portal.xml
  MellonSPPrivateKeyFile {folder}/sp.key
  MellonSPCertFile {folder}/sp.crt
  MellonSPentityId {url}/{name}/metadata
  MellonSecureCookie Off
  MellonSignatureMethod rsa-sha256
  {more}
</Location>
<Location /{name}/resource>
  AuthType Mellon
  MellonEnable auth
  Require valid-user
</Location>
"""
_CAS = """
CASCookiePath {folder}/cas/
CASLoginURL {portal}/cas/login
CASValidateURL {between}/cas/p3/serviceValidate
CASSSOEnabled On
CASAttributePrefix CAS-
CASAttributeDelimiter |
<Location /cas>
  AuthType CAS
  CASScope /cas
  CASAuthNHeader CAS-User
  Require valid-user
</Location>
"""
_OIDC = """
OIDCProviderMetadataURL {between}/oidc/.well-known/openid-configuration
OIDCClientID frise
OIDCClientSecret {secret}
OIDCRedirectURI {url}/oidc/back
OIDCCryptoPassphrase a-passphrase
OIDCPKCEMethod S256
OIDCScope openid
OIDCIDTokenSignedResponseAlg RS256
OIDCPassClaimsAs environment
OIDCSessionType server-cache
OIDCDefaultLoggedOutURL {url}/out
<Location /oidc>
  AuthType openid-connect
  Require valid-user
</Location>
"""
_ALIAS = """
ScriptAliasMatch ^/[a-z]+/resource$ {folder}/www/show.cgi
"""


@dataclass(frozen=True, slots=True)
class Peers:
    """The portal, what stands in front of its back channels, and the providers' Apache."""

    portal: Portal
    between: Between
    apache: Apache

    def learnt(self, page: requests.Response, prefix: str) -> dict[str, str]:
        """Return what the resource was told behind the module, whose names begin with *prefix*."""
        assert page.status_code == 200, f"{page.text}\n{self.apache.log()}"
        told = dict(line.partition("=")[::2] for line in page.text.splitlines())
        return {
            name.removeprefix(prefix): value
            for name, value in told.items()
            if name.startswith(prefix) or name == "REMOTE_USER"
        }

    def is_in(self, visitor: Visitor, place: str) -> bool:
        """Say whether the module at *place* knows who comes, without asking the portal."""
        address = f"{self.apache.url}/{place}/resource"
        page = visitor.session.get(address, allow_redirects=False, timeout=20)
        return page.status_code == 200

    def at_the_portal(self, visitor: Visitor) -> bool:
        """Say whether the portal still knows who comes."""
        address = f"{self.portal.url}/mediacentre/"
        page = visitor.session.get(address, allow_redirects=False, timeout=20)
        return page.status_code == 200


def text_of(page: requests.Response) -> str:
    """Return what a person reads."""
    return " ".join(html.fromstring(page.text).text_content().split())


@pytest.fixture(scope="session", name="peers")
def _peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    """Start both, and register what Apache speaks as an administrator does."""
    require_apache()
    with (
        portal_at_work(
            tmp_path_factory.mktemp("portal"),
            *(ATLAS, VIDEOS, FRISE, GLOBE, PLAN),
            address=f"http://localhost:{free_port()}",
        ) as portal,
        between(portal.url) as middle,
        apache_folder() as folder,
    ):
        port = free_port()
        told = {
            "folder": str(folder),
            "portal": portal.url,
            "between": middle.url,
            "url": f"http://127.0.0.1:{port}",
            "secret": SECRET,
        }
        _write_files(folder, portal, told["url"])
        persistent = f"MellonSPMetadataFile {folder}/persistent.xml"
        mellon = _MELLON.format(name="saml", more="", **told)
        mellon += _MELLON.format(name="persistent", more=persistent, **told)
        own = (_ALIAS + _CAS + _OIDC).format(**told) + mellon
        with apache(folder, port, own) as served:
            _register(portal, served)
            yield Peers(portal, middle, served)


_METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="{url}/persistent/metadata"><md:SPSSODescriptor AuthnRequestsSigned="true"
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
 <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
 {certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
 <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{url}/persistent/mellon/logout"/>
 <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
 <md:AssertionConsumerService index="0" isDefault="true"
 Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="{url}/persistent/mellon/postResponse"/></md:SPSSODescriptor></md:EntityDescriptor>"""


def _write_files(folder: Path, portal: Portal, url: str) -> None:
    """Give Mellon its keys, and the portal's metadata as the portal publishes them."""
    metadata = requests.get(f"{portal.url}/saml/metadata", timeout=20)
    (folder / "portal.xml").write_bytes(metadata.content)
    (folder / "sp.key").write_text(key_pem("mellon"), "ascii")
    (folder / "sp.crt").write_text(certificate_pem("mellon"), "ascii")
    certificate = "".join(certificate_pem("mellon").splitlines()[1:-1])
    own = _METADATA.format(url=url, certificate=certificate)
    (folder / "persistent.xml").write_text(own, "utf-8")


def _register(portal: Portal, there: Apache) -> None:
    secret = portal.runtime.config.providers / "frise.secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET, "ascii")
    resource = '[[resources]]\nark = "{}"\ntitle = "{}"\nurl = "{}"\n'
    portal.write(
        videos='name = "Studio"\n[cas]\nsingle_logout = true\n'
        + resource.format(VIDEOS, "Vidéos", f"{there.url}/cas/resource"),
        frise='name = "Frise"\n[oidc]\nclient_id = "frise"\nclient_secret = "frise.secret"\n'
        f'redirect_uris = ["{there.url}/oidc/back"]\n'
        f'backchannel_logout_uri = "{there.url}/oidc/back?logout=backchannel"\n'
        f'post_logout_redirect_uris = ["{there.url}/out"]\n'
        + resource.format(FRISE, "Frise", f"{there.url}/oidc/resource"),
    )
    for name, ark in (("saml", ATLAS), ("persistent", PLAN)):
        portal.add(
            *("--metadata", f"{there.url}/{name}/mellon/metadata", "--id", name),
            resource=ark,
            url=f"{there.url}/{name}/resource",
        )
