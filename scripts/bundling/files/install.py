"""Install Patrol from this folder: no network, nothing outside the folder named is changed.

A version goes into a folder of its own and the command is switched to it last, so that an
installation that fails leaves the version before it at work. Needs Python alone.
"""

from __future__ import annotations

import hashlib
import locale
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
SUPPORTED = ((3, 11), (3, 12), (3, 13))

SAID = {
    "python": (
        "需要 64 位的 CPython 3.11、3.12 或 3.13；这里是 {found}。",
        "CPython 3.11, 3.12 or 3.13 for x86-64 is needed; this is {found}.",
    ),
    "damaged": (
        "安装包不完整或已损坏：{name}。请重新复制。",
        "The bundle is incomplete or damaged: {name}. Copy it again.",
    ),
    "unwritable": (
        "无法写入 {folder}：{detail}。请另选文件夹：install {other}",
        "Cannot write to {folder}: {detail}. Name another folder: install {other}",
    ),
    "failed": (
        "安装没有完成，原有版本不受影响。原因见上。",
        "Not installed; a version that was there works as before. The reason stands above.",
    ),
    "done": ("已安装 {version}：{command}", "Installed {version}: {command}"),
    "path": (
        "把 {folder} 加入 PATH，以后输入 patrol 即可。",
        "Put {folder} on PATH to call it patrol.",
    ),
    "next": ("先试试：{command} demo", "Try it: {command} demo"),
}


class Stop(Exception):
    """Why nothing was installed: a sentence's name and its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def main(arguments: list[str]) -> int:
    """Install into the folder named, else into the usual one; return 1 where that fails."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        check_machine()
        check_parts(HERE)
        folder = Path(arguments[0]).absolute() if arguments else usual_folder()
        command = install(folder)
    except Stop as stop:
        say(stop.sentence, sys.stderr, **stop.facts)
        return 1
    say("done", sys.stdout, version=version(), command=command)
    if shutil.which("patrol") is None:
        say("path", sys.stdout, folder=command.parent)
    say("next", sys.stdout, command=command)
    return 0


def check_machine() -> None:
    """Refuse a Python or a machine that the wheels are not for."""
    machine = platform.machine().lower() in ("x86_64", "amd64") and sys.maxsize > 2**32
    if sys.version_info[:2] not in SUPPORTED or not machine:
        found = f"{platform.python_implementation()} {platform.python_version()}"
        raise Stop("python", found=f"{found} {platform.machine()}")


def check_parts(folder: Path) -> None:
    """Refuse a bundle in which a file is missing or not as it was made."""
    try:
        sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise Stop("damaged", name="SHA256SUMS") from fault
    for line in sums:
        expected, name = line.split("  ", 1)
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            raise Stop("damaged", name=name)


def usual_folder() -> Path:
    """Return where programs go that one person, or the administrator, installs."""
    if WINDOWS:
        return Path(os.environ["LOCALAPPDATA"]) / "Programs" / "Patrol"
    return Path("/opt/patrol") if os.geteuid() == 0 else Path.home() / ".local" / "lib" / "patrol"


def version() -> str:
    """Return the version in this bundle."""
    return (HERE / "VERSION").read_text(encoding="utf-8").strip()


def install(folder: Path) -> Path:
    """Make the environment beneath a folder and switch the command to it; return the command."""
    made = hashlib.sha256((HERE / "SHA256SUMS").read_bytes()).hexdigest()[:8]
    environment = folder / f"{version()}-{made}"
    scripts = environment / ("Scripts" if WINDOWS else "bin")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(environment, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True
        )
        put_in(scripts / ("python.exe" if WINDOWS else "python"))
        starts = [str(scripts / "patrol"), "--version"]
        subprocess.run(starts, check=True, stdout=subprocess.DEVNULL)
        return switch(folder, scripts)
    except (subprocess.CalledProcessError, ValueError) as fault:
        shutil.rmtree(environment, ignore_errors=True)
        raise Stop("failed") from fault
    except OSError as fault:
        other = "%USERPROFILE%\\patrol" if WINDOWS else "~/patrol"
        raise Stop("unwritable", folder=folder, detail=fault.strerror, other=other) from fault


def put_in(python: Path) -> None:
    """Install every wheel of this system, by the hashes listed, asking no index and no settings."""
    (pip,) = (HERE / "wheels").glob("pip-*.whl")
    listed = HERE / f"requirements-{'windows' if WINDOWS else 'linux'}.txt"
    subprocess.run(
        [
            str(python), str(pip / "pip"), "install", "--isolated", "--no-index", "--quiet",
            "--disable-pip-version-check", "--no-cache-dir", "--only-binary=:all:",
            "--require-hashes", "--find-links", str(HERE / "wheels"), "--requirement", str(listed),
        ],
        check=True,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"},
    )  # fmt: skip


def switch(folder: Path, scripts: Path) -> Path:
    """Let the command in the folder start this version; there is always one whole command."""
    command = folder / ("patrol.cmd" if WINDOWS else "patrol")
    fresh = folder / f".{command.name}.new"
    fresh.unlink(missing_ok=True)
    inner = scripts.relative_to(folder) / "patrol"
    if WINDOWS:
        line = f'@"%~dp0{inner}.exe" %*\r\n'
        fresh.write_bytes(line.encode("ascii"))
    else:
        fresh.symlink_to(inner)
    fresh.replace(command)
    return command


def say(sentence: str, stream: TextIO, **facts: object) -> None:
    """Say a sentence in the language of the machine, Chinese or English."""
    chinese, english = SAID[sentence]
    text = chinese if speaks_chinese(os.environ) else english
    print(text.format(**facts), file=stream)


def speaks_chinese(environ: Mapping[str, str]) -> bool:
    """Return whether the locale is a Chinese one."""
    named = next((environ[each] for each in ("LC_ALL", "LANG") if environ.get(each)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
