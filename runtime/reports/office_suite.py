"""PDF by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from engine.errors import PatrolError, UsageError
from runtime.reports.fonts import font_settings

PROGRAMS = ("soffice", "libreoffice")
#: How long the program may take, in seconds.
PATIENCE = 180


class ConversionFault(PatrolError):
    """LibreOffice made no PDF of a document."""


def program() -> str | None:
    """Return LibreOffice as this machine has it; None where it has none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def require_program() -> str:
    """Return LibreOffice as this machine has it; raise UsageError where it has none."""
    found = program()
    if found is None:
        raise UsageError("report_pdf_needs_libreoffice")
    return found


def pdf_of(document: bytes, suffix: str = ".docx") -> bytes:
    """Return a document as PDF; raise UsageError where LibreOffice is missing, ConversionFault."""
    found = require_program()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"report{suffix}"
        source.write_bytes(document)
        # A profile of its own: one that is open elsewhere would take the work and make nothing.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [found, profile, "--headless", "--norestore", "--convert-to", "pdf",
                   "--outdir", str(folder), str(source)]  # fmt: skip
        try:
            environ = {**os.environ, **font_settings(folder)}
            done = subprocess.run(
                command, capture_output=True, timeout=PATIENCE, check=False, env=environ
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise ConversionFault("report_pdf_failed", detail=str(fault)) from fault
        made = source.with_suffix(".pdf")
        if not made.is_file():
            said = done.stderr.decode(errors="replace").strip()[-200:]
            raise ConversionFault("report_pdf_failed", detail=said or str(done.returncode))
        return made.read_bytes()
