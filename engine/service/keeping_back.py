"""Keeping a package in the house that was taken back or returned before it left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.handing_over import packages_of

if TYPE_CHECKING:
    from engine.kernel.case import Case, Entry
    from engine.kernel.machine import Machine
    from engine.service.workspace import Workspace


def keep_back_package(work: Workspace, machine: Machine, case: Case, entry: Entry) -> None:
    """Take a case's last package out of the outbox where an act made it obsolete.

    What has left stays noted as such.
    """
    rule = machine.workflow.handoff
    if rule is None or entry.event not in rule.endings:
        return
    for file in packages_of(case)[-1:]:
        work.unit.drop_message(str(file.package))
