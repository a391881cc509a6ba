"""Whoever dies, and wherever: another finishes, and all is as if nobody had died."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.dying import random_deaths

if TYPE_CHECKING:
    from tests.crash.places import Copies

SEED, DEATHS = 20190930, 15


@pytest.mark.usefixtures("_small_batches")
def test_whoever_dies_at_any_boundary_all_is_as_if_nobody_had(offices: Copies) -> None:
    assert random_deaths(offices, SEED, DEATHS) >= DEATHS
