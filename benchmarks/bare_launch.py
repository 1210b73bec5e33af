"""The launch that ours is compared with: what none in Flask can do without, and nothing more.

It believes everybody and checks nothing: not who asks, not the signature, not where the answer
goes, not whether it was asked before; there is no gate, no choice of claims, no pseudonym of a
key.  It reads a person and a seat, remembers the request, records the launch as durably as we do,
signs an assertion and posts it.
"""

import base64
import hashlib
import os
import secrets
import sqlite3
import zlib
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, request, session
from lxml import etree

from benchmarks.world import person

_RESOURCE = "resource"
_TABLES = """
CREATE TABLE person (id TEXT PRIMARY KEY, given TEXT, family TEXT, profile TEXT);
CREATE TABLE seat (resource TEXT, person TEXT, PRIMARY KEY (resource, person)) WITHOUT ROWID;
CREATE TABLE once (id TEXT PRIMARY KEY, until TEXT) WITHOUT ROWID;
CREATE TABLE launch (id INTEGER PRIMARY KEY, at TEXT, person TEXT, resource TEXT, claims TEXT);
"""
_ASSERTION = (
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}"'
    ' IssueInstant="{now}" Version="2.0"><saml:Issuer>portal</saml:Issuer><saml:Subject>'
    '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name}'
    "</saml:NameID><saml:SubjectConfirmation"
    ' Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
    ' InResponseTo="{asked}" NotOnOrAfter="{now}" Recipient="{acs}"/>'
    '</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{now}"'
    ' NotOnOrAfter="{now}"><saml:AudienceRestriction><saml:Audience>{audience}'
    "</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement"
    ' AuthnInstant="{now}"/><saml:AttributeStatement><saml:Attribute Name="IDO">'
    '<saml:AttributeValue>{name}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="PRO">'
    "<saml:AttributeValue>{profile}</saml:AttributeValue></saml:Attribute>"
    "</saml:AttributeStatement></saml:Assertion>"
)
_SIGNED_INFO = (
    '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod'
    ' Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod'
    ' Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#{id}">'
    "<ds:Transforms><ds:Transform"
    ' Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform'
    ' Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod'
    ' Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>'
    "{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
)
_RESPONSE = (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{id}" Version="2.0"'
    ' IssueInstant="{now}" Destination="{acs}" InResponseTo="{asked}">{assertion}</samlp:Response>'
)
_PAGE = (
    '<!doctype html><form method="post" action="{acs}"><input type="hidden" name="SAMLResponse"'
    ' value="{response}"><input type="hidden" name="RelayState" value="{relay_state}">'
    "<button>Continuer</button></form>"
)
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_ISSUER = "{urn:oasis:names:tc:SAML:2.0:assertion}Issuer"


def write_bare(database: Path, people: int) -> None:
    """Write *people*, each with a seat, into a new *database*."""
    connection = _opened(database)
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO person VALUES (?, 'Zoé', 'Maréchal', 'ELEVE')",
        ((person(number),) for number in range(people)),
    )
    connection.execute("INSERT INTO seat SELECT ?, id FROM person", (_RESOURCE,))
    connection.execute("COMMIT")
    connection.close()


def create_app() -> Flask:
    """Return the portal, on the database that ``BARE_DATABASE`` names."""
    return bare_portal(Path(os.environ["BARE_DATABASE"]), rsa.generate_private_key(65537, 2048))


def bare_portal(database: Path, key: rsa.RSAPrivateKey) -> Flask:
    """Return the portal on *database*, whose sessions those of the other portal are; it signs."""
    app = Flask(__name__)
    app.secret_key = b"bench"
    connection = _opened(database)

    @app.get("/saml/sso")
    def sso() -> str:
        packed = base64.b64decode(request.args["SAMLRequest"])
        asked = etree.fromstring(zlib.decompress(packed, -15))
        acs = str(asked.get("AssertionConsumerServiceURL"))
        said = {"asked": str(asked.get("ID")), "acs": acs, "now": f"{datetime.now(UTC):%FT%TZ}"}
        profile = _launch(connection, said["asked"], session["person"], said["now"])
        response = _response(
            key,
            said,
            audience=str(asked.findtext(_ISSUER)),
            name=hashlib.sha256(session["person"].encode()).hexdigest(),
            profile=profile,
        )
        return _PAGE.format(
            acs=acs,
            response=base64.b64encode(response.encode()).decode(),
            relay_state=request.args["RelayState"],
        )

    return app


def _opened(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _launch(connection: sqlite3.Connection, asked: str, who: str, now: str) -> str:
    connection.execute("BEGIN IMMEDIATE")
    row = connection.execute("SELECT profile FROM person WHERE id = ?", (who,)).fetchone()
    seat = "SELECT 1 FROM seat WHERE resource = ? AND person = ?"
    connection.execute(seat, (_RESOURCE, who)).fetchone()
    connection.execute("INSERT INTO once VALUES (?, ?)", (asked, now))
    launch = "INSERT INTO launch (at, person, resource, claims) VALUES (?, ?, ?, ?)"
    connection.execute(launch, (now, who, _RESOURCE, "IDO PRO"))
    connection.execute("COMMIT")
    return str(row[0])


def _response(key: rsa.RSAPrivateKey, said: dict[str, str], **more: str) -> str:
    name = f"_{secrets.token_hex(16)}"
    assertion = etree.fromstring(_ASSERTION.format(id=name, **said, **more))
    digest = base64.b64encode(hashlib.sha256(_canonical(assertion)).digest()).decode()
    signed = etree.fromstring(_SIGNED_INFO.format(id=name, digest=digest))
    value = key.sign(_canonical(signed), padding.PKCS1v15(), SHA256())
    # By the same prefix as below: one that lxml draws would change what was signed.
    signature = etree.Element(f"{_DS}Signature", nsmap={"ds": _DS[1:-1]})
    signature.append(signed)
    element = etree.SubElement(signature, f"{_DS}SignatureValue")
    element.text = base64.b64encode(value).decode()
    assertion.insert(1, signature)
    written = etree.tostring(assertion, encoding="unicode")
    return _RESPONSE.format(id=f"_{secrets.token_hex(16)}", assertion=written, **said)


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)
