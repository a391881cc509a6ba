from __future__ import annotations

import sys

import pytest

from cli.progress import progress_of_steps, progress_over


def test_a_bar_never_mixes_with_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    for total in (3, None):
        with progress_over(total) as progress:
            assert progress is not None
            progress(1)
    with progress_of_steps() as step:
        assert step is not None
        step(1, 3)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "━" in printed.err


def test_nobody_is_told_where_nobody_watches() -> None:
    with progress_over(3) as progress, progress_of_steps() as step:
        assert (progress, step) == (None, None)
