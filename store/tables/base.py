"""What all tables share: names of constraints, kinds of columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, MetaData, Text
from sqlalchemy.dialects.postgresql import TEXT

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids sort by their bytes on both databases, whatever language the server was set up for.
KeyType = Text().with_variant(TEXT(collation="C"), "postgresql")


def key(name: str, *rest: Any, **options: Any) -> Column[str]:
    """Return a column of an identifier or a closed word, never empty of meaning."""
    return Column(name, KeyType, *rest, nullable=False, **options)


def maybe_key(name: str, *rest: Any, **options: Any) -> Column[str]:
    """Return a column of an identifier or a closed word that may be absent."""
    return Column(name, KeyType, *rest, nullable=True, **options)


def relative() -> ForeignKey:
    """Return a reference to a case that is checked at the end of the transaction.

    A family, or what an imported row became, may be written in any order.
    """
    return ForeignKey("cases.id", deferrable=True, initially="DEFERRED")


def text(name: str, **options: Any) -> Column[str]:
    """Return a column of text; a JSON text is one too, as its bytes are hashed or compared."""
    return Column(name, Text, **{"nullable": False, **options})


def number(name: str, **options: Any) -> Column[int]:
    """Return a column of a whole number."""
    return Column(name, BigInteger, **{"nullable": False, **options})


def instant(name: str, **options: Any) -> Column[int]:
    """Return a column of an instant: microseconds since 1970 UTC."""
    return number(name, **options)


def date(name: str, **options: Any) -> Column[str]:
    """Return a column of a date: ISO text, so that it sorts and reads alike everywhere."""
    return Column(name, KeyType, **{"nullable": False, **options})


def flag(name: str) -> tuple[Column[int], CheckConstraint]:
    """Return a column of yes (1) or no (0)."""
    return number(name), CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_is_a_flag")


def check(name: str, condition: str) -> CheckConstraint:
    """Return an invariant that the database itself holds."""
    return CheckConstraint(condition, name=name)


def one_of(column: str, *words: str) -> CheckConstraint:
    """Return the invariant that a column holds one word of a closed list."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")
