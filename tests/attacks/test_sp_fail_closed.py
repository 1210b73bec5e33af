"""Whatever happens while a Response is checked, nobody is signed in; and a refusal has a reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.attacks.test_saml_fail_closed import BrokenError, mangled
from tests.attacks.test_sp_meaning import ATTACKS
from tests.upstream.saml_sp.portal_side import (
    ASKED,
    LENIENT,
    PERSON,
    STRICT,
    Answer,
    believed,
    encrypted_answer,
    encrypted_element,
    later,
    outcome,
)

from garbridge.upstream.saml_sp import (
    OpenRequest,
    SamlRefusal,
    VerifiedAssertion,
    checks,
    verifying,
)

EVERY_STEP = Answer(
    sign="RA",
    name_id=encrypted_element(
        Answer().name_id.replace(
            "<saml:NameID", '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
        ),
        holder="EncryptedID",
    ),
)
WHOLE = encrypted_answer(EVERY_STEP)


def test_every_step_is_taken() -> None:
    """The control: a message that goes through all of them is believed."""
    assert believed(outcome(WHOLE)).subject is not None


STEPS = [
    "parse_xml", "shaped", "read_envelope", "envelope_finding", "verified_part", "is_signed",
    "decrypted", "check_opened", "read_assertion", "assertion_finding", "read_name",
    "name_finding", "in_scope",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_breaks_lets_nobody_in(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside any step ends it; nothing is proved (V16.5.3)."""

    def broken(*_: object, **__: object) -> None:
        raise BrokenError

    monkeypatch.setattr(verifying, step, broken)

    with pytest.raises(BrokenError):
        outcome(WHOLE)


@pytest.mark.parametrize("table", ["ENVELOPE", "ASSERTION"])
@pytest.mark.parametrize("place", range(9))
def test_a_check_that_breaks_lets_nobody_in(
    table: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for each check of the two tables."""

    def broken(*_: object) -> None:
        raise BrokenError

    found = list(getattr(checks, table))
    found[place % len(found)] = broken
    monkeypatch.setattr(checks, table, tuple(found))

    with pytest.raises(BrokenError):
        outcome(WHOLE)


def _is_refused_or_the_same(octets: bytes) -> None:
    for us in (STRICT, LENIENT):
        found = outcome(octets, us)
        if isinstance(found, VerifiedAssertion):
            assert found.subject is not None
            assert found.subject.value == PERSON
            assert found.values_of("uid") == ("alice",)
        else:
            assert isinstance(found, SamlRefusal)


HONEST = [Answer(sign=sign).xml().encode() for sign in ("R", "A", "RA")] + [WHOLE.encode()]


@given(st.sampled_from(HONEST).flatmap(mangled))
def test_any_change_is_refused_or_changes_nothing(octets: bytes) -> None:
    """Pieces replaced, dropped or repeated: the same person with the same values, or nobody."""
    _is_refused_or_the_same(octets)


@given(st.sampled_from(HONEST), st.data())
def test_any_byte_changed_is_refused_or_changes_nothing(octets: bytes, data: st.DataObject) -> None:
    """One byte, anywhere."""
    place = data.draw(st.integers(0, len(octets) - 1))
    byte = data.draw(st.integers(0, 255))

    _is_refused_or_the_same(octets[:place] + bytes([byte]) + octets[place + 1 :])


@given(st.binary(max_size=300))
def test_any_octets_are_refused(octets: bytes) -> None:
    """No input leads to an exception."""
    assert isinstance(outcome(octets), SamlRefusal)


@pytest.mark.parametrize("table", ["ENVELOPE", "ASSERTION"])
def test_each_check_is_what_keeps_something_out(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any one of them an attack of the corpus would sign somebody in."""
    held = getattr(checks, table)
    fresh = replace(ASKED, force_authn=True)
    old = Answer(authn=Answer().authn.replace(later(seconds=-20), later(hours=-3))).xml()
    attacks = [answer.xml() for answer, _ in ATTACKS.values()]

    def lets_in(xml: str, request: OpenRequest = ASKED) -> bool:
        try:
            return isinstance(outcome(xml, request=request), VerifiedAssertion)
        except ValueError:  # what the next step relies on is not there: nobody comes in either
            return False

    def believes(without: object) -> bool:
        monkeypatch.setattr(checks, table, tuple(one for one in held if one is not without))
        return lets_in(old, fresh) or any(map(lets_in, attacks))

    assert not believes(None)
    assert [one.__name__ for one in held if not believes(one)] == []
