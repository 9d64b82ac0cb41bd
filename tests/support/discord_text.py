"""How Discord would show a line of markdown, as far as the bot uses any: escapes and bold."""

from __future__ import annotations

import re

import discord
from discord import ui

from bot.discord.limits import CARD_CHARS, CARD_COMPONENTS

_TOKEN = re.compile(
    # The age beside a day is Discord's own mark.
    r"(?<=[\d日] \()<(?P<age>t:-?\d+:R)>(?=\))"
    r"|\\(?P<escaped>[^0-9A-Za-z\s])|(?P<bold>\*\*)|(?P<plain>.)",
    re.DOTALL,
)
# What would be markup, a mention or a link if it stood there unescaped.
_ACTIVE = frozenset("*_~`|[<\\")


def shown(markdown: str) -> tuple[str, str]:
    """The text that a reader sees, and the part of it that is bold; fails on any other markup."""
    text: list[str] = []
    bold: list[str] = []
    inside = False
    for token in _TOKEN.finditer(markdown):
        if token["bold"]:
            inside = not inside
            continue
        char = token["escaped"] or token["age"] or token["plain"]
        assert token["escaped"] or char not in _ACTIVE, markdown
        text.append(char)
        if inside:
            bold.append(char)
    assert not inside, f"bold is not closed: {markdown}"
    assert not re.search(r"(?<!\\):(?=//)|@(?=everyone|here|[!&]?\d)", markdown), markdown
    return "".join(text).replace("@\u200b", "@"), "".join(bold).replace("@\u200b", "@")


def components(view: ui.LayoutView) -> list[dict[str, object]]:
    """Every component of a message's payload, nested ones after their parents."""
    found: list[dict[str, object]] = []

    def walk(items: list[dict[str, object]]) -> None:
        for item in items:
            found.append(item)
            walk(item.get("components", []))  # type: ignore[arg-type]
            if isinstance(accessory := item.get("accessory"), dict):
                walk([accessory])

    walk(view.to_components())  # type: ignore[no-untyped-call]
    return found


def text_of(view: ui.LayoutView) -> str:
    """All text of a message, top to bottom."""
    return "\n".join(str(item["content"]) for item in components(view) if item["type"] == 10)


def assert_sendable(view: ui.LayoutView) -> None:
    """Fails when Discord would refuse the message for its size or shape."""
    every = components(view)
    assert 0 < len(every) <= CARD_COMPONENTS
    texts = [str(item["content"]) for item in every if item["type"] == 10]
    assert all(texts), "an empty text is refused"
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= CARD_CHARS
    for item in every:
        kind = discord.ComponentType(item["type"])
        if kind in (discord.ComponentType.container, discord.ComponentType.action_row):
            assert item["components"], f"an empty {kind} is refused"
        if kind is discord.ComponentType.action_row:
            assert len(item["components"]) <= 5  # type: ignore[arg-type]
        if kind is discord.ComponentType.section:
            assert 1 <= len(item["components"]) <= 3  # type: ignore[arg-type]
        if kind is discord.ComponentType.button:
            assert len(str(item.get("label") or "")) <= 80
            assert item.get("label") or item.get("emoji")
            assert len(str(item.get("custom_id") or "x")) <= 100
            url = str(item.get("url") or "https://x.example")
            assert len(url) <= 512
            assert url.startswith(("http://", "https://"))
    names = [item["custom_id"] for item in every if item.get("custom_id")]
    assert len(names) == len(set(names))
