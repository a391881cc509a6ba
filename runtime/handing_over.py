"""Sending a case as one package: tried first, packed, kept beside the database, then recorded."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine.kernel.attaching import same_name
from engine.kernel.case import Attachment
from engine.kernel.effects import Refusal
from engine.service import handing_over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from engine.kernel.case import Case
    from engine.kernel.events import Act
    from engine.service.engine import Outcome
    from runtime.vault import Vault
    from runtime.wiring import Office


def send(
    office: Office, vault: Vault, case_id: str, act: Act, pack: Callable[[Case, IO[bytes]], str]
) -> Outcome | Refusal:
    """Hand a case over with an act; `pack` writes the package of what came of a trial of it.

    It returns the key of the package. The act is taken at the instant of the trial, on the case
    as the trial found it: what was packed is what was sent.
    """
    at, engine = office.clock.now(), office.engine
    office.required[case_id] = office.reader.body(case_id).seq
    tried = handing_over.send(engine, case_id, act, None, at=at)
    if isinstance(tried, Refusal):
        return tried
    package = _kept(vault, tried.case, act, at, pack)
    return handing_over.send(engine, case_id, act, package, at=at)


def pack_again(
    office: Office, vault: Vault, case_id: str, act: Act, pack: Callable[[Case, IO[bytes]], str]
) -> Outcome | Refusal:
    """Put a package to a case that was sent without one."""
    at, case = office.clock.now(), office.reader.body(case_id)
    office.required[case_id] = case.seq
    package = _kept(vault, case, act, at, pack)
    return handing_over.pack_again(office.engine, case_id, act, package, at=at)


def _kept(
    vault: Vault, case: Case, act: Act, at: dt.datetime, pack: Callable[[Case, IO[bytes]], str]
) -> Attachment:
    """Write a package beside the database, and return it as a file of the case."""
    with tempfile.TemporaryDirectory() as folder, vault.staging() as staging:
        path = Path(folder) / "package.zip"
        with path.open("wb") as opened:
            key = pack(case, opened)
        copy = staging.take_in(path, sys.maxsize)
        staging.keep(copy)
    name = _name(case, f"package-{key.rpartition('/')[2]}")
    return Attachment(
        name=name, sha256=copy.sha256, size=copy.size, type="zip", seq=0,
        by=act.actor.person, at=at, package=key,
    )  # fmt: skip


def _name(case: Case, wanted: str) -> str:
    """Return a name that no file of the case has yet: somebody may have used any before."""
    name, number = f"{wanted}.zip", 1
    while any(same_name(file.name, name) for file in case.attachments):
        number += 1
        name = f"{wanted}-{number}.zip"
    return name
