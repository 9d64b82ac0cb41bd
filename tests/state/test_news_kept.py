"""What is kept so that news is told once: the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import Clock

from bot.state.news.digests import MOST_OF_USER, Progress
from bot.state.news.posts import CROSSPOSTS_AN_HOUR
from bot.state.news.values import Decisions, NewPost, PersonalDigest, Post, Seen, Target
from bot.state.repositories import State

CHANNEL, PERSON = Target(5, channel=7), Target(5, user=1)
HOUR = 3600.0


@pytest.fixture
def state(tmp_path: Path, clock: Clock, url: str | None) -> Iterator[State]:
    opened = State.open(tmp_path, keep_days=30, clock=clock, url=url)
    yield opened
    opened.close()


def story(identity: str, target: Target = CHANNEL) -> NewPost:
    return NewPost(identity, "story", target, {"of": identity})


async def sent(state: State, *posts: NewPost) -> list[Post]:
    """The posts once they are there, as messages of the numbers from 1 on."""
    await state.posts.put(posts)
    waiting = await state.posts.waiting()
    for number, post in enumerate(waiting, 1):
        assert await state.posts.begin(post)
        await state.posts.end(post.key, number, crosspost=True)
    return waiting


async def test_conditions_are_told_until_they_are_over(state: State) -> None:
    await state.conditions.note({"disk": "It has room again.", "feed x": "It is back."}, ())
    assert await state.conditions.told() == {"disk": "It has room again.", "feed x": "It is back."}
    await state.conditions.note({"disk": "There is room."}, ["feed x", "no such"])
    assert await state.conditions.told() == {"disk": "There is room."}


async def test_an_outage_is_told_once_and_once_when_it_is_over(state: State, clock: Clock) -> None:
    began, feed = clock.now, "https://news.example/rss"
    for collection in (0, 5):
        await state.outages.begin(collection, feed, [NewPost("dead", "dead", CHANNEL, {})])
    assert await state.outages.of(5) == {feed: began}
    assert [post.kind for post in await state.posts.waiting()] == ["dead"]
    await state.outages.end(5, feed, [NewPost("back", "back", CHANNEL, {})])
    await state.outages.end(5, feed, [])
    assert [await state.outages.of(each) for each in (0, 5)] == [{feed: began}, {}]


async def test_a_post_is_known_by_what_it_tells(state: State, clock: Clock) -> None:
    await state.posts.put([story("a"), story("b", PERSON)])
    clock.now += 1
    await state.posts.put([story("a"), story("c")])
    assert [post.identity for post in await state.posts.waiting()] == ["a", "b", "c"]
    assert [post.identity for post in await state.posts.told_at(CHANNEL, 0)] == ["a", "c"]
    assert [post.identity for post in await state.posts.told_at(PERSON, clock.now - 1)] == ["b"]
    assert await state.posts.told_at(CHANNEL, 0, "digest") == []


async def test_the_last_post_of_a_kind_is_found_by_how_its_name_begins(
    state: State, clock: Clock
) -> None:
    for identity in ("story:5%:1", "story:5_:1", "story:5x:1", "story:5%:2"):
        clock.now += 1
        await state.posts.put([story(identity)])
    found = [await state.posts.last(each) for each in ("story:5%:", "story:5_:", "story:6")]
    assert [post.identity if post else None for post in found] == ["story:5%:2", "story:5_:1", None]


async def test_a_post_that_is_told_otherwise_is_stale_until_it_is_edited(state: State) -> None:
    (post,) = await sent(state, story("a"))
    await state.posts.tell_otherwise({post.key: {"of": "more"}, "no such": {}})
    (stale,) = await state.posts.stale()
    assert (stale.told, stale.message) == ({"of": "more"}, 1)
    await state.posts.edited(post.key)
    assert await state.posts.stale() == []


async def test_several_posts_are_rolled_up_and_changed_in_one(state: State, clock: Clock) -> None:
    await state.posts.put([story("a")])
    clock.now += 1
    await state.posts.put([story("b")])
    rollup = await state.posts.roll_up(await state.posts.waiting())
    clock.now += 1
    await state.posts.put([story("c")])
    assert (await state.posts.roll_up(await state.posts.waiting())).key == rollup.key
    within = await state.posts.within(rollup.key)
    assert [post.identity for post in within] == ["a", "b", "c"]
    (waiting,) = await state.posts.waiting()
    await state.posts.end(waiting.key, 9)
    await state.posts.tell_otherwise({within[0].key: {"of": "more"}})
    assert [post.key for post in await state.posts.stale()] == [rollup.key]


async def test_what_was_refused_waits_again_or_is_gone(state: State) -> None:
    await state.posts.put([story("a"), story("b")])
    first, second = await state.posts.waiting()
    for post in (first, second):
        assert await state.posts.begin(post)
    await state.posts.give_back(first.key)
    await state.posts.give_back(second.key, gone=True)
    (left,) = await state.posts.waiting()
    assert (left.key, left.state, left.late) == (first.key, "waiting", True)


async def test_a_channel_is_published_no_more_often_than_discord_lets(
    state: State, clock: Clock
) -> None:
    other = Target(5, channel=8)
    stories = [story(str(number)) for number in range(CROSSPOSTS_AN_HOUR + 2)]
    await sent(state, *stories, story("other", other))
    published = await state.posts.to_crosspost()
    assert sum(post.target == CHANNEL for post in published) == CROSSPOSTS_AN_HOUR
    for post in published:
        await state.posts.crossposted(post.key)
    assert await state.posts.to_crosspost() == []
    clock.now += HOUR + 1
    assert len(await state.posts.to_crosspost()) == 2


async def test_what_became_of_an_article_is_known(state: State, clock: Clock) -> None:
    await state.arrivals.note(0, [])
    await state.arrivals.note(0, [("a", "mark a"), ("b", "mark b")])
    seen = (Seen(1, "a", "told", "story"), Seen(1, "b", "also", "story"), Seen(2, "a", "capped"))
    arrivals = await state.arrivals.since(5)
    await state.posts.decide(5, arrivals, Decisions((story("story"),), seen=seen))
    (post,) = await state.posts.waiting()
    assert post.articles == ("a", "b")
    assert await state.posts.fate(1, "b") == ("also", post)
    assert await state.posts.fate(2, "a") == ("capped", None)
    assert await state.posts.fate(2, "b") is None
    told = [await state.posts.told_of(alert, clock.now) for alert in (1, 2)]
    assert told == [1, 0]
    assert await state.arrivals.since(5) == []


async def test_a_person_has_so_many_digests_and_ends_them(state: State) -> None:
    def digest(guild: int) -> PersonalDigest:
        return PersonalDigest(1, guild, "day", "08:00", "UTC")

    wanted = [await state.digests.subscribe(digest(each)) for each in range(1, MOST_OF_USER + 2)]
    assert wanted == [True] * MOST_OF_USER + [False]
    assert await state.digests.subscribe(PersonalDigest(1, 3, "monday", "07:00", "UTC"))
    progress = await state.digests.begin(5, 1)
    tells = NewPost("digest", "digest", PERSON, {})
    await state.digests.told(5, 1, progress, Progress(progress.until + 1, 3), [tells])
    assert await state.digests.begin(5, 1) == Progress(progress.until + 1, 3)
    assert await state.digests.end(5, 1)
    assert not await state.digests.end(5, 1)
    assert await state.posts.waiting() == []  # nobody is told any more
    await state.digests.told(5, 1, progress, progress, [tells])
    assert await state.posts.waiting() == []
    every = {each.guild: each.every for each in await state.digests.of_persons()}
    assert (every[3], len(every)) == ("monday", MOST_OF_USER - 1)


async def test_all_that_tells_a_person_directly_is_forgotten(state: State) -> None:
    await state.posts.put([story("a"), story("b", PERSON)])
    await state.digests.subscribe(PersonalDigest(1, 5, "day", "08:00", "UTC"))
    assert (await state.forget(1)).digests == 1
    assert [post.identity for post in await state.posts.waiting()] == ["a"]
    assert await state.digests.of_persons() == []


async def test_a_number_is_not_given_again_once_its_arrival_is_forgotten(
    state: State, clock: Clock
) -> None:
    await state.arrivals.note(5, [])
    clock.now += 1
    await state.arrivals.note(5, [("first", "")])
    await state.posts.decide(5, await state.arrivals.since(5), Decisions())
    clock.now += 31 * 24 * HOUR
    await state.arrivals.tidy(5, [])
    await state.arrivals.note(5, [("second", "")])
    assert [each.article for each in await state.arrivals.since(5)] == ["second"]
