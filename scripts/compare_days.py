"""Compare every day of a table with the shipped calendar of China.

`python scripts/compare_days.py FILE.csv`: columns `date` (2019-10-01) and `is_workday` (0, 1).
Prints the days that differ and how many were compared; exits 1 where one differs.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from runtime import shipped


def rows(table: Path) -> list[tuple[dt.date, bool]]:
    """Return the days of a table, each with whether it works."""
    with table.open(encoding="utf-8", newline="") as file:
        return [
            (dt.date.fromisoformat(row["date"]), row["is_workday"] == "1")
            for row in csv.DictReader(file)
        ]


def differences(days: Iterable[tuple[dt.date, bool]]) -> Iterator[str]:
    """Yield the days on which a table and the calendar do not agree."""
    calendar = shipped.calendar("china")
    for day, works in days:
        if calendar.is_working(day) != works:
            yield f"{day}: the table says {int(works)}, the calendar the contrary"


def main() -> int:
    """Print the differences, and how many days were compared."""
    days = rows(Path(sys.argv[1]))
    found = list(differences(days))
    for line in found:
        print(line)
    print(f"Days compared: {len(days)}; days that differ: {len(found)}.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
