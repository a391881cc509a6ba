"""Command lines and sandboxes, as the tests of the command line have them."""

from __future__ import annotations

from tests.cli.conftest import _real_file, _sandbox_file, desks, here, patrol, sandbox

__all__ = ["_real_file", "_sandbox_file", "desks", "here", "patrol", "sandbox"]
