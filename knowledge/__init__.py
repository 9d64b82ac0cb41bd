"""Dateline's knowledge: from files of articles to cited answers. Knows nothing of Discord."""

from knowledge.answer import Account, Answer, Citation, Hit
from knowledge.article import Article, Section
from knowledge.coverage import Coverage
from knowledge.errors import BadDateError, CoverageError, KnowledgeError
from knowledge.passages import Passage
from knowledge.report import Progress, ReloadReport, SourceCount, Status, Unreadable
from knowledge.scope import Scope, parse_day

__all__ = [
    "Account",
    "Answer",
    "Article",
    "BadDateError",
    "Citation",
    "Coverage",
    "CoverageError",
    "Hit",
    "KnowledgeError",
    "Passage",
    "Progress",
    "ReloadReport",
    "Scope",
    "Section",
    "SourceCount",
    "Status",
    "Unreadable",
    "parse_day",
]
