"""Dateline's knowledge: from files of articles to cited answers. Knows nothing of Discord."""

from knowledge.answer import Account, Answer, Choice, Citation, Hit, Superseded
from knowledge.answering import MOST_WINDOWS, Asking
from knowledge.article import Article, Section
from knowledge.collection import BASE
from knowledge.collections import KEPT_DAYS, Collections
from knowledge.comparing import Comparison, Difference, Statement
from knowledge.conversation import MOST_TURNS, Turn
from knowledge.coverage import Coverage
from knowledge.digests.latest import Latest, Listed
from knowledge.digests.plot_words import PlotWords, Tick
from knowledge.digests.summary import LENGTHS, Length, Summary, SummarySentence
from knowledge.digests.timeline import MOST_EVENTS, Timeline, TimelineEvent
from knowledge.digests.timeline_plot import (
    can_plot,
    can_write_out,
    check_plot,
    draw_timeline,
    plot_timeline,
)
from knowledge.errors import BadDateError, CoverageError, KnowledgeError
from knowledge.index import (
    BaseChoice,
    BusyError,
    ClusterError,
    SearchCluster,
    UnwritableError,
    check_cluster,
)
from knowledge.passages import Passage
from knowledge.reading import ReaderError, load_reader
from knowledge.report import (
    ClusterState,
    Feed,
    FeedUpdate,
    LanguageCount,
    Progress,
    ReloadReport,
    SourceCount,
    Status,
    Unreadable,
)
from knowledge.scope import Scope, parse_day
from knowledge.sources.audit import AuditLog, LogEntry
from knowledge.sources.feeds import FeedStore, StoredFeed, feed_headlines
from knowledge.sources.fetching import FetchError, FetchRules, GoneError
from knowledge.sources.folder import MOST_BYTES as MOST_FILE_BYTES
from knowledge.sources.journal import Change
from knowledge.sources.records import FileRecords, Records
from knowledge.text.completions import completions
from knowledge.text.dates import find_dates
from knowledge.tracking import Following, Sighting, Stage, Story, answers_agree

__all__ = [
    "BASE",
    "KEPT_DAYS",
    "LENGTHS",
    "MOST_EVENTS",
    "MOST_FILE_BYTES",
    "MOST_TURNS",
    "MOST_WINDOWS",
    "Account",
    "Answer",
    "Article",
    "Asking",
    "AuditLog",
    "BadDateError",
    "BaseChoice",
    "BusyError",
    "Change",
    "Choice",
    "Citation",
    "ClusterError",
    "ClusterState",
    "Collections",
    "Comparison",
    "Coverage",
    "CoverageError",
    "Difference",
    "Feed",
    "FeedStore",
    "FeedUpdate",
    "FetchError",
    "FetchRules",
    "FileRecords",
    "Following",
    "GoneError",
    "Hit",
    "KnowledgeError",
    "LanguageCount",
    "Latest",
    "Length",
    "Listed",
    "LogEntry",
    "Passage",
    "PlotWords",
    "Progress",
    "ReaderError",
    "Records",
    "ReloadReport",
    "Scope",
    "SearchCluster",
    "Section",
    "Sighting",
    "SourceCount",
    "Stage",
    "Statement",
    "Status",
    "StoredFeed",
    "Story",
    "Summary",
    "SummarySentence",
    "Superseded",
    "Tick",
    "Timeline",
    "TimelineEvent",
    "Turn",
    "Unreadable",
    "UnwritableError",
    "answers_agree",
    "can_plot",
    "can_write_out",
    "check_cluster",
    "check_plot",
    "completions",
    "draw_timeline",
    "feed_headlines",
    "find_dates",
    "load_reader",
    "parse_day",
    "plot_timeline",
]
