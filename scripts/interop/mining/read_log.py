"""Print the traces of XES logs as pm4py reads them; runs in the environment that has pm4py."""

from __future__ import annotations

import json
import sys

import pm4py  # type: ignore[import-not-found]


def main(files: list[str]) -> None:
    """Print each file's traces by their names: lists of events with all their attributes."""
    print(json.dumps({file: _traces(file) for file in files}))


def _traces(file: str) -> dict[str, list[dict[str, object]]]:
    log = pm4py.read_xes(file, return_legacy_log_object=True, show_progress_bar=False)
    return {
        trace.attributes["concept:name"]: [
            {key: _plain(value) for key, value in event.items()} for event in trace
        ]
        for trace in log
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else value.isoformat()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1:])
