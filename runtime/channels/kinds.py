"""What can be said of a channel in the settings, kind by kind."""

from __future__ import annotations

from typing import NamedTuple

COMMON = ("kind", "lang", "timeout_seconds")
SECRET = ("secret_env", "secret_file")
#: Group chats: whoever is in them reads everything.
SHARED = ("wecom", "dingtalk", "feishu", "apprise")
#: At which contact of a person such a channel reaches them, where nobody says otherwise.
ADDRESSES = {"email": "email"}


class Keys(NamedTuple):
    """The keys of one kind of channel; `secret` tells whether it cannot do without one."""

    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    secret: bool = False

    @property
    def every(self) -> tuple[str, ...]:
        """Every key that may be given."""
        return (*COMMON, *self.needed, *self.allowed, *SECRET)


KINDS = {
    "file": Keys(needed=("folder",)),
    "console": Keys(),
    "webhook": Keys(needed=("url",), allowed=("ca_file",), secret=True),
    "email": Keys(needed=("host", "from"), allowed=("port", "security", "user", "address")),
    "wecom": Keys(secret=True),
    "dingtalk": Keys(secret=True),
    "feishu": Keys(secret=True),
    "apprise": Keys(secret=True),
}
SECURITY = ("starttls", "ssl", "plain")
#: What may be a whole number.
NUMBERS = {"port": (1, 65535), "timeout_seconds": (1, 120)}
