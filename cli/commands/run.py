"""The scheduler, in the foreground: for systemd, a container, or a terminal."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from cli.command import command, flag, option
from cli.faults import Failed, speak
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cli.session import Session
    from runtime.scheduler.running import Bench
    from runtime.scheduler.service import Service
    from runtime.scheduler.startup import Rhythm
    from runtime.wiring import Office
    from store.ticks import Tick

#: Figures of a job that are worth a line on the screen.
WORTH_TELLING = ("steps", "sent", "parked", "failed", "opened", "recomputed")


@command("run", lists=True, params=(flag("--once"), option("--metrics", metavar="HOST:PORT")))
def run(session: Session, once: bool, metrics: str | None) -> None:
    """Let everything due take effect and send what waits, until it is told to stop."""
    from runtime.scheduler.jobs import JOBS
    from runtime.scheduler.service import Service
    from runtime.scheduler.startup import check_office, rhythm
    from runtime.scheduler.watchtower import address

    where = address(metrics) if metrics else None
    wanted = rhythm(session.settings)
    session.local(session.now)  # The zone is read here, and not when the database may be away.
    check_office(session.office, session.settings, session.environ)
    bench = _bench(session, wanted)
    service = Service(
        bench, JOBS, wanted.intervals, tell=lambda tick: _tell(session, tick, always=once),
        sign_of_life=wanted.sign_of_life,
    )  # fmt: skip
    if once:
        _once(service, bench)
    else:
        _serve(session, service, bench, wanted, where)


def _bench(session: Session, wanted: Rhythm) -> Bench:
    from runtime.scheduler.clockwatch import ClockWatch
    from runtime.scheduler.readings import process
    from runtime.scheduler.running import Bench
    from runtime.scheduler.stopping import Stopping

    return Bench(
        open_office=opening(session),
        settings=session.settings,
        environ=session.environ,
        process=process(),
        clocks=ClockWatch(wanted.limits),
        stopping=Stopping(),
    )


def opening(session: Session) -> Callable[[], Office]:
    """Return what opens the database anew, for whoever is let in at that moment."""
    from cli.gate import admit
    from runtime.clock import SystemClock
    from runtime.wiring import open_office

    url, environ = session.settings.database, session.environ

    def open_anew() -> Office:
        """Open the database; raise Forbidden for whoever is not let in any more."""
        office = open_office(url, SystemClock())
        try:
            if not office.is_sandbox:
                admit(office, environ, ("run",), session.local)
        except BaseException:
            office.close()
            raise
        return office

    return open_anew


def _once(service: Service, bench: Bench) -> None:
    from runtime.scheduler.stopping import stopping_on_signals

    with stopping_on_signals(bench.stopping):
        ticks = service.once()
    if any(tick.outcome != "done" or tick.counts.get("failed") for tick in ticks):
        raise Failed(1)


def _serve(
    session: Session, service: Service, bench: Bench, wanted: Rhythm,
    where: tuple[str, int] | None,
) -> None:  # fmt: skip
    from runtime.scheduler.stopping import stopping_on_signals
    from runtime.scheduler.watchtower import watched

    with stopping_on_signals(bench.stopping), ExitStack() as ending:
        stands = where and ending.enter_context(watched(where, service.pulse, bench.open_office))
        _begin(session, wanted, stands)
        service.run(session.environ)
    if session.output.is_screen:
        session.output.line(session.says("run_stopped"))


def _begin(session: Session, wanted: Rhythm, stands: tuple[str, int] | None) -> None:
    metrics = f"http://{_bracketed(stands[0])}:{stands[1]}/metrics" if stands else None
    if session.output.is_screen:
        session.output.lines(_beginning(session, wanted, metrics))
    else:
        session.output.json_line({"event": "started", "intervals": wanted.intervals,
                                  "metrics": metrics})  # fmt: skip


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _beginning(session: Session, wanted: Rhythm, metrics: str | None) -> Iterator[str]:
    yield session.says("run_started", database=session.office.location.shown)
    for job, seconds in wanted.intervals.items():
        said = _job(session, job)
        yield "  " + session.says("run_every", job=said, seconds=f"{seconds:g}", name=job)
    if metrics:
        yield session.says("run_metrics", url=metrics)


def _tell(session: Session, tick: Tick, *, always: bool) -> None:
    if not session.output.is_screen:
        session.output.json_line({"event": "tick", **_data(session, tick)})
    elif always or tick.outcome != "done" or any(map(tick.counts.get, WORTH_TELLING)):
        for line in _lines(session, tick):
            session.output.line(line)


def _data(session: Session, tick: Tick) -> dict[str, Any]:
    found: dict[str, Any] = {
        "job": tick.job, "outcome": tick.outcome, "started_at": tick.started_at,
        "finished_at": tick.finished_at, "counts": tick.counts,
    }  # fmt: skip
    if tick.code is not None:
        text = speak(tick.code, tick.facts, session.language)
        found |= {"code": tick.code, "message": text.message, "hint": text.hint}
    return found


def _lines(session: Session, tick: Tick) -> Iterator[str]:
    beginning = f"{session.to_the_second(tick.finished_at)}  {_job(session, tick.job)}  "
    if tick.code is None:
        told = [_told(session, name, value) for name, value in tick.counts.items() if value]
        between = session.says("list_separator")
        yield one_line(beginning + (between.join(told) or session.says("run_nothing")))
        return
    text = speak(tick.code, tick.facts, session.language)
    yield one_line(beginning + text.message)
    if text.hint:
        yield one_line(f"      {text.hint}")


def _job(session: Session, name: str) -> str:
    return session.says(f"run_job_{name}")


def _told(session: Session, name: str, value: Any) -> str:
    figure = "; ".join(map(str, value)) if isinstance(value, list) else f"{value:.0f}"
    return session.says(f"run_figure_{name}", value=figure)
