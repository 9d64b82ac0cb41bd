"""News: which questions ask for it and on what, and the newest sentences that are told."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given, settings
from small_index import ANALYZER, index_of

from knowledge.answer import Answer
from knowledge.answering.kinds.news import MOST_SHOWN, news_topic, tell_news
from knowledge.article import Article
from knowledge.scope import Scope

ALL_NEWS = """what's new?|What’s new|whats new|what is new|any news?|news|the latest|latest news
    what's the latest|what's happening|what's going on|wats going on|what's been happening lately
    catch me up|bring me up to speed please|what did i miss|headlines pls|show me the headlines
    anything new today|what's in the news today?|hey guys any news today|give me the news
    what happened today|today's news|this week's headlines|is there any news|got any updates
    so what's up|hello! what's new this week??"""

# A question and its topic.
NEWS = {
    "latest on the strike": "strike",
    "what's the latest on the strike?": "strike",
    "whats the latest on xi": "xi",
    "What is the latest on the Veldrun harbour strike?": "Veldrun harbour strike",
    "what's going on with tesla": "tesla",
    "whats going on with the tesla strike rn": "tesla strike",
    "what has been going on with the merger": "merger",
    "what's up with boeing": "boeing",
    "what's happening in ukraine": "ukraine",
    "whats happening in the uk lately": "uk",
    "what's going on between india and pakistan": "india and pakistan",
    "anything about boeing": "boeing",
    "anything new on boeing today?": "boeing",
    "have you heard anything about Boeing lately": "Boeing",
    "is there anything new on the ferry": "ferry",
    "catch me up on the ferry strike": "ferry strike",
    "can you catch me up on tesla please": "tesla",
    "could you bring me up to date on the trial?": "trial",
    "update me on the ferry": "ferry",
    "fill me in on the ferry": "ferry",
    "what did I miss on the trial": "trial",
    "any updates on the trial?": "trial",
    "any update on the trial": "trial",
    "any news on the new iphone": "new iphone",
    "do we have any news on the ferry": "ferry",
    "has there been any news about the ferry": "ferry",
    "any news about St. Petersburg": "St. Petersburg",
    "latest news from gaza": "gaza",
    "could you tell me the latest news about the election": "election",
    "please give me the latest headlines on Boeing": "Boeing",
    "what are the latest developments in the trial": "trial",
    "what is the newest regarding the trial": "trial",
    "what's new with the trial": "trial",
    "so what's the latest with spacex, guys": "spacex",
    "the latest on the WHO": "WHO",
    "tesla news": "tesla",
    "boeing latest": "boeing",
    "Boeing 737 headlines today": "Boeing 737",
    "latest tesla news": "tesla",
    "what's the latest Boeing news": "Boeing",
}

NOT_NEWS = """what is the latest date to apply for the grant?|what happened to the bridge
    when is the next update|who has the latest iPhone|what is the newest iPhone
    what's the new price of the ticket|what is the new name of the bridge
    what is new york's population|what is the new bridge in tarn called|who owns the news
    who reads the news|what news did the mayor give on the bridge|how much is the latest model
    what is the latest version of ios|is there anything in the bill about taxes
    what did the news say about the ferry|who is the new mayor|what is the new law on parking
    what's up for sale at the auction|what's up for debate on Monday|what is happening on May 9
    what's happening on friday|what is going on display at the museum|what's going on sale
    does the latest update fix the bug|why was the news late|when did the news break
    where did the news of the fire come from|what is the latest book by Rowling about
    what was the latest poll on the election|how many new cases are there|new iphone price
    could the news about the ferry be wrong|what's the news agency in china called
    is the latest vaccine safe|have the new rules been published|any injuries in the crash
    what happened in the crash|what did the ferry miss|update on when the bridge opens
    any news on who won|is the news about the merger true|what is the latest in a string of attacks
    what's new on the ferry and when? and who pays?|what is the latest the office takes forms
    what's the latest on the strike? when does it end?|how do i get the latest update
    did you hear the news|anything else|what's up to half price||   |???"""


def rows(table: str) -> list[str]:
    return [row.strip() for line in table.splitlines() for row in line.split("|")]


