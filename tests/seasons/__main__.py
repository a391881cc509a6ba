"""Both seasons in full size at the command line, beside the figures of the source documents.

`python -m tests.seasons`, or `make seasons`; some minutes.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from contextlib import redirect_stdout
from typing import Any

from cli.main import run

#: What the sources say (HZ-03 to HZ-05, JY-12); of rates and of those about which they round, too.
HEZE = {
    ("rectification", None): {"found": 21521, "rectified": 18622, "rate": 86.53},
    ("rectification", "city"): {"found": 13983, "rectified": 11702, "rate": 83.69},
    ("rectification", "county"): {"found": 7538, "rectified": 6920, "rate": 91.80},
    ("four_lists", "city"): {"found": 13983, "rectified": 11702, "rate": 83.7, "stops": 58},
    ("four_lists", "county"): {"found": 7538, "rectified": 6920, "rate": 91.8, "stops": 43},
}
DEPARTMENTS, MORE_CHECKS_THAN, PROBLEMS = 12, 90, 187


def played(folder: str, option: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    """Play a season on a fresh database; return its figures by workflow and group."""
    told = io.StringIO()
    environ = {"PATROL_DATABASE": f"sqlite:///{folder}/{option}.db", "HOME": folder}
    with redirect_stdout(told):
        code = run(["demo", f"--{option}", "--json"], environ)
    if code:
        sys.exit(f"patrol demo --{option} failed ({code}): {told.getvalue()}")
    return {
        (table["workflow"], line["group"]): line["values"]
        for table in json.loads(told.getvalue())["figures"] for line in table["lines"]
    }  # fmt: skip


def main() -> int:
    """Play both seasons; return 1 where a figure differs from its source."""
    with tempfile.TemporaryDirectory() as folder:
        heze = played(folder, "campaign")
        jingyang = played(folder, "oversight")
    whole = jingyang.pop(("embedded_oversight", None))
    holds = {
        "campaign": heze == HEZE,
        "oversight": (whole["problems"], len(jingyang)) == (PROBLEMS, DEPARTMENTS)
        and whole["checks"] > MORE_CHECKS_THAN,
    }
    for key, each in (*heze.items(), (("embedded_oversight", None), whole)):
        sys.stdout.write(f"{key}: {each}\n")
    sys.stdout.write(f"{holds}\n")
    return 0 if all(holds.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
