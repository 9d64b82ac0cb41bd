"""Completing: a question that leans on earlier turns is given the words that it leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.answering.blend import chance
from knowledge.answering.kinds.news import news_topic
from knowledge.conversation.candidates import Candidate, find_candidates
from knowledge.conversation.leaning import PRONOUNS, Asked
from knowledge.conversation.phrases import Phrase
from knowledge.conversation.reframing import MOST_WORDS, reframe
from knowledge.conversation.turn import LONGEST, MOST_TURNS, Turn
from knowledge.questions import AnswerType, bare
from knowledge.questions.classification import classify
from knowledge.text.analysis import Analyzer

WEIGHTS = Path(__file__).with_name("weights.json")

# From which probability on a question leans on what was said, and a phrase is added to it.
LEANS, ADDS = 0.4, 0.25
# The phrases that news are asked of at most: who asks "and what is new?" means all of the story.
_MOST_TOPICS = 2
# Terms that are added at most.
MOST_TERMS = 8

_POSSESSIVE = frozenset(("its", "his", "their", "theirs", "hers"))
_ELSE = re.compile(r"\b(?:else|others?|another)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Completed:
    """A question as it is understood, and what was `added`; nothing where it stands alone."""

    question: str
    added: tuple[str, ...] = ()


def complete(question: str, turns: Sequence[Turn], analyzer: Analyzer) -> Completed:
    """The question with the people, places, things and days that it leaves to earlier turns.

    Whether it leans on them, and which of their phrases it means, say two logistic models on
    words of the closed classes (pronouns and the like), rarity, names and recency. Fragments
    ("and before that?", "why?") take over the frame of the last question.
    """
    plain = bare(question)
    asked = Asked.of(plain[:LONGEST], analyzer)
    recent = turns[-MOST_TURNS:]
    if not recent or len(plain) > LONGEST or leaning(asked) < LEANS:
        return Completed(question)
    news = news_topic(plain)
    if news is not None and (analyzer.terms(news) or not asked.standing):
        return Completed(question)  # who asks what is new names on what, or means all
    if asked.terms and asked.terms == Asked.of(recent[-1].question, analyzer).terms:
        return Completed(question)  # asked again, in other words or the same
    if framed := reframe(asked, recent[-1], analyzer):
        return Completed(framed, (recent[-1].question,))
    likely = _choose(find_candidates(asked, recent, analyzer))
    if news == "":
        topics = [each.phrase.text for each in likely[:_MOST_TOPICS]]
        return Completed(f"what is the latest on {', '.join(topics)}?", tuple(topics))
    stand_in = _antecedent(asked, recent[-1], likely)
    text = _put(asked.text, *stand_in) if stand_in else asked.text
    known = _same_kind(asked, recent[-1]) if _ELSE.search(text) else ""
    named = set(analyzer.terms(f"{stand_in[1] if stand_in else ''} {known}"))
    parts = _spans(each.phrase for each in likely if not named.issuperset(each.phrase.terms))
    if not asked.phrases and not parts and stand_in is None:
        parts = [recent[-1].question.rstrip(" ?!.")]
    if known:
        parts.append(f"besides {known}")
    added = ([stand_in[1]] if stand_in else []) + parts
    return Completed(within(text, parts), tuple(added)) if added else Completed(question)


def leaning(asked: Asked) -> float:
    """The probability that a question cannot be understood alone."""
    return chance(load_weights()["leans"], asked.features())


def _choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The phrases to add, the likeliest first: at least one, and no more than MOST_TERMS terms."""
    scored = sorted(
        ((chance(load_weights()["adds"], each.features), each) for each in candidates),
        key=lambda pair: -pair[0],
    )
    chosen: list[Candidate] = []
    room = MOST_TERMS
    for likely, each in scored:
        if (likely >= ADDS or not chosen) and len(each.phrase.terms) <= room:
            chosen.append(each)
            room -= len(each.phrase.terms)
    return chosen


def _antecedent(
    asked: Asked, last: Turn, likely: Sequence[Candidate]
) -> tuple[re.Match[str], str] | None:
    """The first pronoun that stands for something said before, and what it stands for.

    A person is who was spoken of already before the last turn, else who was the answer to it.
    """
    for name in PRONOUNS:
        pronoun = asked.standing.get(name)
        if pronoun is None or not asked.stands_for_said(name) or pronoun.group() == "one":
            continue
        fitting = [each for each in likely if _stands_for(name, each.phrase)]
        carried = [each for each in fitting if each.features.get("carried")]
        if name == "person" and not carried and (value := _person(last)):
            return pronoun, value
        if fitting:
            best = min(carried or fitting, key=lambda each: each.phrase.is_name)
            return pronoun, best.phrase.noun
    return None


def _stands_for(pronoun: str, phrase: Phrase) -> bool:
    """Whether a class of pronouns may stand for a phrase: people are names that act, a thing has
    an article or is a name that does not, "they" are nothing with a name."""
    if pronoun == "person":
        return phrase.is_actor
    if pronoun == "many":
        return phrase.article is not None and phrase.is_plural
    return phrase.is_noun and not phrase.is_actor and not phrase.is_plural


def _person(last: Turn) -> str:
    """Who was the short answer to the last question; "" where it asked for something else."""
    return _short(last) if classify(last.question)[0] is AnswerType.PERSON else ""


def _same_kind(asked: Asked, last: Turn) -> str:
    """The short answer to the last question where this one asks for another such; else ""."""
    same = classify(asked.text)[0] is classify(last.question)[0]
    return _short(last) if same else ""


def _short(turn: Turn) -> str:
    """The answer of a turn where it is short, as a name or a day is; else ""."""
    value = turn.answer.strip().rstrip(".")
    return value if len(value.split()) <= MOST_WORDS and "\n" not in value else ""


def _put(text: str, pronoun: re.Match[str], meant: str) -> str:
    """The text with what a pronoun stands for in its place; "her" is read as hers before a noun."""
    word = pronoun.group().lower()
    after = text[pronoun.end() :]
    owns = word in _POSSESSIVE or (word == "her" and bool(re.match(r"\s+\w", after)))
    ending = ("’" if meant.endswith("s") else "’s") if owns else ""
    return f"{text[: pronoun.start()]}{meant}{ending}{after}"


def _spans(phrases: Iterable[Phrase]) -> list[str]:
    """Phrases as they stand in their turns, those drawn together between which only small words
    stand, in the order of their turns."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for phrase in sorted(phrases, key=lambda each: each.start):
        places = spans.setdefault(phrase.source, [])
        gap = phrase.source[places[-1][1] : phrase.start] if places else ""
        if places and re.fullmatch(r"(?:\W*\b[a-z]{1,4}\b){0,2}\s*", gap):
            places[-1] = (places[-1][0], phrase.end)
        else:
            places.append((phrase.start, phrase.end))
    return [source[start:end] for source, places in spans.items() for start, end in places]


def within(text: str, parts: Sequence[str]) -> str:
    """The question with what was left out in brackets at its end."""
    if not parts:
        return text
    body = text.rstrip(" ?!.")
    return f"{body} ({', '.join(parts)}){text[len(body) :].strip() or '?'}"


@lru_cache(maxsize=1)
def load_weights() -> dict[str, dict[str, float]]:
    """The weights of both models, as `python -m training.conversation` fitted them."""
    found: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found