@pytest.mark.parametrize("question", rows(ALL_NEWS))
def test_news_of_all_is_asked_for(question: str) -> None:
    assert news_topic(question) == ""
    assert news_topic(question.upper()) == ""


@pytest.mark.parametrize(("question", "topic"), NEWS.items())
def test_news_of_a_topic_is_asked_for(question: str, topic: str) -> None:
    assert news_topic(question) == topic


@pytest.mark.parametrize("question", rows(NOT_NEWS))
def test_something_else_is_asked(question: str) -> None:
    assert news_topic(question) is None


@given(HOSTILE)
@settings(deadline=None)
def test_any_text_can_be_asked(text: str) -> None:
    for question in (text, f"what's new on {text}", f"{text} news"):
        topic = news_topic(question)
        assert topic is None or topic in question


def test_a_long_text_is_no_question_for_news() -> None:
    assert news_topic("any news on " + "the ferry and " * 20 + "the bridge") is None


def article(name: str, day: int | None, text: str, source: str = "Tarn Courier") -> Article:
    published = datetime(2025, 5, day, 9) if day else None
    return Article(name, text, title=f"Report {name}", source=source, published=published)


STRIKE = """The crews of the Skarholm ferry began a strike over pay at Veldrun harbour on {day} May.
The ferry strike cost the Veldrun line 40,000 euros in lost tickets, its owner Petra Volmer said.
The union of Ilse Harkan wants the ferry line to pay 12 per cent more after the strike."""
OTTERS = "Researchers of Lindmark University counted 23 otters along the river Tarn in April 2025."
OLD = article(
    "old", 1, "The Skarholm ferry strike was called off in Veldrun after 3 hours of talks."
)
NEW = article("new", 25, STRIKE.format(day=24), "Veldrun Post")
OTHER = article("otters", 20, OTTERS)
INDEX = index_of(OLD, NEW, OTHER)


def told(topic: str, scope: Scope) -> Answer:
    answer = tell_news(INDEX, ANALYZER, "any news?", topic, scope)
    assert answer is not None
    return answer


def cited(answer: Answer) -> set[str]:
    return {citation.article.id for citation in answer.citations}


@pytest.mark.parametrize("topic", ["ferry strike", "otters", ""])
def test_news_are_sentences_of_the_articles_cited(topic: str) -> None:
    answer = told(topic, Scope())
    assert (answer.kind, answer.topic, answer.question) == ("summary", topic, "any news?")
    lines = (answer.answer or "").splitlines()
    assert 1 <= len(lines) <= MOST_SHOWN
    assert [citation.n for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    for line in lines:
        assert any(line in citation.article.text for citation in answer.citations)
    for citation in answer.citations:
        assert citation.quote in lines
    assert 0.0 <= answer.confidence <= 1.0


def test_the_newest_of_a_topic_is_told() -> None:
    assert cited(told("ferry strike", Scope())) == {"new"}
    assert cited(told("otters", Scope())) == {"otters"}
    assert "new" in cited(told("", Scope()))


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(as_of=date(2025, 5, 10)), {"old"}),
        (Scope(until=date(2025, 5, 10)), {"old"}),
        (Scope(source="tarn courier"), {"old"}),
        (Scope(source="Veldrun Post"), {"new"}),
        (Scope(since=date(2025, 5, 25)), {"new"}),
    ],
)
def test_only_what_is_in_scope_is_told(scope: Scope, expected: set[str]) -> None:
    assert cited(told("ferry strike", scope)) == expected


def test_where_nothing_is_covered_there_is_no_news() -> None:
    assert tell_news(INDEX, ANALYZER, "any news?", "volcano", Scope()) is None
    assert tell_news(INDEX, ANALYZER, "any news?", "otters", Scope(source="nobody")) is None
    assert tell_news(index_of(), ANALYZER, "any news?", "", Scope()) is None


def test_undated_articles_are_told_where_there_are_no_others() -> None:
    answer = tell_news(index_of(article("u", None, OTTERS)), ANALYZER, "news", "", Scope())
    assert answer is not None
    assert answer.answer == OTTERS
