"""Tokens: made, read, hashed. A token is shown once, to the person for whom it is made."""

from __future__ import annotations

import re

from engine.errors import Forbidden

#: What every token begins with, so that people and scanners see what it is.
PREFIX = "patrol_"
SECRET_BYTES = 32
_SHAPE = r"patrol_([a-z2-7]{6})_[a-z2-7]{52}"
_MOST = r"patrol_[a-z2-7]{6}_[a-z2-7]{30}"
_MARK = r"[a-z2-7]{6}"


def new_mark() -> str:
    """Return a mark by which the tokens of one database are known."""
    return _chance(4)[:6]


def new_token(mark: str) -> str:
    """Return a new token of the database with a mark: 256 bits of chance."""
    return f"{PREFIX}{mark}_{_chance(SECRET_BYTES)}"


def new_id() -> str:
    """Return an id by which people speak of a token or a grant."""
    return _chance(5)


def _chance(count: int) -> str:
    import base64
    import secrets

    return base64.b32encode(secrets.token_bytes(count)).decode().rstrip("=").lower()


def is_mark(text: str) -> bool:
    """Return whether a text can be the mark of a database."""
    return re.fullmatch(_MARK, text) is not None


def hash_of(token: str) -> str:
    """Return what is kept of a token.

    One round of SHA-256 is enough: slow hashes protect what people choose, and nobody can go
    through 256 bits of chance, however fast.
    """
    import hashlib

    return hashlib.sha256(token.encode()).hexdigest()


def check_token(token: str, mark: str) -> None:
    """Raise Forbidden where a text is no token, or one of another database.

    The text is never among the facts: what looks like no token may be most of one.
    """
    found = re.fullmatch(_SHAPE, token)
    if found is None:
        raise Forbidden("token_unreadable")
    if found[1] != mark:
        raise Forbidden("token_of_another_database")


def holds_token(text: str) -> bool:
    """Return whether a text holds a token, or most of one."""
    return PREFIX in text and re.search(_MOST, text) is not None
