"""Figures of how the bot does, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING, Any

import aiohttp
from prometheus_client import Counter, Histogram, Info
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import VERSION
from bot.discord.operating import tracing
from knowledge import MOST_WINDOWS, Answer, ClusterState, CoverageError, Feed, Status

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)

_QUESTIONS = Counter(
    "dateline_questions", "Questions answered, by how they came and what was said",
    ["surface", "outcome"],
)  # fmt: skip
_STAGES = Histogram(
    "dateline_answer_seconds",
    "Seconds to an answer: waiting for its turn, finding it, and both since Discord told of it",
    ["stage"],
    buckets=_SECONDS,
)
_CONFIDENCE = Histogram(
    "dateline_confidence", "How likely right the answers were taken to be",
    buckets=[tenth / 10 for tenth in range(1, 11)],
)  # fmt: skip
REMEMBERED = Counter("dateline_answers_remembered", "Answers given from memory")
_HURRIED = Counter(
    "dateline_answers_hurried", "Answers for which less was read, since many waited for theirs"
)
WINDOWS = Histogram(
    "dateline_windows", "How many windows might be read for an answer that was not remembered",
    buckets=(0, 2, 4, 8, 12, MOST_WINDOWS),
)  # fmt: skip
_ERRORS = Counter(
    "dateline_errors", "What ended in words of refusal or regret", ["surface", "error"]
)
_REQUESTS = Counter("dateline_discord_requests", "Requests to Discord's API", ["status"])
_REQUEST_SECONDS = Histogram(
    "dateline_discord_request_seconds", "Seconds until Discord's API answered", buckets=_SECONDS
)
LOOP_LAG = Histogram(
    "dateline_event_loop_lag_seconds", "How much later than due the event loop went on",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0),
)  # fmt: skip
Info("dateline", "The bot's version").info({"version": VERSION})


def count_answer(answer: Answer) -> None:
    """Counts an answer, and how long it took to find."""
    outcome = "closest" if answer.closest else answer.kind or "none"
    trace = tracing.current()
    _QUESTIONS.labels(_surface(), outcome).inc()
    if answer.hurried:
        _HURRIED.inc()
    _CONFIDENCE.observe(answer.confidence)
    finding = answer.took_ms / 1000
    _STAGES.labels("finding").observe(finding)
    if trace is not None:
        whole = time.monotonic() - trace.began
        _STAGES.labels("waiting").observe(max(0.0, whole - finding))
        _STAGES.labels("whole").observe(whole)


def count_error(error: BaseException) -> None:
    """Counts an error that somebody is told of."""
    _ERRORS.labels(_surface(), type(error).__name__).inc()


def _surface() -> str:
    trace = tracing.current()
    return trace.surface if trace else "other"


def counted_requests() -> aiohttp.TraceConfig:
    """What discord.py's HTTP client is given so that its requests are counted."""
    config = aiohttp.TraceConfig()

    async def begin(_session: Any, context: Any, _request: Any) -> None:
        context.began = time.monotonic()

    async def end(_session: Any, context: Any, request: aiohttp.TraceRequestEndParams) -> None:
        _REQUESTS.labels(str(request.response.status)).inc()
        if request.response.status != 101:  # the gateway's connection
            _REQUEST_SECONDS.observe(time.monotonic() - context.began)

    async def fail(*_: Any) -> None:
        _REQUESTS.labels("no answer").inc()

    config.on_request_start.append(begin)
    config.on_request_end.append(end)
    config.on_request_exception.append(fail)
    return config


class BotCollector(Collector):
    """What is asked for when somebody looks: the gateway, the coverage and its feeds."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot

    def collect(self) -> Iterator[Metric]:
        """Called by the library, in a thread."""
        bot = self._bot
        yield _gauge("dateline_gateway_ready", "Whether Discord's gateway is ready", bot.is_ready())
        yield _gauge("dateline_servers", "Servers that the bot is in", len(bot.guilds))
        latency = GaugeMetricFamily(
            "dateline_gateway_latency_seconds", "Of the last heartbeat", labels=["shard"]
        )
        for shard, seconds in bot.latencies:
            latency.add_metric([str(shard)], seconds)
        yield latency
        yield _gauge(
            "dateline_questions_waiting", "Questions that wait for their turn", bot.coverage.waiting
        )
        collections = bot.coverage.ready
        yield _gauge(
            "dateline_coverage_open", "Whether questions can be answered", bool(collections)
        )
        if collections is not None:
            status = collections.base.status()
            yield from _coverage(status)
            with suppress(CoverageError):  # while the database cannot be read
                yield from _feeds(collections.base.feeds())
            if status.cluster is not None:
                yield from _cluster(status.cluster)


def _coverage(status: Status) -> Iterator[Metric]:
    yield _gauge("dateline_articles", "Articles of the coverage", status.articles)
    yield _gauge("dateline_passages", "Passages of the coverage", status.passages)
    yield _gauge(
        "dateline_unreadable", "Files or lines that cannot be read", len(status.unreadable)
    )
    yield _gauge("dateline_index_bytes", "The index on the disk", status.index_bytes)
    yield _gauge(
        "dateline_index_loaded_timestamp_seconds",
        "When the index in use was loaded", status.loaded_at.timestamp(),
    )  # fmt: skip
    if status.last is not None:
        day = datetime.combine(status.last, time_of_day(), UTC).timestamp()
        yield _gauge("dateline_newest_article_timestamp_seconds", "The newest article's day", day)


def _cluster(cluster: ClusterState) -> Iterator[Metric]:
    colours = {"green": 2, "yellow": 1}
    yield _gauge(
        "dateline_search_cluster_health",
        "2: green, 1: yellow, 0: red or not to be reached",
        colours.get(cluster.colour or "", 0),
    )
    yield _gauge("dateline_search_cluster_nodes", "Nodes of the search cluster", cluster.nodes)
    searches = CounterMetricFamily(
        "dateline_cluster_searches", "Searches in the search cluster", labels=["outcome"]
    )
    searches.add_metric(["found"], cluster.searches)
    searches.add_metric(["failed"], cluster.failures)
    yield searches


def _feeds(feeds: tuple[Feed, ...]) -> Iterator[Metric]:
    failures = GaugeMetricFamily(
        "dateline_feed_failures", "Fetches that failed since the last that went well",
        labels=["feed"],
    )  # fmt: skip
    succeeded = GaugeMetricFamily(
        "dateline_feed_success_timestamp_seconds", "The last fetch that went well", labels=["feed"]
    )
    # What follows the question mark may be a password; of feeds that differ there, the one that
    # failed most often counts.
    by_address: dict[str, Feed] = {}
    for feed in sorted(feeds, key=lambda feed: feed.failures):
        by_address[feed.url.partition("?")[0]] = feed
    for address, feed in by_address.items():
        failures.add_metric([address], feed.failures)
        if feed.succeeded is not None:
            succeeded.add_metric([address], feed.succeeded.timestamp())
    yield failures
    yield succeeded


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=float(value))
