"""What `make interop` installs is pinned by hash, and no file of ours says where it comes from."""

from __future__ import annotations

import json
import re
from typing import Any

from scripts.interop.environments import HERE

NODE: dict[str, Any] = json.loads((HERE / "node" / "package.json").read_text(encoding="utf-8"))
LOCK_TEXT = (HERE / "node" / "package-lock.json").read_text(encoding="utf-8")
PINS = (HERE / "mining" / "requirements.lock").read_text(encoding="utf-8")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def test_every_node_package_has_a_version_and_a_hash_and_no_address() -> None:
    lock = json.loads(LOCK_TEXT)["packages"]
    assert '"resolved"' not in LOCK_TEXT
    assert lock.pop("")["dependencies"] == NODE["dependencies"]
    for name, package in lock.items():
        assert package["version"], name
        assert package["integrity"].startswith("sha512-"), name


def test_the_packages_that_are_asked_for_are_asked_for_by_one_version() -> None:
    versions = NODE["dependencies"].values()
    assert [each for each in versions if not _VERSION.fullmatch(each)] == []


def test_every_python_package_has_a_hash_and_no_address() -> None:
    pins = [line for line in PINS.splitlines() if "==" in line]
    blocks = PINS.split("==")[1:]
    assert len(pins) == len(blocks) > 10
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in PINS
    assert not [line for line in PINS.splitlines() if line.startswith("-")]
