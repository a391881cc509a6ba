"""pm4py reads the logs of a replayed patrol; its traces equal the histories that Patrol tells."""

from __future__ import annotations

import datetime as dt
import io
import json
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from cli.main import run as patrol
from scripts.interop.environments import HERE, mining, run
from scripts.interop.fault import InteropFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: One who sees what is secret in the patrol, one who runs the clues, and one who sees neither.
READERS = ("team1_leader", "jiangsu_patrol_clues", "yancheng_clerk")
SECRET = "discipline_handoff"
Row = dict[str, Any]
#: What an entry of a history is called in a log.
KEYS = {
    "concept:name": "event", "org:resource": "actor", "org:role": "post", "kind": "kind",
    "seq": "seq", "from": "from", "to": "to", "principal": "principal",
}  # fmt: skip


def check(folder: Path) -> Iterator[str]:
    """Yield what was read; raise InteropFault where a trace is not the history."""
    python = mining()
    yield "pm4py is installed"
    office = _Office(folder)
    office.says("demo")
    files = {person: _exported(office, person) for person in READERS}
    names = [str(file) for each in files.values() for file in each.values()]
    reader = [str(python), str(HERE / "mining" / "read_log.py")]
    logs: dict[str, dict[str, list[Row]]] = json.loads(run([*reader, *names], folder))
    for person, own in files.items():
        for workflow, file in own.items():
            yield _held(office, person, workflow, logs[str(file)])


def _exported(office: _Office, person: str) -> dict[str, Path]:
    """Write a log of each workflow of which somebody sees cases, and of the secret one."""
    lines = office.says("case", "list", "--as", person)
    workflows = sorted({SECRET, *(line["workflow"] for line in lines)})
    files = {each: office.folder / f"{person}.{each}.xes" for each in workflows}
    for workflow, file in files.items():
        office.says(
            "case", "export", "--workflow", workflow, "--xes", str(file), "--as", person
        )  # fmt: skip
    return files


class _Office:
    """The sandbox that the demonstration leaves, and commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environ = {
            "PATROL_DATABASE": f"sqlite:///{folder / 'patrol.db'}", "HOME": str(folder),
        }  # fmt: skip

    def says(self, *command: str) -> Any:
        """Run a command and return what it tells; raise InteropFault where it fails."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            code = patrol([*command, "--json"], self._environ)
        if code:
            raise InteropFault(f"patrol {' '.join(command)}: {printed.getvalue()}")
        text = printed.getvalue()
        return json.loads(text) if text.startswith(("{", "[")) else text


def _held(office: _Office, person: str, workflow: str, traces: dict[str, list[Row]]) -> str:
    listed = office.says("case", "list", "--workflow", workflow, "--as", person)
    numbers = sorted(line["number"] for line in listed)
    if sorted(traces) != numbers:
        raise InteropFault(f"{workflow}: pm4py reads the cases {sorted(traces)}, not {numbers}")
    for number, events in traces.items():
        compare(number, events, office.says("case", "history", number, "--as", person))
    entries = sum(map(len, traces.values()))
    return f"{person}: {workflow}: {len(traces)} traces, {entries} entries equal the histories"


def compare(number: str, events: list[Row], history: list[Row]) -> None:
    """Raise InteropFault where the events of a trace are not the entries of a history."""
    if len(events) != len(history):
        raise InteropFault(f"{number}: {len(events)} events, {len(history)} entries")
    for event, entry in zip(events, history, strict=True):
        told = {name: entry[of] for name, of in KEYS.items()}
        told["lifecycle:transition"] = "complete"
        told["time:timestamp"] = _instant(entry["occurred_at"])
        told["recorded_at"] = _instant(entry["recorded_at"])
        read = {name: event.get(name) for name in told}
        for name in ("time:timestamp", "recorded_at"):
            read[name] = _instant(str(read[name]))
        if read != told:
            raise InteropFault(f"{number}: pm4py reads {read}, the history tells {told}")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
