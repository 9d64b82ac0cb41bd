"""A small bot of the real discord.py, to try the stand-in with."""

import asyncio
import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


class Vote(ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<way>up|down)"):
    """A button that works without a live view."""

    def __init__(self, way: str) -> None:
        super().__init__(ui.Button(label=f"Vote {way}", custom_id=f"vote:{way}"))
        self.way = way

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str]
    ) -> Self:
        return cls(match["way"])

    async def callback(self, interaction: discord.Interaction) -> Any:
        if self.way == "down":
            await interaction.response.edit_message(view=card("You voted down"))
        else:
            await interaction.response.send_message("You voted up", ephemeral=True)


def card(*texts: str) -> ui.LayoutView:
    """A Components V2 message with the texts and a vote in a container."""
    view = ui.LayoutView(timeout=None)
    box = ui.Container[ui.LayoutView](accent_colour=0x336699)
    for text in texts:
        box.add_item(ui.TextDisplay(text))
    link = ui.Button[ui.LayoutView](label="Open", url="https://example.org/a")
    box.add_item(ui.Section("Source", accessory=link))
    box.add_item(ui.ActionRow(Vote("up"), Vote("down")))
    return view.add_item(box)


class SmallBot(commands.AutoShardedBot):
    """Echoes: /echo, /slow, /card, /shop buy, a menu, mentions, DMs."""

    def __init__(self, *, content: bool = False, shards: int | None = None) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = content
        super().__init__(
            command_prefix="!",
            intents=intents,
            shard_count=shards,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0,
        )
        self.heard: list[str] = []
        self.errors: list[Exception] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not wait the five seconds that discord.py keeps between two identifies."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Vote)
        ours: list[AnyCommand] = [echo, slow, show, progress, shop, repeat]
        for command in ours:
            self.tree.add_command(command)
        self.tree.error(self._on_error)
        await self.tree.sync()

    async def _on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        self.errors.append(error)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)
        assert self.user is not None
        wanted = self.user in message.mentions or message.guild is None
        if message.author != self.user and wanted:
            await message.reply(f"You said {message.content}")


@app_commands.command(description="Say it again")
async def echo(interaction: discord.Interaction, text: str, quiet: bool = False) -> None:
    await interaction.response.send_message(text, ephemeral=quiet)


@app_commands.command(description="Answer after a while")
async def slow(interaction: discord.Interaction, seconds: float, defer: bool = False) -> None:
    if defer:
        await interaction.response.defer(ephemeral=True)
    await asyncio.sleep(seconds)
    if defer:
        await interaction.followup.send("done")
    else:
        await interaction.response.send_message("done")


@app_commands.command(name="card", description="Answer with Components V2")
async def show(interaction: discord.Interaction, text: str) -> None:
    await interaction.response.defer()
    await interaction.followup.send(view=card(text, "second"))


@app_commands.command(description="Count up by editing")
async def progress(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("0")
    for step in "123456":
        await interaction.edit_original_response(content=step)


shop = app_commands.Group(name="shop", description="Buy", guild_only=True)


@shop.command(description="Buy a thing")
async def buy(
    interaction: discord.Interaction, thing: str, receipt: discord.Attachment | None = None
) -> None:
    read = (await receipt.read()).decode() if receipt else "nothing"
    may = interaction.permissions.manage_guild
    await interaction.response.send_message(f"{thing}, {read}, manager: {may}")


@buy.autocomplete("thing")
async def things(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    known = [f"{typed}{number}" for number in range(26 if typed == "many" else 2)]
    return [app_commands.Choice(name=name, value=name) for name in known]


@app_commands.context_menu(name="Repeat")
async def repeat(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(message.content, ephemeral=True)
