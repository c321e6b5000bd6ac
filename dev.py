#!/usr/bin/env python3
"""Set up and run Bandway with Python 3.11 and nothing else: `python3 dev.py serve | test | ...`.

The first call makes `.venv` and installs the hash-locked dependencies; later calls start at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
USAGE = """usage: python3 dev.py VERB
  serve [--host H] [--port N] [--store URL]   set up, load the built-in catalogue, serve it
  test [PYTEST ARGUMENTS] [--long]            set up, check and test everything
  run COMMAND...                              run a command inside the environment
  lint                                        format, lint, types and import rules only
  lock                                        renew the lock files (needs uv in the environment)"""


def fail(message: str) -> None:
    """Stop with one clear line."""
    sys.exit(f"dev.py: {message}")


def call(*command: object, env: dict[str, str] | None = None) -> int:
    """Run a command in the project folder and give its exit code."""
    try:
        return subprocess.call([str(part) for part in command], cwd=ROOT, env=env)
    except KeyboardInterrupt:
        return 130


def set_up(kind: str) -> None:
    """Make the environment and install the locked dependencies, unless that is done already."""
    lock = LOCKS[kind]
    pieces = (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode())
    wanted = hashlib.sha256(b"".join(pieces)).hexdigest()
    stamp = VENV / f"bandway-{kind}.stamp"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("dev.py: making the environment in .venv (once)", file=sys.stderr)
        if call(sys.executable, "-m", "venv", VENV) != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            fail("could not make an environment; on Debian or Ubuntu install python3-venv first")
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    print(f"dev.py: installing {lock.name} (once)", file=sys.stderr)
    if call(*pip, "--require-hashes", "-r", lock) != 0:
        fail(f"could not install {lock.name}; is the package index reachable?")
    site = subprocess.check_output(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    Path(site, "bandway.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamp.write_text(wanted)


def environment() -> dict[str, str]:
    """The environment's programs first, so that `run COMMAND` finds them."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def lint() -> int:
    """Format, lint, types and import rules; every check runs and every failure is reported."""
    worst = 0
    for command in (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy",),
        ("lint-imports",),
    ):
        code = call(PYTHON, "-m", *command) if command[0] != "lint-imports" else call(
            BIN / "lint-imports"
        )
        if code:
            print(f"dev.py: {' '.join(command)} failed", file=sys.stderr)
        worst = worst or code
    return worst


def test(arguments: list[str]) -> int:
    """Lint, then pytest last, so that its closing line is the last."""
    env = environment()
    if "--long" in arguments:
        arguments.remove("--long")
        env["BANDWAY_LONG"] = "1"
    checked = lint()
    tested = call(PYTHON, "-m", "pytest", *arguments, env=env)
    return tested or checked


def lock() -> int:
    """Renew both locks: hashes, no addresses."""
    common = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    common += ["--no-annotate", "--quiet", "pyproject.toml"]
    run = call("uv", "pip", "compile", *common, "-o", LOCKS["run"])
    return run or call("uv", "pip", "compile", *common, "--extra", "dev", "-o", LOCKS["dev"])


def main(arguments: list[str]) -> int:
    """Dispatch a verb."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a newcomer's Python may be older
        fail("Python 3.11 or later is needed")
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb == "serve":
        set_up("run")
        return call(PYTHON, "-m", "service.cli", "serve", *rest)
    if verb == "run" and rest:
        set_up("dev" if not (VENV / "bandway-run.stamp").exists() else "run")
        if rest[0] == "bandway":
            return call(PYTHON, "-m", "service.cli", *rest[1:])
        return call(*rest, env=environment())
    if verb in ("test", "lint"):
        set_up("dev")
        return test(rest) if verb == "test" else lint()
    if verb == "lock":
        return lock()
    print(USAGE, file=sys.stderr)
    return 0 if verb in ("-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
