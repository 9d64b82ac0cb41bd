"""A message made of Discord's Components V2 that cannot grow beyond Discord's limits."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from io import BytesIO
from typing import Any

from discord import File, MediaGalleryItem, ui

from bot.discord.limits import ALT_CHARS, ROW_BUTTONS, Budget, length
from bot.discord.markdown import clean_url
from bot.discord.rendering.counts import and_more
from bot.language import pgettext

# A click on a button reaches the bot by the button's custom_id, so no view is listened to.
Button = ui.Item[Any]

_REST_CHARS = 40  # room for "… and 12 more"


class Colour(IntEnum):
    """The stripe beside a card."""

    SURE = 0x2E8B57
    LIKELY = 0xC98B1B
    NEUTRAL = 0x4F6D8F
    UNKNOWN = 0x8A8D91


class Card(ui.LayoutView):
    """A container of text with small print and buttons below.

    The small print and the buttons are paid for first; `text`, `section` and `divider` then add
    what still fits and return whether it did. `mark`, a number of 31 bits, is kept with the message
    on Discord and seen by nobody.
    """

    def __init__(
        self,
        colour: Colour,
        footer: Sequence[str] = (),
        buttons: Sequence[Button] = (),
        *,
        mark: int | None = None,
    ) -> None:
        super().__init__(timeout=None)
        self._budget = Budget()
        self._pictures: list[tuple[str, bytes]] = []
        self._body: ui.Container[Any] = ui.Container(accent_colour=int(colour), id=mark)
        self._pay("", 1)
        self.add_item(self._body)
        if small_print := "\n".join(f"-# {line}" for line in footer if line):
            self._pay(small_print, 1)
            self.add_item(ui.TextDisplay(small_print))
        for first in range(0, len(buttons), ROW_BUTTONS):
            row = buttons[first : first + ROW_BUTTONS]
            self._pay("", 1 + len(row))
            self.add_item(ui.ActionRow(*row))
        self.stop()

    @property
    def left(self) -> int:
        """Characters that may still be added."""
        return self._budget.chars

    def text(self, *lines: str) -> bool:
        """Adds a block of text; lines that are empty are left out."""
        content = "\n".join(line for line in lines if line)
        if not content:
            return True
        if not self._budget.spend(content, 1):
            return False
        self._body.add_item(ui.TextDisplay(content))
        return True

    def section(self, *lines: str, url: str | None) -> bool:
        """Adds a block of text with a button that opens `url`, if that is usable."""
        address = clean_url(url)
        if address is None:
            return self.text(*lines)
        content = "\n".join(line for line in lines if line)
        if not self._budget.spend(content, 3):
            return self.text(*lines)
        button: ui.Button[Any] = ui.Button(label=pgettext("button", "Read"), url=address)
        self._body.add_item(ui.Section(content, accessory=button))
        return True

    def row(self, buttons: Sequence[Button]) -> bool:
        """Adds a row of buttons among the text."""
        if not buttons or not self._budget.spend("", 1 + len(buttons)):
            return False
        self._body.add_item(ui.ActionRow(*buttons[:ROW_BUTTONS]))
        return True

    def picture(self, name: str, data: bytes, description: str) -> bool:
        """Adds a picture of that file name, with words for those who do not see it."""
        if not self._budget.spend("", 2):
            return False
        item = MediaGalleryItem(f"attachment://{name}", description=description[:ALT_CHARS])
        self._body.add_item(ui.MediaGallery(item))
        self._pictures.append((name, data))
        return True

    def files(self) -> list[File]:
        """The pictures' files, made anew for each sending: sending one reads it to its end."""
        return [File(BytesIO(data), name) for name, data in self._pictures]

    def lines(self, lines: Sequence[str], keep: int = 0) -> None:
        """Adds as many lines as leave `keep` characters, and says how many it had to leave out."""
        shown = list(lines[: self.fitting(lines, keep)])
        if left_out := len(lines) - len(shown):
            shown.append(and_more(left_out))
        self.text(*shown)

    def fitting(self, lines: Sequence[str], keep: int = 0) -> int:
        """How many of the lines fit and leave `keep` characters, with the rest counted."""
        room = self._budget.chars - keep - _REST_CHARS
        for number, line in enumerate(lines):
            room -= length(line) + 1
            if room < 0:
                return number
        return len(lines)

    def divider(self) -> bool:
        """Adds a line, unless it would stand at the top."""
        if not self._body.children or not self._budget.spend("", 1):
            return False
        self._body.add_item(ui.Separator())
        return True

    def _pay(self, text: str, components: int) -> None:
        if not self._budget.spend(text, components):
            raise ValueError("the small print and the buttons of a card must leave room for text")
