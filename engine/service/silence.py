"""What a ledger tells of is past: it is settled without telling anybody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.definition.workflow import Notify
from engine.kernel.effects import Decision
from engine.kernel.receipts import next_deemed
from engine.kernel.settle import take_tellings
from engine.service.cascade import Cascade

if TYPE_CHECKING:
    from engine.kernel.case import Case, Entry
    from engine.kernel.effects import PendingStep
    from engine.kernel.machine import Machine


class SilentCascade(Cascade):
    """Carries out decisions, but for the messages."""

    def carry_out(self, case_id: str, pending: PendingStep) -> None:
        """Carry out one step, unless it only tells somebody."""
        if not isinstance(pending.step.verb, Notify):
            super().carry_out(case_id, pending)

    def take_next(self, machine: Machine, case: Case, until: dt.datetime) -> None:
        """Take in one go the steps of a case that only tell, where nothing can follow from them."""
        after: Case = case
        told: list[Entry] = []
        if case.id in self.work.alone and not machine.automatic and not next_deemed(case, until):
            after, told = take_tellings(machine, case, until, self.recorded_at)
        if not told:
            super().take_next(machine, case, until)
            return
        self.work.apply(Decision(case=after, entries=tuple(told)))
        self.steps += len(told)
