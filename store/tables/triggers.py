"""The guards of tables that are only ever appended to, in each database's own words."""

from __future__ import annotations

GUARDED = {
    "history": ("case_id", "seq"),
    "deadline_spans": ("case_id", "deadline", "generation", "seq"),
    "case_spans": ("case_id", "seq"),
    "reports": ("number",),
    "report_templates": ("sha256",),
}


def guards(dialect: str) -> list[str]:
    """Return the statements that make a database refuse to change what was recorded."""
    if dialect == "sqlite":
        return [text for table, keys in GUARDED.items() for text in _sqlite(table, keys)]
    return [_APPEND_ONLY, _ALL_MOVED, *(text for table in GUARDED for text in _postgresql(table))]


def _sqlite(table: str, keys: tuple[str, ...]) -> list[str]:
    """Return triggers against UPDATE and DELETE, and against REPLACE, which passes both."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in keys)
    replacing = f"BEFORE INSERT ON {table}\nWHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    stop = f"SELECT RAISE(ABORT, '{table} is only ever appended to')"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}\nBEGIN\n  {stop};\nEND",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}\nBEGIN\n  {stop};\nEND",
        f"CREATE TRIGGER {table}_no_replace {replacing}\nBEGIN\n  {stop};\nEND",
    ]


_APPEND_ONLY = """\
CREATE FUNCTION patrol_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever appended to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$"""

# A record is one statement: it must fall by itself where a case had moved on (SQLSTATE PTC01).
_ALL_MOVED = """\
CREATE FUNCTION patrol_all_moved(written bigint, expected bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION '% of % cases had moved on', expected - written, expected
      USING ERRCODE = 'PTC01';
  END IF;
  RETURN true;
END
$$"""


def _postgresql(table: str) -> list[str]:
    """Return triggers against UPDATE, DELETE and TRUNCATE that no session setting turns off."""
    guarded = {
        f"{table}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    }
    texts = []
    for name, when in guarded.items():
        texts.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION patrol_append_only()")
        texts.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return texts
