"""What people do in Discord, as coroutines for tests."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from .gateway import Gateway
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, Choice, Interaction
from .invocation import NotOfferedError, command_data, find, focused_data, refuse_elsewhere
from .messages import DEFAULT, REPLY, Attachment, Button, Message
from .rules.commands import MESSAGE
from .rules.components import BUTTON
from .sending import announce, store
from .state import State
from .world import USUAL_PERMISSIONS, Channel, Guild, Role, User, World

Payload = dict[str, Any]
MAX_HUMAN_CONTENT = 2000  # without Nitro
UPLOAD_LIMIT = 10 * 2**20  # bytes, told to the bot with each interaction


class Actions:
    """People's acts; each waits for the bot to be connected, commands also for its answer.

    `by` is who acts (default: the member without any rights), `where` the channel (default:
    #general). `patience` is how many real seconds an answer may take after its first response.
    """

    def __init__(self, state: State, gateway: Gateway) -> None:
        self.state = state
        self.gateway = gateway
        self.patience = 20.0

    @property
    def world(self) -> World:
        """The guild, its people and channels."""
        return self.state.world

    # Servers.

    async def add_bot(self, guild: Guild) -> None:
        """Add the bot to a server."""
        await self.connected()
        self.world.join(guild)
        # With the key, whatever its value, it would be a server that is available again.
        body = self.world.payload(guild)
        del body["unavailable"]
        await self.gateway.dispatch("GUILD_CREATE", body, guild.channels[0])

    async def remove_bot(self, guild: Guild) -> None:
        """Remove the bot from a server."""
        self.world.guilds.remove(guild)
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.channels[0])

    async def deny(self, channel: Channel, permissions: int) -> None:
        """Take rights from the bot in a channel, and tell it of that."""
        await self.connected()
        self.world.denied[channel.id] = permissions
        body = channel.payload(permissions) | {"guild_id": str(channel.guild_id)}
        await self.gateway.dispatch("CHANNEL_UPDATE", body, channel)

    async def change_role(self, role: Role) -> None:
        """Have a role of the server be another one, and tell the bot of that."""
        await self.connected()
        body = {"guild_id": str(self.world.guild_id), "role": role.payload()}
        await self.gateway.dispatch("GUILD_ROLE_UPDATE", body, self.world.general)

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread, and perhaps lock it, and tell the bot of that."""
        await self.connected()
        self.world.archived.add(thread.id)
        self.world.locked |= {thread.id} if locked else set()
        body = thread.payload() | {"guild_id": str(thread.guild_id)}
        body["thread_metadata"] |= {"archived": True, "locked": locked}
        await self.gateway.dispatch("THREAD_UPDATE", body, thread)

    # Messages.

    async def say(
        self,
        text: str,
        *,
        by: User | None = None,
        where: Channel | None = None,
        reply_to: Message | None = None,
        ping: bool = True,
        at_once: bool = False,
    ) -> Message:
        """Write a message; `ping` says whether a reply mentions whom it replies to.

        With `at_once` it is written even while the bot is not connected.
        """
        if len(text) > MAX_HUMAN_CONTENT:
            raise NotOfferedError(f"people can write {MAX_HUMAN_CONTENT} characters")
        channel = where or (reply_to.channel if reply_to else self.world.general)
        if not at_once:
            await self.connected(channel)
        message = Message(self.world.snowflakes.next(), channel, by or self.world.member, text)
        message.kind = REPLY if reply_to else DEFAULT
        message.replies_to, message.pings_replied = reply_to, ping
        self.state.add(message)
        await announce(self.gateway, self.state, "MESSAGE_CREATE", message)
        return message

    async def mention(
        self, text: str, *, by: User | None = None, where: Channel | None = None
    ) -> Message:
        """Write a message that mentions the bot first; return the bot's answer to it."""
        asked = await self.say(f"{self.world.bot.mention} {text}", by=by, where=where)
        return await self.answer_to(asked)

    async def reply(
        self, to: Message, text: str, *, by: User | None = None, ping: bool = True
    ) -> Message:
        """Reply to a message; return the bot's answer."""
        return await self.answer_to(await self.say(text, by=by, reply_to=to, ping=ping))

    async def dm(self, text: str, *, by: User | None = None) -> Message:
        """Write to the bot in private; return its answer."""
        person = by or self.world.member
        asked = await self.say(text, by=person, where=self.world.dm_with(person))
        return await self.answer_to(asked)

    def answers_to(self, message: Message) -> list[Message]:
        """Return what the bot has said in the channel since `message`, first answer first."""
        return [
            each
            for each in self.state.messages
            if each.author == self.world.bot
            and each.id > message.id
            and each.channel == message.channel
            and not (each.deleted or each.loading or each.interaction)
        ]

    async def answer_to(self, message: Message) -> Message:
        """Wait for the bot's first message in the channel after `message`."""
        await self.until(lambda: bool(self.answers_to(message)), f"answer to {message.text!r}")
        return self.answers_to(message)[0]

    async def silence_after(self, message: Message, seconds: float = 0.5) -> bool:
        """Return whether the bot says nothing in the channel for so long after `message`."""
        await asyncio.sleep(seconds)
        return not self.answers_to(message)

    async def until(
        self, condition: Callable[[], bool], what: str = "it", within: float | None = None
    ) -> None:
        """Wait until `condition` holds; AssertionError after `within` seconds (patience)."""
        await self.state.until(condition, what, within or self.patience)

    async def connected(self, where: Channel | None = None) -> None:
        """Wait until every shard of the bot has a session and a socket, or that of a channel."""
        hears = self.gateway.hears
        await self.until(lambda: hears(where) if where else self.is_connected, "connected bot")

    @property
    def is_connected(self) -> bool:
        """Whether every shard of the bot has a session and a socket."""
        live = self.gateway.live
        return bool(live) and {each.shard for each in live} >= set(range(live[-1].shards))

    # Commands.

    async def slash(
        self,
        name: str,
        /,
        *,
        by: User | None = None,
        where: Channel | None = None,
        insist: bool = False,
        base: bool = False,
        personal: bool = False,
        **options: str | float | bool | Attachment | Role | User,
    ) -> Interaction:
        """Use a slash command, e.g. "ask" or "coverage reload"; return it when it is answered.

        Raises NotOfferedError when Discord's client would not send it; with `insist` also where
        the definition keeps it out of DMs, as a client with an older definition would. `base` is
        the option `where` with that value, `personal` uses an app that the user brought along.
        """
        if base:
            options["where"] = "base"
        first, *rest = name.split()
        command = await self._registered(first)
        channel = where or self.world.general
        if not insist:
            refuse_elsewhere(command, channel, personal=personal)
        data = command_data(command, rest, options, lambda file: store(self.state, file))
        interaction = await self._interact(COMMAND, name, data, by, channel, personal=personal)
        return await self._answered(interaction)

    async def message_menu(
        self, name: str, target: Message, *, by: User | None = None, personal: bool = False
    ) -> Interaction:
        """Use a command of a message's context menu; `personal` as for `slash`."""
        command = await self._registered(name, MESSAGE)
        refuse_elsewhere(command, target.channel, personal=personal)
        message = self.state.message_payload(target)
        data = {"id": command["id"], "name": name, "type": MESSAGE, "target_id": str(target.id)}
        data["resolved"] = {"messages": {str(target.id): message}}
        where = target.channel
        interaction = await self._interact(COMMAND, name, data, by, where, personal=personal)
        return await self._answered(interaction)

    async def autocomplete(
        self,
        name: str,
        option: str,
        typed: str,
        /,
        *,
        by: User | None = None,
        where: Channel | None = None,
        base: bool = False,
        **given: str | float | bool,
    ) -> list[Choice]:
        """Type into an option of a slash command; return what is suggested."""
        if base:
            given["where"] = "base"
        first, *rest = name.split()
        command = await self._registered(first)
        data = focused_data(command, rest, option, typed, given)
        channel = where or self.world.general
        interaction = await self._interact(AUTOCOMPLETE, name, data, by, channel)
        return (await self._answered(interaction)).choices

    async def _registered(self, name: str, kind: int = 1) -> Payload:
        try:
            return find(self.state.commands, name, kind)
        except NotOfferedError:
            await self.until(lambda: bool(self.state.commands), "registered command")
            return find(self.state.commands, name, kind)

    # Buttons.

    async def click(
        self, message: Message, label: str, /, *, by: User | None = None
    ) -> Interaction:
        """Click the first button whose label or custom id contains `label`."""
        button = self._button(message, label, by or self.world.member)
        data = {"custom_id": button.custom_id, "component_type": BUTTON}
        name = str(button.custom_id)
        return await self._answered(
            await self._interact(COMPONENT, name, data, by, message.channel, message)
        )

    def _require_seen(self, message: Message, by: User) -> None:
        if message.deleted or (message.ephemeral and message.seen_by != by):
            raise NotOfferedError(f"{by.name} cannot see that message")

    def _button(self, message: Message, label: str, by: User) -> Button:
        self._require_seen(message, by)
        for button in message.buttons:
            if label in button.label or label in (button.custom_id or ""):
                if button.disabled or button.custom_id is None:
                    raise NotOfferedError(f"{button} cannot be clicked")
                return button
        known = ", ".join(repr(button.label) for button in message.buttons) or "none"
        raise NotOfferedError(f"no button {label!r}; there are: {known}")

    # Interactions.

    async def _interact(
        self,
        kind: int,
        name: str,
        data: Payload,
        by: User | None,
        where: Channel,
        source: Message | None = None,
        *,
        personal: bool = False,
    ) -> Interaction:
        await self.connected(where)
        user = by or self.world.member
        interaction = Interaction(
            self.world.snowflakes.next(),
            uuid4().hex,
            kind,
            user,
            where,
            self.state.clock.now(),
            name,
            source,
        )
        self.state.interactions[interaction.token] = interaction
        body = self._envelope(interaction, personal=personal) | {
            "data": json.loads(json.dumps(data))
        }
        await self.gateway.dispatch("INTERACTION_CREATE", body, where)
        return interaction

    def _envelope(self, interaction: Interaction, *, personal: bool) -> Payload:
        user, where = interaction.user, interaction.channel
        owner = {"1": str(user.id)} if personal or where.is_private else {"0": str(where.guild_id)}
        body: Payload = {
            "id": str(interaction.id),
            "application_id": str(self.world.bot.id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel": where.payload(),
            "channel_id": str(where.id),
            "app_permissions": str(USUAL_PERMISSIONS & ~self.world.denied.get(where.id, 0)),
            "locale": self.world.locale,
            "entitlements": [],
            "attachment_size_limit": UPLOAD_LIMIT,
            "authorizing_integration_owners": owner,
            "context": where.context,
        }
        if interaction.source is not None:
            body["message"] = self.state.message_payload(interaction.source)
        if where.is_dm:
            return body | {"user": user.payload()}
        allowed = self.world.guild_of(where).permissions(user)
        given = self.world.given.get(user.id, [])
        roles = [*user.member()["roles"], *(str(role.id) for role in given)]
        member = user.member() | {
            "roles": roles,
            "user": user.payload(),
            "permissions": str(allowed),
        }
        locale = self.world.guild_of(where).locale
        guild = {"id": str(where.guild_id), "locale": locale, "features": []}
        at = {"guild_id": str(where.guild_id), "guild": guild, "guild_locale": locale}
        return body | at | {"member": member}

    async def _answered(self, interaction: Interaction) -> Interaction:
        """Wait for the first response, judge its lateness, then for what it promised."""
        state = self.state
        over = state.deadline + 0.1  # what arrives later is refused as late

        def settled() -> bool:
            late = state.clock.now() - interaction.created > over
            return late or interaction.response is not None

        await self.until(settled, f"response to {interaction.name}")
        if interaction.response is None:
            state.violate("no response", f"{interaction.name} failed: nothing in {over:.1f} s")
            return interaction
        await self.until(lambda: not interaction.pending, f"end of thinking: {interaction.name}")
        return interaction
