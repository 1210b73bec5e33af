"""Folders and archives: what an attacker or a broken transfer can hand over, each refused."""

import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.gar.ent.small import RUN, TENANT, Small, archived, check, only_error, part

from garbridge.core.identifiers import TenantId
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.limits import DEFAULT_LIMITS, Limits
from garbridge.gar.ent.names import run_name
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Findings

SMALL_LIMITS = Limits(files=20, file_bytes=200_000, total_bytes=400_000, ratio=1_000, slack=400_000)


@pytest.fixture(name="export")
def _export(tmp_path: Path) -> Path:
    return Small().write(tmp_path / "export")


def sign(archive: Path) -> Path:
    """Write the MD5 beside an archive."""
    digest = hashlib.md5(archive.read_bytes(), usedforsecurity=False).hexdigest()
    archive.with_name(f"{RUN.base}.md5").write_text(digest, encoding="ascii")
    return archive


def packed(folder: Path, members: list[tuple[tarfile.TarInfo, bytes]], **options: int) -> Path:
    """Return an archive of *members* beside *folder*, with its MD5."""
    archive = folder.parent / f"{RUN.base}.tar.gz"
    with tarfile.open(archive, "w:gz", **options) as tar:  # type: ignore[call-overload] # format only
        for info, content in members:
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))
    return sign(archive)


