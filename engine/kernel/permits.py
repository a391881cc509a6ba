"""Permissions that a person holds beside offices, for what no definition names."""

from __future__ import annotations

#: May enter an act on an earlier legal date, with a reason.
LATE_ENTRY = "late_entry"

#: May leave that reason out; a sandbox gives it to everybody.
LATE_ENTRY_UNEXPLAINED = "late_entry_unexplained"

#: May correct an act, and annul a case or a paper.
CORRECTOR = "corrector"

#: May put another person in the place of one whom a case names.
REASSIGN = "reassign"

#: May let leave the house what came too late to leave by itself.
CONFIRMER = "confirmer"

#: What everybody may do on a sandbox.
OF_A_SANDBOX = (LATE_ENTRY, LATE_ENTRY_UNEXPLAINED, CORRECTOR, REASSIGN, CONFIRMER)
