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
# What stands around an article to pass it on, in the languages of the pages that are met most.
_NETWORKS = (
    r"facebook|twitter|x|linkedin|telegram|reddit|instagram|whatsapp|bluesky|mastodon|threads"
    r"|pinterest|tumblr|xing|vk|viber|signal|messenger|flipboard|pocket|e-?mail|mail|print|sms"
    r"|copy link|copy|link"
)
_SHARE_WORDS = (
    r"share|tweet|teilen|partager|partagez|compartir|comparte|compartilhar|compartilhe|partilhar"
    r"|condividi|delen|deel|dela|del|jaa|udostępnij|sdílet|megosztás|distribuie|paylaş"
    r"|поделиться|поширити|分享|シェア|공유"
)
_NAMED = rf"(?:{_NETWORKS})(?:(?:\W+|\W+(?:and|or|und|oder|et|y|e|en)\W+)(?:{_NETWORKS}))*"
_TO = r"(?:this|the|on|via|with|auf|per|sur|par|en|por|no|su|op|på|w|в|na)"
_WHAT = r"(?:article|story|post|page|news|artikel|beitrag|artículo|articolo)"
_SHARE = (
    rf"(?:{_SHARE_WORDS})(?: {_TO}\b)?(?: {_WHAT})?\W*(?:{_NAMED})?\W*",
    rf"(?:auf|via|per|sur|en|su|op|på|on) (?:{_NETWORKS}) (?:{_SHARE_WORDS})\W*",
    rf"(?:{_NETWORKS})(?:\W+(?:{_NETWORKS})){{2,}}\W*",
    r"click to (?:share|e-?mail|print)\b.{0,80}|(?:share|like) this\W*",
    r"\(?opens in (?:a )?new .{0,20}",
)
_SHARE_LINE = re.compile("|".join(f"(?:{pattern})" for pattern in _SHARE), re.IGNORECASE)

# What blog software puts below each post of a feed, as its translations have it: the post, its
# title, "appeared first on", the site.
_CREDITS = (
    r"(?:the post|this post|this article) .{0,300}? ?appeared first on ",
    r"this (?:post|article|story) first appeared (?:on|in|at) ",
    r"this (?:post|article|story) was (?:first|originally) published (?:on|in|at|by) ",
    r"(?:der beitrag|der artikel) .{0,300}? erschien zuerst (?:auf|bei) ",
    r"l[’']article .{0,300}? est apparu en premier sur ",
    r"la entrada .{0,300}? (?:se publicó primero en|apareció primero en|aparece primero en) ",
    r"l[’']articolo .{0,300}? (?:proviene da|sembra essere il primo su|è apparso per primo su) ",
    r"(?:o post|o artigo) .{0,300}? (?:apareceu primeiro em|aparece primeiro em) ",
    r"het bericht .{0,300}? verscheen eerst op ",
    r"(?:inlägget|innlegget|indlægget) .{0,300}? (?:dök|dukket|blev) (?:upp )?(?:först|først) ",
    r"(?:artykuł|wpis) .{0,300}? (?:pochodzi z serwisu|po raz pierwszy pojawił się) ",
    r"(?:сообщение|запись) .{0,300}? появил(?:ись|ась|ось) сначала на ",
)
_CREDIT = re.compile(
    rf"(?:^|(?<=[.!?…”\"»\]]))\s*(?:{'|'.join(_CREDITS)})[^\n]{{1,100}}$", re.IGNORECASE
)
_CREDIT_WORDS = (
    *("first", "originally", "zuerst", "premier", "primero", "primo", "proviene", "primeiro"),
    *("eerst", "först", "først", "serwisu", "pierwszy", "сначала"),
)
_CREDIT_LINE = 500
_DECORATION = " »›→>▼▲+"
_PARAGRAPH_LENGTH = 80
# Characters from which on a line says more than whom to pass the article on to.
_MOST_SHARE_LINE = 120


def is_furniture(line: str) -> bool:
    """Whether a line is a button, an advertisement's mark or the like, wherever it stands."""
    if _FURNITURE.fullmatch(line.strip(_DECORATION)) is not None or is_share_line(line):
        return True
    return bool(line) and not without_credit(line)


def is_share_line(line: str) -> bool:
    """Whether a line only offers to pass the article on."""
    line = line.strip(_DECORATION)
    return len(line) < _MOST_SHARE_LINE and _SHARE_LINE.fullmatch(line) is not None


def without_credit(line: str) -> str:
    """A paragraph without "The post … appeared first on …", which tells nothing of its own."""
    tail = line[-_CREDIT_LINE:]
    folded = tail.casefold()
    # Most lines have none of these, and this look is cheap.
    found = _CREDIT.search(tail) if any(word in folded for word in _CREDIT_WORDS) else None
    return line[: len(line) - len(tail) + found.start()].rstrip() if found else line


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
