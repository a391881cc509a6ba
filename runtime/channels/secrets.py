"""Secrets of channels: from the environment or a file, named in the settings, never shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 10_000


def secret_of(
    name: str, given: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[str, None] | tuple[None, tuple[str, dict[str, Any]]]:
    """Return the secret of a channel, or what is wrong: by the name of the setting alone."""
    if "secret_env" in given:
        variable = given["secret_env"]
        if environ.get(variable):
            return environ[variable], None
        at = f"channels.{name}.secret_env"
        return None, ("channel_secret_missing", {"name": at, "variable": variable})
    if "secret_file" not in given:
        return "", None
    file = given["secret_file"]
    facts = {"name": f"channels.{name}.secret_file", "path": file}
    try:
        with Path(file).open(encoding="utf-8") as opened:
            found = opened.read(LONGEST).strip()
    except (OSError, ValueError):
        return None, ("channel_secret_unreadable", facts)
    return (found, None) if found else (None, ("channel_secret_empty", facts))
