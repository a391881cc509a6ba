"""Acts in other cases that count for a duty: each looked at once, from when it was known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.definition.duties import COUNT, OWING
from engine.errors import PatrolError
from engine.kernel.attributes import element
from engine.kernel.decide import decide
from engine.kernel.duties import bound, duty_of
from engine.kernel.effects import Refusal
from engine.kernel.events import ENGINE, Act, Actor, Moment
from engine.kernel.replay import replay
from engine.kernel.scene import Scene
from engine.service.duty_rows import CountedAct, Uncounted

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.service.cascade import Cascade

_ENGINE = Actor(person=ENGINE)


def counting(cascade: Cascade, root: str, until: dt.datetime) -> Counting:
    """Return what the duties of a family have to look at by an instant.

    A transaction settles a family more than once; what was asked of the store is not asked again.
    """
    known = cascade.work.countings.get(root)
    if known is None:
        known = cascade.work.countings[root] = Counting(cascade)
    known.look(root, until)
    return known


class Counting:
    """What the duties of a family have still to look at, in the order in which it was known."""

    def __init__(self, cascade: Cascade) -> None:
        self._cascade = cascade
        self._work = cascade.work
        self._until: dt.datetime | None = None
        self._born = 0
        self._taken_in: set[tuple[str, str, int]] = set()
        self._waiting: list[Uncounted] = []
        self._acts: dict[tuple[str, ...], list[CountedAct]] = {}

    def look(self, root: str, until: dt.datetime) -> None:
        """Look for what was known by an instant, unless that was done."""
        if not self._work.registry.counted or (self._until and self._until >= until):
            return
        self._until, self._born = until, 0
        self._acts.clear()
        if not self._work.has_all_of(root):
            self._take_in(self._work.unit.uncounted(root, until))

    def _take_in(self, found: list[Uncounted]) -> None:
        """Add what was found, each act once for each duty."""
        new = [one for one in found if _key(one) not in self._taken_in]
        self._taken_in.update(_key(one) for one in new)
        self._waiting += new
        self._waiting.sort(key=lambda one: (self._instant(one), one.case, one.seq, one.duty))

    def one_before(self, at: dt.datetime | None) -> bool:
        """Look at the first act known before an instant; return whether there was one.

        A step that is due at the very instant comes first.
        """
        if len(self._work.owing_born) > self._born:
            self._take_in_the_born()
        if not self._waiting or (at is not None and self._instant(self._waiting[0]) >= at):
            return False
        self._weigh(self._waiting.pop(0))
        return True

    def _take_in_the_born(self) -> None:
        """Add what duties that were opened in this transaction have to look at."""
        born = self._work.owing_born[self._born :]
        if born and self._until is not None:
            self._born += len(born)
            cases = (self._work.now.get(case_id) for case_id in born)
            known = [case for case in cases if case is not None]
            self._take_in([one for case in known for one in self._found_for(case, self._until)])

    def _found_for(self, case: Case, until: dt.datetime) -> list[Uncounted]:
        assert case.parent is not None
        machine, above = self._work.machine_of(case), self._work.case(case.parent.case)
        counts = duty_of(machine, self._work.machine_of(above)).counts
        if counts is None:
            return []
        asked = (counts.workflow, counts.event, case.fields["starts_on"], case.fields["ends_on"])
        if asked not in self._acts:
            self._acts[asked] = self._work.unit.acts_between(*asked, until)
        return [
            Uncounted(
                duty=case.id,
                case=act.case,
                seq=act.seq,
                occurred_on=act.occurred_on,
                known_at=act.known_at,
            )
            for act in self._acts[asked]
        ]

    def _instant(self, one: Uncounted) -> dt.datetime:
        """Return when an act is looked at: not before the duty's case was opened."""
        known = self._work.now.get(one.duty)
        return one.known_at if known is None else max(one.known_at, known.opened_at)

    def _weigh(self, one: Uncounted) -> None:
        case = self._work.case(one.duty)
        self._work.weighed.append(one)
        if case.void or case.state != OWING:
            return
        at = self._instant(one)
        amount = self._amount(case, one, at)
        if amount is None:
            return
        known = case.fields.get("counted") or []
        source = self._work.unit.case(one.case).number
        on = one.occurred_on.isoformat()
        row = {"case": source, "seq": one.seq, "on": on, "amount": amount}
        values = {"counted": [*known, row], "amount": amount, "done_on": on}
        act = Act(event=COUNT, actor=_ENGINE, values=values)
        machine = self._work.machine_of(case)
        moment = Moment(at=at, recorded_at=self._cascade.recorded_at)
        outcome = decide(machine, case, act, self._work, moment, kind="told")
        if isinstance(outcome, Refusal):
            self._cascade.skipped.append(f"{case.number}: {outcome.code}")
            return
        self._work.apply(outcome)
        self._cascade.follow_alone(outcome)

    def _amount(self, case: Case, one: Uncounted, at: dt.datetime) -> float | None:
        """Return what an act counts for a duty's case, or None where it does not."""
        assert case.parent is not None
        machine, above = self._work.machine_of(case), self._work.case(case.parent.case)
        host = self._work.machine_of(above)
        duty = duty_of(machine, host)
        owner = next(iter(Scene(machine, case, self._work, at).people("owner")), None)
        names = {**bound(case.fields, owner), "found": self._found(one)}
        scene = Scene(host, above, self._work, at).with_more(**names)
        try:
            if duty.counts is None or not scene.holds(duty.counts.when):
                return None
            return 1 if duty.sum is None else round(float(scene.evaluate(duty.sum)), 4)
        except (PatrolError, TypeError):
            return None  # What a condition speaks of is not known: the act does not count.

    def _found(self, one: Uncounted) -> dict[str, Any]:
        """Return a case as it was just after the act, whatever became of it since."""
        key = (one.case, one.seq)
        if key not in self._work.found:
            entries = self._work.unit.history(one.case)
            case = replay(entry for entry in entries if entry.seq <= one.seq)
            machine = self._work.registry.machine(case.workflow, case.version)
            self._work.found[key] = element(machine, case)
        return self._work.found[key]


def _key(one: Uncounted) -> tuple[str, str, int]:
    return (one.duty, one.case, one.seq)
