"""The Discord client: what it asks Discord for, what it is made of, and how it starts and ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.guild_settings import can_have_ask_channels
from bot.app.opening import open_database
from bot.app.settings import Settings
from bot.app.upkeep import Upkeep
from bot.discord import errors, languages, pacing, registering, retrying, threads
from bot.discord.access.cooldown import Cooldown
from bot.discord.access.guilds import Guilds
from bot.discord.access.permissions import require_use, server_of
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.buttons import AnswerButton, ChoiceButton, ProofSelect
from bot.discord.cluster.identifying import Identifying
from bot.discord.cluster.sharding import Sharding
from bot.discord.cluster.together import Together
from bot.discord.commands import extensions
from bot.discord.endpoint import Endpoint
from bot.discord.errors import SetUpError
from bot.discord.news.alerts import Alerts
from bot.discord.news.rounds import Rounds
from bot.discord.operating import health, heap, heartbeats, logs, metrics, service, tracing
from bot.discord.paging import Page, PageButton
from bot.discord.questions import Questions
from bot.discord.responding import Work
from bot.language import gettext, gettext_noop, preload
from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.repositories import State
from knowledge import Collections, KnowledgeError, Progress

_log = logging.getLogger(__name__)

# There is no voice here, so no library for it need be missed in the log.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

NOT_SERVED = gettext_noop(
    "I am not set up to serve this server: whoever runs me has named the servers I am for. "
    "I leave now; please ask them if you think I should stay."
)
BAD_TOKEN = (
    "Discord refused the token. Copy it anew from the Bot page of your application at "
    "https://discord.com/developers/applications into DISCORD_TOKEN."
)
_OUTDATED = "This version is too old for Discord: please install a newer one."
# By Discord's codes for connections that it closes for good; 4014 the client tells apart.
_CLOSED = {4004: BAD_TOKEN, 4010: _OUTDATED, 4011: _OUTDATED, 4012: _OUTDATED, 4013: _OUTDATED}
# A service manager waits 5 seconds and more; the connection gets most of it to say goodbye.
# Before that who waits is answered, and who is left is told.
_DRAIN_SECONDS, _LAST_SECONDS, _TELL_SECONDS = 1.3, 0.5, 1.3
_GOODBYE_SECONDS = 0.9
_CLOSE_SECONDS = 0.3
_SWITCH_SECONDS = 0.001
# Seconds that a request waits for a limit of Discord's; who waits for longer is told at once, as
# where messages may be published again in an hour, or commands be changed again tomorrow.
_LONGEST_LIMIT = 30.0


class _Tree(app_commands.CommandTree["Dateline"]):
    """The commands, with the one place where their errors end."""

    async def interaction_check(self, interaction: discord.Interaction[Dateline], /) -> bool:
        """Refuses what comes from servers that are not served, until they are left, and what a
        server keeps from its user; suggestions are empty then."""
        try:
            server, command = server_of(interaction), interaction.command
            if server is not None and not interaction.client.serves(server):
                raise errors.RefusedError(gettext(NOT_SERVED))
            if command is not None:
                require_use(interaction, command.qualified_name)
        except errors.RefusedError:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
                return False
            raise
        return True

    async def on_error(
        self, interaction: discord.Interaction[Dateline], error: app_commands.AppCommandError, /
    ) -> None:
        name = interaction.command.qualified_name if interaction.command else "a command"
        await errors.tell(interaction, error, f"/{name}")


class Dateline(commands.AutoShardedBot):
    """The bot. It asks for no more events than it uses, and can mention nobody."""

    def __init__(
        self,
        settings: Settings,
        coverage: BackgroundCollections,
        state: State,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            shard_count=settings.discord.shard_count,
            shard_ids=list(settings.discord.shard_ids) or None,  # type: ignore[arg-type] # all
            intents=intents(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            activity=discord.CustomActivity("/ask the coverage"),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=metrics.counted_requests(),
            max_ratelimit_timeout=_LONGEST_LIMIT,
        )
        self.settings = settings
        self.coverage = coverage
        self.state = state
        self.guild_settings = Guilds(settings, state)
        self.questions = Questions(
            coverage,
            state,
            self.guild_settings,
            Cooldown(settings.cooldown),
            Cooldown(settings.cooldown),
            settings.answer,
        )
        self.alerts = Alerts(self)
        self.rounds = Rounds(self, clock)
        self.work = Work()
        self.pages: dict[str, Page] = {}
        self._upkeep: Upkeep | None = None
        self.sharding, self.together = Sharding(self), Together(self)
        self._identifying = Identifying(self)

    def serves(self, server: int) -> bool:
        """Whether a server is one of those that the settings name, or they name none."""
        served = self.settings.discord.servers
        return not served or server in served

    def leads(self) -> bool:
        """Whether this process does what only one may do; may be asked from any thread."""
        return self.together.leading.is_ours

    def keep_up(self, opened: asyncio.Future[Collections]) -> None:
        """Has the coverage kept up to date from now on, if it could be opened."""
        if not opened.cancelled() and opened.exception() is None and not self.is_closed():
            collections = opened.result()
            collections.choice_of = self.guild_settings.base
            self._upkeep = Upkeep(collections.base, self.settings, collections, self.leads)
            self._upkeep.start()

    async def close(self) -> None:
        """Ends the upkeep, the alerts and the connection."""
        self.rounds.stop()
        if self._upkeep:
            self._upkeep.stop()
        await asyncio.gather(super().close(), self.together.end())

    async def setup_hook(self) -> None:
        """Adds the commands and tells Discord of them if they changed."""
        # The inner one first: what is made again keeps the limit too.
        pacing.install(self.http, self.sharding.share)
        retrying.install(self.http)
        heartbeats.install()
        await self.guild_settings.load()
        await asyncio.to_thread(preload)
        await self.load_all()
        await self.tree.set_translator(languages.CommandTranslator())
        await registering.register(self)
        self.rounds.start()
        self.together.start()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits until a shard may identify with Discord."""
        if self.state.is_shared:
            await self._identifying.wait(shard_id or 0)
        else:
            await super().before_identify_hook(shard_id, initial=initial)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Notes what the event is about before it is worked on."""
        tracing.note(event_name, args)
        languages.note(self, event_name, args)
        super().dispatch(event_name, *args, **kwargs)

    async def load_all(self) -> None:
        """Adds the commands, and the buttons that outlive a restart."""
        for extension in extensions():
            await self.load_extension(extension)
        self.add_dynamic_items(AnswerButton, ChoiceButton, PageButton, ProofSelect)

    async def on_ready(self) -> None:
        """Says so in the log; called again after each lost session."""
        servers = len(self.guilds)
        _log.info("ready as %s in %d server%s", self.user, servers, "" if servers == 1 else "s")

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: there are no prefix commands; the cog of messages has a listener of its own."""


