"""How wide texts are on a drawing, and where their lines break; sizes are in points."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

FONT = (
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',"
    "'WenQuanYi Zen Hei',sans-serif"
)
BODY, TITLE, HEADING = 8.0, 10.0, 15.0
LEADING = 1.35
DARK, GREY, ACCENT, PALE, TINT = "#1d2733", "#4f5965", "#a3281f", "#ffffff", "#eef2f6"

# Shares of the size. A little more than most fonts take: a box may be roomy, never too narrow.
_NARROW, _SPACE, _SMALL, _LARGE, _WIDE = 0.38, 0.34, 0.62, 0.76, 0.98
_BOLD = 1.07
_PIECES = re.compile(r"\s+|[!-~\u00a0-\u024f]+|.", re.DOTALL)
_CLOSING = frozenset("，。、；：）”’》〉】！？,.;:)!?")


class Line(msgspec.Struct, frozen=True):
    """One line of a box; `mark` is a small sign before it, `indent` how far it stands in.

    `tail` follows in a smaller and lighter hand; a line that has one is never broken.
    """

    text: str
    size: float = BODY
    bold: bool = False
    colour: str = DARK
    mark: str = ""
    indent: float = 0.0
    tail: str = ""

    @property
    def width(self) -> float:
        """How wide the line is, its sign included."""
        return self.indent + self.reach + measure(self.tail, self.size - 1)

    @property
    def reach(self) -> float:
        """How wide the text is without its tail, and the space before that."""
        space = self.size * 0.6 if self.tail else 0.0
        return measure(self.text, self.size, bold=self.bold) + space

    @property
    def height(self) -> float:
        """How high the line is."""
        return self.size * LEADING


def clean(text: str) -> str:
    """Return a text without the characters that XML does not know."""
    return "".join(one if one.isprintable() else " " for one in text)


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, Chinese characters counted as full squares."""
    return sum(map(_share, text)) * size * (_BOLD if bold else 1.0)


def _share(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if not character.isascii():
        return 1.0
    if character == " ":
        return _SPACE
    if character in "iIjlft.,:;|!'`()[]":
        return _NARROW
    if character in "mwMW@%":
        return _WIDE
    return _LARGE if character.isupper() else _SMALL


def wrapped(line: Line, widest: float) -> list[Line]:
    """Return a line broken into lines that are no wider; what follows the first has no sign."""
    if line.tail:
        return [line]
    lines: list[str] = []
    for piece in _pieces(line.text, (widest - line.indent) * 0.94, line):
        fits = bool(lines) and _fits(lines[-1] + piece, widest, line)
        if lines and (fits or piece in _CLOSING):
            lines[-1] += piece
        elif not lines or piece.strip():
            lines.append(piece.lstrip() if lines else piece)
    texts = [each.rstrip() for each in lines] or [""]
    marks = [line.mark, *[""] * (len(texts) - 1)]
    return [
        msgspec.structs.replace(line, text=text, mark=mark)
        for text, mark in zip(texts, marks, strict=True)
    ]


def _fits(text: str, widest: float, line: Line) -> bool:
    return line.indent + measure(text.rstrip(), line.size, bold=line.bold) <= widest


def _pieces(text: str, widest: float, line: Line) -> Iterator[str]:
    """Yield what must not be broken; a word wider than a line is broken all the same."""
    for piece in _PIECES.findall(clean(text)):
        rest = piece
        while len(rest) > 1 and measure(rest, line.size, bold=line.bold) > widest:
            cut = next(
                (end for end in range(len(rest) - 1, 1, -1)
                 if measure(rest[:end], line.size, bold=line.bold) <= widest), 1,
            )  # fmt: skip
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
