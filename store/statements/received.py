"""Packages that other houses handed over to this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from store.statements.cases import insert_missing
from store.tables import received_packages

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    every = select(*received_packages.c)
    return {
        "insert_received_packages": insert_missing(dialect, received_packages),
        "received_package": every.where(received_packages.c.package == bindparam("package")),
        "received_packages": every.order_by(
            received_packages.c.received_at, received_packages.c.package
        ),
    }
