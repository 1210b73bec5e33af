"""A signing key is followed and rolled over: no sign-in is lost, no state is half a one."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import portal
from tests.wiring.running import Running, running

from garbridge.errors import ConfigError
from garbridge.formats.keys import (
    generate_key,
    self_signed_certificate,
    write_certificate,
    write_new,
)
from garbridge.ports import WireRequest
from garbridge.wiring import (
    SigningFiles,
    begin_rollover,
    go_back,
    retire_key,
    signing_files,
    standings,
    switch_key,
)
from garbridge.wiring.key_rollover import PUBLISHED
from garbridge.wiring.signing_keys import LiveKeys, read_signing_keys

DS = "{http://www.w3.org/2000/09/xmldsig#}"
LATER = datetime.now(UTC) + PUBLISHED + timedelta(hours=1)
ASSERTION = "/samlp:Response/saml:Assertion/ds:Signature"


@dataclass(slots=True)
class Ticks:
    """A clock that goes a second forward at each look."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        self.now += 1.0
        return self.now


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> SigningFiles:
    """Return the files of a portal with one key."""
    return signing_files(portal(tmp_path))


def begun(files: SigningFiles) -> SigningFiles:
    """Return *files* with a next key."""
    begin_rollover(files, now=datetime.now(UTC), years=1, bits=2048)
    return files


def signs(files: SigningFiles) -> str:
    """Return the role of the file whose certificate signs, after looking at every one."""
    keys = read_signing_keys(files)
    assert keys.signer.certificate == keys.certificates[0]
    published = keys.jwt.published()
    assert published[0] == keys.jwt.signer.public_key == keys.signer.certificate.public_key()
    assert list(published) == [one.public_key() for one in keys.certificates]
    (found,) = [one for one in standings(files) if one.role == "present"]
    return found.fingerprint


def metadata(running_: Running) -> list[str]:
    """Return the certificates of the portal's metadata, as a provider reads them."""
    answer = running_.runtime.back["saml/metadata"].answer(
        WireRequest("GET", "https://ent.example/saml/metadata"), now=datetime.now(UTC)
    )
    root = etree.fromstring(answer.body)
    place = "{urn:oasis:names:tc:SAML:2.0:metadata}KeyDescriptor"
    return [found.findtext(f".//{DS}X509Certificate", "") for found in root.iter(place)]


def accepts(response: etree._Element, known: list[str]) -> bool:
    """Say whether a provider that knows the certificates *known* takes *response*."""
    xml = etree.tostring(response)
    return any(
        OneLogin_Saml2_Utils.validate_sign(xml, cert=_pem(text), xpath=ASSERTION) for text in known
    )


