"""Where tokens lie on a person's machine: one file a database, readable by its owner alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from engine.errors import Forbidden, UsageError
from runtime.settings import config_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names the file that holds a service's token.
VARIABLE = "PATROL_TOKEN_FILE"
_FOLDER = "tokens"
_LONGEST = 4_096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def kept_token(environ: Mapping[str, str], mark: str) -> str | None:
    """Return the token that opens the database with a mark, None where there is none.

    The file that the environment names comes first. Raise Forbidden where others may read it.
    """
    named = environ.get(VARIABLE)
    if named:
        return read_token(named)
    file = token_file(environ, mark)
    return read_token(file) if os.path.lexists(file) else None


def token_file(environ: Mapping[str, str], mark: str) -> str:
    """Return the file in which a person's token for a database lies."""
    return f"{config_folder(environ)}/{_FOLDER}/{mark}"


def read_token(file: str) -> str:
    """Return the token in a file.

    Raise UsageError where it cannot be read, Forbidden where others may read it or own it.
    """
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            _check_private(os.fstat(handle), file)
            return os.read(handle, _LONGEST).decode("ascii", "replace").strip()
        finally:
            os.close(handle)
    except FileNotFoundError as fault:
        raise UsageError("token_file_missing", file=file) from fault
    except (OSError, ValueError) as fault:
        raise UsageError("token_file_unreadable", file=file, detail=_why(fault)) from fault


def _why(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or str(fault)


def _check_private(found: os.stat_result, file: str) -> None:
    """Raise Forbidden for a file that is somebody else's, or that others may read or write."""
    if os.name == "nt":  # There the folder of the user's profile keeps others out.
        return
    if found.st_uid != os.geteuid():
        raise Forbidden("token_file_not_yours", file=file)
    mode = stat.S_IMODE(found.st_mode)
    if mode & _OTHERS:
        raise Forbidden("token_file_open", file=file, mode=f"{mode:04o}")


def keep_token(environ: Mapping[str, str], mark: str, token: str) -> str:
    """Keep a person's token for a database, whole or not at all; return its file."""
    file = token_file(environ, mark)
    making = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        _write(making, token)
        os.replace(making, file)  # noqa: PTH105
    except OSError as fault:
        raise UsageError("token_file_unwritable", file=file, detail=_why(fault)) from fault
    return file


def _write(file: str, token: str) -> None:
    if os.path.lexists(file):
        os.unlink(file)  # noqa: PTH108
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(f"{token}\n")
        opened.flush()
        os.fsync(handle)


def forget_token(environ: Mapping[str, str], mark: str) -> bool:
    """Remove a person's token for a database; return whether there was one."""
    file = token_file(environ, mark)
    try:
        os.unlink(file)  # noqa: PTH108
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise UsageError("token_file_unwritable", file=file, detail=_why(fault)) from fault
    return True
