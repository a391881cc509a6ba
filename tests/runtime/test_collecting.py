"""The interpreter looks for what only holds itself as often as before, once long work is over."""

from __future__ import annotations

import gc

import pytest

from runtime.collecting import SELDOM, seldom_collecting


def interrupted() -> None:
    with seldom_collecting():
        assert gc.get_threshold() == SELDOM
        raise KeyboardInterrupt


def test_it_looks_seldom_within_and_as_before_after_a_fault_too() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert gc.get_threshold() == before
