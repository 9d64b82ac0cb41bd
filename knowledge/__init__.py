"""Dateline's knowledge: from files of articles to cited answers. Knows nothing of Discord."""

from knowledge.answer import Account, Answer, Citation, Hit, Superseded
from knowledge.article import Article, Section
from knowledge.comparing import Comparison, Difference, Statement
from knowledge.coverage import Coverage
from knowledge.digests.latest import Latest, Listed
from knowledge.digests.summary import Summary, SummarySentence
from knowledge.digests.timeline import Timeline, TimelineEvent
from knowledge.digests.timeline_plot import check_plot, plot_timeline
from knowledge.errors import BadDateError, CoverageError, KnowledgeError
from knowledge.passages import Passage
from knowledge.reading import ReaderError, load_reader
from knowledge.report import (
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
from knowledge.sources.audit import LogEntry
from knowledge.sources.fetching import FetchError, FetchRules, GoneError
from knowledge.sources.folder import MOST_BYTES as MOST_FILE_BYTES
from knowledge.sources.journal import Change

__all__ = [
    "MOST_FILE_BYTES",
    "Account",
    "Answer",
    "Article",
    "BadDateError",
    "Change",
    "Citation",
    "Comparison",
    "Coverage",
    "CoverageError",
    "Difference",
    "Feed",
    "FeedUpdate",
    "FetchError",
    "FetchRules",
    "GoneError",
    "Hit",
    "KnowledgeError",
    "LanguageCount",
    "Latest",
    "Listed",
    "LogEntry",
    "Passage",
    "Progress",
    "ReaderError",
    "ReloadReport",
    "Scope",
    "Section",
    "SourceCount",
    "Statement",
    "Status",
    "Summary",
    "SummarySentence",
    "Superseded",
    "Timeline",
    "TimelineEvent",
    "Unreadable",
    "check_plot",
    "load_reader",
    "parse_day",
    "plot_timeline",
]
