"""What people follow, as they write it, and what it comes to; the same in Discord and at a
terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language import gettext
from knowledge import Coverage, Following, KnowledgeError, Sighting, Stage

MOST_WORDS, MOST_WORD_CHARS = 20, 40
# Where what is followed is looked for when it is tried: in the newest articles, of these only those
# of passages that hold a word of it, and then in those of the passages nearest to it; for a
# question in fewer, as to see whether an article answers it takes a fifth of a second.
_MOST_NEWEST, _MOST_HOLDING, _MOST_NEAR = 200, 500, 40
_MOST_READ = 16


class WordsError(KnowledgeError):
    """Too many words, or one that is too long."""


def read_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are wanted, and those after a minus, which are not; raises WordsError."""
    words = [" ".join(word.split()) for word in text.split(",")]
    words = list(dict.fromkeys(word for word in words if word.strip("- ")))
    if len(words) > MOST_WORDS or any(len(word) > MOST_WORD_CHARS for word in words):
        raise WordsError(
            gettext(
                "Write up to {most} words with commas between them, each of {chars} characters at "
                "most.",
                most=MOST_WORDS,
                chars=MOST_WORD_CHARS,
            )
        )
    unwanted = tuple(word.lstrip("- ") for word in words if word.startswith("-"))
    return tuple(word for word in words if not word.startswith("-")), unwanted


def newest_sighting(coverage: Coverage, following: Following) -> Sighting | None:
    """What would have been told of the newest article that is about what is followed."""
    about, source = following.about, following.source
    newest = [each.article for each in coverage.latest(most=_MOST_NEWEST, source=source).articles]
    since = min((each.published.date() for each in newest if each.published), default=None)
    many, few = (_MOST_READ,) * 2 if following.is_question else (_MOST_HOLDING, _MOST_NEAR)
    hits = coverage.search(about, many, source=source, since=since)
    holding = {hit.passage.article.id for hit in hits}
    near = (hit.passage.article for hit in coverage.search(about, few, source=source))
    further = sorted(near, key=lambda each: str(each.published), reverse=True)
    told = (each for each in newest if each.id in holding or each.published is None)
    for article in dict.fromkeys(each.id for each in (*told, *further)):
        found: Sequence[Sighting | Stage] = coverage.look_for(article, [following]) or ()
        for each in found:
            if isinstance(each, Sighting):
                return each
    return None


def stage_text(stage: Stage, following: Following) -> str:
    """Why an article is not told: where it stopped."""
    match stage:
        case "source":
            return gettext("Out of scope: it is of another source than this alert is for.")
        case "words":
            return gettext(
                "In scope, but it has a word that is not wanted, or none of those that are."
            )
        case "topic" if following.is_question:
            return gettext("In scope, but it does not answer the question.")
        case "topic":
            return gettext("In scope, but not on topic.")
