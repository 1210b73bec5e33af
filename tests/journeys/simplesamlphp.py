"""SimpleSAMLphp of Debian plays the portal's own sign-in: a SAML identity provider not ours.

It reads our metadata from its address, with its own parser, at each request; we read its own from a
file.  PHP's built-in server serves it.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests
from tests.debian import require_command, require_file, require_php_extension
from tests.journeys.real_upstreams import PASSWORD, Real, wait_for
from tests.journeys.several_workers import free_port
from tests.protocols.saml.signatures import certificate_pem, key_pem

WWW = Path("/usr/share/simplesamlphp/www")
METADATA = "/saml2/idp/metadata.php"
LEAVE = "/saml2/idp/SingleLogoutService.php?ReturnTo="
PEOPLE = ("alice", "basile", "personne")

_CONFIG = """<?php
$config = [
    'baseurlpath' => '{url}/',
    'certdir' => '{folder}/cert/',
    'loggingdir' => '{folder}/log/',
    'datadir' => '{folder}/data/',
    'tempdir' => '{folder}/temp/',
    'metadatadir' => '{folder}/metadata/',
    'secretsalt' => 'a salt for this test alone',
    'auth.adminpassword' => 'nobody goes there',
    'admin.protectmetadata' => false,
    'timezone' => 'UTC',
    'logging.level' => 7,
    'logging.handler' => 'file',
    'logging.logfile' => 'simplesamlphp.log',
    'enable.saml20-idp' => true,
    'session.cookie.name' => 'SsoSession',
    'session.cookie.secure' => false,
    'session.phpsession.savepath' => '{folder}/sessions',
    'session.phpsession.cookiename' => 'SsoPhp',
    'store.type' => 'phpsession',
    'language.available' => ['en'],
    'language.default' => 'en',
    'trusted.url.domains' => ['{trusted}'],
    'trusted.url.regex' => false,
    'metadata.sources' => [['type' => 'flatfile']],
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
];
"""
_SOURCES = """<?php
$config = ['people' => ['exampleauth:UserPass', {people}]];
"""
_IDP = """<?php
$metadata['{entity}'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'idp.pem',
    'certificate' => 'idp.crt',
    'auth' => 'people',
    'userid.attribute' => 'uid',
    'SingleSignOnServiceBinding' => [{binding}],
    'SingleLogoutServiceBinding' => [{binding}],
    'sign.logout' => true,
    'redirect.sign' => true,
    'redirect.validate' => true,
    'validate.logout' => true,
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'authproc' => [3 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid']],
];
"""
_OURS = """<?php
$read = SimpleSAML\\Metadata\\SAMLParser::parseDescriptorsString(
    file_get_contents('{portal}/upstream/metadata')
);
$metadata['{portal}/upstream/metadata'] = reset($read)->getMetadata20SP() + [{agreed}];
"""
_FAST = "'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'"
POST = "'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'"


@contextmanager
def simplesamlphp(
    portal: str, folder: Path, *, agreed: str = "", binding: str = _FAST, section: str = ""
) -> Iterator[Real]:
    """Serve SimpleSAMLphp with the portal at *portal* as its service provider.

    Args:
        portal: Its public address.
        folder: Where everything is written.
        agreed: What was agreed with the portal beside its metadata, in PHP.
        binding: How it is asked.
        section: More lines of ``[upstream]``.
    """
    php = require_command("php", "php-cli")
    require_php_extension("dom", "php-xml")
    require_file(WWW, "simplesamlphp")
    url = f"http://127.0.0.1:{free_port()}"
    for name in ("cert", "log", "data", "temp", "metadata", "sessions", "config"):
        (folder / name).mkdir()
    (folder / "cert" / "idp.pem").write_text(key_pem("real-idp"), "ascii")
    (folder / "cert" / "idp.crt").write_text(certificate_pem("real-idp"), "ascii")
    people = ", ".join(f"'{one}:{PASSWORD}' => ['uid' => ['{one}']]" for one in PEOPLE)
    for file, text in {
        "config/config.php": _CONFIG.replace("{url}", url)
        .replace("{trusted}", urlsplit(portal).netloc)
        .replace("{folder}", str(folder)),
        "config/authsources.php": _SOURCES.replace("{people}", people),
        "metadata/saml20-idp-hosted.php": _IDP.replace("{entity}", f"{url}{METADATA}").replace(
            "{binding}", binding
        ),
        "metadata/saml20-sp-remote.php": _OURS.replace("{portal}", portal).replace(
            "{agreed}", agreed
        ),
    }.items():
        (folder / file).write_text(text, "utf-8")
    environment = os.environ | {
        "SIMPLESAMLPHP_CONFIG_DIR": str(folder / "config"),
        "PHP_CLI_SERVER_WORKERS": "4",
    }
    command = [php, "-d", "display_errors=0", "-S", url.removeprefix("http://"), "-t", str(WWW)]
    with (folder / "php.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stderr=log, stdout=log, start_new_session=True
        )
        try:
            wait_for(f"{url}/resources/default.css", process, folder / "php.log")
            metadata = folder / "idp.xml"
            metadata.write_bytes(requests.get(f"{url}{METADATA}", timeout=60).content)
            told = f'[upstream]\nkind = "saml"\nmetadata = "{metadata}"\nperson = "uid"\n{section}'
            yield Real(url, told, process)
        finally:
            os.killpg(process.pid, 15)
            process.wait(timeout=90)