def _pem(text: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"


def _shown(response: etree._Element) -> str:
    return response.findtext(f".//{DS}X509Certificate", "")


def test_no_sign_in_is_lost_through_a_whole_rollover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider with metadata of this step or the last takes what is signed in each (R7)."""
    monkeypatch.setattr("garbridge.wiring.following.CHECK_EVERY", 0.0)
    running_ = running(tmp_path)
    files = signing_files(running_.runtime.config)
    steps: list[Callable[[], object]] = [
        lambda: begun(files),
        lambda: switch_key(files, now=LATER),
        lambda: go_back(files),
        lambda: switch_key(files, now=LATER),
        lambda: retire_key(files),
    ]
    copies, signers = [metadata(running_)], [_shown(running_.answer())]
    for step in steps:
        step()
        copies.append(metadata(running_))
        response = running_.answer()
        signers.append(_shown(response))
        assert all(accepts(response, known) for known in copies[-2:])
        assert signers[-1] in copies[-1]  # samlify compares KeyInfo with the metadata

    old, new = signers[0], signers[-1]
    assert signers == [old, old, new, old, new, new]
    assert [len(copy) for copy in copies] == [1, 2, 2, 2, 2, 1]
    assert not accepts(running_.answer(), [old])


def test_a_switch_is_seen_without_a_restart(files: SigningFiles) -> None:
    """Within a second, and the files are not read at every request."""
    ticks = Ticks()
    live = LiveKeys(files, ticks)
    before = live.signer().certificate
    begun(files)
    switch_key(files, now=LATER)
    ticks.now = -10.0
    assert live.signer().certificate == before

    ticks.now = 100.0

    assert live.signer().certificate != before
    assert before in live.certificates()


def test_a_mistake_keeps_the_key_that_signed(
    files: SigningFiles, caplog: pytest.LogCaptureFixture
) -> None:
    """A file of another portal is noticed and logged; nobody is refused for it."""
    live = LiveKeys(files, Ticks())
    before = live.signer().certificate
    other = self_signed_certificate(
        generate_key(2048), "x", now=datetime.now(UTC), lifetime=timedelta(days=1)
    )
    kept = files.present.certificate.read_bytes()
    files.present.certificate.unlink()
    write_certificate(files.present.certificate, other)

    assert live.signer().certificate == before
    assert live.problems == ("saml.crt: the certificate is not the one of the signing key",)
    assert [one.levelno for one in caplog.records] == [logging.ERROR]

    files.present.certificate.write_bytes(kept)
    assert live.signer().certificate == before
    assert not live.problems


@pytest.mark.parametrize("broken", ["saml-next.crt", "saml-before.crt", "saml-next.key"])
def test_what_will_be_published_is_looked_at_before(files: SigningFiles, broken: str) -> None:
    """A broken successor stops the start, not the switch."""
    begun(files)
    switch_key(files, now=LATER)
    path = files.present.key.with_name(broken)
    path.unlink(missing_ok=True)
    path.write_bytes(b"broken")
    path.chmod(0o600)

    with pytest.raises(ConfigError, match=broken):
        read_signing_keys(files)


def test_others_may_not_read_the_next_key(files: SigningFiles) -> None:
    """It will sign: it is as secret as the present one."""
    begun(files).next.key.chmod(0o644)

    with pytest.raises(ConfigError, match="mode is 0644"):
        read_signing_keys(files)


def _refused(act: Callable[[], object], reason: str, files: SigningFiles) -> None:
    def state() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in files.present.key.parent.glob("saml*")}

    before = state()
    with pytest.raises(ConfigError, match=reason):
        act()
    assert state() == before


def test_steps_out_of_their_order_change_nothing(files: SigningFiles) -> None:
    """Each says why, and leaves every file as it was."""
    now = datetime.now(UTC)
    _refused(lambda: switch_key(files, now=LATER), "no next key", files)
    _refused(lambda: go_back(files), "no key before", files)
    _refused(lambda: retire_key(files), "no key before", files)
    begun(files)
    _refused(lambda: begun(files), "is there already", files)
    _refused(lambda: switch_key(files, now=now), "must be published until", files)
    switch_key(files, now=now, force=True)
    begun(files)
    _refused(lambda: switch_key(files, now=LATER), "retire it first", files)
    _refused(lambda: go_back(files), "retire it first", files)


def test_a_next_certificate_of_another_key_is_not_switched_to(files: SigningFiles) -> None:
    """Nothing would be accepted that it signs."""
    begun(files).next.certificate.write_bytes(files.present.certificate.read_bytes())

    _refused(lambda: switch_key(files, now=LATER), "is not the one of saml-next.key", files)


class CutOffError(Exception):
    """The machine went off."""


@pytest.mark.parametrize("act", ["switch", "back"])
@pytest.mark.parametrize("place", range(4))
def test_cut_off_anywhere_the_portal_starts_and_the_command_goes_on(
    files: SigningFiles, act: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each file that is written or moved: what is there signs, and is published (R3)."""
    begun(files)
    old = signs(files)
    if act == "back":
        switch_key(files, now=LATER)
    start = signs(files)
    count = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal count
            if count == place:
                raise CutOffError
            count += 1
            return real(*args, **kwargs)

        return step

    def go() -> None:
        if act == "back":
            go_back(files)
        else:
            switch_key(files, now=LATER)

    with monkeypatch.context() as patched:
        patched.setattr("garbridge.wiring.key_rollover.write_new", counted(write_new))
        patched.setattr(Path, "replace", counted(Path.replace))
        with pytest.raises(CutOffError):
            go()

    between = signs(files)
    known = {one.fingerprint for one in standings(files)}
    go()
    assert len(known) == 2
    assert between in known
    assert signs(files) != start
    assert (signs(files) == old) is (act == "back")
    assert {one.fingerprint for one in standings(files)} == known
    assert len(list(files.present.key.parent.glob("saml*"))) == 4


def test_the_next_certificate_has_the_name_of_the_present(files: SigningFiles) -> None:
    """Who looks at it sees the same portal, and a year of its own."""
    begun(files)
    present, following = (one for one in standings(files))

    assert (present.role, following.role) == ("present", "next")
    assert following.ends - datetime.now(UTC) > timedelta(days=365)


def test_status_is_for_programs_too(tmp_path: Path) -> None:
    """Role, fingerprint and end of each; the keys themselves are nowhere."""
    running_ = running(tmp_path)
    begun(signing_files(running_.runtime.config))
    done = run_inside(running_.runtime, "keys", "signing", "status", "--json")
    rows = json.loads(done.output)

    assert [row["role"] for row in rows] == ["present", "next"]
    assert all(len(row["sha256"]) == 95 for row in rows)
    assert "PRIVATE" not in done.output
