"""Laws that hold for every definition and every history; the model must keep them itself."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model.autumn import AUTUMN_2019
from tests.model.histories import plans
from tests.model.slow_model import run
from tests.model.world import Plan, Sweep

few = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(plan=plans(AUTUMN_2019), hours=st.integers(1, 90))
def test_how_often_we_sweep_never_changes_a_history(plan: Plan, hours: int) -> None:
    begin = plan.operations[0].at
    span = dt.timedelta(hours=hours)
    sweeps = [Sweep(at=begin + span * n) for n in range(1, (plan.until - begin) // span)]
    with_sweeps = sorted([*plan.operations, *sweeps], key=lambda each: each.at)
    without = [each for each in plan.operations if not isinstance(each, Sweep)]
    often = run(dataclasses.replace(plan, operations=tuple(with_sweeps)), AUTUMN_2019)
    never = run(dataclasses.replace(plan, operations=tuple(without)), AUTUMN_2019)
    assert often.cases == never.cases


@few
@given(plan=plans(AUTUMN_2019))
def test_no_step_takes_effect_twice_in_a_term_and_none_after_a_final_state(plan: Plan) -> None:
    for case in run(plan, AUTUMN_2019).cases.values():
        assert all(clock.status not in ("running", "suspended") for clock in case.clocks
                   if case.state in ("done", "void", "granted", "refused", "moot"))  # fmt: skip
        numbers = [(clock.name, clock.generation) for clock in case.clocks]
        assert len(numbers) == len(set(numbers))
