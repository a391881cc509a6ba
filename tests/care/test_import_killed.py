"""An import killed at any moment leaves nothing, and can be done again."""

from __future__ import annotations

from cli.main import run
from runtime.shipped import FOLDER
from tests.care.contents import codes, contents
from tests.care.killing import DIED, dying_at

EXAMPLE = FOLDER / "examples" / "hpd"


def test_an_import_killed_at_any_statement_is_as_if_it_had_never_begun(played: str) -> None:
    environ = {"PATROL_DATABASE": played, "HOME": "/nowhere"}
    command = ["import", str(EXAMPLE / "sample.csv"), "--json",
               "--mapping", str(EXAMPLE / "import_mapping.yaml")]  # fmt: skip
    before = contents(played)
    place = 1
    while dying_at(place, lambda: run(command, environ)) == DIED:
        after = contents(played)
        if after != before:
            # Killed behind the commit: everything is there.
            assert len(after["imports"]) > len(before["imports"]), place
            break
        place += 1 + place // 2
    assert place > 10
    assert run(command, environ) == 0
    assert codes(played) == set()
    assert len(contents(played)["imports"]) > 30
