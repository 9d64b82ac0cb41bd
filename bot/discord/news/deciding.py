"""Deciding what is told of the articles that arrived: one story, one post at each target."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Literal

from bot.discord.news.told import MOST_ALSO, STORY, Change, Named, StoryTold
from bot.state.news.values import Alert, Arrival, Decisions, Fate, NewPost, Post, Seen, Target
from knowledge import Article, Citation, Coverage, Following, Sighting, answers_agree

# A story goes on for so long after its post; what comes later is told anew.
LIVE_SECONDS = 3 * 86_400.0
# What was published so long before it came is no news, as when somebody adds an archive.
_OLD_SECONDS = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Case:
    """All that is needed to decide for one server: its alerts, what arrived, the stories that each
    target is being told, the last answer to each question, and how many stories each alert may
    still open today. Posts are `late` after an outage."""

    alerts: Sequence[Alert]
    arrivals: Sequence[Arrival]
    live: Mapping[Target, Sequence[Post]]
    answers: Mapping[int, Post]
    room: Mapping[int, int]
    late: bool = False


def following(alert: Alert) -> Following:
    """What an alert follows."""
    return Following(alert.about, alert.wanted, alert.unwanted, alert.source)


@dataclass(slots=True)
class _Story:
    """A story that a target is told, or is to be, and its articles; `key` names its post, which is
    kept or not. One that is `capped` is not told, for its alert has told enough that day."""

    key: str
    told: StoryTold
    articles: list[str]
    state: Literal["kept", "changed", "new", "capped"] = "kept"

    def join(self, article: Article) -> None:
        """Another article tells it too."""
        self.articles.append(article.id)
        if len(self.told.also) < MOST_ALSO:
            self._tell(replace(self.told, also=(*self.told.also, Named.of(article))))

    def change(self, sighting: Citation, answer: str | None = None) -> None:
        """An article tells something else than was told."""
        before, article = self.told.newest.now, Named.of(sighting.article)
        change = Change(before, sighting.quote, article, answer)
        self._tell(replace(self.told, changes=(*self.told.changes, change)))

    def _tell(self, told: StoryTold) -> None:
        self.told = told
        self.state = "changed" if self.state == "kept" else self.state


@dataclass(frozen=True, slots=True)
class _Found:
    """An article that tells of what an alert follows."""

    alert: Alert
    arrival: Arrival
    sighting: Sighting


def decide(coverage: Coverage, case: Case) -> Decisions:
    """What is told of what arrived. It reads articles, so it wants a thread."""
    found = list(_find(coverage, case))
    targets = dict.fromkeys(each.alert.target for each in found)
    parts = [
        _Deciding(coverage, case, target).decide(
            [each for each in found if each.alert.target == target]
        )
        for target in targets
    ]
    return Decisions(
        tuple(post for part in parts for post in part.posts),
        {key: told for part in parts for key, told in part.updates.items()},
        tuple(seen for part in parts for seen in part.seen),
    )


def _find(coverage: Coverage, case: Case) -> Iterator[_Found]:
    for arrival in case.arrivals:
        alerts = _looking(case, arrival)
        told = coverage.look_for(arrival.article, [following(alert) for alert in alerts])
        for alert, each in zip(alerts, told or (), strict=False):
            if isinstance(each, Sighting):
                yield _Found(alert, arrival, each)


def _looking(case: Case, arrival: Arrival) -> list[Alert]:
    """The alerts that an article is looked at for; a new version only for questions that nothing
    has answered."""
    alerts = [alert for alert in case.alerts if alert.made_at <= arrival.at]
    return [each for each in alerts if is_open(each, case.answers)] if arrival.again else alerts


def is_open(alert: Alert, answers: Collection[int]) -> bool:
    """Whether an alert is a question that nothing has answered yet."""
    return following(alert).is_question and alert.id not in answers


class _Deciding:
    """Decides on what was found for one target."""

    def __init__(self, coverage: Coverage, case: Case, target: Target) -> None:
        self._coverage, self._case, self._target = coverage, case, target
        self._room = dict(case.room)
        self._seen: list[Seen] = []
        self._stories = [_kept(post) for post in case.live.get(target, ())]
        live = {story.key: story for story in self._stories}
        self._answers = {
            alert: live.get(post.key) or _kept(post) for alert, post in case.answers.items()
        }
        self._live = set(live)
        self._numbers = {each.article: each.number for each in case.arrivals}

    def decide(self, found: Sequence[_Found]) -> Decisions:
        """Answers come first: what tells one needs not be told as news of a topic too."""
        news = [each for each in found if self._is_news(each)]
        for each in news:
            if following(each.alert).is_question:
                self._answer(each)
        self._group([each for each in news if not following(each.alert).is_question])
        late, told = self._case.late, {story.key: story for story in self._all()}.values()
        return Decisions(
            tuple(
                NewPost(each.key, "story", self._target, STORY.keep(each.told), late=late)
                for each in told
                if each.state == "new"
            ),
            {each.key: STORY.keep(each.told) for each in told if each.state == "changed"},
            tuple(self._seen),
        )

    def _all(self) -> list[_Story]:
        return [*self._stories, *self._answers.values()]

    def _is_news(self, found: _Found) -> bool:
        """Whether an article is new, and no text that was there before under another date or in
        another paper. A copy of what is told is named there."""
        article, arrival = found.sighting.article, found.arrival
        published = article.published
        if published and arrival.at - published.replace(tzinfo=UTC).timestamp() > _OLD_SECONDS:
            self._note(found, "old")
            return False
        copies = {
            copy.id
            for copy in self._coverage.copies(article.id)
            if self._numbers.get(copy.id, 0) < arrival.number
        }
        if not arrival.repeats and not copies:
            return True
        story = next((each for each in self._all() if copies & set(each.articles)), None)
        self._note(found, "copy", story)
        if story:
            self._join(story, article)
        return False

    def _answer(self, found: _Found) -> None:
        """An answer is told once; another one changes it, or is told anew where that is old."""
        known = self._answers.get(found.alert.id)
        article, answer = found.sighting.article, found.sighting.answer
        if known is None or known.state == "capped":
            self._open(found)
        elif self._agrees(known, found.sighting):
            known.join(article)
            self._note(found, "also", known)
        elif known.key in self._live or known.state == "new":
            known.articles.append(article.id)
            known.change(found.sighting.citation, answer)
            self._note(found, "also", known)
        else:
            self._open(found)

    def _agrees(self, known: _Story, sighting: Sighting) -> bool:
        newest = known.told.newest
        if newest.answer and sighting.answer:
            return answers_agree(newest.answer, sighting.answer)
        return self._change(known, sighting.article) is None

    def _group(self, found: Sequence[_Found]) -> None:
        """Puts articles to the stories that they tell; each new one opens a post."""
        articles = list(dict.fromkeys(each.sighting.article.id for each in found))
        stories = list(self._stories)
        numbers = self._coverage.assign_stories(articles, [each.articles for each in stories])
        of = dict(zip(articles, numbers, strict=True))
        opened = dict(enumerate(stories))
        for each in found:
            article, number = each.sighting.article, of[each.sighting.article.id]
            story = opened.get(number)
            if story is None or story.state == "capped":  # this alert may still have room for it
                opened[number] = self._open(each)
            else:
                self._note(each, "also", story)
                self._join(story, article)

    def _join(self, story: _Story, article: Article) -> None:
        """Puts an article to a story, and tells what it changes in it."""
        if article.id not in story.articles:
            changed = self._change(story, article)
            story.join(article)
            if changed:
                story.change(changed)

    def _change(self, story: _Story, article: Article) -> Citation | None:
        """What an article tells instead, if it is no older than what is told."""
        newest = story.told.newest
        mine, theirs = newest.article.published, article.published
        if mine and theirs and theirs < mine:
            return None
        return self._coverage.find_change(newest.now, newest.article.article(), article.id)

    def _open(self, found: _Found) -> _Story:
        alert, sighting = found.alert, found.sighting
        told = StoryTold(
            alert.about,
            Named.of(sighting.article),
            sighting.citation.quote,
            sighting.answer,
            language=alert.language,
        )
        where = f"{self._target.guild}:{self._target.channel}:{self._target.user}"
        key = f"story:{where}:{alert.id}:{sighting.article.id}"
        story = _Story(key, told, [sighting.article.id], "new")
        if self._room.get(alert.id, alert.most_a_day) <= 0:
            story.state = "capped"
            self._note(found, "capped")
        else:
            self._room[alert.id] = self._room.get(alert.id, alert.most_a_day) - 1
            self._note(found, "told", story)
        self._stories.append(story)
        if following(alert).is_question:
            self._answers[alert.id] = story
        return story

    def _note(self, found: _Found, fate: Fate, story: _Story | None = None) -> None:
        post = story.key if story else None
        self._seen.append(Seen(found.alert.id, found.arrival.article, fate, post))


def _kept(post: Post) -> _Story:
    return _Story(post.key, STORY.read(post.told), list(post.articles))


def recheck(coverage: Coverage, posts: Sequence[Post]) -> dict[str, Mapping[str, Any]]:
    """What is told otherwise since an article that tells it was changed, by the posts' keys."""
    updates = {}
    for post in posts:
        story = _kept(post)
        newest = story.told.newest
        teller = newest.article.article()
        if changed := coverage.find_change(newest.now, teller, newest.article.id):
            story.change(changed)
            updates[post.key] = STORY.keep(story.told)
    return updates
