"""Run the commands that the documents show, and put their real output beneath them.

`python -m scripts.documents` rewrites the documents; the tests do the same and compare.
A fenced block `yaml NAME` is a file that later commands may read; in a fenced block `console`
each line `$ patrol ...` is run, and what follows up to the next one is its output. In a block
`console varies` the commands must succeed; what they print differs each time and is not shown.
A token that a command prints for a person is put into PERSON.token, for `patrol login --file`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shlex
import tempfile
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch
from zoneinfo import ZoneInfo

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
    "docs/interchange.md": Document("en", on_demo=False),
    "docs/interchange.zh.md": Document("zh", on_demo=False),
    "docs/scenarios.md": Document("en", on_demo=False),
    "docs/scenarios.zh.md": Document("zh", on_demo=False),
    "docs/tutorial.md": Document("en", on_demo=False),
    "docs/tutorial.zh.md": Document("zh", on_demo=False),
    "docs/a-day.md": Document("zh", on_demo=False),
}

#: Pictures in the documents: in which language each is drawn, and of which definition.
PICTURES = {
    "docs/pictures/patrol.zh.svg": ("zh", "patrol"),
    "docs/pictures/patrol.en.svg": ("en", "patrol"),
}

_BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?P<named>(?: \S+)*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PROMPT = "$ "
_VARIES = "varies"
_ZONE = ZoneInfo("Asia/Shanghai")
_MINUTE = dt.timedelta(minutes=1)
_TOKEN = re.compile(r"^patrol_[a-z0-9]+_[a-z0-9]+$", re.MULTILINE)


def main() -> None:
    """Rewrite every document that shows commands."""
    for name, document in DOCUMENTS.items():
        path = ROOT / name
        path.write_text(rewritten(path.read_text(encoding="utf-8"), document), encoding="utf-8")

    for name, (language, workflow) in PICTURES.items():
        (ROOT / name).write_text(picture(language, workflow), encoding="utf-8")


def picture(language: str, workflow: str) -> str:
    """Return a shipped definition as it is drawn now."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        command = f"$ patrol workflow graph {workflow} --svg picture.svg"
        _succeed(command, Desk(_environ(Path(folder), language)))
        return Path("picture.svg").read_text(encoding="utf-8")


def rewritten(text: str, document: Document) -> str:
    """Return a document with the output that its commands print now."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        environ = _environ(Path(folder), document.language)
        if document.on_demo:
            _succeed("$ patrol demo", Desk(environ))
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


class Desk(NamedTuple):
    """Where a command is given: with which settings, and at what time where one is told."""

    environ: Mapping[str, str]
    at: dt.datetime | None = None

    def later(self) -> Desk:
        """The same desk, a minute later."""
        return self._replace(at=self.at and self.at + _MINUTE)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command as it stands in a document; return its exit code and what it prints."""
        from runtime.clock import FixedClock, SystemClock

        with ExitStack() as stack:
            if self.at is not None:
                clock = FixedClock(self.at)
                stack.enter_context(patch.object(SystemClock, "now", lambda _: clock.now()))
            return run(command.removeprefix(_PROMPT), self.environ)


def _succeed(command: str, desk: Desk) -> None:
    code, told = desk.run(command)
    if code:
        raise RuntimeError(f"{command}\n{told}")


def _block(block: re.Match[str], environ: Mapping[str, str]) -> str:
    whole, kind, named, body = block.group(0, "kind", "named", "body")
    if kind != "console":
        if named:
            Path(named.strip()).write_text(body, encoding="utf-8")
        return whole
    words = named.split()
    desk = _desk([word for word in words if word != _VARIES], environ)
    if _VARIES not in words:
        return f"```console{named}\n{_transcript(body, desk)}```"
    for command in body.splitlines():
        _succeed(command, desk)
        desk = desk.later()
    return whole


def _desk(words: list[str], environ: Mapping[str, str]) -> Desk:
    """Return the desk that a block names: nobody's at no time, or somebody's at a moment."""
    if not words:
        return Desk(environ)
    moment, *person = words
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=_ZONE).astimezone(dt.UTC)
    token = [("PATROL_TOKEN_FILE", f"{each}.token") for each in person]
    return Desk({**environ, **dict(token)}, at)


def _transcript(body: str, desk: Desk) -> str:
    commands = [line for line in body.splitlines() if line.startswith(_PROMPT)]
    if not all(command.startswith("$ patrol ") for command in commands):
        return body
    told = []
    for command in commands:
        told.append(f"{command}\n{_output(command, desk)}")
        desk = desk.later()
    return "".join(told)


def _output(command: str, desk: Desk) -> str:
    lines = desk.run(command)[1].splitlines()
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
