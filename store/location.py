"""Where a database is: its URL, read without a library, told without its password."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.errors import UsageError

# Every command passes here first: pathlib and urllib are imported only where they are needed.
if TYPE_CHECKING:
    from pathlib import Path

Dialect = Literal["sqlite", "postgresql"]
_SCHEMES: dict[str, Dialect] = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql",
    "postgresql+psycopg": "postgresql",
}
#: Deletes the characters that stand for themselves in the address of a file.
_PLAIN = dict.fromkeys(
    map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~")
)


class Location(NamedTuple):
    """A database. `shown` names it to people, without a password."""

    url: str
    dialect: Dialect
    shown: str
    file: str = ""
    read_only: bool = False
    host: str = ""
    port: int = 5432
    user: str = ""
    database: str = ""

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""
        from pathlib import Path

        return Path(self.file) if self.file else None

    @property
    def conninfo(self) -> str:
        """The URL as PostgreSQL's own library reads it."""
        return "postgresql://" + self.url.split("://", 1)[1]

    def sqlite_uri(self, *, create: bool = False) -> str:
        """Return the address that SQLite opens; without `create` the file must be there."""
        mode = "ro" if self.read_only else "rwc" if create else "rw"
        return f"file:{_quoted(self.file)}?mode={mode}"


def locate(url: str) -> Location:
    """Read a database URL; raise UsageError.

    `sqlite:////absolute/path.db`, `sqlite:///relative.db` (with `?mode=ro` for looking only),
    `postgresql+psycopg://user@host:5432/name`; where a standby may take over, several hosts with
    commas between, and `?target_session_attrs=read-write`.
    """
    dialect = _SCHEMES.get(url.partition("://")[0].lower())
    if dialect == "sqlite" and "://" in url:
        return _file(url)
    return _server(url)


def _server(url: str) -> Location:
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(_of_first_host(url))
        port = parts.port or 5432
    except ValueError as error:
        raise UsageError("database_url_unreadable", url=without_password(url)) from error
    dialect = _SCHEMES.get(parts.scheme)
    if dialect is None or "://" not in url:
        raise UsageError("database_url_unreadable", url=without_password(url))
    return Location(
        url=url,
        dialect=dialect,
        shown=without_password(url),
        host=parts.hostname or "localhost",
        port=port,
        user=unquote(parts.username or ""),
        database=unquote(parts.path.lstrip("/")),
    )


def _of_first_host(url: str) -> str:
    """Return a URL with the first of its hosts alone; the driver is given all of them."""
    start, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    account, at, hosts = place.rpartition("@")
    return start + separator + account + at + hosts.partition(",")[0] + slash + path


def _file(url: str) -> Location:
    rest = url.split("://", 1)[1]
    name, _, query = rest.partition("?")
    if not name.startswith("/") or name == "/":
        raise UsageError("database_url_unreadable", url=url)
    # Tidied as pathlib tidies it: //x//y/../ keeps its dots, loses doubled and closing slashes.
    file = os.path.expanduser(_unquoted(name[1:]))  # noqa: PTH111
    tidy = ("/" if file.startswith("/") else "") + "/".join(
        part for part in file.split("/") if part not in ("", ".")
    ) or "."
    return Location(url=url, dialect="sqlite", shown=tidy, file=tidy, read_only="mode=ro" in query)


def _quoted(file: str) -> str:
    if file.isascii() and file.translate(_PLAIN) == "":
        return file
    from urllib.parse import quote

    return quote(file, errors="surrogateescape")


def _unquoted(name: str) -> str:
    if "%" not in name:
        return name
    from urllib.parse import unquote

    return unquote(name)


def without_password(url: str) -> str:
    """Return a URL with the password, if it holds one, left out; one in its query as well."""
    start, separator, rest = url.partition("://")
    account, at, place = rest.rpartition("@")
    user = account.partition(":")[0]
    place, question, query = place.partition("?")
    kept = "&".join(each for each in query.split("&") if "pass" not in each.partition("=")[0])
    if kept:
        place += question + kept
    return start + separator + user + at + place if separator else start
