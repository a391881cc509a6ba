"""The engine does what the slow model says in 200 simulated worlds, whatever breaks in them."""

from __future__ import annotations

import pytest

from tests.simulation.world import simulate

WORLDS, AT_ONCE = 200, 20


@pytest.mark.parametrize("first", range(0, WORLDS, AT_ONCE))
def test_what_people_schedulers_deaths_and_notices_make_of_cases_is_what_the_model_says(
    first: int,
) -> None:
    assert all(simulate(seed).story for seed in range(first, first + AT_ONCE))
