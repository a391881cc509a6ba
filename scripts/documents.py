"""Run the commands that the documents show, and put their real output beneath them.

`python -m scripts.documents` rewrites the documents; the tests do the same and compare.
A fenced block `yaml NAME` is a file that later commands may read; in a fenced block `console`
each line `$ patrol ...` is run, and what follows up to the next one is its output. In a block
`console varies` the commands must succeed; what they print differs each time and is not shown.
A token that a command prints for a person is put into PERSON.token, for `patrol login --file`.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


class Document(NamedTuple):
    """How the commands of a document are run: in a language, after the demonstration or not."""

    language: str
    on_demo: bool


DOCUMENTS = {
    "README.md": Document("en", on_demo=True),
    "README.zh.md": Document("zh", on_demo=True),
    "docs/operations.md": Document("en", on_demo=False),
    "docs/operations.zh.md": Document("zh", on_demo=False),
}

_BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PROMPT = "$ "
_VARIES = "varies"
_TOKEN = re.compile(r"^patrol_[a-z0-9]+_[a-z0-9]+$", re.MULTILINE)


def main() -> None:
    """Rewrite every document that shows commands."""
    for name, document in DOCUMENTS.items():
        path = ROOT / name
        path.write_text(rewritten(path.read_text(encoding="utf-8"), document), encoding="utf-8")


def rewritten(text: str, document: Document) -> str:
    """Return a document with the output that its commands print now."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        environ = _environ(Path(folder), document.language)
        if document.on_demo:
            _succeed("$ patrol demo", environ)
        return _BLOCK.sub(lambda block: _block(block, environ), text)


def run(command: str, environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a command of ours in this process; return its exit code and all that it prints."""
    from cli.main import run as patrol

    program, *arguments = shlex.split(command)
    if program != "patrol":
        raise ValueError(f"the documents run patrol alone, not {program}")
    printed = io.BytesIO()
    said = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    with redirect_stdout(said), redirect_stderr(said):
        code = patrol(arguments, environ)
    told = printed.getvalue().decode("utf-8")
    if any(beginning in told for beginning in _unforeseen()):
        raise RuntimeError(f"{command}\n{told}")
    _keep_token(arguments, told)
    return code, told


def _unforeseen() -> list[str]:
    """Return how the program begins to say that something went wrong in it."""
    from engine.messages import LANGUAGES, catalogue

    return [catalogue(each)["unexpected"].message.partition("{")[0] for each in LANGUAGES]


def _keep_token(arguments: list[str], told: str) -> None:
    """Put a token that was printed for a person into a file of its own."""
    before = next((each for each in ("--admin", "add") if each in arguments), None)
    if before and (found := _TOKEN.search(told)):
        file = Path(f"{arguments[arguments.index(before) + 1]}.token")
        file.touch(mode=0o600)
        file.write_text(found.group(), encoding="ascii")


def _succeed(command: str, environ: Mapping[str, str]) -> None:
    code, told = run(command.removeprefix(_PROMPT), environ)
    if code:
        raise RuntimeError(f"{command}\n{told}")


def _block(block: re.Match[str], environ: Mapping[str, str]) -> str:
    whole, kind, name, body = block.group(0, "kind", "name", "body")
    if kind == "console" and name == _VARIES:
        for command in body.splitlines():
            _succeed(command, environ)
        return whole
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
    lines = run(command.removeprefix(_PROMPT), environ)[1].splitlines()
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
