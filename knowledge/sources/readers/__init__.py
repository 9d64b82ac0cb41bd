"""Readers: from files to articles, format by format, with every fault reported and none fatal."""

from __future__ import annotations

from knowledge.sources.readers.fields import Reading, Unchanged
from knowledge.sources.readers.files import Scan, SourceFile, is_no_article, scan
from knowledge.sources.readers.formats import FORMATS, format_of
from knowledge.sources.readers.json_records import MARK_BYTES
from knowledge.sources.readers.one_file import MOST_REPORTS, read, read_changed

__all__ = [
    "FORMATS",
    "MARK_BYTES",
    "MOST_REPORTS",
    "Reading",
    "Scan",
    "SourceFile",
    "Unchanged",
    "format_of",
    "is_no_article",
    "read",
    "read_changed",
    "scan",
]
