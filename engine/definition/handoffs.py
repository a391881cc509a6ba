"""How a case is handed over to another house: which events do it, and which fields say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator


class Handoff(Value, kw_only=True):
    """The events and fields of a handoff, by what each does.

    `to` is the role that receives. `number`, `received_on`, `reason` and `route` are fields: the
    receipt's number and day, why it was returned, and what decides who receives. With `withdraw`
    the sender takes it back before it is receipted. The last two events are the sender's, who
    enters what the receiver wrote back.
    """

    to: str
    send: str
    receive: str
    back: str
    number: str
    reason: str
    received_on: str | None = None
    approve: str | None = None
    reroute: str | None = None
    route: str | None = None
    withdraw: str | None = None
    enter_receipt: str | None = None
    enter_return: str | None = None

    @property
    def sending(self) -> tuple[str, ...]:
        """The events with which a package leaves."""
        return (self.send, *((self.reroute,) if self.reroute else ()))

    @property
    def receipts(self) -> tuple[str, ...]:
        """The events that prove that it was received."""
        return (self.receive, *((self.enter_receipt,) if self.enter_receipt else ()))

    @property
    def returns(self) -> tuple[str, ...]:
        """The events with which it comes back."""
        return (self.back, *((self.enter_return,) if self.enter_return else ()))

    @property
    def endings(self) -> tuple[str, ...]:
        """The events after which a package that has not left stays."""
        return (*self.returns, *((self.withdraw,) if self.withdraw else ()))

    def events(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield each event under its key, with the fields that it must ask for."""
        dated = (self.received_on,) if self.received_on else ()
        routed = (self.route,) if self.route else ()
        yield "send", self.send, ()
        yield "receive", self.receive, (self.number, *dated)
        yield "return", self.back, (self.reason,)
        if self.approve:
            yield "approve", self.approve, ()
        if self.reroute:
            yield "reroute", self.reroute, (*routed, self.reason)
        if self.withdraw:
            yield "withdraw", self.withdraw, ()
        if self.enter_receipt:
            yield "enter_receipt", self.enter_receipt, (self.number, *dated)
        if self.enter_return:
            yield "enter_return", self.enter_return, (self.reason,)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield each field under its key."""
        yield "number", self.number
        yield "reason", self.reason
        if self.received_on:
            yield "received_on", self.received_on
        if self.route:
            yield "route", self.route
