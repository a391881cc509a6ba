"""Let other programs read what Patrol writes: `python -m scripts.interop [TOOL...]`.

Each tool is a module with a `check` that yields a line for each thing tried. Nothing is skipped:
what is missing is a fault.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.interop.bpmn import check as bpmn
from scripts.interop.fault import InteropFault
from scripts.interop.office import check as office
from scripts.interop.xes import check as xes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOOLS: dict[str, Callable[[Path], Iterator[str]]] = {
    "bpmn": bpmn, "office": office, "xes": xes,
}  # fmt: skip


def main(wanted: list[str]) -> int:
    """Run the tools that are named, or all; return 1 where one finds a fault."""
    if unknown := [name for name in wanted if name not in TOOLS]:
        print(f"There is no tool {unknown[0]}; there are: {', '.join(TOOLS)}.", file=sys.stderr)
        return 2
    failed = [name for name in wanted or TOOLS if not _passes(name)]
    print(f"{len(wanted or TOOLS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    try:
        with tempfile.TemporaryDirectory() as folder:
            for line in TOOLS[name](Path(folder)):
                print(f"{name}: {line}", flush=True)
    except InteropFault as fault:
        print(f"{name}: {fault}", file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
