"""Whether the files beside the database are those that the cases speak of, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.kernel.case import Attachment
    from runtime.vault import Vault
    from store.reader import Reader


class VaultReport(NamedTuple):
    """What was found: how many files there are, which are broken, which belong to no case.

    `broken` pairs a file with the code of what is wrong with it. `orphans` are hashes, and
    `left_behind` copies on their way in: both may be in use by somebody who is attaching a file
    at this moment, and are to be swept only when nobody is.
    """

    files: int
    broken: tuple[tuple[Attachment, str], ...]
    orphans: tuple[str, ...]
    left_behind: tuple[Path, ...]


def examine(
    vault: Vault, reader: Reader, progress: Callable[[int], None] | None = None
) -> VaultReport:
    """Read every file that a case speaks of, and look for those that none does."""
    broken: list[tuple[Attachment, str]] = []
    faults: dict[str, str | None] = {}
    for file in reader.attached():
        if file.sha256 not in faults:
            faults[file.sha256] = vault.fault(file)
            if progress is not None:
                progress(len(faults))
        fault = faults[file.sha256]
        if fault is not None:
            broken.append((file, fault))
    orphans = tuple(sha256 for sha256 in vault.hashes() if sha256 not in faults)
    return VaultReport(len(faults), tuple(broken), orphans, tuple(vault.left_behind()))


def sweep_away(vault: Vault, report: VaultReport) -> int:
    """Remove what belongs to no case; return how many files went."""
    paths = [*(vault.path(sha256) for sha256 in report.orphans), *report.left_behind]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)
