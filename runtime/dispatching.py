"""One round of delivery as the settings of an office have it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runtime.channels.building import outlets
from runtime.delivery import DispatchReport, Rules, dispatch
from runtime.vault import vault_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from runtime.settings import Settings
    from runtime.wiring import Office


def rules_of(settings: Settings) -> Rules:
    """Return when messages are folded or held, as the settings say."""
    return Rules(
        fold_after=settings.hours("fold_after_hours"),
        confirm_after=settings.hours("confirm_after_hours"),
    )


def dispatch_by_settings(
    office: Office,
    settings: Settings,
    *,
    environ: Mapping[str, str] = os.environ,
    folder: Path | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> DispatchReport:
    """Deliver what may leave by the channels of the settings; `folder` is the drop folder.

    Raise InputError with everything that keeps a channel from working before anything is sent.
    """
    ways = outlets(settings, environ, office.clock, folder)
    return dispatch(
        office, ways, rules_of(settings), stopping=stopping,
        vault=lambda: vault_of(office.location, settings),
    )  # fmt: skip
