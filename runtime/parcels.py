"""What goes with a message as a file: the package of a case that is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import DeliveryError
from engine.kernel.handing_over import is_package_key, packages_of
from runtime.channels.file_drop import FileDrop

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.channels.outlets import Outlet
    from runtime.vault import Vault
    from runtime.wiring import Office
    from store.deliveries import Delivery


def no_vault() -> Vault:
    """Stand for the files of cases where there are none; raise DeliveryError."""
    raise DeliveryError("parcel_without_vault")


def enclose(
    office: Office, vault: Callable[[], Vault], delivery: Delivery, letter: dict[str, Any],
    outlet: Outlet,
) -> None:  # fmt: skip
    """Say in a letter which package goes with it, and put that beside it in a drop folder.

    The package lies there before the letter does, under a name that follows from its key. Raise
    PatrolError where it is not as it was sent.
    """
    if not is_package_key(delivery.case, delivery.message):
        return
    case = office.reader.body(delivery.case)
    file = next((one for one in packages_of(case) if one.package == delivery.message), None)
    if file is None:
        return
    told: dict[str, Any] = {"key": file.package, "size": file.size, "sha256": file.sha256}
    if isinstance(outlet.channel, FileDrop):
        told["file"] = outlet.channel.enclose(
            str(file.package), ".zip", lambda target: vault().copy(file, target)
        )
    letter["package"] = told
