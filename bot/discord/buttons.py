"""The buttons under an answer. All they know is in their custom_id, so they outlive a restart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, cast

import discord
from discord import ui

from bot.discord.errors import tell
from bot.discord.limits import BUTTON_LABEL_CHARS, CHOICE_CHARS, CHOICES
from bot.discord.markdown import label
from bot.language import gettext, gettext_noop, pgettext

Action = Literal["more", "back", "sources", "proof", "up", "down", "share", "delete"]

_LOOKS: dict[str, tuple[str | None, str | None]] = {
    "more": (gettext_noop("More passages"), None),
    "back": (None, None),
    "sources": (gettext_noop("Sources"), None),
    "proof": (gettext_noop("Proof"), "🔍"),
    "up": (None, "👍"),
    "down": (None, "👎"),
    "share": (gettext_noop("Share"), "📣"),
    "delete": (gettext_noop("Delete"), "🗑️"),
}


def _turning(action: str, page: int) -> str:
    """What a button says that turns pages."""
    if action == "back":
        return pgettext("button", "Back")
    return pgettext("button", "Next") if page else ""


class AnswerButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"answer:(?P<action>[a-z]{2,7}):(?P<key>[0-9a-f]{12}):(?P<page>\d{1,2})",
):
    """One thing to do with an answer; `key` is its question's, `page` counts from 0."""

    def __init__(self, action: Action, key: str, page: int = 0) -> None:
        name, emoji = _LOOKS[action]
        super().__init__(
            ui.Button(
                label=_turning(action, page) or (name and gettext(name)),
                emoji=emoji,
                custom_id=f"answer:{action}:{key}:{page}",
            )
        )
        self.action = action
        self.key = key
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> AnswerButton:
        """The button that a click's custom_id names."""
        return cls(cast(Action, match["action"]), match["key"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Does it, and tells the user what went wrong if something does."""
        try:
            await interaction.client.questions.press(interaction, self.action, self.key, self.page)
        except Exception as error:
            await tell(interaction, error, f"button {self.action}")


class ProofSelect(ui.DynamicItem[ui.Select[Any]], template=r"proof:(?P<key>[0-9a-f]{12})"):
    """Chooses which of an answer's quotes is shown in its paragraph; `key` is its question's.

    `quotes` are the names of the quotes in order, of which the one at `shown` is chosen.
    """

    def __init__(self, key: str, quotes: Sequence[str] = (), shown: int = 0) -> None:
        options = [
            discord.SelectOption(
                label=label(name, CHOICE_CHARS), value=str(at), default=at == shown
            )
            for at, name in enumerate(quotes[:CHOICES])
        ]
        super().__init__(
            ui.Select(
                custom_id=f"proof:{key}",
                placeholder=pgettext("placeholder", "Another quote"),
                options=options,
            )
        )
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> ProofSelect:
        """The menu that a choice's custom_id names."""
        return cls(match["key"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the quote chosen, or tells the user what went wrong."""
        try:
            await interaction.client.questions.prove(
                interaction, self.key, int(self.item.values[0])
            )
        except Exception as error:
            await tell(interaction, error, "menu proof")


class ChoiceButton(
    ui.DynamicItem[ui.Button[Any]], template=r"choice:(?P<key>[0-9a-f]{12}):(?P<asker>\d{1,20})"
):
    """One of the stories that a question may mean; `key` is the question asked of it.

    Only the asker may choose.
    """

    def __init__(self, key: str, asker: int, label: str = "") -> None:
        units = label.encode("utf-16-le", "ignore")[: 2 * BUTTON_LABEL_CHARS]
        shown = units.decode("utf-16-le", "ignore")
        super().__init__(
            ui.Button(label=shown or pgettext("button", "Story"), custom_id=f"choice:{key}:{asker}")
        )
        self.key = key
        self.asker = asker

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> ChoiceButton:
        """The button that a click's custom_id names."""
        return cls(match["key"], int(match["asker"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answers the question of the story, and tells the user what went wrong, if anything."""
        try:
            await interaction.client.questions.choose(interaction, self.key, self.asker)
        except Exception as error:
            await tell(interaction, error, "button choice")


def key_in(custom_id: str, kind: type[AnswerButton | ChoiceButton] = AnswerButton) -> str | None:
    """The key of the answer that a button stands under, or with that `kind` the key of the story
    that it chooses; None for other buttons."""
    found = kind.__discord_ui_compiled_template__.fullmatch(custom_id)
    return found["key"] if found else None


def answer_buttons(key: str, *, private: bool, near: bool = True) -> list[AnswerButton]:
    """The buttons under an answer: a private one can be shared, another deleted, and where no
    article comes `near` the question there is nothing more to see."""
    actions: list[Action] = ["more", "sources", "proof"] if near else []
    actions += ["up", "down", "share" if private else "delete"]
    return [AnswerButton(action, key) for action in actions]
