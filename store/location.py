"""Where a database is: its URL, read without a library, told without its password."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec

from engine.errors import UsageError

Dialect = Literal["sqlite", "postgresql"]
_SCHEMES: dict[str, Dialect] = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql",
    "postgresql+psycopg": "postgresql",
}


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A database. `shown` names it to people, without a password."""

    url: str
    dialect: Dialect
    shown: str
    path: Path | None = None
    read_only: bool = False
    host: str = ""
    port: int = 5432
    user: str = ""
    database: str = ""

    @property
    def conninfo(self) -> str:
        """The URL as PostgreSQL's own library reads it."""
        return "postgresql://" + self.url.split("://", 1)[1]

    def sqlite_uri(self, *, create: bool = False) -> str:
        """Return the address that SQLite opens; without `create` the file must be there."""
        mode = "ro" if self.read_only else "rwc" if create else "rw"
        return f"file:{quote(str(self.path))}?mode={mode}"


def locate(url: str) -> Location:
    """Read a database URL; raise UsageError.

    `sqlite:////absolute/path.db`, `sqlite:///relative.db` (with `?mode=ro` for looking only),
    `postgresql+psycopg://user@host:5432/name`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        raise UsageError("database_url_unreadable", url=_without_password(url)) from error
    dialect = _SCHEMES.get(parts.scheme)
    if dialect is None or "://" not in url:
        raise UsageError("database_url_unreadable", url=_without_password(url))
    if dialect == "sqlite":
        return _file(url)
    return Location(
        url=url,
        dialect=dialect,
        shown=_without_password(url),
        host=parts.hostname or "localhost",
        port=port,
        user=unquote(parts.username or ""),
        database=unquote(parts.path.lstrip("/")),
    )


def _file(url: str) -> Location:
    rest = url.split("://", 1)[1]
    name, _, query = rest.partition("?")
    if not name.startswith("/") or name == "/":
        raise UsageError("database_url_unreadable", url=url)
    path = Path(unquote(name[1:])).expanduser()
    return Location(
        url=url, dialect="sqlite", shown=str(path), path=path, read_only="mode=ro" in query
    )


def _without_password(url: str) -> str:
    """Return a URL with the password, if it holds one, left out."""
    start, separator, rest = url.partition("://")
    account, at, place = rest.rpartition("@")
    user = account.partition(":")[0]
    return start + separator + user + at + place if separator else start
