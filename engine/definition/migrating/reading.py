"""A migration plan read from YAML and held against both versions: all problems at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.migrating.names import Names, findings_of_names
from engine.definition.migrating.plan import ClockPlan, MigrationPlan, StartPlan
from engine.definition.migrating.rules import findings_of_rules
from engine.definition.problems import Finding, found, found_key, unknown_key
from engine.definition.source import read
from engine.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.definition.source import Read, Source
    from engine.definition.workflow import Workflow

OPEN_QUESTION = "?"
DROP, END, TODAY = "drop", "end", "today"
KEYS = (
    "migrate", "from", "to", "reason", "states", "fields", "events", "deadlines", "starts",
    "values",
)  # fmt: skip
_NEEDED = ("migrate", "from", "to", "reason", "states")
_PARTS = ("states", "fields", "events", "deadlines", "starts", "values")
_INVALID = "plan_invalid"


class ReadPlan(NamedTuple):
    """A plan, and the file that it was read from."""

    plan: MigrationPlan
    file: Read

    def invalid(self, findings: Iterable[Finding]) -> InputError:
        """Return the error that tells findings at their places in the file."""
        return _invalid(self.file, list(findings))


def read_plan(source: Source, old: Workflow, new: Workflow) -> ReadPlan:
    """Return the plan of a file; raise InputError with every problem at its place."""
    file = read(source.text, source.file)
    if file.data is None:
        raise _invalid(file, [])
    shaped = [*_shape(file.data), *_open_questions(file.data), *_header(file.data, old, new)]
    if shaped or file.problems:
        raise _invalid(file, shaped)
    names = Names(old, new, file.data)
    wrong = list(findings_of_names(names))
    if not wrong:
        plan = _plan(file.data, old)
        wrong = list(findings_of_rules(plan, old, new))
    if wrong:
        raise _invalid(file, wrong)
    return ReadPlan(plan, file)


def _invalid(file: Read, findings: list[Finding]) -> InputError:
    problems = sorted([*file.problems, *file.locate(findings)], key=lambda one: one.order)
    return InputError(_INVALID, problems, file=file.file, count=len(problems))


def _shape(data: dict[str, Any]) -> Iterator[Finding]:
    for name in data:
        if name not in KEYS:
            yield unknown_key(name, code="plan_key_unknown", name=name, known=KEYS)
    for name in _NEEDED:
        if data.get(name) is None:
            yield found(code="plan_key_missing", name=name)
    reason = data.get("reason")
    if reason is not None and not str(reason).strip():
        yield found("reason", code="plan_reason_empty")
    for name in _PARTS:
        if data.get(name) is not None and not isinstance(data[name], dict):
            yield found(name, code="plan_part_not_a_mapping", name=name)


def _open_questions(value: Any, *path: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _open_questions(below, *path, name)
    elif value == OPEN_QUESTION:
        yield found(*path, code="plan_question_open", name=path[-1])


def _header(data: dict[str, Any], old: Workflow, new: Workflow) -> Iterator[Finding]:
    asked = {"migrate": old.name, "from": old.version, "to": new.version}
    for name, wanted in asked.items():
        given = data.get(name)
        if given is not None and given != OPEN_QUESTION and str(given) != str(wanted):
            yield found(name, code="plan_for_another", name=name, given=given, wanted=wanted)
    if old.version == new.version:
        yield found_key("to", code="plan_to_the_same", version=new.version)


def _plan(data: dict[str, Any], old: Workflow) -> MigrationPlan:
    parts: dict[str, dict[str, Any]] = {name: data.get(name) or {} for name in _PARTS}

    def renamed(part: str) -> dict[str, str | None]:
        """Return what the names of a part stand for."""
        return {name: None if to == DROP else to for name, to in parts[part].items()}

    return MigrationPlan(
        workflow=old.name,
        source=int(data["from"]),
        target=int(data["to"]),
        reason=str(data["reason"]).strip(),
        states=parts["states"],
        fields=renamed("fields"),
        events=renamed("events"),
        deadlines={name: _clock(name, said) for name, said in parts["deadlines"].items()},
        starts={name: _start(said) for name, said in parts["starts"].items()},
        values=parts["values"],
    )


def _clock(name: str, said: Any) -> ClockPlan:
    if said == END:
        return ClockPlan(to=None)
    if isinstance(said, str):
        return ClockPlan(to=name, date=said)  # type: ignore[arg-type]
    return ClockPlan(to=said.get("to", name), date=said.get("date", "keep"))


def _start(said: Any) -> StartPlan:
    if isinstance(said, str):
        return StartPlan(since=said)  # type: ignore[arg-type]
    return StartPlan(since=said.get("from", TODAY), states=tuple(said.get("in", ())))
