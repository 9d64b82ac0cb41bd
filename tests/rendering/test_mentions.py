"""Which messages are questions."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord.mentions import is_addressed, question_in

BOT, CHANNEL, THREAD, ELSEWHERE = 10, 20, 21, 22


def message(content: str = "when?", **what: Any) -> Any:
    about: dict[str, Any] = {
        "author": SimpleNamespace(id=1, bot=False),
        "webhook_id": None,
        "type": discord.MessageType.default,
        "guild": SimpleNamespace(id=5),
        "mentions": [],
        "mention_everyone": False,
        "role_mentions": [],
        "reference": None,
        "channel": SimpleNamespace(id=ELSEWHERE),
        "content": content,
    }
    return SimpleNamespace(**about | what)


def reply_to(author: int) -> Any:
    replied = object.__new__(discord.Message)
    replied.author = SimpleNamespace(id=author)  # type: ignore[assignment]
    return SimpleNamespace(resolved=replied)


ME = SimpleNamespace(id=BOT)


@pytest.mark.parametrize(
    "said",
    [
        message(mentions=[ME]),
        message(mentions=[SimpleNamespace(id=2), ME]),
        message("", mentions=[ME]),
        message(type=discord.MessageType.reply, reference=reply_to(BOT)),
        message(guild=None),
        message(channel=SimpleNamespace(id=CHANNEL)),
        message(channel=SimpleNamespace(id=THREAD, parent_id=CHANNEL)),
    ],
)
def test_what_is_meant_for_the_bot(said: Any) -> None:
    assert is_addressed(said, BOT, {CHANNEL})


@pytest.mark.parametrize(
    "said",
    [
        message(),
        message(mention_everyone=True),
        message(role_mentions=[SimpleNamespace(id=BOT)]),
        message(mentions=[SimpleNamespace(id=2)]),
        message(mentions=[ME], author=SimpleNamespace(id=3, bot=True)),
        message(mentions=[ME], webhook_id=4),
        message(mentions=[ME], type=discord.MessageType.pins_add),
        message(guild=None, author=SimpleNamespace(id=BOT, bot=True)),
        message(reference=reply_to(2), type=discord.MessageType.reply),
        message("", reference=reply_to(BOT), type=discord.MessageType.reply),
        message("", channel=SimpleNamespace(id=CHANNEL)),
    ],
)
def test_what_is_not(said: Any) -> None:
    assert not is_addressed(said, BOT, {CHANNEL})


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@10> when does Xi visit?", "when does Xi visit?"),
        ("<@!10>when?<@&3> <#4>", "when?"),
        ("<@10>", ""),
        ("@everyone **when** does `Xi` [visit](http://x.example)?", "when does Xi visit?"),
        ("> quoted\n# head __line__", "quoted head line"),
        ("snake_case ||hidden|| <:emoji:123> ~~no~~", "snake_case hidden no"),
        ("</ask:77> or </coverage feed:78> <id:browse>, which?", "or , which?"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_the_question_is_the_text_without_mentions_and_markdown(
    content: str, question: str
) -> None:
    assert question_in(content) == question
