"""What a driver's error means to a person: the one place where they are translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Conflict, PatrolError, StoreError

if TYPE_CHECKING:
    from store.location import Location

# SQLite's primary result codes (sqlite.org/rescode.html).
_SQLITE = {
    3: "store_forbidden",
    5: "store_locked",
    6: "store_locked",
    8: "store_read_only",
    10: "store_broken_disk",
    11: "store_damaged",
    13: "store_full",
    14: "store_cannot_open",
    19: "store_refused",
    26: "store_not_a_database",
}
# PostgreSQL's SQLSTATEs, whole or by class (appendix A of its manual).
_POSTGRESQL = {
    "25006": "store_read_only",
    "28P01": "store_password_refused",
    "28000": "store_password_refused",
    "3D000": "store_unknown_database",
    "42501": "store_forbidden",
    "42P01": "store_schema_missing",
    "53100": "store_full",
    "53300": "store_busy",
    "55P03": "store_locked",
    "57P03": "store_unreachable",
    "22021": "store_text_unstorable",
    "22P05": "store_text_unstorable",
    "08": "store_lost",
    "23": "store_refused",
    "57": "store_lost",
}
_SERIALIZATION = ("40001", "40P01")
# libpq tells a failed connection in words only.
_CONNECTING = {
    "password authentication failed": "store_password_refused",
    "no password supplied": "store_password_refused",
    'role "': "store_password_refused",
    "no pg_hba.conf entry": "store_password_refused",
    'database "': "store_unknown_database",
    "too many": "store_busy",
}


class Telling:
    """Turns a driver's error inside into one that a person understands."""

    __slots__ = ("_location",)

    def __init__(self, location: Location) -> None:
        self._location = location

    def __enter__(self) -> None:
        """Begin to listen."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise what an error means, if it is a driver's."""
        if error is None or isinstance(error, PatrolError) or not isinstance(error, Exception):
            return
        meaning = translated(error, self._location)
        if meaning is not None:
            raise meaning from error


def told(location: Location) -> Telling:
    """Return a context that turns a driver's error into one that a person understands."""
    return Telling(location)


def translated(error: BaseException, location: Location) -> PatrolError | None:
    """Return what an error of a driver means, or None where it is not a driver's."""
    source = type(error).__module__.partition(".")[0]
    if source == "sqlite3":
        return _from_sqlite(error, location)
    if source == "psycopg":
        return _from_postgresql(error, location)
    return None


def _facts(location: Location, error: BaseException) -> dict[str, object]:
    lines = str(error).strip().splitlines()
    return {
        "database": location.shown,
        "user": location.user,
        "server": f"{location.host}:{location.port}",
        "detail": lines[0] if lines else "",
    }


def _from_sqlite(error: BaseException, location: Location) -> PatrolError:
    number = getattr(error, "sqlite_errorcode", None)
    code = _SQLITE.get(number & 0xFF if number else 0, "store_failed")
    if "no such table" in str(error):
        code = "store_schema_missing"
    if code == "store_cannot_open" and location.path is not None:
        code = "store_missing" if not location.path.exists() else code
        code = "store_folder_missing" if not location.path.parent.exists() else code
    return StoreError(code, **_facts(location, error))


def _from_postgresql(error: BaseException, location: Location) -> PatrolError:
    state = getattr(error, "sqlstate", None)
    if state in _SERIALIZATION:
        return Conflict("store_crossed", **_facts(location, error))
    if state is not None:
        code = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], "store_failed")
        return StoreError(code, **_facts(location, error))
    if type(error).__name__ == "ConnectionTimeout":
        return StoreError("store_unreachable", **_facts(location, error))
    if type(error).__name__ in ("OperationalError", "InterfaceError"):
        return StoreError(_connecting(str(error)), **_facts(location, error))
    return StoreError("store_failed", **_facts(location, error))


def _connecting(message: str) -> str:
    for words, code in _CONNECTING.items():
        if words in message and "FATAL" in message:
            return code
    gone = ("closed", "consuming input", "terminating")
    return "store_lost" if any(word in message for word in gone) else "store_unreachable"
