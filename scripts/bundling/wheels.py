"""Wheels: built here or fetched, each held against the hashes of the lock."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.utils import parse_wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scripts.bundling.pins import Pin
    from scripts.bundling.targets import Target


class BundleFault(Exception):
    """Why no bundle can be made, or why one is not to be trusted."""


def build_own(root: Path, folder: Path) -> Path:
    """Build the wheel of the project into a folder."""
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], root)
    (wheel,) = folder.glob("patrol_engine-*.whl")
    return wheel


def fetch(pins: Iterable[Pin], target: Target, folder: Path) -> list[Path]:
    """Bring the wheels of a target into a folder; pip refuses one whose hash is not in the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {pin.name: pin for pin in pins}
    for stale in [each for each in folder.glob("*.whl") if not _is_wanted(each, wanted)]:
        stale.unlink()
    if wanted.keys() == {name_of(each) for each in folder.glob("*.whl")}:
        return sorted(folder.glob("*.whl"))
    listed = folder / "wanted.txt"
    listed.write_text("".join(f"{pin.line()}\n" for pin in wanted.values()), encoding="utf-8")
    _run([
        sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet",
        "--no-deps", "--require-hashes", "--requirement", str(listed), "--dest", str(folder),
        *target.pip_options,
    ], folder)  # fmt: skip
    return hold(sorted(folder.glob("*.whl")), wanted)


def hold(wheels: list[Path], wanted: dict[str, Pin]) -> list[Path]:
    """Return the wheels where each wanted one is there with a hash of the lock."""
    if loose := [each.name for each in wheels if not _is_wanted(each, wanted)]:
        raise BundleFault(f"not as the lock has it: {', '.join(loose)}")
    if missing := wanted.keys() - {name_of(each) for each in wheels}:
        raise BundleFault(f"no wheel for: {', '.join(sorted(missing))}")
    return wheels


def name_of(wheel: Path) -> str:
    """Return the package of a wheel."""
    return str(parse_wheel_filename(wheel.name)[0])


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def stated_by_installed(name: str) -> list[str]:
    """Return the dependencies that a package installed here states."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError as fault:
        raise BundleFault(
            f"{name} is needed on another system only: name it among the dev dependencies"
        ) from fault


def stated_by_wheel(wheel: Path) -> list[str]:
    """Return the dependencies that a wheel states."""
    with zipfile.ZipFile(wheel) as opened:
        (name,) = [each for each in opened.namelist() if each.endswith(".dist-info/METADATA")]
        told = HeaderParser().parsestr(opened.read(name).decode("utf-8"))
    return [str(each) for each in told.get_all("Requires-Dist") or ()]


def _is_wanted(wheel: Path, wanted: dict[str, Pin]) -> bool:
    pin = wanted.get(name_of(wheel))
    return pin is not None and digest(wheel) in pin.hashes


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BundleFault(f"{command[2]} failed:\n{done.stderr.strip() or done.stdout.strip()}")
