"""Run the commands that the documents show, and put their real output beneath them.

`python -m scripts.documents` rewrites the documents; the tests do the same and compare.
A fenced block `yaml NAME` is a file that later commands may read; in a fenced block `console`
each line `$ patrol ...` is run, and what follows up to the next one is its output.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {"README.md": "en", "README.zh.md": "zh"}

_BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PROMPT = "$ "


def main() -> None:
    """Rewrite every document that shows commands."""
    for name, language in DOCUMENTS.items():
        path = ROOT / name
        path.write_text(rewritten(path.read_text(encoding="utf-8"), language), encoding="utf-8")


def rewritten(text: str, language: str) -> str:
    """Return a document with the output that its commands print now."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        environ = _environ(Path(folder), language)
        told = run("patrol demo", environ)
        if not Path("patrol.db").exists():
            raise RuntimeError(f"the demo left no database:\n{told}")
        return _BLOCK.sub(lambda block: _block(block, environ), text)


def run(command: str, environ: Mapping[str, str]) -> str:
    """Run a command of ours in this process; return all that it prints."""
    from cli.main import run as patrol

    program, *arguments = shlex.split(command)
    if program != "patrol":
        raise ValueError(f"the documents run patrol alone, not {program}")
    printed = io.BytesIO()
    said = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    with redirect_stdout(said), redirect_stderr(said):
        patrol(arguments, environ)
    return printed.getvalue().decode("utf-8")


def _block(block: re.Match[str], environ: Mapping[str, str]) -> str:
    whole, kind, name, body = block.group(0, "kind", "name", "body")
    if name:
        Path(name).write_text(body, encoding="utf-8")
    if kind != "console":
        return whole
    return f"```console\n{_transcript(body, environ)}```"


def _transcript(body: str, environ: Mapping[str, str]) -> str:
    commands = [line for line in body.splitlines() if line.startswith(_PROMPT)]
    if not all(command.startswith("$ patrol ") for command in commands):
        return body
    return "".join(f"{command}\n{_output(command, environ)}" for command in commands)


def _output(command: str, environ: Mapping[str, str]) -> str:
    lines = run(command.removeprefix(_PROMPT), environ).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _environ(folder: Path, language: str) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PATROL_LANG": language,
        "PATROL_DATABASE": "sqlite:///patrol.db",
    }


if __name__ == "__main__":
    main()
