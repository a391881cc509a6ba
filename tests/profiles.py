"""How hypothesis searches: without a stop-watch, the same way in every run of the gate."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# A slow machine is no fault: examples have no time limit.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("search", _PATIENT)
settings.register_profile("gate", _PATIENT, derandomize=True)
settings.register_profile("quick", _PATIENT, derandomize=True, max_examples=20)

settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "gate" if os.environ.get("CI") else "search")
)

#: What random definitions, histories and plans are made from: a seed tells all of one.
seeds = st.integers(0, 2**40)


def so_many(examples: int) -> settings:
    """Search so many examples without shrinking: a seed has no smaller neighbour."""
    return settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