def intents(settings: Settings) -> discord.Intents:
    """Servers and messages; what messages say only where ask channels are, or can be, chosen.

    Without it Discord still gives the text of mentions, replies with a ping and direct messages.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    wanted.message_content = can_have_ask_channels(settings)
    return wanted


def run(
    settings: Settings, token: str, open_collections: Callable[[Database, Progress], Collections]
) -> int:
    """Runs the Discord bot until SIGINT or SIGTERM; the exit code: 0, or 1 with a message logged.

    `open_collections` is called in a thread, with the database of what the bot keeps and a callback
    for its progress. The token must be Discord's for a bot; it is sent to the API of the settings
    and appears nowhere else.
    """
    # The event loop waits less long for the lock that threads at work hold.
    sys.setswitchinterval(_SWITCH_SECONDS)
    secrets = [token, *logs.secrets_of(settings)]
    logs.configure(settings.log.level, secrets, settings.log.format)
    code = 0
    try:
        asyncio.run(_serve(settings, token, open_collections))
    except (SetUpError, StateError, KnowledgeError, OSError) as error:
        _log.error("%s", error)
        code = 1
    if threads.is_any_busy():
        # Whatever a thread is in, as the library that loads the reader's model, would be torn down
        # under it, and the process end with a signal.
        logging.shutdown()
        os._exit(code)
    return code


async def _serve(
    settings: Settings, token: str, open_collections: Callable[[Database, Progress], Collections]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C interrupts all the same
            loop.add_signal_handler(number, stop.set)
    database = open_database(settings)
    state = State(database, settings.discord.keep_days)
    coverage = BackgroundCollections(partial(open_collections, database))
    bot = Dateline(settings, coverage, state)
    try:
        listen = settings.metrics.listen
        async with bot, health.serving(bot, listen), service.announced(bot), heap.tended(bot):
            await _until_stopped(bot, token, stop)
    finally:
        await _close(bot, coverage)
        state.close()


async def _until_stopped(bot: Dateline, token: str, stop: asyncio.Event) -> None:
    """Serves until told to stop; raises SetUpError or KnowledgeError when that is of no use."""
    opened = bot.coverage.start()
    opened.add_done_callback(bot.keep_up)
    serving = asyncio.create_task(_connect(bot, token))
    stopping = asyncio.create_task(stop.wait())
    waiting: set[asyncio.Future[object]] = {serving, stopping, opened}  # type: ignore[arg-type]
    try:
        while not stop.is_set():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for finished in done:
                finished.result()
            if serving.done():
                return
    finally:
        await bot.coverage.end_questions(_DRAIN_SECONDS)
        await bot.work.done(_LAST_SECONDS)
        bot.work.stop()
        await bot.work.done(_TELL_SECONDS)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(bot.close(), _GOODBYE_SECONDS)
        for task in (serving, stopping):
            task.cancel()


async def _connect(bot: Dateline, token: str) -> None:
    """Logs in and stays connected; SetUpError says what to do where waiting would not help."""
    api_url = bot.settings.discord.api_url
    try:
        if api_url:
            await Endpoint(api_url).install(bot)
        await bot.start(token)
    except discord.LoginFailure as error:
        raise SetUpError(BAD_TOKEN) from error
    except discord.PrivilegedIntentsRequired as error:
        raise SetUpError(
            "discord.ask_channels and discord.message_content need the Message Content intent, "
            "which is not enabled for this bot. Switch it on under Bot → Privileged Gateway "
            "Intents at https://discord.com/developers/applications, or empty the one and set the "
            "other to false: mentions, replies, direct messages and commands work without it."
        ) from error
    except discord.ConnectionClosed as error:
        reason = _CLOSED.get(error.code, "Please start me again later.")
        raise SetUpError(
            f"Discord closed the connection for good (code {error.code}). {reason}"
        ) from error
    except (*errors.UNSENT, discord.GatewayNotFound) as error:
        raise SetUpError(
            f"No connection to Discord's API at {discord.http.Route.BASE}: {error}"
        ) from error


async def _close(bot: Dateline, coverage: BackgroundCollections) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(coverage.close(), _CLOSE_SECONDS)
    _log.info("ended")
