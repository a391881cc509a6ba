"""Replaying a ledger: every row on its own dates, nothing sent, twice or half-done."""

from __future__ import annotations

from engine.kernel.events import IMPORT
from engine.service.importing import DatedAct, LedgerRow, import_rows
from engine.service.ports import HistoryRow
from tests.model.build import day, deadline, event, field, step, workflow
from tests.service.office import Office


def ledger() -> Office:
    return Office(
        workflow(
            "w",
            "open done=done",
            [event("finish", "open", "done", asks=("on",), dated="on")],
            [deadline("plan", "enter:open", "5wd", stops="event:finish",
                      overdue=(step("late", "0d"),))],
            [field("on", "date"), field("n", "number", required=True)],
        )
    ).at("2021-01-04 09:00")  # fmt: skip


def row(line: int, finished: str | None, n: object = 1) -> LedgerRow:
    acts = [DatedAct(on=day(finished), event="finish", values={"on": finished})] if finished else []
    return LedgerRow(
        line=line,
        key=f"ledger:{line}",
        workflow="w",
        opened_on=day(f"2019-09-{line:02}"),
        values={"n": n},
        acts=tuple(acts),
    )


def history(here: Office) -> list[HistoryRow]:
    return list(here.store.state.history.values())


def test_each_act_takes_effect_on_its_own_date_and_what_fell_due_is_settled() -> None:
    here = ledger()
    report = import_rows(
        here.engine, [row(2, "2019-09-06"), row(3, "2019-09-30"), row(4, None)], "li"
    )
    assert (report.imported, report.bad) == (3, ())
    cases = sorted(here.store.state.cases.values(), key=lambda case: case.id)
    assert [case.clocks[0].status for case in cases] == ["met", "met_late", "running"]
    assert [here.events(case.id, "step") for case in cases] == [[], ["plan:late"], ["plan:late"]]
    assert {entry.actor for entry in history(here) if entry.kind == "act"} == {IMPORT}


def test_nobody_is_written_to_about_the_past() -> None:
    here = ledger()
    import_rows(here.engine, [row(3, "2019-09-30")], "li")
    assert here.store.state.outbox == {}


def test_the_same_rows_again_change_nothing_and_their_order_does_not_matter() -> None:
    here, other = ledger(), ledger()
    rows = [row(2, "2019-09-06"), row(3, "2019-09-30"), row(4, None)]
    import_rows(here.engine, rows, None)
    before = len(history(here))
    again = import_rows(here.engine, rows, None)
    assert (again.imported, again.known, len(history(here))) == (0, 3, before)
    import_rows(other.engine, list(reversed(rows)), None)
    assert [one.text for one in history(other)] == [one.text for one in history(here)]


def test_a_bad_row_is_told_with_its_reason_and_stops_no_other() -> None:
    here = ledger()
    rows = [row(2, None, n="many"), row(3, "2019-09-02"), row(4, "2019-09-30")]
    report = import_rows(here.engine, rows, None)
    assert report.imported == 1
    assert [(bad.line, bad.key, bad.refusal.code) for bad in report.bad] == [
        (2, "2", "fields_wrong"),
        (3, "3", "dated_before_previous"),
    ]
    assert [case.number for case in here.store.state.cases.values()] == ["w-2019-1"]


def test_a_dry_run_tells_the_same_and_keeps_nothing() -> None:
    here = ledger()
    report = import_rows(here.engine, [row(2, None, n="many"), row(4, None)], None, dry_run=True)
    assert (report.imported, len(report.bad), report.dry_run) == (1, 1, True)
    assert here.store.state.cases == {}
