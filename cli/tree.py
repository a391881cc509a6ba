"""Every command by name, and the module that holds it; modules load only when called."""

from __future__ import annotations

from typing import TypeAlias

Tree: TypeAlias = "dict[str, str | Tree]"

TREE: Tree = {
    "init": "start:init",
    "login": "login:login",
    "logout": "login:logout",
    "whoami": "login:whoami",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "workflow": {
        "check": "workflow:check",
        "publish": "workflow_publish:publish",
        "migrate": "workflow_migrate:migrate",
        "list": "workflow:list_workflows",
        "show": "workflow:show",
        "schema": "workflow_new:schema",
        "new": "workflow_new:new",
        "diff": "workflow_diff:diff",
        "setting": "workflow_publish:setting",
        "retire": "workflow_publish:retire",
        "test": "scenario:test",
        "graph": "workflow_graph:graph",
        "export": "workflow_export:export",
        "simulate": "workflow_simulate:simulate",
    },
    "calendar": {
        "show": "calendar:show",
        "explain": "calendar:explain",
        "revisions": "calendar:revisions",
        "import": "calendar_notices:import_notices",
        "impact": "calendar_notices:impact",
        "resume": "calendar_notices:resume",
    },
    "period": {"add": "period:add"},
    "rules": "scenario:rules",
    "case": {
        "open": "case_write:open_case",
        "list": "case_read:list_cases",
        "show": "case_show:show",
        "act": "case_write:act",
        "history": "case_read:history",
        "timeline": "case_timeline:timeline",
        "explain": "case_explain:explain",
        "extend": "case_write:extend",
        "suspend": "case_write:suspend",
        "resume": "case_write:resume",
        "correct": "case_undo:correct",
        "annul": "case_undo:annul",
        "reassign": "case_undo:reassign",
        "merge": "case_join:merge",
        "split": "case_join:split",
        "attach": "case_files:attach",
        "attachment": {
            "list": "case_files:list_attachments",
            "get": "case_files:get_attachment",
        },
        "export": "case_export:export",
    },
    "job": {
        "list": "case_many:list_jobs",
        "show": "case_many:show",
        "resume": "case_many:resume",
    },
    "paper": {
        "list": "paper:list_papers",
        "show": "paper:show",
        "sign": "paper:sign",
        "serve": "paper:serve",
        "receipt": "paper:receipt",
        "annul": "paper:annul",
    },
    "handoff": {
        "list": "handoff:list_handoffs",
        "show": "handoff:show",
        "approve": "handoff:approve",
        "send": "handoff:send",
        "package": "handoff:package",
        "receive": "handoff:receive",
        "return": "handoff:give_back",
    },
    "inbox": "inbox:inbox",
    "due": "case_read:due",
    "overdue": "case_read:overdue",
    "filter": {
        "save": "filter:save",
        "list": "filter:list_filters",
        "drop": "filter:drop",
    },
    "run": "run:run",
    "outbox": {
        "list": "outbox:list_outbox",
        "show": "outbox:show",
        "retry": "outbox:retry",
        "drop": "outbox:drop",
        "confirm": "outbox:confirm_held",
    },
    "channel": {"list": "channel:list_channels", "test": "channel:test"},
    "sweep": "work:sweep",
    "dispatch": "work:dispatch",
    "incident": {
        "list": "incident:list_incidents",
        "show": "incident:show",
        "retry": "incident:retry",
        "close": "incident:close",
    },
    "import": "importing:import_file",
    "mapping": {"check": "importing:check", "schema": "importing:schema"},
    "stats": "stats:stats",
    "wallchart": "wallchart:wallchart",
    "coverage": "coverage:coverage",
    "ledger": {"list": "ledger:list_ledgers", "show": "ledger:show", "figures": "ledger:figures"},
    "report": {
        "make": "report:make",
        "list": "report:list_reports",
        "show": "report:show",
        "write": "report:write",
        "check": "report:check",
        "schema": "report:schema",
    },
    "duty": {"list": "duty:list_duties", "show": "duty:show"},
    "org": {"import": "org:import_organisations", "list": "org:list_organisations"},
    "audit": {"verify": "audit:verify", "seal": "audit:seal"},
    "user": {
        "list": "user:list_users",
        "show": "user:show",
        "grant": "user:grant",
        "revoke": "user:revoke",
        "token": {
            "add": "user:add_token",
            "list": "user:list_tokens",
            "revoke": "user:revoke_token",
        },
    },
    "db": {
        "upgrade": "db:upgrade",
        "backup": "db:backup",
        "restore": "db:restore",
        "check": "db:check",
    },
    "config": {"show": "config:show"},
    "completion": "completion:completion",
}


def commands(tree: Tree = TREE, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the path of every command."""
    found: list[tuple[str, ...]] = []
    for name, below in tree.items():
        path = (*above, name)
        found += [path] if isinstance(below, str) else commands(below, path)
    return found


def groups(tree: Tree = TREE, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the path of every group, the whole program's first."""
    found = [above]
    for name, below in tree.items():
        if not isinstance(below, str):
            found += groups(below, (*above, name))
    return found


def help_code(*names: str) -> str:
    """Return the catalogue code of a command's help."""
    return "_".join(("help", *names))
