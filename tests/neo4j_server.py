"""A real Neo4j Community server for tests, from Maven's jars: loopback only, kept in no place.

Standard library only: `python3 dev.py neo4j` runs it too. Needs Java and Maven (5.26: Java 17 or
21; the lines named by year: Java 21 or newer). NEO4J_TEST_JAVA names another Java for the server.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

VERSION = "5.26.30"
ROOT = Path(__file__).resolve().parent.parent
PARTS = ("org.neo4j:neo4j", "org.neo4j:neo4j-bolt", "org.neo4j.app:neo4j-server")
MAINS = ("org.neo4j.server.Neo4jCommunity", "org.neo4j.server.CommunityEntryPoint")
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
HANDSHAKE = bytes.fromhex("6060b017 00000405 00000004 00000104 00000000")
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>bandway</groupId><artifactId>server</artifactId>
<version>1</version><packaging>pom</packaging><dependencies>{dependencies}</dependencies>
</project>
"""
CONF = """server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled={auth}
dbms.security.allow_csv_import_from_file_urls=false
dbms.usage_report.enabled=false
server.memory.heap.max_size={heap}
server.memory.pagecache.size=256m
"""
WATCH = (
    "import os, shutil, signal, sys\n"
    "sys.stdin.read()\n"
    "try: os.kill(int(sys.argv[1]), signal.SIGTERM if os.name == 'nt' else signal.SIGKILL)\n"
    "except OSError: pass\n"
    "shutil.rmtree(sys.argv[2], ignore_errors=True)\n"
)


class ServerError(Exception):
    """Why there is no server, and what to do."""


def java() -> str | None:
    """The Java of NEO4J_TEST_JAVA, else of JAVA_HOME, else the first on the path."""
    if named := os.environ.get("NEO4J_TEST_JAVA"):
        return shutil.which(named)
    home = os.environ.get("JAVA_HOME")
    own = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    return own or shutil.which("java")


def missing() -> str:
    """What a server would need and is not here; empty = all is here."""
    lacking = [] if java() else ["Java"]
    lacking += [] if shutil.which("mvn") else ["Maven"]
    return " and ".join(lacking)


def classpath(version: str) -> str:
    """The jars of a version: as found before, else resolved by Maven (a minute, once)."""
    known = ROOT / ".venv" / f"neo4j-{version}.classpath"
    if known.is_file() and all(map(os.path.isfile, known.read_text().split(os.pathsep))):
        return known.read_text()
    if missing():
        raise ServerError(f"{missing()} not found: install it, or set NEO4J_TEST_URI")
    dependency = (
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId>"
        f"<version>{version}</version></dependency>"
    )
    wanted = "".join(dependency.format(*part.split(":")) for part in PARTS)
    with tempfile.TemporaryDirectory(prefix="bandway-pom-") as folder:
        Path(folder, "pom.xml").write_text(POM.format(dependencies=wanted))
        command = [str(shutil.which("mvn")), "-q", "-B", "dependency:build-classpath"]
        done = subprocess.run(
            [*command, "-Dmdep.outputFile=jars"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=900,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).strip().partition("\n")[0][:300]
            raise ServerError(f"Maven cannot bring Neo4j {version}: {said}")
        found = Path(folder, "jars").read_text().strip()
    with contextlib.suppress(OSError):  # without .venv it is asked again the next time
        known.write_text(found)
    return found


def main_class(jars: str) -> str:
    """The name that this version gives to its start."""
    for jar in jars.split(os.pathsep):
        if Path(jar).name.startswith("neo4j-"):
            with zipfile.ZipFile(jar) as content:
                names = set(content.namelist())
            for name in MAINS:
                if f"{name.replace('.', '/')}.class" in names:
                    return name
    raise ServerError("this version of Neo4j cannot be started: its start has another name")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Server:
    """One server in a folder of its own; it ends with this process, whatever ends that."""

    def __init__(
        self, version: str = VERSION, port: int = 0, *, auth: bool = False, heap: str = "1g"
    ) -> None:
        self.version, self.port = version, port or free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self.home = Path(tempfile.mkdtemp(prefix="bandway-neo4j-"))
        self.java: subprocess.Popen[bytes] | None = None
        self.watch: subprocess.Popen[bytes] | None = None
        for name in ("conf", "logs", "import"):
            (self.home / name).mkdir()
        text = CONF.format(port=self.port, auth=str(auth).lower(), heap=heap)
        (self.home / "conf" / "neo4j.conf").write_text(text)
        self.heap = heap

    def start(self, patience: float = 300) -> Server:
        """Start, also again after a kill, and wait until it answers."""
        jars, runtime = classpath(self.version), java()
        if runtime is None:
            raise ServerError("Java not found: install it, or set NEO4J_TEST_URI")
        command = [runtime, f"-Xmx{self.heap}"]
        command += [f"--add-opens={name}=ALL-UNNAMED" for name in OPENED]
        command += ["-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true"]
        command += ["--enable-native-access=ALL-UNNAMED", "-cp", jars, main_class(jars)]
        command += [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        with (self.home / "logs" / "console.log").open("ab") as log:
            self.java = subprocess.Popen(
                [*command, "--console-mode"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is answered by this process alone
            )
        self.watch = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(self.java.pid), str(self.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + patience
        while not self.answers():
            if self.java.poll() is not None or time.monotonic() > deadline:
                log_text = (self.home / "logs" / "console.log").read_text(errors="replace")
                self.stop()
                last = "\n".join(log_text.splitlines()[-5:])
                raise ServerError(f"Neo4j {self.version} did not start:\n{last}")
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        """Whether it speaks Bolt."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as speaking:
                speaking.sendall(HANDSHAKE)
                return len(speaking.recv(4)) == 4
        except OSError:
            return False

    def _end(self, how: signal.Signals) -> None:
        if self.watch is not None:
            self.watch.kill()
            self.watch.communicate()
            self.watch = None
        if self.java is not None:
            with contextlib.suppress(ProcessLookupError):
                self.java.send_signal(how)
            try:
                self.java.wait(20)
            except subprocess.TimeoutExpired:
                self.java.kill()
                self.java.wait()
            self.java = None

    def kill(self) -> None:
        """End it as a failing machine would; `start` brings it back with what it kept."""
        self._end(getattr(signal, "SIGKILL", signal.SIGTERM))

    def stop(self) -> None:
        """End it in good order and leave nothing behind."""
        self._end(signal.SIGTERM)
        shutil.rmtree(self.home, ignore_errors=True)


def run(arguments: list[str]) -> int:
    """Start a server, print its address once it answers, stop on SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="dev.py neo4j", description=run.__doc__)
    parser.add_argument("--version", default=VERSION, help=f"default: {VERSION}")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    wanted = parser.parse_args(arguments)
    done = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: done.set())
    try:
        server = Server(wanted.version, wanted.port)
        try:
            server.start()
            print(server.uri, flush=True)
            while not done.wait(0.5):
                if server.java is None or server.java.poll() is not None:
                    raise ServerError("Neo4j ended by itself")
        finally:
            server.stop()
    except ServerError as error:
        print(f"dev.py: {error}", file=sys.stderr, flush=True)
        return 1
    return 0
