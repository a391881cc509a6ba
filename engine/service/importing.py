"""A historical ledger replayed: each row opens a case and takes its acts on their own dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.kernel.decide import decide
from engine.kernel.effects import Refusal
from engine.kernel.events import IMPORT, Act, Actor, Moment, OpenRequest
from engine.kernel.opening import open_case
from engine.service.cascade import Refusing, accepted
from engine.service.silence import SilentCascade
from engine.service.updating import bring_up_to, differing_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.calendar.calendar import Calendar
    from engine.service.engine import Engine, Transaction

#: How many rows are kept together: enough that writing them is cheap, few enough to lose.
BATCH = 2_000


class DatedAct(Value, kw_only=True):
    """An act of a row on its legal date; `dated` where a field of the event holds that date."""

    on: dt.date
    event: str
    values: dict[str, Any] = {}
    dated: bool = True


class LedgerRow(Value, kw_only=True):
    """A row made ready to be replayed; `key` is what it is known by, `line` where it stands.

    With `updates` a row that is known takes the acts that its case has not yet.
    """

    line: int
    key: str
    workflow: str
    opened_on: dt.date
    sheet: str = ""
    values: dict[str, Any] = {}
    acts: tuple[DatedAct, ...] = ()
    updates: bool = True


class BadRow(Value, kw_only=True):
    """A row that cannot be replayed, and why."""

    line: int
    key: str
    refusal: Refusal
    sheet: str = ""


class DifferingRow(Value, kw_only=True):
    """A row that is known and says other than its case; the case stands as it is."""

    line: int
    key: str
    case: str
    fields: tuple[str, ...]
    sheet: str = ""


class ImportReport(Value, kw_only=True):
    """What an import did; with `dry_run` what it would have done.

    `undone` where bad rows took the others with them, as was asked.
    """

    rows: int
    imported: int
    known: int
    updated: int = 0
    bad: tuple[BadRow, ...] = ()
    differing: tuple[DifferingRow, ...] = ()
    dry_run: bool = False
    undone: bool = False


class _Done(NamedTuple):
    row: LedgerRow
    became: Literal["imported", "updated", "known"] | Refusal
    differing: DifferingRow | None = None


class _Undo(Exception):
    pass


def import_rows(
    engine: Engine,
    rows: Iterable[LedgerRow],
    person: str | None,
    *,
    unreadable: Sequence[BadRow] = (),
    dry_run: bool = False,
    all_or_nothing: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Replay rows in order of their opening; a bad row leaves no trace and stops no other.

    Everything is recorded at the engine's present instant and takes effect on its own date;
    what falls due up to now is settled. Rows are kept by the thousand: an import that is
    interrupted goes on where it stopped when it is begun again. With `all_or_nothing` the whole
    is one transaction, and one bad row leaves nothing; `unreadable` are bad rows as well.
    """
    ordered = sorted(rows, key=lambda row: (row.opened_on, row.key, row.line))
    size = max(len(ordered), 1) if all_or_nothing else BATCH
    work = _Work(engine, person, dry_run, all_or_nothing, progress, bool(unreadable))
    for batch in (ordered[at : at + size] for at in range(0, len(ordered), size)):
        try:
            work.keep(batch)
        except _Undo:
            return _report(work.done, unreadable, dry_run=dry_run, undone=True)
    undone = all_or_nothing and bool(unreadable) and not dry_run
    return _report(work.done, unreadable, dry_run=dry_run, undone=undone)


class _Work:
    """Rows on their way into the database, and what became of them so far."""

    def __init__(
        self, engine: Engine, person: str | None, dry_run: bool, all_or_nothing: bool,
        progress: Callable[[int], None] | None, spoilt: bool,
    ) -> None:  # fmt: skip
        self._engine, self._person, self._dry_run = engine, person, dry_run
        self._all_or_nothing, self._progress, self._spoilt = all_or_nothing, progress, spoilt
        self.done: list[_Done] = []

    def keep(self, batch: Sequence[LedgerRow]) -> None:
        """Replay rows in one transaction; raise _Undo where nothing may stand."""
        with self._engine.in_bulk() as bulk:
            known = _known(bulk, batch)
            for row in batch:
                became = _import_row(bulk, row, known, self._person, dry_run=self._dry_run)
                self._spoilt = self._spoilt or isinstance(became.became, Refusal)
                self.done.append(became)
                if self._progress is not None:
                    self._progress(len(self.done))
            if self._all_or_nothing and self._spoilt and not self._dry_run:
                raise _Undo


def _report(
    done: list[_Done], unreadable: Sequence[BadRow], *, dry_run: bool, undone: bool
) -> ImportReport:
    counts = Counter(one.became for one in done if isinstance(one.became, str))
    bad = [
        BadRow(
            sheet=one.row.sheet, line=one.row.line, key=_key(one.row), refusal=one.became
        )
        for one in done
        if isinstance(one.became, Refusal)
    ]  # fmt: skip
    return ImportReport(
        rows=len(done) + len(unreadable),
        imported=0 if undone else counts["imported"],
        updated=0 if undone else counts["updated"],
        known=counts["known"],
        bad=tuple(sorted([*bad, *unreadable], key=lambda row: (row.sheet, row.line))),
        differing=tuple(one.differing for one in done if one.differing is not None),
        dry_run=dry_run,
        undone=undone,
    )


def _key(row: LedgerRow) -> str:
    return row.key.partition(":")[2]


def _known(engine: Engine, batch: Sequence[LedgerRow]) -> dict[str, str]:
    """Return the cases that rows became before, by key."""
    with engine.store.unit() as unit:
        return unit.imported([row.key for row in batch])


def _import_row(
    engine: Engine, row: LedgerRow, known: dict[str, str], person: str | None, *, dry_run: bool
) -> _Done:
    """Return what became of a row: a case, acts of the case it became before, or nothing.

    A case that it became joins the `known` ones.
    """
    actor = Actor(person=IMPORT, principal=person)
    try:
        with engine.transaction(keeps=not dry_run) as now:
            if (case_id := known.get(row.key)) is not None:
                return _bring_up(now, row, case_id, actor) if row.updates else _Done(row, "known")
            case_id = _Replay(now, actor).play(row)
            now.work.imported.append((row.key, case_id))
    except Refusing as refused:
        return _Done(row, refused.refusal)
    except PatrolError as fault:
        return _Done(row, Refusal(code=fault.code, facts=fault.facts))
    if not dry_run:
        known[row.key] = case_id
    return _Done(row, "imported")


def _bring_up(now: Transaction, row: LedgerRow, case_id: str, actor: Actor) -> _Done:
    """Take in a known case the acts of its row that it has not yet; raise Refusing."""
    now.cascade = SilentCascade(now.work, now.engine.identity, now.moment.recorded_at)
    taken = bring_up_to(now, row, case_id, actor)
    differing = differing_fields(now, row, case_id)
    told = DifferingRow(
        sheet=row.sheet, line=row.line, key=_key(row),
        case=now.work.case(case_id).number, fields=differing,
    ) if differing else None  # fmt: skip
    return _Done(row, "updated" if taken else "known", told)


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
