"""The language of the person at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHINESE, ENGLISH = "zh", "en"


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the language that the locale variables name, English where they name none."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            return CHINESE if value.lower().startswith(CHINESE) else ENGLISH
    return ENGLISH
