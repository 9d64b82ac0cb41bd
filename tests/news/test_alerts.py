"""Alerts through Discord: what is posted, edited, and left alone."""

from __future__ import annotations

from datetime import timedelta

from wire import BEGAN, STORM, Wire, choose, more_of

DAY = 86_400.0
SEND_MESSAGES = 1 << 11


async def test_one_story_is_one_post_and_others_are_named_in_it(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth")
    await wire.round()
    (post,) = wire.posts()
    assert "Storm hits Aldermouth" in post.plain
    assert "A storm hit Aldermouth on Monday and 3 people died there" in post.plain
    assert "Alert: storm" in post.plain
    assert "also in" not in post.plain
    wire.publish_storm("Aldermouth", name="wire", source="Hill Gazette")
    await wire.round()
    assert wire.posts() == [post]
    assert "also in 1: Hill Gazette" in post.plain
    wire.publish("fish", "Fish market moves", "The fish market of Skarholm moves into a new hall.")
    await wire.round()
    assert len(wire.posts()) == 1


async def test_what_was_there_before_the_alert_is_no_news(wire: Wire) -> None:
    wire.publish_storm("Aldermouth")
    await wire.round()
    await wire.alert()
    await wire.round()
    assert wire.posts() == []
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert "Veldrun" in wire.posts()[0].plain


async def test_an_article_dated_anew_is_no_news(wire: Wire) -> None:
    wire.publish_storm("Aldermouth", url="https://coast.example/a")
    await wire.round()
    await wire.alert()
    wire.clock.advance(5 * DAY)
    wire.publish_storm("Aldermouth", url="https://coast.example/a")  # the same with another day
    await wire.round()
    wire.publish_storm("Aldermouth", name="anew", like="aldermouth")
    await wire.round()
    (wire.articles / "anew.json").unlink()
    (wire.articles / "aldermouth.json").unlink()
    await wire.round()
    wire.publish_storm("Aldermouth", name="again", like="aldermouth")  # the old one is gone by now
    await wire.round()
    assert wire.posts() == []


async def test_an_archive_is_no_news(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth", published=(BEGAN - timedelta(days=9)).date().isoformat())
    await wire.round()
    assert wire.posts() == []


async def test_a_story_that_changes_has_the_old_and_the_new_sentence(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    (post,) = wire.posts()
    wire.publish_storm("Aldermouth", 7, name="later", source="Hill Gazette")
    await wire.round()
    assert wire.posts() == [post]
    assert post.edits
    assert "This has changed" in post.plain
    assert "Before: A storm hit Aldermouth on Monday and 3 people died" in post.plain
    assert "Now: A storm hit Aldermouth on Monday and 7 people died" in post.plain
    assert "~~" in post.text


async def test_an_article_that_is_rewritten_changes_its_post(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    (post,) = wire.posts()
    wire.publish_storm("Aldermouth", 4)
    await wire.round()
    assert "Now: A storm hit Aldermouth on Monday and 4 people died" in post.plain
    before = len(post.edits)
    await wire.round()
    assert len(post.edits) == before


async def test_words_and_source_narrow_it(wire: Wire) -> None:
    wire.publish("old", "Old", "The harbour of Lindmark was quiet.", source="Coast Daily")
    await wire.round()
    await wire.alert(words="school, -football", source="Coast Daily")
    wire.publish_storm("Aldermouth", more="The football match is off.")
    wire.publish("veldrun", "Storm at Veldrun", "A storm hit Veldrun at night and tore roofs off.")
    wire.publish_storm("Lindmark", source="Hill Gazette")
    await wire.round()
    assert wire.posts() == []
    wire.publish_storm("Skarholm")  # closes schools
    await wire.round()
    assert "Skarholm" in wire.posts()[0].plain


async def test_no_more_stories_than_the_cap_until_the_next_day(wire: Wire) -> None:
    await wire.alert(most_a_day=1)
    wire.publish_storm("Aldermouth", 3)
    wire.publish(
        "veldrun",
        "Snow storm at Veldrun",
        "A snow storm buried the railway of Veldrun, where 40 travellers spent the night in a gym.",
    )
    await wire.round()
    assert len(wire.posts()) == 1
    wire.clock.advance(DAY)
    wire.publish(
        "lindmark",
        "Hail storm over Lindmark",
        "A hail storm broke the glass of every greenhouse in Lindmark, growers said on Tuesday.",
    )
    await wire.round()
    assert len(wire.posts()) == 2
    assert "Lindmark" in wire.posts()[1].plain


async def test_two_alerts_of_a_channel_tell_one_story_once(wire: Wire) -> None:
    await wire.alert("storm")
    await wire.alert("Aldermouth")
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert len(wire.posts()) == 1


async def test_an_alert_that_has_told_enough_silences_no_other(wire: Wire) -> None:
    admin = wire.discord.world.admin
    first = await wire.alert("storm", most_a_day=1)
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    second = await wire.alert("Veldrun")
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert len(wire.posts()) == 2
    assert "Alert: Veldrun" in wire.posts()[1].plain
    told = await wire.discord.slash("alert why", url="veldrun", by=admin)
    of = dict(line.split(" ", 2)[1:] for line in told.plain.splitlines() if line.startswith("- "))
    assert "had told enough that day" in of[str(first)]
    assert "Sent: " in of[str(second)]


async def test_a_person_is_told_directly_and_sees_their_own_alone(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    await wire.alert("glacier", by=world.editor, directly=True)
    wire.publish_storm("Aldermouth")
    await wire.round()
    (post,) = wire.posts(world.dm_with(world.member))
    assert "Storm hits Aldermouth" in post.plain
    assert wire.posts() == wire.posts(world.dm_with(world.editor)) == []
    mine = await wire.discord.slash("alert list", by=world.member)
    assert mine.ephemeral
    assert "storm" in mine.plain
    assert "glacier" not in mine.plain
    all_of_them = await wire.discord.slash("alert list", by=world.admin)
    assert "storm" in all_of_them.plain
    assert "glacier" in all_of_them.plain


async def test_who_takes_no_messages_is_given_up(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    world.closed_dms.add(world.member.id)
    wire.publish_storm("Aldermouth")
    await wire.round()
    requests = len(wire.discord.requests)
    wire.clock.advance(7200)
    await wire.round()
    assert len(wire.discord.requests) == requests
    told = await wire.discord.slash("alert why", url="aldermouth", by=world.member)
    assert "Discord took it no more" in told.plain


async def test_an_admin_ends_a_persons_alert_and_nothing_more_is_told(wire: Wire) -> None:
    world = wire.discord.world
    number = await wire.alert(by=world.member, directly=True)
    done = await wire.discord.slash("alert remove", alert=str(number), by=world.admin)
    assert "Alert ended" in done.plain
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert wire.posts(world.dm_with(world.member)) == []


async def test_the_button_below_a_post_ends_its_alert_for_admins(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth")
    await wire.round()
    (post,) = wire.posts()
    refused = await wire.discord.click(post, "Stop this alert")
    assert "no alert of that number" in refused.plain
    ended = await wire.discord.click(post, "Stop this alert", by=wire.discord.world.admin)
    assert "ended" in ended.plain
    listed = await wire.discord.slash("alert list", by=wire.discord.world.admin)
    assert "There is none" in listed.plain


async def test_to_forget_ends_what_tells_a_person_directly(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    done = await wire.discord.slash("forget", by=world.member)
    assert "1 alert that told you directly is ended" in done.plain
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert wire.posts(world.dm_with(world.member)) == []


async def test_to_try_an_alert_posts_nothing(wire: Wire) -> None:
    wire.publish_storm("Aldermouth")
    await wire.round()
    number = await wire.alert()
    admin = wire.discord.world.admin
    shown = await wire.discord.slash("alert test", alert=str(number), by=admin)
    assert shown.ephemeral
    assert "Storm hits Aldermouth" in shown.plain
    waiting = await wire.alert("glacier")
    shown = await wire.discord.slash("alert test", alert=str(waiting), by=admin)
    assert "No article is about “glacier” yet" in shown.plain
    assert wire.posts() == []


async def test_to_try_an_alert_shows_the_newest_article_however_many_fit_better(
    wire: Wire,
) -> None:
    for number in range(50):
        text = f"A storm, a storm, another storm: the storm of {number} tore roofs off. Storm!"
        wire.publish(f"n{number}", f"Storm {number}", text, published="2025-05-01")
    more = " ".join(more_of(f"{number}", "x") for number in range(3))
    told = STORM.format(place="Veldrun", count=3)
    wire.publish("newest", "Night in Veldrun", f"{told} {more}")
    await wire.round()
    number = await wire.alert()
    by = wire.discord.world.admin
    shown = await wire.discord.slash("alert test", alert=str(number), by=by)
    assert "Night in Veldrun" in shown.plain


async def test_the_list_says_where_the_bot_may_not_post_any_more(wire: Wire) -> None:
    discord, world = wire.discord, wire.discord.world
    await wire.alert()
    await wire.alert(where=world.thread)
    await wire.alert(where=world.ask)
    await choose(wire, f"digest: {{channel: {world.general.id}, every: day, at: '14:00'}}")
    warning = "I may not post there: I need View Channel"
    for name in ("alert list", "digest when"):
        assert warning not in (await discord.slash(name, by=world.admin)).plain
    await discord.deny(world.general, SEND_MESSAGES)
    listed = await discord.slash("alert list", by=world.admin)
    assert listed.plain.count(warning) == 1
    assert warning in listed.plain.splitlines()[2]
    assert warning in (await discord.slash("digest when", by=world.admin)).plain


async def test_a_text_without_words_is_refused(wire: Wire) -> None:
    done = await wire.discord.slash("alert add", about="the of", by=wire.discord.world.admin)
    assert "has no word to follow" in done.plain


async def test_one_server_is_told_of_nothing_of_another(wire: Wire) -> None:
    world = wire.discord.world
    rivals = await wire.with_rivals()
    own = wire.folder / "data" / "servers" / str(world.guild_id) / "articles"
    article = (wire.articles / "x.json").name
    wire.publish_storm("Aldermouth", name="x")
    (wire.articles / article).rename(own / article)
    collections = wire.bot.coverage.ready
    assert collections is not None
    with collections.use(world.guild_id) as coverage:
        coverage.reload()
    await wire.round()
    assert len(wire.posts()) == 1
    assert wire.posts(rivals.channels[0]) == []
