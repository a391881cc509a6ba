"""What each command needs on a database of real cases; a test fails when a command is missing.

On a sandbox everybody may do everything. What an event of a case needs, its definition says.
"""

from __future__ import annotations

from runtime.permissions import ADMINISTRATOR, AUDITOR, IMPORTER, SCHEDULER

#: Touches no database of real cases, or nothing in it that is anybody's to keep.
OPEN: tuple[str, ...] | None = None
#: Anybody who is logged in.
KNOWN: tuple[str, ...] = ()

_ADMINISTRATORS = (ADMINISTRATOR,)
_OFFICE = (SCHEDULER, ADMINISTRATOR)

#: By command: `OPEN`, `KNOWN`, or the permissions of which one is enough.
NEEDS: dict[str, tuple[str, ...] | None] = {
    "init": OPEN,
    "demo": OPEN,
    "login": OPEN,
    "logout": OPEN,
    "whoami": KNOWN,
    "doctor": _OFFICE,
    "workflow check": OPEN,
    "workflow publish": _ADMINISTRATORS,
    "workflow migrate": _ADMINISTRATORS,
    "workflow list": KNOWN,
    "workflow show": KNOWN,
    "workflow schema": OPEN,
    "workflow new": OPEN,
    "workflow diff": KNOWN,
    "workflow setting": _ADMINISTRATORS,
    "workflow retire": _ADMINISTRATORS,
    "workflow test": OPEN,
    "workflow graph": KNOWN,
    "workflow export": KNOWN,
    "workflow simulate": OPEN,
    "rules": OPEN,
    "calendar show": OPEN,
    "calendar explain": OPEN,
    "calendar revisions": OPEN,
    "calendar import": _ADMINISTRATORS,
    "calendar impact": _ADMINISTRATORS,
    "calendar resume": _OFFICE,
    "period add": OPEN,
    "case open": KNOWN,
    "case list": KNOWN,
    "case show": KNOWN,
    "case act": KNOWN,
    "case history": KNOWN,
    "case timeline": KNOWN,
    "case explain": KNOWN,
    "case extend": KNOWN,
    "case suspend": KNOWN,
    "case resume": KNOWN,
    # The engine asks for the permission that each of these takes.
    "case correct": KNOWN,
    "case annul": KNOWN,
    "case reassign": KNOWN,
    "case merge": KNOWN,
    "case split": KNOWN,
    "paper list": KNOWN,
    "paper show": KNOWN,
    "paper sign": KNOWN,
    "paper serve": KNOWN,
    "paper receipt": KNOWN,
    "paper annul": KNOWN,
    "handoff list": KNOWN,
    "handoff show": KNOWN,
    "handoff approve": KNOWN,
    "handoff send": KNOWN,
    "handoff package": KNOWN,
    "handoff receive": KNOWN,
    "handoff return": KNOWN,
    "case attach": KNOWN,
    "case export": KNOWN,
    "case attachment list": KNOWN,
    "case attachment get": KNOWN,
    "job list": KNOWN,
    "job show": KNOWN,
    "job resume": KNOWN,
    "inbox": KNOWN,
    "due": KNOWN,
    "overdue": KNOWN,
    "filter save": KNOWN,
    "filter list": KNOWN,
    "filter drop": KNOWN,
    "run": _OFFICE,
    "sweep": _OFFICE,
    "dispatch": _OFFICE,
    "outbox list": _OFFICE,
    "outbox show": _OFFICE,
    "outbox retry": _OFFICE,
    "outbox drop": _OFFICE,
    # The engine asks for the permission that this takes.
    "outbox confirm": KNOWN,
    "channel list": OPEN,
    "channel test": OPEN,
    "incident list": _OFFICE,
    "incident show": _OFFICE,
    "incident retry": _OFFICE,
    "incident close": _OFFICE,
    "import": (IMPORTER,),
    "mapping check": KNOWN,
    "mapping schema": OPEN,
    "stats": KNOWN,
    "wallchart": KNOWN,
    "coverage": KNOWN,
    "ledger list": KNOWN,
    "ledger show": KNOWN,
    "ledger figures": KNOWN,
    # A report says what everyone sees; whoever takes a number is noted with it.
    "report make": KNOWN,
    "report list": KNOWN,
    "report show": KNOWN,
    "report write": KNOWN,
    "report check": OPEN,
    "report schema": OPEN,
    "duty list": KNOWN,
    "duty show": KNOWN,
    "org import": _ADMINISTRATORS,
    "org list": KNOWN,
    # A person may see and revoke what is their own; anybody else's takes an administrator.
    "user list": _ADMINISTRATORS,
    "user show": KNOWN,
    "user grant": _ADMINISTRATORS,
    "user revoke": _ADMINISTRATORS,
    "user token add": _ADMINISTRATORS,
    "user token list": KNOWN,
    "user token revoke": KNOWN,
    # The schema alone: whom a database knows can be asked of it only afterwards.
    "db upgrade": OPEN,
    "db backup": _OFFICE,
    # Into an empty place, which knows nobody yet.
    "db restore": OPEN,
    "db check": _OFFICE,
    "audit verify": (AUDITOR, ADMINISTRATOR),
    "audit seal": (AUDITOR, ADMINISTRATOR),
    "config show": OPEN,
    "completion": OPEN,
}


def needed(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the permissions of which a command that opens a real database needs one.

    An open command that does open one needs a login all the same. What is not listed is for
    administrators, so that nothing is open by being forgotten.
    """
    return NEEDS.get(" ".join(command), _ADMINISTRATORS) or KNOWN
