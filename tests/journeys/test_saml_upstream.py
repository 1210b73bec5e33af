"""SimpleSAMLphp plays the portal's sign-in, asked by POST; what it signed is changed on the way.

SimpleSAMLphp 1.19 encrypts by AES-CBC alone, which is not taken: it is not asked to.
"""

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from lxml import html
from tests.journeys.real_upstreams import PASSWORD, Person
from tests.journeys.several_workers import Portal, free_port, portal_at_work
from tests.journeys.simplesamlphp import POST, simplesamlphp
from tests.journeys.stub_at_work import ARKS

pytestmark = pytest.mark.xdist_group("workers")


@pytest.fixture(name="portal", scope="module")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that asks by POST."""
    address = f"http://127.0.0.1:{free_port()}"
    folder: Path = tmp_path_factory.mktemp("portal")
    with ExitStack() as stack:
        upstream = stack.enter_context(
            simplesamlphp(address, tmp_path_factory.mktemp("upstream"), binding=POST)
        )
        yield stack.enter_context(
            portal_at_work(
                folder, ARKS["cas"], state=upstream.section, address=address, app="behind_upstream"
            )
        )


def answered(person: Person, portal: Portal) -> tuple[str, dict[str, str]]:
    """Sign in, and return where the browser is to post what: it does not yet."""
    page = person.session.get(f"{portal.url}/mediacentre/", timeout=60)
    for _ in range(3):
        form = html.fromstring(page.text).forms[0]
        fields = {name: value or "" for name, value in form.fields.items()}
        address = requests.compat.urljoin(page.url, form.action or page.url)
        if "SAMLResponse" in fields:
            return address, fields
        if "username" in fields:
            fields |= {"username": person.name, "password": PASSWORD}
        page = person.session.post(address, fields, timeout=60)
    raise AssertionError(page.text)


def test_an_answer_to_a_posted_request(portal: Portal) -> None:
    """Both ways by POST, and cross-site: the session begins all the same."""
    person = Person("alice")
    address, fields = answered(person, portal)

    page = person.session.post(address, fields, timeout=60)
    assert (page.status_code, page.url) == (200, f"{portal.url}/mediacentre/")


def changed(fields: dict[str, str], old: bytes, new: bytes) -> dict[str, str]:
    """Return *fields* with another text in the message."""
    xml = base64.b64decode(fields["SAMLResponse"])
    assert old in xml
    return {**fields, "SAMLResponse": base64.b64encode(xml.replace(old, new, 1)).decode()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"status:Success", b"status:Responder"),
        (b">alice<", b">basile<"),
        (b'SessionIndex="', b'SessionIndex="x'),
        (b"</samlp:Response>", b"<saml:Assertion/></samlp:Response>"),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        (b"InResponseTo=", b'Consent="x" InResponseTo='),
    ],
    ids=["status", "person", "session", "assertion", "signature", "attribute"],
)
def test_what_somebody_changed_on_the_way(old: bytes, new: bytes, portal: Portal) -> None:
    """The person is told, by a code; the message as it was, posted again, is of no use either."""
    person = Person("alice")
    address, fields = answered(person, portal)

    page = person.session.post(address, changed(fields, old, new), timeout=60)
    assert page.status_code == 403
    assert "GB-SES-0" in page.text
    again = person.session.post(address, fields, timeout=60)
    assert again.status_code == 400


def test_an_answer_is_taken_once(portal: Portal) -> None:
    """By the browser that asked; what was seen on the way is worth nothing in another."""
    person, thief = Person("alice"), Person("basile")
    address, fields = answered(person, portal)
    assert thief.session.post(address, fields, timeout=60).status_code == 400

    assert person.session.post(address, fields, timeout=60).status_code == 200
    assert thief.session.post(address, fields, timeout=60).status_code == 400
