"""Fixtures for all tests."""

import importlib.util
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import engines
import postgres
import pytest
from clocks import Clock
from hypothesis import HealthCheck, settings
from required import POSTGRESQL, lacking
from standin import StandIn
from web import ALLOWED, Web, serving
from wire import Wire

from knowledge import Coverage

# How long an example takes says more of the machine than of the code; pytest-timeout bounds tests.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("any machine", deadline=None, suppress_health_check=_SLOW)
settings.load_profile("any machine")

# A shell's background jobs ignore Ctrl-C, and so would the programs that the tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A name that is the same in every worker: gzip's bytes hold the second they were packed in."""
    is_gzip = isinstance(val, bytes) and val.startswith(b"\x1f\x8b")
    return f"{argname}-gzip" if is_gzip else None


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """Discord's stand-in, without the Message Content intent."""
    async with StandIn() as standin:
        yield standin


@pytest.fixture
def clock() -> Clock:
    """A clock that the test puts forward."""
    return Clock()


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server on this machine that the test fills."""
    with serving() as web:
        yield web


@pytest.fixture
def coverage(tmp_path: Path) -> Iterator[Coverage]:
    """A coverage of the empty folder `articles`, which may fetch from this machine."""
    (tmp_path / "articles").mkdir()
    with Coverage.open(
        [tmp_path / "articles"], tmp_path / "data", rules=ALLOWED, keep_days=3650
    ) as coverage:
        yield coverage


@pytest.fixture
async def idle(tmp_path: Path) -> AsyncIterator[Wire]:
    """A bot that tells news and is not running yet; in the end no rule of Discord's was broken."""
    async with StandIn(rate_limits=False) as standin:
        yield Wire(tmp_path, standin)
        assert standin.violations == []


@pytest.fixture
async def wire(idle: Wire) -> AsyncIterator[Wire]:
    """The same, running, without articles."""
    async with idle.running():
        await idle.round()
        yield idle


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgres.PostgreSQL]:
    """A server for all tests of a worker; they skip where none is installed."""
    if importlib.util.find_spec("psycopg") is None:
        lacking(POSTGRESQL, "needs the postgresql extra")
    if postgres.programs() is None:
        lacking(POSTGRESQL, "needs PostgreSQL's server (Debian: postgresql)")
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: postgres.PostgreSQL) -> str:
    """The address of an empty database."""
    return postgresql_server.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where a test's state is: None for the data directory, and in turn a server's database."""
    if request.param == "sqlite":
        return None
    address: str = request.getfixturevalue("postgresql_url")
    return address


@pytest.fixture(scope="session")
def search_hosts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, ...]]:
    """The addresses of an OpenSearch cluster of three nodes, which all workers share: no test takes
    one down, and each puts what it has under a prefix of its own (`engines.at`). They skip where
    there can be none."""
    is_worker = hasattr(request.config, "workerinput")
    yield from engines.shared(tmp_path_factory.getbasetemp(), is_worker=is_worker)
