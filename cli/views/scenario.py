"""Scenarios as screens: what holds, what does not and why, and what none touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from runtime.scenarios.coverage import Coverage
    from runtime.scenarios.suite import Failure, Verdict

KINDS = ("events", "guards", "deadlines", "steps")


def suite_data(
    session: Session, verdicts: Sequence[Verdict], coverage: Sequence[Coverage]
) -> dict[str, Any]:
    """Return what came of scenarios as programs read it."""
    return {
        "ok": not any(verdict.failures for verdict in verdicts),
        "scenarios": [_verdict_data(session, verdict) for verdict in verdicts],
        "coverage": [
            {
                "workflow": one.workflow,
                "share": one.share,
                "complete": one.complete,
                "happened": one.happened,
                **{kind: _kind_data(one, kind) for kind in KINDS},
            }
            for one in coverage
        ],
    }


def _kind_data(one: Coverage, kind: str) -> dict[str, Any]:
    missed = one.missed[kind]
    return {"total": one.total[kind], "touched": one.total[kind] - len(missed), "missed": missed}


def _verdict_data(session: Session, verdict: Verdict) -> dict[str, Any]:
    return {
        "workflow": verdict.workflow,
        "scenario": verdict.name,
        "title": {"zh": verdict.title_zh, "en": verdict.title_en},
        "file": verdict.file,
        "covers": verdict.covers,
        "expectations": verdict.expectations,
        "holds": not verdict.failures,
        "failures": [_failure_data(session, failure) for failure in verdict.failures],
    }


def _failure_data(session: Session, failure: Failure) -> dict[str, Any]:
    facts = failure.facts
    return {
        "file": failure.file,
        "line": failure.line,
        "path": failure.path,
        "code": failure.code,
        "case": facts.get("case"),
        "what": facts.get("what"),
        "expected": facts.get("expected"),
        "got": facts.get("got"),
        "message": _told(session, failure),
        "why": _why(session, failure),
    }


def suite_screen(
    session: Session, verdicts: Sequence[Verdict], coverage: Sequence[Coverage]
) -> Iterator[str]:
    """Show each scenario with what does not hold in it, then what none of them touches."""
    workflow = ""
    for verdict in verdicts:
        if verdict.workflow != workflow:
            yield from ([""] if workflow else [])
            workflow = verdict.workflow
            yield workflow
        yield from _verdict(session, verdict)
    for one in coverage:
        yield ""
        yield from _coverage(session, one)
    yield from ([""] if verdicts else [])
    yield _closing(session, verdicts)


def _closing(session: Session, verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return session.says("scenarios_none")
    failed = sum(bool(verdict.failures) for verdict in verdicts)
    facts = {
        "count": len(verdicts),
        "expectations": sum(verdict.expectations for verdict in verdicts),
        "failed": failed,
    }
    return session.says("scenarios_failed" if failed else "scenarios_hold", **facts)


def _verdict(session: Session, verdict: Verdict) -> Iterator[str]:
    title = verdict.title_zh if session.language == "zh" else verdict.title_en
    mark = session.says("scenario_fails" if verdict.failures else "scenario_holds")
    yield one_line(f"  {mark}  {verdict.name}  {title}")
    for failure in verdict.failures:
        yield one_line(f"      {failure.file}:{failure.line}: {_told(session, failure)}")
        yield from (f"        {one_line(line)}" for line in _why(session, failure))


def _told(session: Session, failure: Failure) -> str:
    return session.says(failure.code, **failure.facts)


def _why(session: Session, failure: Failure) -> list[str]:
    reason = failure.facts.get("reason_code")
    if reason is None:
        return failure.why.get(session.language, [])
    said = speak(reason, failure.facts["reason_facts"], session.language)
    return [text for text in said if text]


def _coverage(session: Session, one: Coverage) -> Iterator[str]:
    yield session.says("coverage_of", workflow=one.workflow, share=f"{one.share:g}")
    for kind in KINDS:
        missed, total = one.missed[kind], one.total[kind]
        facts = {"touched": total - len(missed), "total": total}
        yield "  " + session.says(f"coverage_{kind}", **facts)
        yield from (f"    {session.says('coverage_missed', name=name)}" for name in missed)
    yield from (f"  {session.says('coverage_happened', name=name)}" for name in one.happened)
