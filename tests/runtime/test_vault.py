"""Files by the hash of their bytes, and what they are by their bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from engine.errors import PatrolError, UsageError
from engine.kernel.case import Attachment
from runtime.attaching import name_fault
from runtime.filetypes import kind_of
from runtime.vault import Vault
from store.care.files import new_file
from tests.model.build import local


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "png"),
        (b"\xff\xd8\xff\xe0\0", "jpg"),
        ("整改报告\r\n".encode(), "txt"),
        ("整改报告".encode("gb18030"), "txt"),
        (b"a\0b", None),
        (b"\x7fELF\x02\x01", None),
        (b"", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "ole"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (archive("a.txt"), "zip"),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (b"PK\x03\x04 no archive", None),
    ],
)
def test_the_bytes_say_what_a_file_is(tmp_path: Path, raw: bytes, kind: str | None) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(raw)
    assert kind_of(file) == kind


@pytest.mark.parametrize(
    "name", ["整改报告.pdf", "a b.txt", "回执（一）.jpg", ".hidden", "x" * 120]
)
def test_a_name_that_any_computer_can_write_is_taken(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", " ", " a", "a ", "a.", "../a", "a/b", "a\\b", "C:a", "a\nb", "a\0b",
        "a\u202eb", "CON", "nul.txt", "x" * 121, "报" * 90, "a\ud800",
    ],
)  # fmt: skip
def test_a_name_that_could_lead_astray_is_refused(name: str) -> None:
    assert name_fault(name) is not None


def kept(vault: Vault, source: Path) -> Attachment:
    with vault.staging() as staging:
        copy = staging.take_in(source, 1_000)
        staging.keep(copy)
    return Attachment(
        name=source.name, sha256=copy.sha256, size=copy.size, type="txt", seq=1, by="li",
        at=local("2019-08-01 09:00"),
    )  # fmt: skip


def test_a_file_comes_back_as_it_was_and_a_changed_one_is_named(tmp_path: Path) -> None:
    vault, source = Vault(tmp_path / "vault"), tmp_path / "a.txt"
    source.write_text("one")
    file = kept(vault, source)
    assert vault.fault(file) is None
    vault.path(file.sha256).write_text("two")
    with pytest.raises(PatrolError) as changed, new_file(tmp_path / "out.txt") as target:
        vault.copy(file, target)
    assert changed.value.code == vault.fault(file) == "attachment_changed"
    assert kept(vault, source) == file
    assert vault.fault(file) is None
    vault.path(file.sha256).unlink()
    assert vault.fault(file) == "attachment_missing"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "vault"]


def test_what_was_not_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    vault, source = Vault(tmp_path / "vault"), tmp_path / "a.txt"
    source.write_bytes(b"x" * 1_001)
    with pytest.raises(UsageError) as large, vault.staging() as staging:
        staging.take_in(source, 1_000)
    assert large.value.code == "attachment_too_large"
    with vault.staging() as staging:
        staging.take_in(source, 2_000)
    assert (vault.left_behind(), list(vault.hashes())) == ([], [])


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with new_file(target) as opened:
        opened.write(b"one")
        (tmp_path / "b").write_bytes(b"two")
    with pytest.raises(PatrolError) as there, new_file(target) as opened:
        opened.write(b"three")
    assert there.value.code == "file_exists"
    with pytest.raises(PatrolError), new_file(tmp_path / "c") as opened:
        (tmp_path / "c").write_bytes(b"meanwhile")
    assert (target.read_bytes(), (tmp_path / "c").read_bytes()) == (b"one", b"meanwhile")
    assert len(list(tmp_path.iterdir())) == 3
