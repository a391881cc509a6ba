"""A historical ledger replayed: each row opens a case and takes its acts on their own dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.kernel.decide import decide
from engine.kernel.effects import Refusal
from engine.kernel.events import IMPORT, Act, Actor, Moment, OpenRequest
from engine.kernel.opening import open_case
from engine.service.cascade import Refusing, accepted
from engine.service.silence import SilentCascade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.calendar.calendar import Calendar
    from engine.service.engine import Engine, Transaction


class DatedAct(Value, kw_only=True):
    """An act of a row on its legal date."""

    on: dt.date
    event: str
    values: dict[str, Any] = {}


class LedgerRow(Value, kw_only=True):
    """A row made ready to be replayed; `key` is what it is known by, `line` where it stands."""

    line: int
    key: str
    workflow: str
    opened_on: dt.date
    values: dict[str, Any] = {}
    acts: tuple[DatedAct, ...] = ()


class BadRow(Value, kw_only=True):
    """A row that cannot be replayed, and why."""

    line: int
    key: str
    refusal: Refusal


class ImportReport(Value, kw_only=True):
    """What an import did; with `dry_run` what it would have done."""

    rows: int
    imported: int
    known: int
    bad: tuple[BadRow, ...] = ()
    dry_run: bool = False


def import_rows(
    engine: Engine,
    rows: Iterable[LedgerRow],
    person: str | None,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Replay rows in order of their opening; a bad row leaves no trace and stops no other.

    Everything is recorded at the engine's present instant and takes effect on its own date;
    what falls due up to now is settled. The whole is one transaction: one that is interrupted
    leaves nothing, and may be begun again.
    """
    ordered = sorted(rows, key=lambda row: (row.opened_on, row.key, row.line))
    outcomes: list[tuple[LedgerRow, bool | Refusal]] = []
    with engine.in_bulk() as bulk:
        for number, row in enumerate(ordered, 1):
            outcomes.append((row, _import_row(bulk, row, person, dry_run=dry_run)))
            if progress is not None:
                progress(number)
    return _report(outcomes, dry_run=dry_run)


def _report(outcomes: list[tuple[LedgerRow, bool | Refusal]], *, dry_run: bool) -> ImportReport:
    return ImportReport(
        rows=len(outcomes),
        imported=sum(1 for _, outcome in outcomes if outcome is True),
        known=sum(1 for _, outcome in outcomes if outcome is False),
        bad=tuple(
            BadRow(line=row.line, key=row.key.partition(":")[2], refusal=outcome)
            for row, outcome in outcomes
            if isinstance(outcome, Refusal)
        ),
        dry_run=dry_run,
    )


def _import_row(
    engine: Engine, row: LedgerRow, person: str | None, *, dry_run: bool
) -> bool | Refusal:
    """Return whether a row became a case; False where it had become one before."""
    try:
        with engine.transaction(keeps=not dry_run) as now:
            if now.work.unit.import_key(row.key) is not None:
                return False
            case_id = _Replay(now, Actor(person=IMPORT, principal=person)).play(row)
            now.work.imported.append((row.key, case_id))
    except Refusing as refused:
        return refused.refusal
    except PatrolError as fault:
        return Refusal(code=fault.code, facts=fault.facts)
    return True


class _Replay:
    """Replays one row within one transaction."""

    def __init__(self, now: Transaction, actor: Actor) -> None:
        self._now = now
        now.cascade = SilentCascade(now.work, now.engine.identity, now.moment.recorded_at)
        self._actor = actor

    def play(self, row: LedgerRow) -> str:
        """Open the row's case and take its acts; return the case's id."""
        case_id = self._open(row)
        for act in sorted(row.acts, key=lambda one: one.on):
            self._act(case_id, act)
        self._now.cascade.settle_family(case_id, self._now.at)
        return case_id

    def _moment(self, on: dt.date, calendar: Calendar) -> Moment:
        """Return the legal instant of a day: its last second, or now for today (semantics 4)."""
        today = calendar.local_date(self._now.at)
        if on > today:
            raise PatrolError("import_date_in_future", on=on, today=today)
        at = self._now.at if on == today else calendar.end_of(on) - dt.timedelta(seconds=1)
        return Moment(at=at, recorded_at=self._now.moment.recorded_at)

    def _open(self, row: LedgerRow) -> str:
        engine, work = self._now.engine, self._now.work
        machine = engine.registry.newest(row.workflow)
        request = OpenRequest(
            id=engine.identity.case_id(),
            number="",
            home=engine.registry.home,
            values=row.values,
        )
        moment = self._moment(row.opened_on, machine.calendar)
        decision = accepted(open_case(machine, request, self._actor, work, moment))
        self._now.cascade.perform(decision)
        self._now.cascade.quiet(moment.at)
        return request.id

    def _act(self, case_id: str, dated: DatedAct) -> None:
        work, cascade = self._now.work, self._now.cascade
        case = work.case(case_id)
        moment = self._moment(dated.on, work.machine_of(case).calendar)
        cascade.settle_family(case.root, moment.at)
        machine, case = work.relative(case_id)
        act = Act(event=dated.event, actor=self._actor, values=dated.values)
        cascade.perform(accepted(decide(machine, case, act, work, moment)))
        cascade.quiet(moment.at)
