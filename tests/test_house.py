"""The rules of the house: small modules, bare locks, no machine's paths, layered imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("graph", "loaders", "queries", "visualise", "service")
LONGEST = 300
MACHINE_PATHS = tuple(f"/{folder}/".encode() for folder in ("work", "root"))


def committed() -> list[Path]:
    """Every file that is tracked, or would be once added."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in files if path.is_file()]


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_longer_than_300_lines(room: str) -> None:
    modules = sorted((ROOT / room).rglob("*.py"))
    assert modules, f"{room} has no module"
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_lock_files_name_no_address() -> None:
    locks = [path for path in committed() if path.suffix == ".lock"]
    assert {path.name for path in locks} >= {"requirements.lock", "requirements-dev.lock"}
    assert [path.name for path in locks if b"://" in path.read_bytes()] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for path in committed()
        if any(machine in path.read_bytes() for machine in MACHINE_PATHS)
    ]
    assert offenders == []


def test_import_contracts_hold() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "lint-imports is not installed beside this Python: use python3 dev.py test"
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
