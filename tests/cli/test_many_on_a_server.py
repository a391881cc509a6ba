"""Acts on many cases, attachments and exports on a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import opened
from tests.cli.test_many import STAFF, staffings

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_a_server_takes_acts_on_many_cases_and_keeps_files_where_it_is_told(
    patrol: Patrol, empty_postgresql_url: str
) -> None:
    patrol.environ["PATROL_DATABASE"] = empty_postgresql_url
    patrol.done("init", "--sandbox")
    number, who = opened(patrol), STAFF[5:9]
    opened(patrol)
    assert patrol.done(*STAFF, "--dry-run")["done"] == 2
    told = patrol.done(*STAFF, "--yes")
    assert (told["job"], told["done"], staffings(empty_postgresql_url)) == (1, 2, 2)
    assert patrol.done("job", "resume", "1", "--yes", *who)["done"] == 2
    assert staffings(empty_postgresql_url) == 2
    Path("notes.txt").write_text("notes")
    lacking = patrol.refused("case", "attach", number, "notes.txt", *who)
    assert (lacking["code"], lacking["exit"]) == ("attachments_folder_unset", 2)
    patrol.environ["PATROL_ATTACHMENTS"] = "files"
    patrol.done("case", "attach", number, "notes.txt", *who)
    (file,) = patrol.done("case", "attachment", "list", number, "--check", *who)
    assert file["fault"] is None
    assert patrol.done("case", "export", number, "--to", "a.zip", *who)["attachments"] == 1