def honest(folder: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    """Return the members of an honest archive of *folder*."""
    return [(tarfile.TarInfo(path.name), path.read_bytes()) for path in sorted(folder.iterdir())]


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> Findings:
    """Read an export and return what was found."""
    findings = Findings()
    for _ in GarEntExport(path, TENANT, limits).batches(findings):
        pass
    return findings


# ── The archive and its checksum ──────────────────────────────────────────────


def test_an_archive_without_its_md5_is_refused(export: Path) -> None:
    """A transfer that broke before the checksum came is not read."""
    archive = archived(export)
    archive.with_name(f"{RUN.base}.md5").unlink()

    assert only_error(read(archive)).code == "md5_missing"


def test_an_archive_that_differs_from_its_md5_is_refused(export: Path) -> None:
    """One byte is enough."""
    archive = archived(export)
    content = bytearray(archive.read_bytes())
    content[-1] ^= 1
    archive.write_bytes(content)

    assert only_error(read(archive)).code == "md5_wrong"


@pytest.mark.parametrize("text", ["", "deadbeef", "z" * 32, "0" * 2_000])
def test_an_md5_file_without_an_md5_is_refused(export: Path, text: str) -> None:
    """An empty or strange checksum checks nothing."""
    archive = archived(export)
    archive.with_name(f"{RUN.base}.md5").write_text(text, encoding="ascii")

    assert only_error(read(archive)).code == "md5_malformed"


def test_an_md5_may_name_its_file_and_be_in_upper_case(export: Path) -> None:
    """That is what ``md5sum`` writes, and what others do."""
    archive = archived(export)
    beside = archive.with_name(f"{RUN.base}.md5")
    beside.write_text(f"{beside.read_text().strip().upper()}  {archive.name}\n", encoding="ascii")

    assert not read(archive).refused


def test_a_truncated_archive_is_refused(export: Path) -> None:
    """Even one whose checksum was made after it was cut."""
    archive = archived(export)
    content = archive.read_bytes()
    for kept in (len(content) // 3, len(content) - 9):
        archive.write_bytes(content[:kept])

        assert only_error(read(sign(archive))).code == "archive_truncated"


def test_an_archive_that_ends_between_two_members_is_refused(export: Path) -> None:
    """A tar ends with empty blocks; without them something is missing."""
    archive = archived(export)
    plain = gzip.decompress(archive.read_bytes())
    archive.write_bytes(gzip.compress(plain[: len(plain.rstrip(b"\0")) // 512 * 512]))

    assert only_error(read(sign(archive))).code == "archive_truncated"


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"not tar" * 200)],
    ids=["empty", "not-gzip", "not-tar"],  # a compressed text holds the second it was made in
)
def test_an_archive_that_is_none_is_refused(export: Path, content: bytes) -> None:
    """Whatever it is, it is not read as one."""
    archive = archived(export)
    archive.write_bytes(content)

    assert only_error(read(sign(archive))).code in {"archive_broken", "archive_truncated"}


def test_an_archive_with_a_broken_checksum_at_its_end_is_refused(export: Path) -> None:
    """Gzip's own checksum is compared although the tar ended before."""
    archive = archived(export)
    content = bytearray(archive.read_bytes())
    content[-6] ^= 1
    archive.write_bytes(content)

    assert only_error(read(sign(archive))).code == "archive_broken"


def test_an_archive_with_another_name_is_refused(export: Path) -> None:
    """Its name must tell the project and the instant."""
    archive = archived(export)
    renamed = archive.rename(archive.with_name("export.tar.gz"))

    assert only_error(read(renamed)).code == "archive_name"


def member(kind: bytes, name: str, target: str = "") -> tarfile.TarInfo:
    """Return a member of an unusual sort."""
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info


PUPILS = f"{RUN.base}_Eleve_0001.xml"


@pytest.mark.parametrize(
    ("info", "code"),
    [
        pytest.param(member(tarfile.SYMTYPE, PUPILS, "/etc/hosts"), "archive_link", id="symlink"),
        pytest.param(member(tarfile.LNKTYPE, PUPILS, "../x"), "archive_link", id="hard-link"),
        pytest.param(member(tarfile.DIRTYPE, "dossier"), "archive_path", id="folder"),
        pytest.param(tarfile.TarInfo(f"../{PUPILS}"), "archive_path", id="parent-folder"),
        pytest.param(tarfile.TarInfo(f"/etc/{PUPILS}"), "archive_path", id="absolute"),
        pytest.param(tarfile.TarInfo(f"./{PUPILS}"), "archive_path", id="dot-folder"),
        pytest.param(tarfile.TarInfo(f"..\\{PUPILS}"), "archive_path", id="backslash"),
        pytest.param(tarfile.TarInfo("x" * 120 + "/" + PUPILS), "archive_path", id="prefix"),
        pytest.param(member(tarfile.FIFOTYPE, PUPILS), "archive_kind", id="pipe"),
        pytest.param(member(tarfile.CHRTYPE, PUPILS), "archive_kind", id="device"),
        pytest.param(member(tarfile.GNUTYPE_SPARSE, PUPILS), "archive_kind", id="sparse"),
        pytest.param(tarfile.TarInfo("notes.txt"), "unexpected_file", id="unexpected-name"),
    ],
)
def test_an_archive_holds_plain_files_of_an_export_only(
    export: Path, info: tarfile.TarInfo, code: str
) -> None:
    """No link, no path, no device: nothing that could reach outside it."""
    before = sorted(export.parent.rglob("*"))
    archive = packed(export, [*honest(export), (info, b"")], format=tarfile.USTAR_FORMAT)

    assert code in read(archive).counts
    assert set(export.parent.rglob("*")) - set(before) == {
        archive,
        archive.with_name(f"{RUN.base}.md5"),
    }


def test_a_long_name_of_gnu_tar_is_refused(export: Path) -> None:
    """No file of an export needs one; it could hold a path."""
    info = tarfile.TarInfo("x" * 300 + ".xml")
    archive = packed(export, [(info, b""), *honest(export)], format=tarfile.GNU_FORMAT)

    assert read(archive).refused


def test_extended_headers_are_passed_over(export: Path) -> None:
    """Tools write them for times; what they say of names and sizes is not believed."""
    members = honest(export)
    for info, _ in members:
        info.pax_headers = {"mtime": "1.5", "comment": "x" * 2_000}
    archive = packed(export, members, format=tarfile.PAX_FORMAT)

    assert not read(archive).refused


def test_an_extended_header_does_not_rename_a_file(export: Path) -> None:
    """The plain header's name is what counts, so a path in the other is never used."""
    members = honest(export)
    for info, _ in members:
        info.pax_headers = {"path": f"../../{info.name}"}
    before = sorted(export.parent.parent.iterdir())

    assert not read(packed(export, members, format=tarfile.PAX_FORMAT)).refused
    assert sorted(export.parent.parent.iterdir()) == before


def test_a_member_that_stands_twice_is_refused(export: Path) -> None:
    """Which of the two would count?"""
    members = honest(export)
    archive = packed(export, [*members, members[0]])

    assert "file_twice" in read(archive).counts


def test_a_decompression_bomb_is_cut_off(export: Path) -> None:
    """A megabyte that unpacks to a gigabyte is left at the allowed multiple."""
    archive = export.parent / f"{RUN.base}.tar.gz"
    info = tarfile.TarInfo(PUPILS)
    info.size = 300_000_000
    with gzip.open(archive, "wb") as out:
        out.write(info.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(300):
            out.write(b" " * 1_000_000)
    assert archive.stat().st_size < 400_000

    error = only_error(read(sign(archive)))

    assert error.code == "archive_too_large"


@pytest.mark.parametrize("size", [b"\x80" + b"\xff" * 11, b"77777777777\0"])
def test_a_member_that_claims_to_be_huge_is_refused(export: Path, size: bytes) -> None:
    """Its size is judged before a byte of it is read."""
    header = bytearray(tarfile.TarInfo(PUPILS).tobuf(tarfile.USTAR_FORMAT))
    header[124:136] = size
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * 32)
    archive = export.parent / f"{RUN.base}.tar.gz"
    archive.write_bytes(gzip.compress(bytes(header)))

    assert only_error(read(sign(archive))).code == "archive_too_large"


@pytest.mark.parametrize("field", [b"-0000000005\0", b"0x000000005\0", b"1_000_00000\0"])
def test_a_size_is_octal_digits_and_nothing_else(export: Path, field: bytes) -> None:
    """A negative size would make the reader go back."""
    header = bytearray(tarfile.TarInfo(PUPILS).tobuf(tarfile.USTAR_FORMAT))
    header[124:136] = field
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * 32)
    archive = export.parent / f"{RUN.base}.tar.gz"
    archive.write_bytes(gzip.compress(bytes(header) + b"\0" * 1024))

    assert only_error(read(sign(archive))).code == "archive_broken"


def test_more_members_than_any_export_has_are_refused(export: Path) -> None:
    """Their count is bounded like their size."""
    members = honest(export)
    for number in range(2, 30):
        info = tarfile.TarInfo(f"{RUN.base}_Eleve_{number:04}.xml")
        members.append((info, b""))
    archive = packed(export, members)

    assert "too_many_files" in read(archive, SMALL_LIMITS).counts


def test_a_member_larger_than_any_file_is_refused(export: Path) -> None:
    """A file has at most 10,000 nodes."""
    archive = packed(export, [*honest(export), (tarfile.TarInfo(PUPILS), b" " * 200_001)])

    assert "archive_too_large" in read(archive, SMALL_LIMITS).counts


def test_something_after_the_end_of_the_archive_is_refused(export: Path) -> None:
    """Readers disagree on what stands there; an honest archive has padding only."""
    archive = archived(export)
    archive.write_bytes(gzip.compress(gzip.decompress(archive.read_bytes()) + b"x" * 512))

    assert only_error(read(sign(archive))).code == "archive_broken"


# ── The folder ────────────────────────────────────────────────────────────────


def test_a_link_in_a_folder_is_not_followed(export: Path) -> None:
    """It could point to anybody's file."""
    path = part(export, Sheet.DELEGATES)
    path.rename(export.parent / "elsewhere.xml")
    path.symlink_to(export.parent / "elsewhere.xml")

    assert only_error(read(export)).code == "unreadable_file"


def test_a_pipe_in_a_folder_is_not_waited_for(export: Path) -> None:
    """An import must end."""
    path = part(export, Sheet.DELEGATES)
    path.unlink()
    os.mkfifo(path)

    assert only_error(read(export)).code == "unreadable_file"


def test_a_folder_holds_files_of_an_export_only(export: Path) -> None:
    """A file that is not expected may be one that was named wrongly."""
    (export / "Eleve.xml").write_text("x", encoding="ascii")

    assert only_error(read(export)).code == "unexpected_file"


def test_a_file_larger_than_any_file_is_refused(export: Path) -> None:
    """As in an archive."""
    path = part(export, Sheet.PUPILS)
    path.write_bytes(path.read_bytes() + b" " * 200_001)

    assert "file_too_large" in read(export, SMALL_LIMITS).counts


def test_more_files_than_any_export_has_are_refused(export: Path) -> None:
    """As in an archive."""
    for number in range(30):
        (export / f"x{number}").touch()

    assert only_error(read(export, SMALL_LIMITS)).code == "too_many_files"


def rename(old: str, new: str) -> Callable[[Path], None]:
    """Return what renames every file of an export."""

    def change(export: Path) -> None:
        for path in list(export.iterdir()):
            path.rename(path.with_name(path.name.replace(old, new)))

    return change


def without(sheet: Sheet) -> Callable[[Path], None]:
    """Return what removes the files of a sort."""

    def change(export: Path) -> None:
        part(export, sheet).unlink()

    return change


def empty(export: Path) -> None:
    """Remove every file."""
    for path in export.iterdir():
        path.unlink()


def second_run(export: Path) -> None:
    """Add a file of another instant."""
    later = run_name(TENANT, datetime(2026, 11, 21, 21, 0))  # noqa: DTZ001 - names have no zone
    part(export, Sheet.PUPILS).rename(export / f"{later.base}_Eleve_0000.xml")


def gap(export: Path) -> None:
    """Lose the first of two files."""
    path = part(export, Sheet.PUPILS)
    path.rename(path.with_name(path.name.replace("_0000.", "_0001.")))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(rename("F0_", "F1_"), "wrong_project", id="another-project"),
        pytest.param(rename("F0_", "f0_"), "wrong_project", id="project-in-another-case"),
        pytest.param(empty, "no_file", id="nothing"),
        pytest.param(second_run, "two_runs", id="two-instants"),
        pytest.param(gap, "missing_part", id="a-number-is-missing"),
        pytest.param(without(Sheet.SCHOOLS), "missing_sheet", id="no-schools"),
        pytest.param(without(Sheet.PUPILS), "missing_sheet", id="no-pupils"),
        pytest.param(without(Sheet.STAFF), "missing_sheet", id="no-staff"),
        pytest.param(without(Sheet.GROUPS), "missing_sheet", id="no-groups"),
    ],
)
def test_a_run_is_one_project_one_instant_and_complete(
    export: Path, change: Callable[[Path], None], code: str
) -> None:
    """A full export that lacks a file would end the memberships of everybody in it."""
    change(export)

    assert code in read(export).counts


def test_delegates_may_be_missing(export: Path) -> None:
    """A project can have nobody who assigns yet."""
    part(export, Sheet.DELEGATES).unlink()

    assert not check(export).refused


def test_another_tenant_does_not_take_it(export: Path) -> None:
    """The export of one project never enters another one."""
    findings = Findings()
    list(GarEntExport(export, TenantId("Z9")).batches(findings))

    assert dict(findings.counts) == {"wrong_project": 1}


@pytest.mark.parametrize("name", ["nowhere", "nowhere.tar.gz"])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    """Without a trace."""
    assert read(tmp_path / name).refused


def test_a_message_holds_no_control_character_of_a_name(export: Path) -> None:
    """A name in an archive comes from outside; a terminal must not obey it."""
    info = tarfile.TarInfo("\x1b[31m" + "é" * 40)
    archive = packed(export, [*honest(export), (info, b"")], format=tarfile.USTAR_FORMAT)

    told = str(read(archive).errors)

    assert "\x1b" not in told
