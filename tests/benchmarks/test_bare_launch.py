"""What a launch is compared with is a launch: recorded, remembered, and truly signed."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.bare_launch import bare_portal, write_bare
from benchmarks.launch_saml import signed_request
from benchmarks.world import SITE, person
from lxml import etree, html

from garbridge.formats.enveloped import verified_content
from garbridge.formats.keys import generate_key

ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"


def test_the_barest_launch_is_one(tmp_path: Path) -> None:
    """One that left something out would be quick, and make ours look worse than it is."""
    key = generate_key(2048)
    database = tmp_path / "bare.sqlite"
    write_bare(database, 3)
    browser = bare_portal(database, key).test_client()
    with browser.session_transaction() as session:
        session["person"] = person(2)

    page = browser.get(f"/saml/sso?{signed_request(key)}")

    form = html.fromstring(page.text).forms[0]
    assert form.action == f"{SITE}/acs"
    response = etree.fromstring(base64.b64decode(form.fields["SAMLResponse"]))
    assertion = response.find(ASSERTION)
    assert assertion is not None
    assert b">ELEVE<" in verified_content(assertion, [key.public_key()])
    with closing(sqlite3.connect(database)) as read:
        assert read.execute("SELECT person FROM launch").fetchall() == [(person(2),)]
        assert read.execute("SELECT id FROM once").fetchall() == [(response.get("InResponseTo"),)]
