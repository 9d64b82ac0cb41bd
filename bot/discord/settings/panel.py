"""The panel of /settings: what it shows, and what its menus, buttons and forms do.

Each press is checked as the command is: the message may be older than the rights of who presses.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.app.guild_settings import (
    COMMANDS,
    MOST_IDS,
    GuildSettings,
    can_have_ask_channels,
    read_document,
)
from bot.app.guild_settings_file import to_yaml
from bot.app.problems import SettingsError
from bot.discord.access.permissions import require_admin
from bot.discord.errors import RefusedError, tell
from bot.discord.limits import CHOICE_CHARS, length
from bot.discord.markdown import excerpt
from bot.discord.rendering.lines import small
from bot.discord.settings import menus
from bot.discord.settings.forms import AudienceForm, NewsForm, NumbersForm
from bot.discord.settings.texts import audience_lines, base_line, news_lines, number_lines
from bot.language import gettext, gettext_noop, ngettext, pgettext

if TYPE_CHECKING:
    from bot.discord.client import Dateline

FILE_NAME = "dateline-settings.yaml"
BEFORE = gettext_noop("This was chosen before. `/settings` with this file brings it back.")
_MOST_PROBLEMS = 10
# Seconds that the panel waits for the sources of the base, to be shown within Discord's three.
_MOST_WAIT = 1.0


class SettingsItem(
    ui.DynamicItem[ui.Item[Any]],
    template=r"settings:(?P<key>[a-z_]{2,16}):(?P<guild>\d{1,20})",
):
    """A menu or button of a server's panel, worth nothing in another server."""

    def __init__(self, item: ui.Item[Any], key: str, guild: int) -> None:
        super().__init__(item)
        self.key = key
        self.guild = guild

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> SettingsItem:
        """The item that a press's custom_id names."""
        return cls(item, match["key"], int(match["guild"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Does what the item is for, and tells the admin what went wrong if something does."""
        try:
            check(interaction, self.guild)
            data = cast(Mapping[str, Any], interaction.data)
            await PRESSES[self.key](interaction, self.guild, data.get("values", []))
        except Exception as error:
            await tell(interaction, error, f"settings: {self.key}")


def check(interaction: discord.Interaction[Dateline], guild: int) -> None:
    """Lets admins of the panel's server pass; raises RefusedError."""
    if require_admin(interaction) != guild:
        raise RefusedError(gettext("These are another server's settings."))


async def panel(bot: Dateline, guild: int) -> ui.LayoutView:
    """What a server has chosen and what holds there, with all that changes it."""
    here, chosen = bot.guild_settings.of(guild), bot.guild_settings.chosen(guild)
    view = ui.LayoutView(timeout=None)
    box: ui.Container[Any] = ui.Container(accent_colour=0x4F6D8F)
    box.add_item(ui.TextDisplay(gettext("**Settings of this server**\nA change holds at once.")))
    if can_have_ask_channels(bot.settings):
        box.add_item(
            ui.TextDisplay(gettext("**Ask channels**, in which every message is a question"))
        )
        box.add_item(_row("channels", guild, menus.channel_menu(here.ask_channels)))
    else:
        box.add_item(
            ui.TextDisplay(
                small(
                    gettext(
                        "Ask channels are not to be had: whoever runs me has not switched them on."
                    )
                )
            )
        )
    roles = menus.role_menu(chosen.admin_roles or ())
    box.add_item(ui.TextDisplay(gettext("**Admin roles**, besides members with Manage Server")))
    box.add_item(_row("roles", guild, roles))
    box.add_item(ui.TextDisplay(audience_lines(here.audiences)))
    box.add_item(_row("command", guild, menus.command_menu()))
    box.add_item(ui.TextDisplay(gettext("**Length of answers**")))
    box.add_item(_row("length", guild, menus.length_menu(here.answer_length)))
    box.add_item(ui.TextDisplay(gettext("**Language** of answers to messages")))
    box.add_item(_row("language", guild, menus.language_menu(here.language or "auto")))
    box.add_item(ui.TextDisplay(base_line(here.base)))
    sources = await _base_sources(bot)
    if here.base.is_read and sources:
        box.add_item(_row("sources", guild, menus.source_menu(sources, here.base.without)))
    box.add_item(ui.TextDisplay(f"{number_lines(here)}\n{news_lines(here)}"))
    box.add_item(
        ui.ActionRow(
            _button(guild, "numbers", pgettext("button", "Cooldown and time zone")),
            _button(guild, "news", pgettext("button", "Alerts and digests")),
            _button(
                guild,
                "base",
                pgettext("button", "Do without the base")
                if here.base.is_read
                else pgettext("button", "Read the base"),
            ),
            _button(guild, "export", pgettext("button", "Export")),
            _button(guild, "reset", pgettext("button", "Reset all"), discord.ButtonStyle.danger),
        )
    )
    view.add_item(box)
    view.add_item(
        ui.TextDisplay(small(gettext("`/settings` with a file reads back what Export gives.")))
    )
    view.stop()  # presses arrive by their custom_id
    return view


async def change(
    interaction: discord.Interaction[Dateline], values: Mapping[str, Any], *, guild: int
) -> None:
    """Changes some of a server's settings, each checked as in a file, and shows the panel anew."""
    check(interaction, guild)
    bot = interaction.client

    def changed(chosen: GuildSettings) -> GuildSettings:
        document = chosen.document()
        for name, value in values.items():
            section = document.get(name, {})
            document[name] = {**section, **value} if isinstance(value, dict) else value
        return within_limits(lambda: read_document(document, bot.settings, guild))

    await bot.guild_settings.change(guild, changed)
    await interaction.response.edit_message(view=await panel(bot, guild))


def within_limits(read: Callable[[], GuildSettings]) -> GuildSettings:
    """What `read` gives; its SettingsError becomes a RefusedError with a line for each problem."""
    try:
        return read()
    except SettingsError as error:
        lines = [
            gettext(
                "- `{key}` {problem}: {hint}",
                key=each.where,
                problem=excerpt(each.problem, 150),
                hint=excerpt(each.hint, 200),
            )
            for each in error.problems[:_MOST_PROBLEMS]
        ]
        more = len(error.problems) - len(lines)
        rest = [ngettext("- and {count} more", "- and {count} more", more)] if more else []
        heading = gettext("Nothing was changed, as this is not allowed:")
        text = "\n".join([heading, *lines, *rest])
        raise RefusedError(text) from None


def _row(key: str, guild: int, menu: menus.Menu) -> ui.ActionRow[Any]:
    menu.custom_id = _id(key, guild)
    return ui.ActionRow(SettingsItem(menu, key, guild))


def _id(key: str, guild: int) -> str:
    return f"settings:{key}:{guild}"


def _button(
    guild: int, key: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> SettingsItem:
    button: ui.Button[Any] = ui.Button(label=label, style=style, custom_id=_id(key, guild))
    return SettingsItem(button, key, guild)


async def _base_sources(bot: Dateline) -> list[str]:
    """The largest sources of the base, as far as a menu has room; none where they take long."""
    if bot.coverage.ready is None:
        return []
    try:
        async with asyncio.timeout(_MOST_WAIT):
            counts = await bot.coverage.of(None).call(lambda base: base.sources())
    except TimeoutError:
        return []
    names = [each.source for each in counts if each.source]
    return [name for name in names if length(name) <= CHOICE_CHARS][:MOST_IDS]


async def _choose_channels(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    await change(interaction, {"ask_channels": [int(each) for each in values]}, guild=guild)


async def _choose_roles(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    await change(interaction, {"admin_roles": [int(each) for each in values]}, guild=guild)


async def _choose_length(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    await change(interaction, {"answer_length": values[0]}, guild=guild)


async def _choose_language(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    await change(interaction, {"language": values[0]}, guild=guild)


async def _choose_sources(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    """What is left out by a file and is not in the menu stays left out."""
    message = cast(discord.Message, interaction.message)
    menus = (part for part in _walk(message.components) if isinstance(part, discord.SelectMenu))
    shown = {
        option.value
        for menu in menus
        if menu.custom_id == _id("sources", guild)
        for option in menu.options
    }
    before = interaction.client.guild_settings.of(guild).base.without
    without = sorted((before - shown) | set(values))
    await change(interaction, {"base": {"without": without}}, guild=guild)


def _walk(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        yield part
        yield from _walk(getattr(part, "children", ()))


async def _switch_base(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    is_read = interaction.client.guild_settings.of(guild).base.is_read
    await change(interaction, {"base": {"read": not is_read}}, guild=guild)


async def _open_audience(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    command = next(each for each in COMMANDS if each == values[0])
    audience = interaction.client.guild_settings.of(guild).audience(command)
    form = AudienceForm(command, audience, partial(change, guild=guild))
    await interaction.response.send_modal(form)


async def _open_numbers(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    bot = interaction.client
    here, limits = bot.guild_settings.of(guild), bot.settings.cooldown
    await interaction.response.send_modal(NumbersForm(here, limits, partial(change, guild=guild)))


async def _open_news(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    here = interaction.client.guild_settings.of(guild)
    await interaction.response.send_modal(NewsForm(here, partial(change, guild=guild)))


async def _export(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    await interaction.response.send_message(file=_file(interaction.client, guild), ephemeral=True)


async def _reset(
    interaction: discord.Interaction[Dateline], guild: int, values: Sequence[str]
) -> None:
    """What was chosen so far is handed over as a file, so that a slip can be taken back."""
    bot = interaction.client
    before = _file(bot, guild)
    await bot.guild_settings.change(guild, lambda _: GuildSettings())
    await interaction.response.edit_message(view=await panel(bot, guild))
    await interaction.followup.send(gettext(BEFORE), file=before, ephemeral=True)


def _file(bot: Dateline, guild: int) -> discord.File:
    text = to_yaml(bot.guild_settings.chosen(guild), bot.settings)
    return discord.File(io.BytesIO(text.encode()), FILE_NAME)


_Press = Callable[[discord.Interaction[Any], int, Sequence[str]], Awaitable[None]]
PRESSES: dict[str, _Press] = {
    "channels": _choose_channels,
    "roles": _choose_roles,
    "length": _choose_length,
    "language": _choose_language,
    "sources": _choose_sources,
    "base": _switch_base,
    "command": _open_audience,
    "numbers": _open_numbers,
    "news": _open_news,
    "export": _export,
    "reset": _reset,
}
