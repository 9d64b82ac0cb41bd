"""Discord's markdown as HTML, and as plain text for the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from markdown_it import MarkdownIt
from standin import World

_INLINE = MarkdownIt("zero", {"html": False}).enable(
    ["emphasis", "strikethrough", "backticks", "link", "escape"]
)
_MARK = re.compile(r"<(@&|@!?|#|t:)(\d+)(?::(\w))?>|</([^:>]+):\d+>")
_LINE = re.compile(r"(?P<mark>-# |#{1,3} |> |\s*[-*] |\s*\d+\. )?(?P<rest>.*)")
_AGES = ((365 * 24, "year"), (30 * 24, "month"), (24, "day"), (1, "hour"))


def html_of(text: str, world: World) -> str:
    """A text as Discord's dark theme shows it."""
    return "".join(_line(line, world) for line in text.split("\n"))


def _line(line: str, world: World) -> str:
    found = _LINE.fullmatch(line)
    mark = (found["mark"] or "") if found else ""
    inner = _inline(line[len(mark) :], world)
    if mark == "-# ":
        return f'<div class="small">{inner}</div>'
    if mark.startswith("#"):
        return f'<div class="h{len(mark) - 1}">{inner}</div>'
    if mark == "> ":
        return f'<div class="quote">{inner}</div>'
    if mark:
        bullet = mark.strip() if mark.strip().endswith(".") else "•"
        if inner.startswith("-# "):
            bullet, inner = "", f'<span class="small">{inner[3:]}</span>'
        depth = (len(mark) - len(mark.lstrip())) // 2
        return f'<div class="item depth{depth}"><b>{bullet}</b><span>{inner}</span></div>'
    if line.startswith("  "):  # goes on with the item above it
        small = inner.strip().startswith("-# ")
        text = inner.strip().removeprefix("-# ")
        return f'<div class="item on {"small" if small else ""}"><b></b><span>{text}</span></div>'
    return f"<div>{inner or '&nbsp;'}</div>"


def _inline(text: str, world: World) -> str:
    """Marks become letters that markdown leaves alone, and are put back as HTML."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue000{len(kept) - 1}\ue001"

    marked = _MARK.sub(
        lambda found: keep(f'<span class="mark">{_named(found, world)}</span>'), text
    )
    html = _INLINE.renderInline(marked)
    return re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found[1])], html)


def text_of(text: str, world: World) -> str:
    """A text as it is read, without marks; how long ago something is, is left open."""
    shown = _MARK.sub(lambda found: _named(found, world, in_words=True), text)
    shown = re.sub(r"(?<!\\)(?:\*{1,3}|~~|`)", "", shown)
    shown = re.sub(r"\[([^\]]*)\]\((https?://[^)]*)\)", r"\1", shown)
    shown = re.sub(r"(?m)^(\s*)(?:-# |#{1,3} |> )", r"\1", shown)
    return re.sub(r"\\([^\w\s])", r"\1", shown)


def _named(found: re.Match[str], world: World, *, in_words: bool = False) -> str:
    kind, number, style, command = found.groups()
    if command:
        return f"/{command}"
    wanted = int(number)
    if kind == "t:":
        return _time(datetime.fromtimestamp(wanted, UTC), style, in_words=in_words)
    if kind == "#":
        channel = world.channel(wanted)
        return f"#{channel.name if channel else 'unknown'}"
    roles = {role.id: role.name for role in world.roles}
    user = world.user(wanted)
    return f"@{roles.get(wanted) or (user.name if user else 'unknown')}"


def _time(when: datetime, style: str, *, in_words: bool) -> str:
    """As Discord shows it; in words, what differs from day to day is left open."""
    is_recent = datetime.now(UTC) - when < timedelta(days=2)
    if in_words and (style == "R" or is_recent):
        return "how long ago" if style == "R" else "when"
    return _ago(when) if style == "R" else f"{when:%-d %B %Y}"


def _ago(when: datetime) -> str:
    hours = (datetime.now(UTC) - when).total_seconds() / 3600
    for length, unit in _AGES:
        if (count := round(abs(hours) / length)) >= 1:
            span = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{span} ago" if hours > 0 else f"in {span}"
    return "just now" if hours > 0 else "in a moment"
