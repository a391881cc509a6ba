"""How the tests run: what hypothesis searches, and how often memory is looked through.

Hypothesis has no stop-watch, and searches the same way in every run of the gate.
"""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# A slow machine is no fault: examples have no time limit.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: So many new objects are looked through for garbage at a time; 700 would cost a sixth of a run.
_NEW_OBJECTS = 50_000

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


def pytest_collection_finish() -> None:
    """Look no more through what was imported and collected: it stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
