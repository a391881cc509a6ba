"""The language of the person at the terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHINESE, ENGLISH = "zh", "en"


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the language that the locale variables name, else the system's, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            return _language(value)
    return _language(_windows_locale()) if os.name == "nt" else ENGLISH


def _language(locale: str) -> str:
    """Return the language of a locale: `zh_CN.UTF-8`, or as Windows has it, `Chinese_China`."""
    return CHINESE if locale.lower().startswith((CHINESE, "chinese")) else ENGLISH


def _windows_locale() -> str:
    # Windows names its locale in no variable, and only there is this module worth its import.
    from locale import getlocale

    return getlocale()[0] or ""
