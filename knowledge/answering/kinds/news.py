"""News: "what's new", "the latest on X": the newest telling sentences of a story."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from knowledge.answer import Answer
from knowledge.digests.selection import newest_day, read_topic, topic_passages
from knowledge.digests.summary import Summary, summarise
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.dates import find_dates

# Sentences shown, and the days that they may lie behind the newest on the topic: first a few, then
# as many as it takes.
MOST_SHOWN = 5
DAYS = (3, 14, 60)
# Passages on a topic among which its newest article is looked for.
_CONSIDERED = 40

# Said before and after what is asked, and no part of it.
_BEFORE = re.compile(
    r"""\W* (?: so|ok|okay|hey|hi|hello|yo|and|btw|well|please|pls|plz|guys|everyone
      | good\W+(?:morning|afternoon|evening) | (?:can|could|will|would)\W+(?:you|u|i|we)
      | (?:give|tell|show|get|send)\W+(?:me|us) | i\W+(?:want|need) | i\W?d\W+like
      | (?:do|have)\W+(?:you|u|we|i)(?:\W+(?:have|got|heard|know))?
      | (?:is|are)\W+there | ha(?:s|ve)\W+there\W+been | got|heard|any|some|all|a|the|quick
      ) \b(?!['’])""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(
    r"""(?:^|\W+) (?: please|pls|plz|thanks|thx|guys|bro|lol|again
      | (?:(?:for|from|of|in)\W+)? (?: today|tonight|now|right\W+now|rn|atm|lately|recently
        |so\W+far|this\W+week|these\W+days|at\W+the\W+moment|the\W+(?:last|past)\W+few\W+days )
      ) \W*$""",
    re.IGNORECASE | re.VERBOSE,
)
# The ways to ask for news, each with its topic after "on", "about", … or without one.
_WHATS = r"(?:wh?at(?:['’]?s|\W+(?:is|are|ha(?:s|ve)))?\W+(?:the\W+)?)"
_NEWEST = r"(?:(?:(?:this\W+week|today)['’]?s|latest|newest|recent|breaking|top|new)\W+)"
_NEWS = r"(?:news|updates?|headlines|developments|latest|newest)"
_ASKED = re.compile(
    rf"""\W* (?: {_WHATS}? {_NEWEST}* {_NEWS}
      | {_WHATS} (?:been\W+)? (?: new | happening | going\W+on )
      | {_WHATS} up (?=\W+(?:with|at)\b|\W*$)
      | {_WHATS} happened (?=\W*$)
      | {_WHATS} (?:in|on|making)\W+(?:the\W+)? {_NEWEST}* (?:news|headlines)
      | (?:any|some)thing\W+new
      | (?:any|some)thing (?=\W+(?:about|on|regarding)\b|\W*$)
      | (?:catch|bring)\W+(?:me|us)\W+up (?:\W+to\W+(?:date|speed))?
      | fill\W+(?:me|us)\W+in | update\W+(?:me|us)
      | wh?at\W+(?:did|have)\W+(?:i|we)\W+miss(?:ed)?
      ) \b
    (?: \W* \b (?:about|around|at|between|for|from|in(?!\W+an?\b)|of|on|re|regarding|to|with)
        \s+ (?P<topic>.+) | \W* )$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# "Tesla news", "the latest Boeing headlines"; words of a sentence stand in no such topic.
_TITLED = re.compile(
    rf"(?:{_WHATS}?{_NEWEST}+)?(?P<topic>\w\S*(?:\s+\S+){{0,3}}?)\s+{_NEWEST}*{_NEWS}\W*$",
    re.IGNORECASE,
)
_OF_SENTENCES = frozenset(
    """when who whom whose where why how what which is are was were be been am did do does has have
    had can could will would should may might i you u he she it we they me my your this that there
    to if no not good bad fake the s""".split()
)
# What is asked "on when it opens", or after another question, is not news.
_QUESTION = r"(?:when|who|whom|whose|where|why|how|what|which|whether|if)"
_CLAUSE = re.compile(
    rf"\W*{_QUESTION}\b | .*\?\s*\w | .+(?<!\bthe)\s{_QUESTION}\W*$",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_LONGEST = 200


def news_topic(question: str) -> str | None:
    """The topic that news is asked of, "" for all; None where something else is asked."""
    if len(question) > _LONGEST:
        return None
    asked = question.strip()
    while before := _BEFORE.match(asked):
        asked = asked[before.end() :]
    while after := _AFTER.search(asked):
        asked = asked[: after.start()]
    if found := _ASKED.match(asked):
        return "" if found["topic"] is None else _named(found["topic"])
    titled = _TITLED.match(asked)
    if titled and _OF_SENTENCES.isdisjoint(_WORDS.findall(titled["topic"].lower())):
        return _named(titled["topic"])
    return None


def _named(topic: str) -> str | None:
    """A topic's words alone; None for a day, a clause or another question."""
    name = topic.strip(" \t\n?!.,;:")
    if not name or _CLAUSE.match(name):
        return None
    if any(day.end - day.start == len(name) for day in find_dates(name)):
        return None
    return _ARTICLE.sub("", name)


def tell_news(
    index: Index, analyzer: Analyzer, question: str, topic: str, scope: Scope
) -> Answer | None:
    """The newest telling sentences on a topic as an answer; None where there are none."""
    newest = _newest(index, analyzer, topic, scope)
    found: Summary | None = None
    for days in DAYS if newest else ():
        assert newest is not None
        since = max(filter(None, (scope.since, newest - timedelta(days=days))))
        found = summarise(index, analyzer, topic or None, replace(scope, since=since))
        if len(found.sentences) >= MOST_SHOWN - 2:
            break
    if found is None or not found.sentences:
        found = summarise(index, analyzer, topic or None, scope)
    if not found.sentences:
        return None
    shown = found.sentences[:MOST_SHOWN]
    numbers = {sentence.n for sentence in shown}
    return Answer(
        question=question,
        answer="\n".join(sentence.text for sentence in shown),
        kind="summary",
        confidence=1.0,
        topic=topic,
        citations=tuple(cited for cited in found.citations if cited.n in numbers),
    )


def _newest(index: Index, analyzer: Analyzer, topic: str, scope: Scope) -> date | None:
    """The day of the newest article on a topic."""
    if not topic:
        return newest_day(index, scope)
    terms = read_topic(index, analyzer, topic)
    passages = topic_passages(index, analyzer, terms, scope, _CONSIDERED)
    days = [index.passage(number).article.published for number, _ in passages]
    return max((day.date() for day in days if day), default=None)
