from __future__ import annotations

import locale
from types import SimpleNamespace

import pytest

import runtime.locale as of_the_terminal


@pytest.mark.parametrize(
    ("named", "language"),
    [
        ("Chinese (Simplified)_China", "zh"),
        ("zh_CN", "zh"),
        ("English_United States", "en"),
        (None, "en"),
    ],
)
def test_windows_is_asked_for_its_language_since_no_variable_names_it(
    monkeypatch: pytest.MonkeyPatch, named: str | None, language: str
) -> None:
    monkeypatch.setattr(of_the_terminal, "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(locale, "getlocale", lambda: (named, "936"))
    assert of_the_terminal.from_environment({}) == language
    assert of_the_terminal.from_environment({"LANG": "en_US"}) == "en"


def test_elsewhere_no_variable_means_english() -> None:
    assert of_the_terminal.from_environment({}) == "en"
