"""Posts as they are kept, in a file and on a server: what is forgotten, stopped, and joined."""

from __future__ import annotations

from pathlib import Path

from bot.state.news.values import Alert, Decisions, NewPost, Seen, Target
from bot.state.repositories import State

DAY = 86_400.0
HERE = Target(guild=5, channel=6)


class Kept:
    """The state with a clock that the test sets, an article after the other told for an alert."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.now = 100 * DAY
        self.state = State.open(folder, 30, lambda: self.now, url=url)

    async def alert(self) -> int:
        made = await self.state.alerts.add(Alert(HERE, "storm"))
        assert made is not None
        return made.id

    async def tell(self, article: str, *alerts: int) -> None:
        """A post that the first of some alerts opens with an article."""
        post = NewPost(f"story:{article}", "story", HERE, {})
        seen = [Seen(alerts[0], article, "told", post.identity)]
        seen += [Seen(alert, article, "also", post.identity) for alert in alerts[1:]]
        await self.state.posts.decide(5, [], Decisions((post,), seen=tuple(seen)))


async def test_what_was_told_last_is_kept_for_as_long_as_the_alert(
    tmp_path: Path, url: str | None
) -> None:
    kept = Kept(tmp_path, url)
    alert, posts = await kept.alert(), kept.state.posts
    for article in ("a", "b"):
        kept.now += DAY
        await kept.tell(article, alert)
    for post in await posts.waiting():
        await posts.end(post.key, 1)
    kept.now += 40 * DAY
    await kept.state.tidy()
    assert [await posts.last(f"story:{each}") is not None for each in "ab"] == [False, True]
    assert [await posts.fate(alert, each) is not None for each in "ab"] == [False, True]
    await kept.state.alerts.remove(alert)
    await kept.state.tidy()
    assert await posts.last("story:b") is None
    kept.state.close()


async def test_an_alert_that_ends_stops_what_waits_for_it_alone(
    tmp_path: Path, url: str | None
) -> None:
    kept = Kept(tmp_path, url)
    first, second = await kept.alert(), await kept.alert()
    await kept.tell("alone", first)
    await kept.tell("both", first, second)
    await kept.tell("rolled", first)
    await kept.tell("sent", first)
    posts = {post.articles[0]: post for post in await kept.state.posts.waiting()}
    await kept.state.posts.roll_up([posts["rolled"], posts["both"]])
    assert await kept.state.posts.begin(posts["sent"])
    await kept.state.alerts.remove(first)
    assert not await kept.state.posts.begin(posts["alone"])
    (rollup,) = await kept.state.posts.waiting()
    (told,) = await kept.state.posts.within(rollup.key)
    assert (told.articles, told.alerts) == (("both",), (second,))
    await kept.state.posts.end(posts["sent"].key, 9)  # it came there meanwhile
    sent = await kept.state.posts.get(posts["sent"].key)
    assert sent
    assert (sent.state, sent.message) == ("sent", 9)
    kept.state.close()


async def test_what_another_process_has_sent_meanwhile_is_not_taken_back(
    tmp_path: Path, url: str | None
) -> None:
    kept = Kept(tmp_path, url)
    await kept.tell("a", await kept.alert())
    (post,) = await kept.state.posts.waiting()
    assert await kept.state.posts.begin(post)
    (sending,) = await kept.state.posts.waiting()
    kept.now += 60
    assert await kept.state.posts.begin(sending)  # the other process
    assert await kept.state.posts.take_back(sending) is None
    (now,) = await kept.state.posts.waiting()
    taken = await kept.state.posts.take_back(now)
    assert taken
    assert (taken.state, taken.tried_at) == ("waiting", None)
    kept.state.close()


async def test_articles_with_another_text_than_they_came_with_are_found(
    tmp_path: Path, url: str | None
) -> None:
    kept = Kept(tmp_path, url)
    arrivals = kept.state.arrivals
    await arrivals.note(0, [])
    await arrivals.note(0, [("same", "1"), ("changed", "1"), ("unmarked", "")])
    marks = {"same": "1", "changed": "2", "unmarked": "2", "unknown": "2"}
    assert await arrivals.rewritten(5, marks) == []  # not decided on yet
    await kept.state.posts.decide(5, await arrivals.since(5), Decisions())
    assert [each.article for each in await arrivals.rewritten(5, marks)] == ["changed"]
    kept.state.close()
