"""The one family of errors, each a code with its facts; catalogues turn them into sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class PatrolError(Exception):
    """A fault that a person can act on, told by a catalogue code and the facts it speaks of."""

    exit_code = 1

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """Return the English sentence, for logs and developers."""
        from engine.messages import sentence

        return sentence(self.code, "en", self.facts).message


class NotFound(PatrolError):
    """Something named does not exist."""


class Conflict(PatrolError):
    """Someone else changed the case first; trying again is safe."""


class Forbidden(PatrolError):
    """The person may not do or see this."""


class StoreError(PatrolError):
    """The database cannot be used as it stands."""


class DeliveryError(PatrolError):
    """A message could not be handed to its channel."""


class UsageError(PatrolError):
    """An argument cannot be read."""

    exit_code = 2


class InputError(PatrolError):
    """A file that was given has faults inside; ``problems`` holds all of them."""

    exit_code = 3

    def __init__(self, code: str, /, problems: Sequence[object] = (), **facts: object) -> None:
        super().__init__(code, **facts)
        self.problems = tuple(problems)


class DefinitionError(InputError):
    """A definition has problems; ``problems`` holds all of them, each with its place."""
