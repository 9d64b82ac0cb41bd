"""What waited comes in one post: as much of it as there is room for, and the rest is not hidden."""

from __future__ import annotations

from datetime import timedelta

from wire import BEGAN, Wire, choose

HOUR = 3600.0
URL = "https://www.coast-daily.example/2025/05/05/world/weather/a-storm-has-hit-{}-at-night"


async def after_quiet_hours(wire: Wire, count: int) -> str:
    """The one post of so many stories that waited."""
    await choose(wire, "quiet_hours: 13:00-15:00\ntime_zone: UTC")
    await wire.alert(most_a_day=50)
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=10))
    for number in range(count):
        name = f"town{number}"
        wire.publish_storm(name.title(), number + 2, url=URL.format(name))
    await wire.round()
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    (post,) = wire.posts()
    return post.plain


async def why(wire: Wire, article: str) -> str:
    done = await wire.discord.slash("alert why", url=article, by=wire.discord.world.admin)
    return done.plain.splitlines()[-1]


async def test_many_stories_are_told_by_their_titles(wire: Wire) -> None:
    text = await after_quiet_hours(wire, 22)
    assert "22 stories while I could not post" in text
    assert all(f"Storm hits Town{number}]" in text for number in range(22))
    assert "more" not in text


async def test_what_there_is_no_room_for_is_counted_and_said_to_be_so(wire: Wire) -> None:
    text = await after_quiet_hours(wire, 40)
    shown = text.count("Storm hits Town")
    assert 22 < shown < 40
    assert f"… and {40 - shown} more, which /latest lists" in text
    posts = await wire.bot.state.posts.of_kind("story", 0.0)
    reasons = [await why(wire, post.articles[0]) for post in posts]
    told = [reason for reason in reasons if "in a post with others that waited: https" in reason]
    counted = [reason for reason in reasons if "had no room for it: https" in reason]
    assert (len(told), len(counted)) == (shown, 40 - shown)


async def test_what_is_given_up_takes_nothing_along_that_came_of_late(wire: Wire) -> None:
    await wire.alert()
    fault = wire.discord.faults.fail("POST", r"/channels/\d+/messages$", 403, times=99)
    for place in ("Aldermouth", "Skarholm"):
        wire.publish_storm(place)
    await wire.round()
    await wire.round(2 * HOUR)
    await wire.round(71 * HOUR)
    wire.publish_storm("Veldrun", 5)
    await wire.round(2 * HOUR)
    assert fault.hits == 5
    fault.times = 0
    await wire.round(2 * HOUR)
    (post,) = wire.posts()
    assert "Storm hits Veldrun" in post.plain
    assert "Aldermouth" not in post.plain


async def test_a_story_that_changes_in_it_has_the_old_and_the_new_sentence(wire: Wire) -> None:
    await after_quiet_hours(wire, 2)
    wire.publish_storm("Town1", 9, name="later", source="Hill Gazette")
    await wire.round()
    (post,) = wire.posts()
    assert "Before: A storm hit Town1 on Monday and 3 people died" in post.plain
    assert "Now: A storm hit Town1 on Monday and 9 people died" in post.plain
    assert "~~" in post.text
    assert "2 people died there" in post.plain
