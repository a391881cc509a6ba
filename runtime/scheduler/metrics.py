"""Figures for monitoring, as Prometheus reads them: of this process, and of what waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.errors import PatrolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.core import Metric

    from runtime.scheduler.pulse import Pulse
    from runtime.wiring import Office
    from store.care.pressure import Pressure


def exposition(pulse: Pulse, open_office: Callable[[], Office]) -> bytes:
    """Return every figure in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(pulse, open_office))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, pulse: Pulse, open_office: Callable[[], Office]) -> None:
        self._pulse = pulse
        self._open_office = open_office

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of the process, and those of the database where it answers."""
        yield from self._of_process()
        try:
            office = self._open_office()
        except PatrolError:
            yield GaugeMetricFamily("patrol_database_up", _UP, value=0)
            return
        try:
            yield from _of_database(office)
        finally:
            office.close()

    def _of_process(self) -> Iterator[Metric]:
        ticks = CounterMetricFamily(
            "patrol_ticks", "Runs of jobs by outcome.", labels=["job", "outcome"]
        )
        for (job, outcome), count in sorted(self._pulse.ticks.items()):
            ticks.add_metric([job, outcome], count)
        yield ticks
        seconds = GaugeMetricFamily(
            "patrol_job_seconds", "How long the last run of a job took.", labels=["job"]
        )
        ended = GaugeMetricFamily(
            "patrol_job_ended_seconds", "When the last run of a job ended.", labels=["job"]
        )
        for job, tick in sorted(self._pulse.last().items()):
            seconds.add_metric([job], (tick.finished_at - tick.started_at).total_seconds())
            ended.add_metric([job], tick.finished_at.timestamp())
        yield seconds
        yield ended
        yield CounterMetricFamily("patrol_cases_settled", "Cases settled.", self._pulse.cases)
        yield CounterMetricFamily("patrol_steps_taken", "Steps taken.", self._pulse.steps)
        yield CounterMetricFamily("patrol_messages_sent", "Messages sent.", self._pulse.sent)


_UP = "Whether the database answers."


def _of_database(office: Office) -> Iterator[Metric]:
    now = office.clock.now()
    try:
        found = office.pressure(now)
    except PatrolError:
        yield GaugeMetricFamily("patrol_database_up", _UP, value=0)
        return
    yield GaugeMetricFamily("patrol_database_up", _UP, value=1)
    yield GaugeMetricFamily("patrol_cases_due", "Cases with a step due.", found.due)
    yield GaugeMetricFamily(
        "patrol_oldest_due_age_seconds", "How long the oldest step due waits.", _age(found, now)
    )
    yield GaugeMetricFamily("patrol_incidents_open", "Open incidents.", found.incidents)
    yield GaugeMetricFamily("patrol_messages_waiting", "Messages not yet sent.", found.waiting)
    yield GaugeMetricFamily("patrol_messages_parked", "Messages that failed.", found.parked)


def _age(found: Pressure, now: dt.datetime) -> float:
    return 0.0 if found.oldest_due is None else (now - found.oldest_due).total_seconds()
