"""The permissions that can be granted beside offices: a closed list, each for one duty."""

from __future__ import annotations

from engine.kernel.permits import CONFIRMER, CORRECTOR, LATE_ENTRY, OF_A_SANDBOX, REASSIGN

#: Manages definitions, calendars, organisations, people's tokens and permissions, the database.
ADMINISTRATOR = "administrator"

#: Carries out what is due and sends what waits.
SCHEDULER = "scheduler"

#: Replays ledgers as cases.
IMPORTER = "importer"

#: Verifies and seals the history.
AUDITOR = "auditor"

PERMISSIONS = (
    ADMINISTRATOR, SCHEDULER, IMPORTER, LATE_ENTRY, CORRECTOR, REASSIGN, CONFIRMER, AUDITOR,
)  # fmt: skip

#: Who acts for the machine and stands in no directory, with what they hold by themselves.
SERVICES = {"scheduler": (SCHEDULER,)}

#: What everybody holds on a sandbox.
ON_A_SANDBOX = tuple(dict.fromkeys((*PERMISSIONS, *OF_A_SANDBOX)))
