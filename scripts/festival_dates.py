"""Work out the festivals that the law on holidays speaks of, and keep them in the calendar.

`python scripts/festival_dates.py` rewrites the marked lines of workflows/calendars/china.yaml;
`--check` only says whether they are as they should be. Lunar dates come from `lunardate`,
Qingming from `holidays`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from holidays.calendars.chinese import _ChineseLunisolar
from lunardate import LunarDate

FILE = Path(__file__).parent.parent / "workflows/calendars/china.yaml"
FIRST_YEAR, LAST_YEAR = 2000, 2040
BEGIN = "# BEGIN festivals: written by scripts/festival_dates.py"
END = "# END festivals"
PER_LINE = 6


def lunar(month: int, day: int) -> Callable[[int], dt.date]:
    """Return what finds a day of the lunar calendar in a year."""

    def find(year: int) -> dt.date:
        """Return the day of a year on which it falls."""
        date: dt.date = LunarDate(year, month, day).to_solar_date()
        return date

    return find


def qingming(year: int) -> dt.date:
    """Return the day of Qingming, a solar term."""
    return _ChineseLunisolar().qingming_date(year)[0]


FESTIVALS: dict[str, Callable[[int], dt.date]] = {
    "spring_festival": lunar(1, 1),
    "qingming": qingming,
    "dragon_boat": lunar(5, 5),
    "mid_autumn": lunar(8, 15),
}


def block() -> str:
    """Return the lines of the calendar that name every festival's dates."""
    lines = [BEGIN, "festivals:"]
    for name, find in FESTIVALS.items():
        dates = iter([find(year).isoformat() for year in range(FIRST_YEAR, LAST_YEAR + 1)])
        lines += [f"  {name}:", "    [", *_rows(dates), "    ]"]
    return "\n".join([*lines, END])


def _rows(dates: Iterator[str]) -> Iterator[str]:
    while row := list(islice(dates, PER_LINE)):
        yield f"      {', '.join(row)},"


def renewed(text: str) -> str:
    """Return the calendar's text with its festivals written anew."""
    before, _, rest = text.partition(BEGIN)
    return before + block() + rest.partition(END)[2]


def main() -> int:
    """Write the dates, or with `--check` compare them."""
    text = FILE.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        return int(text != renewed(text))
    FILE.write_text(renewed(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
