from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bundle import FILES
from scripts.bundling.archive import with_sums
from scripts.bundling.files import install as installer


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A bundle without wheels."""
    parts = {each.name: each.read_bytes() for each in FILES.iterdir() if each.is_file()}
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name, content in with_sums({**parts, "VERSION": b"1.2.3\n"}).items():
        (folder / name).write_bytes(content)
    return folder


def test_a_whole_bundle_passes(unpacked: Path) -> None:
    parts = {each.name for each in unpacked.iterdir()}
    installer.check_parts(unpacked)
    assert {each.name for each in unpacked.iterdir()} == parts


@pytest.mark.parametrize("name", ["README.txt", "SHA256SUMS"])
def test_a_bundle_in_which_a_file_is_missing_names_it(unpacked: Path, name: str) -> None:
    (unpacked / name).unlink()
    with pytest.raises(installer.Stop) as stop:
        installer.check_parts(unpacked)
    assert stop.value.facts["name"] == name


def test_a_bundle_in_which_a_file_was_changed_names_it(unpacked: Path) -> None:
    name = "install.sh"
    (unpacked / name).write_bytes(b"else")
    with pytest.raises(installer.Stop) as stop:
        installer.check_parts(unpacked)
    assert stop.value.facts["name"] == name


@pytest.mark.parametrize(("lang", "said"), [("zh_CN.UTF-8", "安装包"), ("C", "The bundle")])
def test_the_installer_speaks_the_language_of_the_machine(
    unpacked: Path, lang: str, said: str
) -> None:
    (unpacked / "VERSION").unlink()
    done = _install(unpacked, LC_ALL=lang)
    assert done.returncode == 1
    assert said in done.stderr
    assert "VERSION" in done.stderr


def test_an_installation_that_fails_leaves_nothing_and_the_version_before(
    unpacked: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    before = home / "0.9" / "bin" / "patrol"
    before.parent.mkdir(parents=True)
    before.write_text("before")
    installer.switch(home, before.parent)
    done = _install(unpacked, str(home))
    assert done.returncode == 1
    assert (home / "patrol").read_text() == "before"
    assert sorted(each.name for each in home.iterdir()) == ["0.9", "patrol"]


def test_a_folder_that_cannot_be_written_is_named(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = _install(unpacked, str(tmp_path / "file"))
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_is_switched_to_the_newer_version(tmp_path: Path) -> None:
    for version in ("1", "2"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "patrol").write_text(version)
        command = installer.switch(tmp_path, tmp_path / version / "bin")
    assert command.read_text() == "2"


def test_on_windows_the_command_is_a_file_that_starts_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "WINDOWS", True)
    (tmp_path / "1" / "Scripts").mkdir(parents=True)
    command = installer.switch(tmp_path, tmp_path / "1" / "Scripts")
    assert command.name == "patrol.cmd"
    assert command.read_bytes().startswith(b'@"%~dp01')
    assert command.read_bytes().endswith(b'patrol.exe" %*\r\n')


def test_another_python_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installer, "SUPPORTED", ((2, 7),))
    with pytest.raises(installer.Stop) as stop:
        installer.check_machine()
    assert stop.value.sentence == "python"


def test_every_sentence_stands_in_both_languages() -> None:
    for chinese, english in installer.SAID.values():
        assert not chinese.isascii()
        assert english.isascii()


def _install(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(folder / "install.sh"), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHON": sys.executable,
             "PYTHONUTF8": "1", **environ},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
