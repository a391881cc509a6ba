"""A database of real cases, and people who log in to it, each with a home folder of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import Answer, Patrol

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ADMINISTRATOR = "jiangsu_clerk"


class Desks:
    """The desks of an office: each a command line of one person, logged in."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.url = url
        self._capsys = capsys
        self._desks: dict[str, Patrol] = {}

    def nobody(self, name: str = "nobody") -> Patrol:
        """A command line on which nobody has logged in."""
        home = self.folder / "homes" / name
        home.mkdir(parents=True, exist_ok=True)
        patrol = Patrol(home / "unused.db", self._capsys)
        patrol.environ["PATROL_DATABASE"] = self.url
        return patrol

    def first(self, token: str) -> Patrol:
        """The administrator's, with the token that founding printed."""
        self._desks[ADMINISTRATOR] = self.log_in(self.nobody(ADMINISTRATOR), token)
        return self._desks[ADMINISTRATOR]

    @property
    def administrator(self) -> Patrol:
        return self._desks[ADMINISTRATOR]

    def log_in(self, patrol: Patrol, token: str) -> Patrol:
        """Log in with a token, as a person does with a file of their own."""
        answer = self.try_token(patrol, token)
        assert answer.code == 0, answer.err
        return patrol

    def try_token(self, patrol: Patrol, token: str) -> Answer:
        file = self.folder / "homes" / "token.txt"
        file.write_text(token)
        file.chmod(0o600)
        return patrol("login", "--file", str(file), "--json")

    def of(self, person: str, *permissions: str) -> Patrol:
        """A person's, logged in, with permissions beside their posts."""
        if person not in self._desks:
            made = self.administrator.done("user", "token", "add", person, "--name", "desk")
            self._desks[person] = self.log_in(self.nobody(person), made["token"])
        for permission in permissions:
            self.administrator.done("user", "grant", person, permission)
        return self._desks[person]
