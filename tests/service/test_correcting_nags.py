"""What was said before an act stays said, however often the act is taken back and done again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.calendar.lengths import Length
from engine.definition.workflow import Notify
from tests.model.autumn import one_clock
from tests.model.build import day, event, step
from tests.service.office import Office
from tests.service.test_correction import corrects


def nagging(then: str) -> Office:
    """An office whose deadline nags every second working day, whoever undoes a claim."""
    fail = event("fail", "going", None)
    nag = replace(step("nag", "0d", verb=Notify(roles=("clerk",))), every=Length(2, "working_days"))
    return Office(
        one_clock(within="5wd", undone=("event:fail", then), events=(fail,), overdue=(nag,))
    )


def steps_of(here: Office, case: str) -> list[tuple[str, object]]:
    """Return the steps that no correction has undone, each with its instant."""
    history = here.history(case)
    undone = {seq for entry in history if entry.kind == "corrected" for seq in entry.said["undone"]}
    kept = (one for one in history if one.kind == "step" and one.seq not in undone)
    return [(one.event, one.occurred_at) for one in kept]


@pytest.mark.parametrize("then", ["continue", "resume", "restart"])
@pytest.mark.parametrize("slips", [1, 2])
def test_what_was_said_is_not_said_again_when_an_act_is_taken_back_and_done_again(
    then: str, slips: int
) -> None:
    told = []
    for times in (0, slips):
        here = nagging(then)
        case = here.at("2019-11-04 09:00").open()
        here.does(case, "go", on=day("2019-11-04"))
        here.at("2019-11-18 09:00").does(case, "hand_in", on=day("2019-11-18"))
        here.at("2019-11-26 09:00")
        for _ in range(times):
            here.does(case, "fail")
            failed = max(entry.seq for entry in here.history(case) if entry.event == "fail")
            corrects(here, case, failed)
        here.does(case, "fail")
        here.at("2019-12-12 09:00").sweep()
        told.append(steps_of(here, case))
    assert told[0] == told[1]
    assert len(told[0]) > 6
