"""Every command by name, and the module that holds it; modules load only when called."""

from __future__ import annotations

TREE: dict[str, str | dict[str, str]] = {
    "init": "start:init",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "workflow": {
        "check": "workflow:check",
        "publish": "workflow:publish",
        "list": "workflow:list_workflows",
        "show": "workflow:show",
        "schema": "workflow:schema",
    },
    "calendar": {
        "show": "calendar:show",
        "explain": "calendar:explain",
        "revisions": "calendar:revisions",
    },
    "period": {"add": "period:add"},
    "case": {
        "open": "case_write:open_case",
        "list": "case_read:list_cases",
        "show": "case_show:show",
        "act": "case_write:act",
        "history": "case_read:history",
        "explain": "case_explain:explain",
        "extend": "case_write:extend",
        "suspend": "case_write:suspend",
        "resume": "case_write:resume",
    },
    "job": {
        "list": "case_many:list_jobs",
        "show": "case_many:show",
        "resume": "case_many:resume",
    },
    "overdue": "case_read:overdue",
    "sweep": "work:sweep",
    "dispatch": "work:dispatch",
    "import": "importing:import_file",
    "stats": "stats:stats",
    "org": {"import": "org:import_organisations", "list": "org:list_organisations"},
    "audit": {"verify": "audit:verify", "seal": "audit:seal"},
    "db": {
        "upgrade": "db:upgrade",
        "backup": "db:backup",
        "restore": "db:restore",
        "check": "db:check",
    },
    "config": {"show": "config:show"},
}


def help_code(*names: str) -> str:
    """Return the catalogue code of a command's help."""
    return "_".join(("help", *names))
