"""The walk of who wants to be told: alerts and digests."""

from __future__ import annotations

from datetime import UTC, datetime

from standin import Attachment, Channel, Message
from wire import Wire

from walk.walking import Walk

MORNING = datetime(2025, 5, 6, 8, 0, 30, tzinfo=UTC)
DAMAGE = "Roofs were torn off in the old town and trees fell on the railway. Schools stay closed."
STORM = "A storm hit Aldermouth on Monday and {count} people died there, the mayor said."
FERRY = (
    "The Alster ferry starts again on May 20, 2025, the harbour office said on Monday. Its quay "
    "had been closed since a barge ran into it in the winter."
)


async def be_told(walk: Walk, wire: Wire) -> None:
    """All of it, in order."""
    await _choose(walk, wire)
    await _alert(walk, wire)
    await _answer(walk, wire)
    await _digest(walk, wire)


async def _choose(walk: Walk, wire: Wire) -> None:
    world = walk.world
    walk.scene(
        "digest-settings",
        "A digest",
        """Its channel, day and hour are chosen in `/settings`, together with quiet hours and the
        roles that may be pinged.""",
    )
    panel = await walk.discord.slash("settings", by=world.admin)
    await walk.click(panel.message, "Alerts and digests", by=world.admin)
    chosen = f"digest: {{channel: {world.ask.id}, every: day, at: '08:00'}}"
    file = Attachment("settings.yaml", chosen.encode())
    await walk.discord.slash("settings", file=file, by=world.admin)
    await wire.round()


async def _alert(walk: Walk, wire: Wire) -> None:
    admin = walk.world.admin
    walk.scene(
        "alert",
        "An alert",
        """An admin has a channel told of a topic; everybody can be told alone, in a direct
        message.""",
    )
    await walk.slash("alert add", by=admin, about="storm in Aldermouth")
    walk.scene("story", "A story", "The first article on it opens a post.")
    _publish_storm(wire, "coast", "Storm hits Aldermouth", "Coast Daily", 3)
    await wire.round()
    (post,) = wire.posts()
    walk.show(post)
    walk.scene(
        "change",
        "It goes on, and changes",
        """What other papers tell of the same story is named in the post. Where a sentence has
        changed, the post is edited: the old one stands struck through beside the new one.""",
    )
    _publish_storm(wire, "hill", "Storm in Aldermouth stops trains", "Hill Gazette", 3)
    await wire.round()
    _publish_storm(wire, "wire", "Seven dead in Aldermouth storm", "Northern Wire", 7)
    await wire.round()
    walk.show(post)
    walk.scene("why", "Why", "How far an article came, and what became of it.")
    await walk.slash("alert why", by=admin, url="https://hill.example/storm")


async def _answer(walk: Walk, wire: Wire) -> None:
    member = walk.world.member
    walk.scene(
        "question",
        "A question that is not answered yet",
        """A question is told once an article answers it, with the answer.""",
    )
    await walk.slash("alert add", about="When does the Alster ferry start again?", directly=True)
    wire.publish("ferry", "Alster ferry starts again", FERRY, source="Quay Gazette")
    await wire.round()
    walk.show(_last(walk, walk.world.dm_with(member)))
    walk.scene("alerts", "All alerts", "Members see theirs, admins all of the server.")
    await walk.slash("alert list", by=walk.world.admin)


async def _digest(walk: Walk, wire: Wire) -> None:
    world = walk.world
    walk.scene(
        "digest",
        "The next morning",
        """The new stories, those of most sources first, two sentences each.""",
    )
    wire.clock.set(MORNING)
    await wire.round()
    walk.show(_last(walk, world.ask))
    walk.scene(
        "digest-directly",
        "A digest of one's own",
        """`/digest subscribe` has one come by direct message, at a time of one's own.""",
    )
    await walk.slash("digest subscribe", at="7:30", zone="Europe/Berlin")
    await walk.slash("digest when")
    walk.scene("catch-up", "Catch up", "`/digest now` does so at any time, also of one topic.")
    await walk.slash("digest now", topic="ferry", since="2025-05-01")


def _publish_storm(wire: Wire, name: str, title: str, source: str, count: int) -> None:
    text = f"{STORM.format(count=count)} {DAMAGE} The {source} was there."
    wire.publish(name, title, text, source=source, url=f"https://{name}.example/storm")


def _last(walk: Walk, channel: Channel) -> Message:
    said = [each for each in walk.discord.messages if each.channel == channel]
    return [each for each in said if each.author == walk.world.bot][-1]
