"""Answering packages of houses that work elsewhere: a receipt by number, or a return, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Forbidden, PatrolError
from engine.kernel.handing_over import same_number
from store.received import ReceivedPackage

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.events import Actor
    from runtime.packages import Received
    from runtime.wiring import Office


def answer(
    office: Office, package: Received, actor: Actor, on: dt.date,
    *, number: str | None = None, reason: str | None = None,
) -> ReceivedPackage:  # fmt: skip
    """Receipt a package by number, or return it with a reason; the first answer stands.

    Raise Forbidden for who does not hold the post that it is addressed to, PatrolError for another
    answer than the one that was given, or another package of the same key.
    """
    _permit(office, package, actor, on)
    manifest = package.manifest
    stands = office.received_packages.answer(
        ReceivedPackage(
            package=manifest.package, sha256=package.sha256, case_number=manifest.case,
            organisation=manifest.receiver.organisation, office=manifest.receiver.office,
            manifest=package.text, outcome="receipt" if reason is None else "return",
            number=number, received_on=on, received_by=actor.person,
            received_at=office.clock.now(), reason=reason,
        )
    )  # fmt: skip
    if stands.sha256 != package.sha256:
        facts = {"package": manifest.package, "case": manifest.case}
        raise PatrolError("handoff_package_other", **facts)
    if stands.outcome == "return" and reason is None:
        raise PatrolError("handoff_returned", case=manifest.case)
    if stands.outcome == "receipt" and not same_number(stands.number or "", number or ""):
        facts = {"case": manifest.case, "number": stands.number or "", "other": number or "-"}
        raise PatrolError("handoff_receipted", **facts)
    return stands


def _permit(office: Office, package: Received, actor: Actor, on: dt.date) -> None:
    side = package.manifest.receiver
    if not _holds(office, actor.principal or actor.person, side.office, side.organisation, on):
        raise Forbidden("package_not_addressed", person=actor.person, post=side.post)


def _holds(office: Office, person: str, post: str, organisation: str, on: dt.date) -> bool:
    directory = office.library.directory()
    known = directory.has_organisation(organisation)
    return known and person in directory.holders(post, organisation, on)


def answered(office: Office, person: str | None, on: dt.date) -> list[ReceivedPackage]:
    """Return the packages that were addressed to posts that a person holds."""
    return [
        one
        for one in office.received_packages.all()
        if person is not None and _holds(office, person, one.office, one.organisation, on)
    ]
