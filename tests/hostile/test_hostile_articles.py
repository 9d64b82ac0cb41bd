"""Articles that attack: nothing of them pings, links, breaks the layout or turns a line round,
whoever shows them. What people write stands in test_hostile_words.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hostile import ACTIVE, ATTACKS, UNSEEN
from running import run
from standin import Interaction, Message
from wire import Wire

TOWNS = (
    "Aldermouth Veldrun Skarholm Lindmark Harburg Tarnby Ostvik Brenholm Kaldnes Marfjord".split()
)
TOWNS += ["Sundvik", "Torhavn"]


def publish(wire: Wire) -> None:
    """An article for each attack, which stands in its title, source, author and text."""
    for number, (town, attack) in enumerate(zip(TOWNS, ATTACKS, strict=True)):
        text = (
            f"The lantern fair of {town} {attack} counted {100 + number} lanterns, {attack} said."
        )
        wire.publish(
            town.lower(),
            f"{attack} Lanterns of {town}",
            f"{text}\n\n{attack}",
            source=f"{town} {attack}",
            authors=[attack],
            url=f"https://news.example/{town}/{attack}",
        )


def shown(wire: Wire) -> Iterator[Message]:
    return (each for each in wire.discord.messages if each.author == wire.discord.world.bot)


async def test_no_message_lets_an_article_attack(wire: Wire) -> None:
    discord, admin = wire.discord, wire.discord.world.admin
    await wire.alert("lantern fair", most_a_day=50)
    publish(wire)
    await wire.round()
    for number, town in enumerate(TOWNS):
        asked = await discord.slash("ask", question=f"How many lanterns did {town} count?")
        assert town in asked.plain
        if number % 4 == 0:
            for button in ("More", "Sources", "Proof"):
                assert (await discord.click(asked.message, button)).plain
    lists: list[Interaction] = [
        *[await discord.slash(name) for name in ("latest", "summary", "timeline", "sources")],
        await discord.slash("compare", topic="lantern fair"),
        await discord.slash("digest now"),
        await discord.slash("coverage status", by=admin, base=True),
    ]
    assert not [each.name for each in lists if "went wrong" in each.plain or not each.plain]
    assert wire.posts()
    for message in shown(wire):
        assert message.pings == set()
        assert not ACTIVE.search(message.text), message.text
        assert not UNSEEN.search(message.text.replace("\n", "")), message.text
        assert str(wire.folder) not in message.text


def test_no_output_lets_an_article_attack(idle: Wire) -> None:
    publish(idle)
    names = ["--coverage", str(idle.articles), "--data-dir", str(idle.folder / "data")]
    for command in (
        *(("ask", f"How many lanterns did {town} count?") for town in TOWNS[:6]),
        *(
            ("summary",),
            ("timeline",),
            ("latest",),
            ("compare", "lantern fair"),
            ("coverage", "status"),
        ),
    ):
        done = run(*names, *command)
        assert done.returncode == 0, done.stderr
        assert not UNSEEN.search(done.stdout.replace("\n", "").replace("\t", ""))
        assert not re.search("(?:[\u0300-\u036f\u0489]){6}", done.stdout)


def test_every_attack_is_told_apart() -> None:
    assert len(set(ATTACKS)) == len(TOWNS)
