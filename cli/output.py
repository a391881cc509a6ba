"""What leaves the program: screens for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from cli.consoles import json_in_ascii

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SCREEN, JSON, LINES = "screen", "json", "lines"


class Output:
    """Standard output in the form that was asked for."""

    def __init__(self, form: str, environ: Mapping[str, str]) -> None:
        self.form = form
        self.banner = ""
        self._color = False if environ.get("NO_COLOR") else None

    @property
    def columns(self) -> int:
        """How many columns the screen has; 80 where nothing tells."""
        import shutil

        return shutil.get_terminal_size().columns

    @property
    def is_screen(self) -> bool:
        """Whether a person reads it."""
        return self.form == SCREEN

    def show(self, data: Callable[[], Any], screen: Callable[[], Iterable[str]]) -> None:
        """Print one thing: JSON of `data`, or the lines of `screen`."""
        if self.is_screen:
            self.lines(screen())
        else:
            self.json(data())

    def show_list(
        self, rows: Callable[[], Sequence[Any]], screen: Callable[[], Iterable[str]]
    ) -> None:
        """Print a list: a JSON array, one object a line, or the lines of `screen`."""
        if self.form == LINES:
            for row in rows():
                self._echo(_compact(row))
        else:
            self.show(rows, screen)

    def json(self, data: Any) -> None:
        """Print one JSON value, indented unless one line was asked for."""
        self._echo(_compact(data) if self.form == LINES else _indented(data))

    def json_line(self, data: Any) -> None:
        """Print one JSON value on one line, for what is told while it happens."""
        self._echo(_compact(data))

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines, through a pager where a terminal cannot show them at once."""
        shown = [*([self.banner] if self.banner else ()), *lines]
        if sys.stdout.isatty() and len(shown) >= _terminal_lines():
            click.echo_via_pager("\n".join(shown) + "\n", color=self._color)
        else:
            self._echo("\n".join(shown))

    def line(self, text: str) -> None:
        """Print one line at once, for what is told while it happens."""
        self._echo(text)

    def raw(self, text: str) -> None:
        """Print text as it is."""
        click.echo(text, nl=False)

    def _echo(self, text: str) -> None:
        click.echo(text, color=self._color)


def terminal_columns() -> int | None:
    """Return how wide the terminal is; None where what is printed goes elsewhere."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _terminal_lines() -> int:
    import shutil

    return shutil.get_terminal_size().lines


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=json_in_ascii(), separators=(",", ":"), default=_plain)


def _indented(data: Any) -> str:
    return json.dumps(data, ensure_ascii=json_in_ascii(), indent=2, default=_plain)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it: dates as ISO text, instants in UTC, values as objects."""
    import msgspec

    return msgspec.to_builtins(value)
