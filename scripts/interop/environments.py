"""The environments in which other programs run, made from locks: every package by its hash.

They lie in `.interop/` beside the code and are made anew when their lock changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.interop.fault import InteropFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent.parent / ".interop"
LEAST_NODE = (20, 11)
_NODE_FILES = ("package.json", "package-lock.json", "check.mjs")
_VERSION = re.compile(r"v(\d+)\.(\d+)")


def node() -> Path:
    """Return the folder of the Node programs, installed; raise InteropFault."""
    _require_node()
    folder = ENVIRONMENTS / "node"
    for name in _NODE_FILES:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "node" / name, folder / name)
    if not _is_made(folder, HERE / "node" / "package-lock.json"):
        shutil.rmtree(folder / "browser", ignore_errors=True)
        run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
        _mark(folder, HERE / "node" / "package-lock.json")
    return folder


def mining() -> Path:
    """Return the Python that has pm4py; raise InteropFault."""
    folder, lock = ENVIRONMENTS / "mining", HERE / "mining" / "requirements.lock"
    python = folder / "bin" / "python"
    if not _is_made(folder, lock):
        run([sys.executable, "-m", "venv", "--clear", str(folder)], HERE)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        only = ["--require-hashes", "--only-binary", ":all:", "--no-compile"]
        run([*pip, "install", *only, "-r", str(lock)], HERE)
        _mark(folder, lock)
    return python


def browser(folder: Path) -> dict[str, str]:
    """Return the variables with which the browser unpacks itself, and the libraries it needs."""
    unpacked = folder / "browser"
    unpacked.mkdir(exist_ok=True)
    # The package brings these libraries for machines that have none, if it is told of one.
    found = {"TMPDIR": str(unpacked), "AWS_LAMBDA_JS_RUNTIME": "nodejs20.x"}
    if Path("/etc/fonts").is_dir():
        found["FONTCONFIG_PATH"] = "/etc/fonts"
    return found


def run(
    command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, given: str = ""
) -> str:
    """Run a program and return what it printed; raise InteropFault where it fails."""
    environ = {**os.environ, "NO_COLOR": "1", **(more or {})}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environ, input=given, capture_output=True, text=True,
            encoding="utf-8", timeout=600, check=False,
        )  # fmt: skip
    except FileNotFoundError as fault:
        raise InteropFault(f"{command[0]} was not found on this machine.") from fault
    except subprocess.TimeoutExpired as fault:
        raise InteropFault(f"{command[0]} had not finished after ten minutes.") from fault
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise InteropFault(f"{' '.join(command[:4])} failed with {done.returncode}: {said}")
    return done.stdout


def _require_node() -> None:
    least = ".".join(map(str, LEAST_NODE))
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise InteropFault(f"{program} is missing: install Node.js {least} or later, with npm.")
    version = _VERSION.match(run(["node", "--version"], HERE))
    if version is None or tuple(map(int, version.groups())) < LEAST_NODE:
        told = version.group() if version else "of no version"
        raise InteropFault(f"node is {told}: install Node.js {least} or later.")


def _is_made(folder: Path, lock: Path) -> bool:
    stamp = folder / ".made"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(lock)


def _mark(folder: Path, lock: Path) -> None:
    (folder / ".made").write_text(_digest(lock), encoding="utf-8")


def _digest(lock: Path) -> str:
    return sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
