"""mod_auth_mellon signs people in at us, and out, and refuses what was tampered with."""

import base64
import time

import pytest
from tests.peers.conftest import ATLAS, PLAN, Peers, text_of

pytestmark = pytest.mark.xdist_group("peers")

TAMPERED = {
    "an attribute": (b"National_elv", b"National_ens"),
    "the audience": (b"Audience>http", b"Audience>hxxp"),
    "who it is": (b'Name="DIV"', b'Name="UID"'),
    "how long it holds": (b'NotOnOrAfter="2', b'NotOnOrAfter="3'),
    "the signature": (b"SignatureValue>", b"SignatureValeu>"),
}
ALONE = "basile"
"""Has no other session there: Mellon looks for the session to end by its NameID alone, takes the
first and answers with an error where that is not the one of the SessionIndex."""
_OURS = {"NAME_ID", "ASSERTION_ID"}
"""What Mellon tells besides attributes."""


def attributes(learnt: dict[str, str]) -> dict[str, list[str]]:
    """Return the attributes as Mellon hands them on: one variable for each value, counted."""
    return {
        name: [learnt[f"{name}_{number}"] for number in range(9) if f"{name}_{number}" in learnt]
        for name in learnt
        if f"{name}_0" in learnt and name not in _OURS
    }


def test_it_learns_what_was_decided(peers: Peers) -> None:
    """The identifier and the attributes, and not one more."""
    visitor = peers.portal.visitor()
    subject, released = peers.portal.decided(PLAN)

    learnt = peers.learnt(visitor.get(peers.portal.tile(PLAN)), "MELLON_")

    assert (learnt["REMOTE_USER"], learnt["NAME_ID"]) == (subject, subject)
    assert attributes(learnt) == released != {}
    assert {name.rstrip("_0") for name in learnt} == {
        *(name.rstrip("_0") for name in {*released, *_OURS}),
        "REMOTE_USER",
    }


def test_its_own_metadata_ask_for_a_name_of_one_launch(peers: Peers) -> None:
    """As Mellon writes them itself: transient.  Two launches are two strangers."""
    names = {
        peers.learnt(peers.portal.visitor().get(peers.portal.tile(ATLAS)), "MELLON_")["NAME_ID"]
        for _ in range(2)
    }

    assert len(names) == 2
    assert peers.portal.decided(ATLAS)[0] not in names


@pytest.mark.parametrize("part", TAMPERED)
def test_it_refuses_what_was_tampered_with(peers: Peers, part: str) -> None:
    """And takes the same answer as it was written."""
    visitor = peers.portal.visitor()
    action, fields = visitor.answer(peers.portal.tile(PLAN))
    written = base64.b64decode(fields["SAMLResponse"])
    before, after = TAMPERED[part]
    assert before in written
    changed = base64.b64encode(written.replace(before, after)).decode("ascii")
    cookies = visitor.session.cookies.copy()

    refused = visitor.bring(action, fields | {"SAMLResponse": changed})
    assert refused.status_code == 400
    assert not peers.is_in(visitor, "persistent")

    visitor.session.cookies = cookies  # a refusal spends Mellon's own
    assert visitor.bring(action, fields).status_code == 200
    assert peers.is_in(visitor, "persistent")


def test_it_refuses_an_answer_that_comes_again(peers: Peers) -> None:
    """In the same browser and in another one."""
    visitor, other = peers.portal.visitor(), peers.portal.visitor()
    action, fields = visitor.answer(peers.portal.tile(PLAN))
    cookies = visitor.session.cookies.copy()
    assert visitor.bring(action, fields).status_code == 200

    other.answer(peers.portal.tile(PLAN))
    assert other.bring(action, fields).status_code == 400
    visitor.session.cookies = cookies
    assert visitor.bring(action, fields).status_code == 400
    assert "has already been used" in peers.apache.log()


@pytest.mark.parametrize(("place", "ark"), [("saml", ATLAS), ("persistent", PLAN)])
def test_a_logout_at_the_portal_ends_its_session(peers: Peers, place: str, ark: str) -> None:
    """Whatever name it knows the person by; the page says that it is closed."""
    visitor = peers.portal.visitor(ALONE)
    visitor.get(peers.portal.tile(ark))
    assert peers.is_in(visitor, place)

    page = visitor.get("/mediacentre/deconnexion")

    assert "Tout ce que vous aviez ouvert avec le portail est fermé" in text_of(page)
    assert not peers.is_in(visitor, place)
    assert not peers.at_the_portal(visitor)


@pytest.mark.parametrize(("place", "ark"), [("saml", ATLAS), ("persistent", PLAN)])
def test_a_logout_at_the_provider_ends_the_portals(peers: Peers, place: str, ark: str) -> None:
    """And Mellon takes our answer for a success: it goes where it was told to go then."""
    visitor = peers.portal.visitor(ALONE)
    visitor.get(peers.portal.tile(ark))
    out = f"{peers.apache.url}/out"

    page = visitor.get(f"{peers.apache.url}/{place}/mellon/logout?ReturnTo={out}")

    assert page.url == out
    assert not peers.is_in(visitor, place)
    assert not peers.at_the_portal(visitor)


@pytest.mark.parametrize("line", ["encrypt = true", 'sign = "both"'])
def test_it_takes_the_other_shapes(peers: Peers, line: str) -> None:
    """Encrypted to the key of its own metadata, by AES-GCM; and signed twice."""
    file = peers.portal.runtime.config.providers / "saml.toml"
    written = file.read_text("utf-8")
    name = line.partition(" ")[0]
    usual = next(one for one in written.splitlines() if one.startswith(f"{name} ="))
    try:
        file.write_text(written.replace(usual, line), "utf-8")
        time.sleep(1.2)  # each worker looks at the files once a second
        visitor = peers.portal.visitor()
        action, fields = visitor.answer(peers.portal.tile(ATLAS))
        answer = base64.b64decode(fields["SAMLResponse"])
        learnt = peers.learnt(visitor.bring(action, fields), "MELLON_")
    finally:
        file.write_text(written, "utf-8")
        time.sleep(1.2)

    assert (b"EncryptedAssertion" in answer) == (name == "encrypt")
    assert answer.count(b"<ds:Signature ") == (0 if name == "encrypt" else 2)
    assert attributes(learnt) == peers.portal.decided(ATLAS)[1]
