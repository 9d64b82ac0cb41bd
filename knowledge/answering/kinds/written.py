"""Written by: which articles a source or an author has, on a topic or in all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from knowledge.answer import Answer, Citation
from knowledge.article import Article
from knowledge.digests.latest import Listed, latest
from knowledge.digests.selection import newest_articles
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.sentences import sentence_spans

# Articles that are named, and the newest ones whose authors are looked at.
MOST_NAMED = 5
_LOOKED_AT = 3000
_LONGEST = 200

_ASK = r"""\W*(?:(?:please|pls|hi|hey|hello)\W+)*
    (?:which|what|any|all|list|find|show(?:\W+(?:me|us))?|give\W+(?:me|us)
      |(?:are|is)\W+there|(?:do|have)\W+(?:you|we)(?:\W+(?:have|got))?)\W+
    (?:(?:any|all|the|of|news|new|latest|other)\W+)*"""
_PIECES = r"(?:articles?|stor(?:y|ies)|pieces?|reports?)"
_MADE = r"(?:(?:is|are|was|were)\s+)?(?:(?:written|published|reported|made)\s+)?(?:by|from)\s+"
_ON = r"(?:on|about|regarding|covering|of)\s+"
_FORMS = tuple(
    re.compile(rf"{form}\W*$", re.IGNORECASE | re.VERBOSE | re.DOTALL)
    for form in (
        rf"{_ASK}{_PIECES}\s+{_ON}(?P<topic>.+?)\s+{_MADE}(?P<who>.+?)",
        rf"{_ASK}{_PIECES}\s+{_MADE}(?P<who>.+?)\s+{_ON}(?P<topic>.+?)",
        rf"{_ASK}{_PIECES}\s+{_MADE}(?P<who>.+?)",
        rf"{_ASK}(?:{_PIECES}\s+)?(?:has|have|did|does)\s+(?P<who>.+?)\s+"
        rf"(?:written|write|published|publish|reported|report)(?:\s+{_ON}(?P<topic>.+?))?",
    )
)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_WORDS = re.compile(r"\w+")


def tell_written(
    index: Index, analyzer: Analyzer, question: str, text: str, scope: Scope
) -> Answer | None:
    """The articles of the source or author that a question asks for, the newest first.

    None where it asks for no such thing, or nobody of that name has published or written any.
    """
    for form in _FORMS if len(text) <= _LONGEST else ():
        if asked := form.match(text):
            who, topic = asked["who"], asked.groupdict().get("topic")
            found = _of_source(index, analyzer, who, topic, scope)
            found = _of_author(index, analyzer, who, topic, scope) if found is None else found
            if found is not None:
                return _answer(question, found[:MOST_NAMED])
    return None


def _of_source(
    index: Index, analyzer: Analyzer, who: str, topic: str | None, scope: Scope
) -> list[Listed] | None:
    """The articles of a source; None where there is no such source."""
    names = {_folded(each.source): each.source for each in index.sources() if each.source}
    source = names.get(_folded(who))
    if source is None or scope.source not in (None, source):
        return None
    return list(latest(index, analyzer, topic, replace(scope, source=source)).articles)


def _of_author(
    index: Index, analyzer: Analyzer, who: str, topic: str | None, scope: Scope
) -> list[Listed] | None:
    """The articles of an author; None where nobody of that name wrote one of the newest."""
    wanted = set(_WORDS.findall(who.casefold()))
    everything = [
        each for each in newest_articles(index, scope, _LOOKED_AT) if _is_by(each, wanted)
    ]
    if not everything:
        return None
    if topic is None:
        return [Listed(article) for article in everything]
    on_topic = latest(index, analyzer, topic, scope).articles
    return [each for each in on_topic if _is_by(each.article, wanted)]


def _is_by(article: Article, wanted: set[str]) -> bool:
    """Whether an author of an article has all the words of a name."""
    return any(wanted and wanted <= set(_WORDS.findall(a.casefold())) for a in article.authors)


def _answer(question: str, found: Iterable[Listed]) -> Answer:
    """The titles, each with the article's first sentence; an abstention where there is none."""
    citations = []
    for n, listed in enumerate(found, start=1):
        article = listed.article
        start, end = next(iter(sentence_spans(article.text, language=article.language)), (0, 0))
        citations.append(Citation(n, article, start, end, (), listed.also))
    titles = "; ".join(cited.article.title or cited.quote for cited in citations)
    return Answer(question, titles or None, "span" if titles else None, 1.0, tuple(citations))


def _folded(name: str) -> str:
    return " ".join(_THE.sub("", name.strip()).casefold().split())
