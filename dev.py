"""Bandway's one command for developers; needs Python 3.11 or newer and nothing else.

    python3 dev.py serve [--host H] [--port P] [--store FILE]   start the service
    python3 dev.py test [--long] [pytest arguments]             every check, then pytest
    python3 dev.py lint                                         the checks alone
    python3 dev.py neo4j [--version V] [--port P]               a real Neo4j for tests (Java, Maven)
    python3 dev.py bench [NAME]... [--json FILE]                measure the engine beside its peers
    python3 dev.py run COMMAND...                               a command inside .venv
    python3 dev.py lock [--upgrade]                             write both lock files anew

The first use makes .venv from the hash-locked requirements; later uses find it ready.
On Windows, write `py dev.py` for `python3 dev.py`; commands are then in .venv\\Scripts.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "bandway-stamp"
WINDOWS = os.name == "nt"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
EXTRAS = {"runtime": "build", "dev": "dev"}  # dev brings build along
CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy", "--strict"],
    ["lint-imports"],
]


class DevError(Exception):
    """What went wrong and what to do, in one line."""


def say(line: str) -> None:
    """Tell the developer on standard error, so that piped output stays clean."""
    print(f"dev.py: {line}", file=sys.stderr, flush=True)


def scripts_of(venv: Path) -> Path:
    """Return the folder in which a virtual environment keeps its commands."""
    return venv / ("Scripts" if WINDOWS else "bin")


def python_of(venv: Path) -> Path:
    """Return a virtual environment's interpreter."""
    return scripts_of(venv) / ("python.exe" if WINDOWS else "python")


def make_venv(where: Path) -> None:
    """Make an empty virtual environment, replacing what is there."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise DevError("Python's venv is missing: on Debian or Ubuntu, install python3-venv")
    command = [sys.executable, "-m", "venv", "--clear", str(where)]
    if subprocess.run(command, check=False).returncode:
        raise DevError(f"could not make {where}: see the lines above")


def pip(venv: Path, *arguments: str) -> None:
    """Install with pip; the user's own pip settings and variables apply."""
    command = [str(python_of(venv)), "-m", "pip", "install", "--quiet", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise DevError(f"pip could not install {arguments[-1]}: see the lines above")


def base_stamp() -> str:
    """Return what .venv itself depends on: this folder and this Python."""
    return f"{ROOT} {sys.version_info.major}.{sys.version_info.minor}\n"


def stamp_for(level: str) -> str:
    """Return what the stamp says when .venv holds this level's packages."""
    digest = hashlib.sha256()
    for name in (LOCKS[level], "pyproject.toml"):
        if not (ROOT / name).is_file():
            raise DevError(f"{name} is missing: restore it, or run `python3 dev.py lock`")
        digest.update((ROOT / name).read_bytes())
    return f"{base_stamp()}{level}\n{digest.hexdigest()}\n"


def ensure(level: str) -> None:
    """Make sure that .venv holds the locked packages and the project itself."""
    old = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    usable = old.startswith(base_stamp()) and python_of(VENV).exists()
    if usable and "\ndev\n" in old:
        level = "dev"  # it holds more than the runtime packages already
    wanted = stamp_for(level)
    if usable and old == wanted:
        return
    say(f"installing {LOCKS[level]} into .venv (once, under a minute)")
    if not usable:
        make_venv(VENV)
    # Says which folder and Python but no lock, so that an install cut short is begun again.
    STAMP.write_text(base_stamp(), encoding="utf-8")
    pip(VENV, "--require-hashes", "-r", LOCKS[level])
    pip(VENV, "--no-build-isolation", "--no-deps", "-e", ".")
    STAMP.write_text(wanted, encoding="utf-8")


def inside(command: list[str], **variables: str) -> int:
    """Run a command with .venv's commands first; return its exit status."""
    path = os.pathsep.join([str(scripts_of(VENV)), os.environ.get("PATH", os.defpath)])
    found = shutil.which(command[0], path=path)
    if found is None:
        raise DevError(f"no command {command[0]!r}, neither in .venv nor on PATH")
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **variables}
    environment.pop("PYTHONHOME", None)
    status = subprocess.run([found, *command[1:]], env=environment, check=False).returncode
    return 128 - status if status < 0 else status


def lint() -> list[str]:
    """Run every check, whatever the others say; return the names of those that failed."""
    failed = []
    for check in CHECKS:
        print(f"== {' '.join(check)}", flush=True)
        if inside(check):
            failed.append(" ".join(check[:2]))
    if failed:
        print(f"== failed: {', '.join(failed)}", flush=True)
    return failed


def test(arguments: list[str]) -> int:
    """Run the checks, then pytest, whose closing line comes last on standard output."""
    long = {"BANDWAY_LONG": "1"} if "--long" in arguments else {}
    failed = lint()
    print("== pytest", flush=True)
    status = inside(["pytest", *(each for each in arguments if each != "--long")], **long)
    return status or int(bool(failed))


def lock(arguments: list[str]) -> None:
    """Write both lock files with uv, from a throwaway virtual environment."""
    environment = dict(os.environ)
    for pips, uvs in (("INDEX_URL", "DEFAULT_INDEX"), ("EXTRA_INDEX_URL", "INDEX")):
        if f"PIP_{pips}" in environment:
            environment.setdefault(f"UV_{uvs}", environment[f"PIP_{pips}"])
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        pip(Path(folder), "uv")
        for level, name in LOCKS.items():
            say(f"writing {name}")
            command = [str(scripts_of(Path(folder)) / "uv"), "pip", "compile", "pyproject.toml"]
            command += [f"--extra={EXTRAS[level]}", f"--output-file={name}", "--quiet"]
            command += ["--universal", "--python-version=3.11", "--generate-hashes"]
            command += ["--no-emit-index-url", "--no-header", "--no-annotate"]
            command += ["--constraint", LOCKS["runtime"]] if level == "dev" else []
            done = subprocess.run([*command, *arguments], cwd=ROOT, env=environment, check=False)
            if done.returncode:
                raise DevError(f"uv could not write {name}: see the lines above")


def main(arguments: list[str]) -> int:
    """Carry out one verb; return the exit status."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb in ("", "-h", "--help", "help"):
        print(__doc__)
        return 0 if verb else 2
    if verb == "lock":
        lock(rest)
        return 0
    if verb == "neo4j":
        from tests.neo4j_server import run

        return run(rest)
    if verb not in ("serve", "test", "lint", "bench", "run"):
        raise DevError(f"no verb {verb!r}: try serve, test, lint, bench, neo4j, run or lock")
    if verb == "run" and not rest:
        raise DevError("run what? For example: python3 dev.py run bandway --help")
    ensure("dev" if verb in ("test", "lint", "bench") else "runtime")
    if verb == "run":
        return inside(rest)
    if verb == "serve":
        return inside(["bandway", "serve", *rest])
    os.chdir(ROOT)
    if verb == "bench":
        return inside(["python", "-m", "tests.benchmarks.engine", *rest])
    return test(rest) if verb == "test" else int(bool(lint()))


if __name__ == "__main__":
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - said before pip says it at length
            raise DevError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
        sys.exit(main(sys.argv[1:]))
    except (DevError, OSError) as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
