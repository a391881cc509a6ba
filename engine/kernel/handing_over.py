"""Where a handoff stands: with its sender, on its way, receipted, returned, or taken back."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.definition.handoffs import Handoff
    from engine.kernel.case import Attachment, Case, Entry

Standing = Literal["unsent", "sent", "receipted", "returned", "withdrawn"]


class Round(NamedTuple):
    """The last time that a case was handed over, and how that stands; `package` left with it.

    `sent_at` is when it was sent, with or without a package.
    """

    standing: Standing
    package: Attachment | None = None
    sent_at: dt.datetime | None = None


def packages_of(case: Case) -> list[Attachment]:
    """Return the packages in which a case was handed over, oldest first."""
    return [file for file in case.attachments if file.package is not None]


def next_package(case: Case) -> str:
    """Return the key of the package in which a case is handed over next."""
    return f"{case.id}/{len(packages_of(case)) + 1}"


def is_package_key(case_id: str, key: str | None) -> bool:
    """Return whether a key is that of a package of a case."""
    head, _, number = (key or "").rpartition("/")
    return head == case_id and number.isdecimal()


def round_of(rule: Handoff, case: Case, history: Iterable[Entry]) -> Round:
    """Return how the last handing over of a case stands, by its whole history."""
    standing: Standing = "unsent"
    since, sent_at = 0, None
    for entry in history:
        if entry.event in rule.sending and entry.kind == "act":
            standing, since, sent_at = "sent", entry.seq, entry.occurred_at
        elif entry.event in rule.receipts and entry.kind == "act":
            standing = "receipted"
        elif entry.event in rule.returns and entry.kind == "act":
            standing = "returned"
        elif entry.event == rule.withdraw and entry.kind == "act":
            standing = "withdrawn"
    left = [file for file in packages_of(case) if since and file.seq > since]
    return Round(standing, left[-1] if left else None, sent_at)


def same_number(one: str, other: str) -> bool:
    """Return whether two receipts have one number, in whatever width it is written."""
    return _plain(one) == _plain(other)


def _plain(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).split()).casefold()
