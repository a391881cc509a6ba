"""Install the bundle with the network cut off, and use it: `python -m scripts.bundle_check`.

Where the system lets a process leave the network, it does so; else every address that pip or
the program could ask is one that nobody answers. The Windows half cannot run here: that its
wheels are all there, and fit, is asked of their own metadata and of pip.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.bundle import KEPT, PROJECT, ROOT, make
from scripts.bundling.needs import needed
from scripts.bundling.targets import TARGETS
from scripts.bundling.wheels import BundleFault, digest, name_of, stated_by_wheel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.bundling.targets import Target

NOBODY = "http://127.0.0.1:9"
NO_SOURCE = (".*", "build", "dist", "__pycache__", "results")
REACHES = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), 2)
except OSError as fault:
    print(fault.strerror or fault)
"""


def main() -> int:
    """Check the bundle and print what was tried; return 1 at the first fault."""
    try:
        for line in _checked():
            print(line, flush=True)
    except BundleFault as fault:
        print(f"The bundle does not stand: {fault}", file=sys.stderr)
        return 1
    return 0


def _checked() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        yield _same_bytes(folder)
        (archive,) = folder.glob("first/*.zip")
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        (unpacked,) = folder.glob("patrol-*/")
        for target in TARGETS:
            yield _whole(unpacked, target)
        cut, how = _cut_off()
        yield f"network: {how}"
        yield from _used(unpacked, folder / "away", cut)


def _same_bytes(folder: Path) -> str:
    # From a copy: somebody may be at work in the tree.
    tree = shutil.copytree(ROOT, folder / "tree", ignore=shutil.ignore_patterns(*NO_SOURCE))
    first, second = (digest(make(tree, folder / name, KEPT)) for name in ("first", "second"))
    if first != second:
        raise BundleFault("made twice, its bytes differ")
    return f"made twice: sha256 {first}"


def _whole(unpacked: Path, target: Target) -> str:
    """Hold that the wheels of a target are closed under what they state, and that pip agrees."""
    listed = unpacked / f"requirements-{target.system}.txt"
    names = {line.split("==")[0] for line in listed.read_text(encoding="utf-8").splitlines()}
    wheels = {name_of(each): each for each in (unpacked / "wheels").glob("*.whl")}
    if missing := needed([PROJECT], target, lambda name: stated_by_wheel(wheels[name])) - names:
        raise BundleFault(f"{target}: not listed: {', '.join(sorted(missing))}")
    _run([
        sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install",
        "--dry-run", "--quiet", "--no-index", "--find-links", str(unpacked / "wheels"),
        "--require-hashes", "--requirement", str(listed), "--target", str(unpacked / "nowhere"),
        *target.pip_options,
    ], {**os.environ, "PIP_CONFIG_FILE": os.devnull})  # fmt: skip
    return f"{target.system}, Python {target.python}: {len(names)} wheels, whole"


def _cut_off() -> tuple[list[str], str]:
    """Return how to run a command without a network, and in words."""
    tool = shutil.which("unshare")
    for options in (["--net"], ["--map-root-user", "--net"]):
        if tool and _goes([tool, *options, "true"]):
            said = _run([tool, *options, sys.executable, "-c", REACHES], dict(os.environ))
            if not said.strip():
                raise BundleFault("the network is still there")
            return [tool, *options], f"cut off by unshare ({said.strip()})"
    return [], f"not to be cut off here; every proxy and index is {NOBODY}"


def _goes(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _used(unpacked: Path, home: Path, cut: list[str]) -> Iterator[str]:
    """Install and use the program in an empty home, and yield what it said."""
    home.mkdir()
    environ = _environ(home)
    say = _speaker(cut, environ, home)
    yield say(["sh", str(unpacked / "install.sh"), str(home / "patrol")])
    patrol = str(home / "patrol" / "patrol")
    yield say([patrol, "--version"])
    yield say([patrol, "init", "--sandbox"])
    demo = json.loads(say([patrol, "demo", "--json"]))
    yield f"demo: {json.dumps(demo, ensure_ascii=False)[:200]}"
    yield say([patrol, "calendar", "explain", "2020-01-31"])


def _speaker(cut: list[str], environ: dict[str, str], home: Path) -> Callable[[list[str]], str]:
    def say(command: list[str]) -> str:
        """Run a command and return what it prints."""
        return _run([*cut, *command], environ, home).strip()

    return say


def _environ(home: Path) -> dict[str, str]:
    nobody = ("http_proxy", "https_proxy", "all_proxy", "PIP_INDEX_URL", "PIP_PROXY")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHON": sys.executable,
        "PATROL_DATABASE": f"sqlite:///{home / 'patrol.db'}",
        "LANG": "zh_CN.UTF-8",
        **dict.fromkeys(nobody, NOBODY),
    }


def _run(command: list[str], environ: dict[str, str], folder: Path | None = None) -> str:
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise BundleFault(f"{' '.join(command)}\n{done.stdout}{done.stderr}".strip())
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
