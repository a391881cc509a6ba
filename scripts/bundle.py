"""Make the bundle: `python -m scripts.bundle` writes dist/patrol-VERSION-bundle.zip.

It holds the wheels of the project and of everything it needs at run time, for Linux and Windows
and each supported Python, with an installer that wants no network.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

from scripts.bundling.archive import with_sums, write
from scripts.bundling.needs import needed
from scripts.bundling.pins import Pin, read_pins
from scripts.bundling.targets import SYSTEMS, TARGETS
from scripts.bundling.wheels import (
    BundleFault,
    build_own,
    digest,
    fetch,
    name_of,
    stated_by_installed,
)

ROOT = Path(__file__).resolve().parent.parent
#: Where fetched wheels stay.
KEPT = ROOT / "build" / "bundle"
FILES = Path(__file__).resolve().parent / "bundling" / "files"
PROJECT = "patrol-engine"
#: pip comes along, since many systems split it from their Python.
ROOTS = (PROJECT, "pip")


def main() -> int:
    """Make the bundle and say where it is; return 1 where it cannot be made."""
    try:
        archive = make(ROOT, ROOT / "dist", KEPT)
    except BundleFault as fault:
        print(f"No bundle: {fault}", file=sys.stderr)
        return 1
    size = archive.stat().st_size / 1e6
    print(f"{archive.relative_to(ROOT)}  {size:.0f} MB  sha256 {digest(archive)}")
    return 0


def make(root: Path, target_folder: Path, kept: Path) -> Path:
    """Make the bundle of a source tree; fetched wheels are kept for the next time."""
    pins = read_pins((root / "requirements.lock").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        own = build_own(root, Path(folder))
        version = str(parse_wheel_filename(own.name)[1])
        parts = {f"wheels/{own.name}": own.read_bytes(), **_installer(root)}
        own_pin = Pin(PROJECT, version, frozenset({digest(own)}))
        for system in SYSTEMS:
            wheels = _wheels(system, pins, kept)
            parts |= {f"wheels/{each.name}": each.read_bytes() for each in wheels}
            parts[f"requirements-{system}.txt"] = _requirements(wheels, pins, own_pin)
    top = f"patrol-{version}"
    archive = target_folder / f"{top}-bundle.zip"
    write(archive, top, with_sums({**parts, "VERSION": f"{version}\n".encode()}))
    return archive


def _wheels(system: str, pins: dict[str, Pin], kept: Path) -> list[Path]:
    targets = [each for each in TARGETS if each.system == system]
    names = set().union(*(needed(ROOTS, each, stated_by_installed) for each in targets))
    if loose := names - {PROJECT} - pins.keys():
        raise BundleFault(f"not in requirements.lock: {', '.join(sorted(loose))}")
    wanted = [pins[name] for name in sorted(names - {PROJECT})]
    found = [
        wheel
        for each in targets
        for wheel in fetch(wanted, each, kept / f"{each.system}-{each.python}")
    ]
    return list({wheel.name: wheel for wheel in found}.values())


def _requirements(wheels: list[Path], pins: dict[str, Pin], own: Pin) -> bytes:
    """Return what is installed on a system: each package with the hashes of its wheels here."""
    names = sorted({name_of(each) for each in wheels} - {"pip"})
    lines = [
        pins[name].line(digest(each) for each in wheels if name_of(each) == name) for name in names
    ]
    return "".join(f"{line}\n" for line in [own.line(), *lines]).encode("utf-8")


def _installer(root: Path) -> dict[str, bytes]:
    parts = {each.name: each.read_bytes() for each in sorted(FILES.iterdir()) if each.is_file()}
    return {**parts, "LICENSE": (root / "LICENSE").read_bytes()}


if __name__ == "__main__":
    sys.exit(main())
