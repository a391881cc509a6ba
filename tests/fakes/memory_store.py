"""The store in memory that rehearsals use stands in for a database in tests too."""

from __future__ import annotations

from runtime.rehearsal.memory_store import MemoryStore, MemoryUnit, State

__all__ = ["MemoryStore", "MemoryUnit", "State"]
