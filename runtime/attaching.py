"""Files on their way to a case: examined, copied beside the database, then told to its history."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.problems import Problem
from engine.errors import InputError, PatrolError, UsageError
from engine.kernel.attaching import same_name
from engine.kernel.case import Attachment
from engine.service import attaching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.effects import Refusal
    from engine.kernel.events import Actor
    from engine.service.engine import Outcome
    from runtime.settings import Settings
    from runtime.vault import Staged, Staging
    from runtime.wiring import Office

LONGEST_NAME = 120
LONGEST_BYTES = 240
#: What no computer's file name may hold, so that a name can always be written out.
FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICES = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(10)), *(f"LPT{n}" for n in range(10)))
)


class Given(NamedTuple):
    """A file to attach, and the name it is to have on the case."""

    path: Path
    name: str


def name_fault(name: str) -> str | None:
    """Return the code of what is wrong with a name, or None."""
    if not name.strip(" .") or name != name.strip() or name.endswith("."):
        return "attachment_name_empty"
    if len(name) > LONGEST_NAME or len(name.encode("utf-8", "replace")) > LONGEST_BYTES:
        return "attachment_name_long"
    if any(each in FORBIDDEN or unicodedata.category(each)[0] == "C" for each in name):
        return "attachment_name_strange"
    if name.partition(".")[0].strip().upper() in _DEVICES:
        return "attachment_name_strange"
    return None


def attach(
    office: Office, settings: Settings, case_id: str, given: Sequence[Given], field: str | None,
    actor: Actor,
) -> Outcome | Refusal:  # fmt: skip
    """Put files on a case, all or none; raise InputError with everything that is wrong with them.

    The bytes lie beside the database before its transaction: one that breaks off may leave a
    file that no case speaks of, and never a case that speaks of a file that is not there.
    """
    from runtime.vault import vault_of

    vault, at = vault_of(office.location, settings), office.clock.now()
    with vault.staging() as staging:
        staged = _examined(staging, given, settings)
        files = [
            Attachment(name=unicodedata.normalize("NFC", one.name), sha256=copy.sha256,
                       size=copy.size, type=copy.type or "", field=field, seq=0,
                       by=actor.person, at=at)
            for one, copy in zip(given, staged, strict=True)
        ]  # fmt: skip
        refusal = attaching.refusal_of(office.engine, case_id, files, actor)
        if refusal is not None:
            return refusal
        for copy in staged:
            staging.keep(copy)
        return attaching.attach(office.engine, case_id, files, actor)


def _examined(staging: Staging, given: Sequence[Given], settings: Settings) -> list[Staged]:
    """Copy files in and return the copies; raise InputError where one may not be taken in."""
    problems = list(_name_problems(given))
    copies: list[Staged] = []
    for one in given:
        try:
            copies.append(_taken_in(staging, one, settings))
        except PatrolError as fault:
            problems.append(_problem(one, fault.code, **fault.facts))
    if problems:
        raise InputError("attachments_invalid", problems, count=len(problems))
    return copies


def _taken_in(staging: Staging, one: Given, settings: Settings) -> Staged:
    try:
        copy = staging.take_in(one.path, settings.attachment_limit)
    except FileNotFoundError as fault:
        raise UsageError("file_missing", file=str(one.path)) from fault
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise UsageError("file_unreadable", file=str(one.path), detail=detail) from fault
    if copy.type not in settings.attachment_types:
        known = ", ".join(settings.attachment_types)
        raise UsageError("attachment_type", name=one.name, type=copy.type or "-", known=known)
    return copy


def _name_problems(given: Sequence[Given]) -> Iterator[Problem]:
    for place, one in enumerate(given):
        code = name_fault(one.name)
        if code is not None:
            yield _problem(one, code)
        if any(same_name(one.name, earlier.name) for earlier in given[:place]):
            yield _problem(one, "attachment_name_twice")


def _problem(one: Given, code: str, **facts: object) -> Problem:
    told = {"name": one.name, "most": LONGEST_NAME, **facts}
    return Problem(file="", line=1, column=1, path="", code=code, facts=told)
