"""Compare every day of a table with the shipped calendar of China.

`python scripts/compare_days.py FILE.csv`: columns `date` (2019-10-01) and `is_workday` (0, 1).
Prints the days that differ; exits 1 where there is one.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from runtime import shipped


def differences(table: Path) -> Iterator[str]:
    """Yield the days on which the table and the calendar do not agree."""
    calendar = shipped.calendar("china")
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = dt.date.fromisoformat(row["date"])
            if calendar.is_working(day) != (row["is_workday"] == "1"):
                yield f"{day}: the table says {row['is_workday']}, the calendar the contrary"


def main() -> int:
    """Print the differences."""
    found = list(differences(Path(sys.argv[1])))
    for line in found:
        print(line)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
