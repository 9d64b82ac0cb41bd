"""Page furniture: the lines of a copied page that are no part of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Each of these is furniture when it is the whole line, wherever the line stands.
_ANYWHERE = (
    r"advert(?:isement|s)?(?:\W+(?:scroll|continue|story|article)\b.*)?|ad|sponsored(?: content)?",
    r"(?:story|article) continues (?:below|after)\b.*|continue reading.{0,20}|scroll to continue.*",
    r"share(?: (?:this|on|via|with)\b.{0,40}[^.])?|tweet|pin it|e-?mail|print|save|bookmark|like",
    r"copy link|link copied!?|whatsapp|facebook|twitter|x|linkedin|telegram|reddit|instagram",
    r"follow(?: us\b.{0,60})?|(?:subscribe|sign up)(?: (?:now|here|today|to|for)\b.{0,80})?",
    r"log ?in|sign ?in|register(?: now)?|my account|menu|open menu|search|home|close|navigation",
    r"skip to (?:main )?content|(?:accept|reject|manage)(?: all)? cookies",
    r"(?:privacy|cookie) (?:settings|policy|preferences|notice)|contact us|about us",
    r"terms (?:of (?:use|service)|(?:and|&) conditions)",
    r"all rights reserved\.?|(?:©|\(c\)|copyright (?:©|\d{4})).{0,120}",
    r"(?:read|see|show|load|view) (?:more|less|all)(?: comments)?|(?:read more|see also|read also"
    r"|also read|related)\s*:.{0,160}|more on this story|expand|collapse",
    r"(?:\d[\d,.]*k?|no) (?:comments?|shares?|views?|likes?)|(?:add|leave|post) a comment",
    r"join the (?:conversation|discussion)|back to top|you[’']ve reached the end\.?",
    r"end of (?:article|story)|\d+[ -]min(?:ute)?s?(?: read| listen)?|just now",
    r"(?:(?:published|updated|posted) )?\d+ (?:minute|hour|day|week|month|year)s? ago",
    r"(?:listen|play|watch)(?: (?:to )?(?:this |the )?(?:article|story|video|audio|live))?",
    r"(?:image|photo|picture) (?:source|credits?|caption)\s*[,:].{0,160}|getty images",
    r"[-–—_=*~#|.·•\s]{3,}|[|—]",
)
_FURNITURE = re.compile("|".join(f"(?:{pattern})" for pattern in _ANYWHERE), re.IGNORECASE)

# Each of these ends the article when only short lines (links, tags) stand after it.
_TAIL = re.compile(
    r"opinions?|comments?|topics|tags(?:\s*:.*)?|trending(?: now)?|top stories|latest(?: news)?"
    r"|related(?: (?:articles|stories|topics|news|content|posts|coverage))?|read next|up next"
    r"|most (?:read|popular|viewed)|recommended(?: for you)?|more (?:from|in) .{1,60}"
    r"|more (?:stories|news)|you (?:may|might) (?:also )?like|what to read next"
    r"|editor[’']?s picks?",
    re.IGNORECASE,
)
_DECORATION = " »›→>▼▲+"
_PARAGRAPH_LENGTH = 80


def is_furniture(line: str) -> bool:
    """Whether a line is a button, an advertisement's mark or the like, wherever it stands."""
    return _FURNITURE.fullmatch(line.strip(_DECORATION)) is not None


def tail_start(lines: Sequence[str]) -> int:
    """The number of lines before the page's tail: "Opinions", "Related stories" and what follows.

    A tail holds no paragraph; under the same heading with paragraphs is a part of the article.
    """
    start = len(lines)
    for number in range(len(lines) - 1, 0, -1):
        if len(lines[number]) >= _PARAGRAPH_LENGTH:
            break
        if _TAIL.fullmatch(lines[number].strip(_DECORATION + ":")):
            start = number
    return start
