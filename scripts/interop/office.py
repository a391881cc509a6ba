"""LibreOffice opens the documents and workbooks of an office; their pages are measured.

What is missing is installed where that can be done: LibreOffice, Poppler and Chinese fonts, from
the packages of Debian, as root. Elsewhere it is a fault that names them.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from runtime.reports.fonts import font_settings
from scripts.interop.environments import HERE, run
from scripts.interop.fault import InteropFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGES = (
    "fontconfig libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-noto-cjk "
    "fonts-arphic-uming fonts-arphic-ukai"
)
_ROOT = HERE.parent.parent
_WHEN = ("--at", "2019-10-08", "--lang", "zh")
_DPI = 100
#: Where the text area begins and ends, in millimetres, and how far off a page may be.
_LEFT, _TOP, _RIGHT, _BOTTOM, _OFF = 28.0, 37.0, 184.0, 262.0, 1.0
#: How high a line of the text is.
_LINE = 10.2
_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


class Word(NamedTuple):
    """A word on a page, its edges in millimetres."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def check(folder: Path) -> Iterator[str]:
    """Yield what LibreOffice made of a brief, a bulletin and a ledger; raise InteropFault."""
    soffice = _required()
    _demonstrated(folder)
    for name, report, period in (
        ("brief", "weekly_brief", "2019-W33"),
        ("bulletin", "monthly_bulletin", "2019-08"),
    ):
        issued = f"{name}-issued.pdf"
        asked = ("--for", period, "--to", f"{name}.docx", "--pdf", issued, *_WHEN)
        _patrol(folder, "report", "make", report, *asked)
        _converted(folder, soffice, f"{name}.docx")
        pages = _pages(folder, f"{name}.pdf")
        _measured(name, pages)
        _closed(name, pages)
        both_sides = _pages(folder, issued)
        _hold(len(both_sides) % 2 == 0, issued, len(both_sides), "side of the last page")
        _closed(issued, both_sides)
        _pictured(folder, name, len(pages))
        yield f"{name}: {len(pages)} A4 pages, margins and page numbers as in GB/T 9704-2012"
    book = ("rectification", "hazards", "--xlsx", "ledger.xlsx", *_WHEN)
    _patrol(folder, "ledger", "show", *book)
    _converted(folder, soffice, "ledger.xlsx")
    yield f"ledger: {len(_pages(folder, 'ledger.pdf'))} pages, {_size(folder, 'ledger.pdf')} pt"


def _required() -> str:
    """Return LibreOffice, which is installed first where it is missing; raise InteropFault."""
    if _missing() and shutil.which("apt-get") and os.geteuid() == 0:
        quietly = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], HERE, quietly)
        wanted = ["install", "-y", "-qq", "--no-install-recommends", *_PACKAGES.split()]
        run(["apt-get", *wanted], HERE, quietly)
    if missing := _missing():
        raise InteropFault(f"{', '.join(missing)} missing: install {_PACKAGES}.")
    return str(shutil.which("soffice"))


def _missing() -> list[str]:
    programs = ("soffice", "pdftotext", "pdftoppm", "pdfinfo", "fc-list")
    found = [one for one in programs if shutil.which(one) is None]
    if not found and not run(["fc-list", ":lang=zh"], HERE).strip():
        found.append("a Chinese font")
    return found


def _demonstrated(folder: Path) -> None:
    _patrol(folder, "demo")


def _patrol(folder: Path, *arguments: str) -> None:
    more = {"PATROL_DATABASE": f"sqlite:///{folder / 'office.db'}", "PYTHONPATH": str(_ROOT)}
    run([sys.executable, "-m", "cli.main", *arguments], folder, more)


def _converted(folder: Path, soffice: str, name: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--norestore", "--convert-to", "pdf", name]
    run(command, folder, font_settings(folder))
    if not (folder / name).with_suffix(".pdf").is_file():
        raise InteropFault(f"LibreOffice did not open {name}.")


def _pages(folder: Path, name: str) -> list[list[Word]]:
    """Return the words of each page."""
    told = run(["pdftotext", "-bbox", name, "-"], folder)
    return [[_word(one) for one in _WORD.findall(page)] for page in told.split("<page ")[1:]]


def _word(found: tuple[str, ...]) -> Word:
    left, top, right, bottom = (float(one) * 25.4 / 72 for one in found[:4])
    return Word(left, top, right, bottom, found[4])


def _measured(name: str, pages: list[list[Word]]) -> None:
    for number, words in enumerate(pages, 1):
        body = [one for one in words if one.bottom <= _BOTTOM + _OFF]
        foot = [one for one in words if one.bottom > _BOTTOM + _OFF]
        _hold(min(one.left for one in body) >= _LEFT - _OFF, name, number, "left margin")
        _hold(min(one.top for one in body) >= _TOP - _OFF, name, number, "top margin")
        _hold(max(one.right for one in body) <= _RIGHT + _OFF, name, number, "right margin")
        said = "".join(one.text for one in foot).replace(" ", "")
        _hold(said == f"—{number}—", name, number, f"page number, which is {said!r}")
        outside = foot[-1].right > 170 if number % 2 else foot[0].left < 40
        _hold(outside, name, number, "outer edge of the page number")


def _closed(name: str, pages: list[list[Word]]) -> None:
    """Hold that who issued it, and when, is the last line of the last page's text area."""
    lowest = max((one for one in pages[-1] if one.bottom <= _BOTTOM + _OFF), key=_bottom)
    line = "".join(one.text for one in pages[-1] if abs(one.bottom - lowest.bottom) < _OFF)
    _hold(line.endswith("印发"), name, len(pages), f"last line, which is {line!r}")
    _hold(lowest.bottom > _BOTTOM - _LINE, name, len(pages), "place of the distribution block")


def _bottom(word: Word) -> float:
    return word.bottom


def _hold(right: bool, name: str, page: int, what: str) -> None:
    if not right:
        raise InteropFault(f"{name}, page {page}: the {what} is not that of the standard.")


def _pictured(folder: Path, name: str, pages: int) -> None:
    """Turn the pages into pictures; every one is A4 and not blank."""
    run(["pdftoppm", "-r", str(_DPI), "-png", f"{name}.pdf", name], folder)
    pictures = sorted(folder.glob(f"{name}-*.png"))
    _hold(len(pictures) == pages, name, pages, "number of pictures")
    for number, file in enumerate(pictures, 1):
        with Image.open(file) as picture:
            wide, high = (one * 25.4 / _DPI for one in picture.size)
            _hold(abs(wide - 210) < _OFF and abs(high - 297) < _OFF, name, number, "paper")
            darkest, _ = picture.convert("L").getextrema()
            _hold(darkest != 255, name, number, "ink")


def _size(folder: Path, name: str) -> str:
    told = run(["pdfinfo", name], folder)
    return next(line.split(":", 1)[1].strip() for line in told.splitlines() if "Page size" in line)
