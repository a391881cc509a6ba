"""What the container file builds and runs does so without a container: its sources, its lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.bundling.wheels import build_own
from tests.scheduler.children import QUICK, ROOT, Child, ticked

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
STAGES = CONTAINER.split("\nFROM ")
_POINT = re.compile(r"(?m)^patrol = (\S+):(\w+)$")
_START = "#!{python}\nimport sys\nfrom {module} import {name}\nsys.exit({name}())\n"


def listed(line: str) -> list[str]:
    """Return the words of the line that begins so in the image that runs."""
    match = re.search(rf"(?m)^{line}.*?(\[.*\])$", STAGES[-1])
    assert match is not None, line
    found: list[str] = json.loads(match[1])
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with what the container file copies, built as it builds it."""
    folder = tmp_path_factory.mktemp("image")
    source, built = folder / "src", folder / "wheel"
    for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", STAGES[1]):
        *names, target = line.split()
        for name in names:
            place = source / target / ("" if (ROOT / name).is_dir() else name)
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, place)
    wheel = build_own(source, built)
    return _installed(wheel, folder / "patrol")


def _installed(wheel: Path, target: Path) -> Path:
    """Put a wheel into a new environment, which takes what it needs from the one that tests."""
    venv.create(target, symlinks=True)
    (packages,) = target.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(packages)
        (points,) = (each for each in opened.namelist() if each.endswith("entry_points.txt"))
        found = _POINT.search(opened.read(points).decode())
    assert found is not None
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    script = target / "bin" / "patrol"
    python = target / "bin" / "python"
    script.write_text(_START.format(python=python, module=found[1], name=found[2]))
    script.chmod(0o755)
    return target


@pytest.fixture
def environ(image: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of the image, with a folder that this test may write."""
    stated = dict(re.findall(r"(\w+)=(\S+)", STAGES[-1].partition("\nENV ")[2].split("\nUSER")[0]))
    assert stated["PATH"].startswith("/opt/patrol/bin:")
    told = {name: text.replace("/var/lib/patrol", str(tmp_path)) for name, text in stated.items()}
    path = f"{image / 'bin'}:{os.environ['PATH']}"
    # pip compiles what it installs; here the first run does.
    told.pop("PYTHONDONTWRITEBYTECODE")
    return {**QUICK, **told, "PATH": path, "HOME": str(tmp_path)}


@pytest.fixture
def scheduler(environ: dict[str, str], _sandbox_file: Path) -> Iterator[Child]:
    """The command of the image at work on a sandbox, on a port that is free."""
    shutil.copy(_sandbox_file, environ["PATROL_DATABASE"].removeprefix("sqlite:///"))
    command = [re.sub(r"^[\d.]+:\d+$", "127.0.0.1:0", each) for each in listed("CMD")]
    process = subprocess.Popen(
        [*command, "--json-lines"], env=environ, stdout=subprocess.PIPE, text=True
    )
    yield Child(process)
    process.kill()
    process.communicate()


def test_what_the_container_file_copies_is_all_that_the_program_needs(
    image: Path, environ: dict[str, str]
) -> None:
    where = "import cli.main, runtime.shipped as s; print(cli.main.__file__); print(s.FOLDER)"
    done = subprocess.run(
        ["python", "-c", where], env=environ, check=True, capture_output=True, text=True,
        cwd=image,
    )  # fmt: skip
    assert all(line.startswith(str(image)) for line in done.stdout.splitlines())


def test_the_command_of_the_image_runs_answers_its_health_check_and_ends_in_order(
    scheduler: Child, environ: dict[str, str]
) -> None:
    port = scheduler.next()["metrics"].rsplit(":", 1)[1].partition("/")[0]
    for job in ("sweep", "dispatch", "calendar", "housekeeping"):
        if not any(ticked(job)(said) for said in scheduler.said[1:]):
            scheduler.until(ticked(job))
    asked = [each.replace(":9464/", f":{port}/") for each in listed("HEALTHCHECK")]
    done = subprocess.run(asked, env=environ, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert scheduler.ends() == 0
