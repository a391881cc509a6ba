"""Scenario texts played in a test, and what they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.source import Source
from runtime.publishing import shipped_sources, shipped_workflows
from runtime.scenarios.suite import Suite
from runtime.scenarios.world import World

if TYPE_CHECKING:
    from runtime.scenarios.suite import Failure, Verdict

OPENED = """
workflow: interview
scenarios:
  opened:
    title: x
    when:
      - {at: 2019-12-05 10:00, by: convener, open: interview, with: {unit: yancheng, reason: late}}
"""


def suite(text: str) -> Suite:
    """Return a suite of one file over what is shipped."""
    workflows = {name: each[-1] for name, each in shipped_workflows().items()}
    sources = {name_of(source): source for source in shipped_sources(examples=True)}
    return Suite([Source("scenarios.yaml", text)], World(workflows, sources), ("JS-20",))


def name_of(source: Source) -> str:
    """Return the workflow of a shipped definition."""
    raw = source.text.decode() if isinstance(source.text, bytes) else source.text
    return next(line for line in raw.splitlines() if line.startswith("workflow:")).split()[1]


def verdicts(text: str) -> list[Verdict]:
    """Play every scenario of a file."""
    return list(suite(text).run(lambda _: True))


def failures(lines: str) -> list[Failure]:
    """Play further lines of an interview that was opened; return what does not hold."""
    return list(verdicts(OPENED + lines)[0].failures)
