"""Where a scenario contradicts itself: time that goes backwards, two answers to one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.problems import Finding, found
from runtime.scenarios.check_expected import meant
from runtime.scenarios.faces import ClockFace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.definition.problems import Path
    from runtime.scenarios.cast import Cast
    from runtime.scenarios.faces import ExpectFace
    from runtime.scenarios.script import Line, Scenario


def contradictions(
    scenario: Scenario, course: tuple[Scenario, ...], cast: Cast
) -> Iterator[Finding]:
    """Yield where a scenario contradicts itself, or those that it goes on from."""
    yield from _backwards(scenario, course)
    yield from _two_answers(scenario, cast)


def _backwards(scenario: Scenario, course: tuple[Scenario, ...]) -> Iterator[Finding]:
    lines = [line for each in course[:-1] for line in each.lines]
    last = lines[-1] if lines else None
    for line in scenario.lines:
        if line.at is None:
            continue
        if last is not None and last.at is not None and line.at < last.at:
            code = "scenario_time_backwards"
            yield found(*line.path, "at", code=code, at=line.face.at, before=last.face.at)
        else:
            last = line


def _two_answers(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Yield what is said twice of one case at one moment, and differently."""
    said: dict[tuple[str, str], tuple[Any, int]] = {}
    moment: dt.datetime | None = None
    for line in scenario.lines:
        if line.verb is not None or line.at != moment:
            said.clear()
        moment = line.at
        for path, expected in line.expects:
            for case in meant(expected, line, cast):
                yield from _compare(path, case, expected, line, said)


def _compare(
    path: Path, case: str, expected: ExpectFace, line: Line,
    said: dict[tuple[str, str], tuple[Any, int]],
) -> Iterator[Finding]:  # fmt: skip
    for where, value in _answers(expected):
        key = (case, ".".join(map(str, where)))
        known, earlier = said.setdefault(key, (value, line.place.line))
        if known != value:
            facts = {"case": case, "what": key[1], "one": known, "other": value, "line": earlier}
            yield found(*path, *where, code="scenario_contradiction", **facts)


def _answers(expected: ExpectFace) -> Iterator[tuple[Path, Any]]:
    if expected.state is not None:
        yield ("state",), expected.state
    for key in ("fields", "papers", "named", "children", "messages"):
        yield from (((key, name), value) for name, value in getattr(expected, key).items())
    for name, clock in expected.deadlines.items():
        if isinstance(clock, ClockFace):
            told = clock.model_dump(exclude_none=True)
            yield from ((("deadlines", name, part), value) for part, value in told.items())
        else:
            part = "due" if clock[:1].isdigit() else "status"
            yield ("deadlines", name, part), clock
    for name, steps in expected.steps.items():
        yield from ((("steps", name, step), told) for step, told in steps.items())
