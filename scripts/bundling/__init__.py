"""The archive from which Patrol installs on a machine without a network."""

from __future__ import annotations
