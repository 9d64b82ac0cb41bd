"""The world that the stand-in serves: one guild with its roles, people and channels, and DMs."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from .snowflakes import Snowflakes

Payload = dict[str, Any]

ADMINISTRATOR, MANAGE_GUILD, VIEW_AUDIT_LOG, MANAGE_ROLES = 1 << 3, 1 << 5, 1 << 7, 1 << 28
VIEW, SEND, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
USE_COMMANDS, SEND_IN_THREADS = 1 << 31, 1 << 38
USUAL_PERMISSIONS = VIEW | SEND | EMBED | ATTACH | HISTORY | USE_COMMANDS | SEND_IN_THREADS
IN_GUILD, WITH_BOT, PRIVATE = 0, 1, 2  # contexts of interactions
TEXT_CHANNEL, DM_CHANNEL, ANNOUNCEMENTS, PUBLIC_THREAD, FORUM = 0, 1, 5, 11, 15
LONG_AGO = "2025-01-01T00:00:00+00:00"  # since when everybody is in a server


@dataclass(frozen=True)
class Role:
    """A role of the guild and the permissions it grants."""

    id: int
    name: str
    permissions: int
    position: int = 1
    mentionable: bool = False

    def payload(self) -> Payload:
        """Return the role object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0 if self.name == "@everyone" else self.position,
            "managed": False,
            "mentionable": self.mentionable,
            "flags": 0,
        }


@dataclass(frozen=True)
class User:
    """A person or the bot, with the roles held in the guild."""

    id: int
    name: str
    roles: tuple[Role, ...] = ()
    bot: bool = False

    @property
    def mention(self) -> str:
        """The text that mentions this user."""
        return f"<@{self.id}>"

    @property
    def permissions(self) -> int:
        """What the roles grant together, in the guild."""
        granted = USUAL_PERMISSIONS
        for role in self.roles:
            granted |= role.permissions
        return granted

    def payload(self) -> Payload:
        """Return the user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": None if self.bot else self.name.capitalize(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }

    def member(self) -> Payload:
        """Return the guild member object, without the user."""
        return {
            "roles": [str(role.id) for role in self.roles],
            "nick": None,
            "avatar": None,
            "joined_at": LONG_AGO,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
        }


@dataclass(frozen=True)
class Channel:
    """A text channel of the guild, a thread of one, or the DM channel with `recipient`."""

    id: int
    name: str
    recipient: User | None = None
    parent: "Channel | None" = None
    guild_id: int = 0
    kind: int = TEXT_CHANNEL
    is_private: bool = False  # among people alone: the bot sees nothing of it, nor can it write

    @property
    def is_dm(self) -> bool:
        """Whether it lies outside the guild."""
        return self.recipient is not None

    @property
    def context(self) -> int:
        """What Discord calls the place of an interaction: a server, a DM with the bot, or other
        private messages."""
        return (PRIVATE if self.is_private else WITH_BOT) if self.is_dm else IN_GUILD

    def payload(self, denied: int = 0) -> Payload:
        """Return the channel object; `denied` is what @everyone, so the bot, may not do there."""
        if self.recipient is not None:
            recipients = [self.recipient.payload()]
            return {"id": str(self.id), "type": DM_CHANNEL, "recipients": recipients, "flags": 0}
        if self.parent is not None:
            return self._thread(self.parent)
        return {
            "id": str(self.id),
            "type": self.kind,
            "name": self.name,
            "position": 0,
            "permission_overwrites": self._overwrites(denied),
            "parent_id": None,
            "nsfw": False,
            "topic": None,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": 0,
        }

    def _overwrites(self, denied: int) -> list[Payload]:
        of_everyone = {"id": str(self.guild_id), "type": 0, "allow": "0", "deny": str(denied)}
        return [of_everyone] if denied else []

    def _thread(self, parent: "Channel") -> Payload:
        return {
            "id": str(self.id),
            "type": PUBLIC_THREAD,
            "name": self.name,
            "parent_id": str(parent.id),
            "owner_id": str(self.id),
            "message_count": 1,
            "member_count": 2,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2025-01-01T00:00:00+00:00",
                "locked": False,
            },
            "flags": 0,
        }


@dataclass(frozen=True)
class Guild:
    """A server; the roles of users count in the first one, elsewhere `managers` may manage."""

    id: int
    name: str
    owner: User
    roles: tuple[Role, ...]
    channels: tuple[Channel, ...]
    managers: tuple[User, ...] | None = None
    threads: tuple[Channel, ...] = ()
    has_system_channel: bool = False
    added_by: User | None = None  # in the audit log, which the bot may then read
    locale: str = "en-US"

    def permissions(self, user: User) -> int:
        """What a user may do here."""
        if self.managers is None:
            return user.permissions
        return USUAL_PERMISSIONS | (MANAGE_GUILD if user in self.managers else 0)

    def payload(self, bot: User, joined_at: str) -> Payload:
        """Return the guild object as GUILD_CREATE carries it; `joined_at` is when the bot did."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "roles": [role.payload() for role in self.roles],
            "channels": [channel.payload() for channel in self.channels],
            "members": [{**bot.member(), "user": bot.payload(), "joined_at": joined_at}],
            "member_count": 6,
            "large": False,
            "unavailable": False,
            "joined_at": joined_at,
            "features": [],
            "emojis": [],
            "stickers": [],
            "threads": [{**thread.payload(), "guild_id": str(self.id)} for thread in self.threads],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "preferred_locale": self.locale,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": str(self.channels[0].id) if self.has_system_channel else None,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
        }


@dataclass
class World:
    """All that exists beside messages. Ids are the same in every run; tests may configure them."""

    snowflakes: Snowflakes = field(default_factory=Snowflakes)
    application_owner: User | None = None  # None for the server's owner
    locale: str = "en-GB"  # the language of everybody's client

    def __post_init__(self) -> None:
        new = self.snowflakes.next
        self.guild_id = new()
        self.everyone = Role(self.guild_id, "@everyone", USUAL_PERMISSIONS)
        self.manager_role = Role(new(), "manager", MANAGE_GUILD)
        self.admin_role = Role(new(), "admin", ADMINISTRATOR)
        self.editor_role = Role(new(), "editor", 0)
        self.bot = User(new(), "dateline", bot=True)
        self.member = User(new(), "mia")
        self.neighbour = User(new(), "nils")
        self.editor = User(new(), "edith", (self.editor_role,))
        self.manager = User(new(), "manuel", (self.manager_role,))
        self.admin = User(new(), "ada", (self.admin_role,))
        self.general = Channel(new(), "general", guild_id=self.guild_id)
        self.ask = Channel(new(), "ask-the-news", guild_id=self.guild_id)
        self._dms = {user.id: Channel(new(), "dm", user) for user in self.people}
        self.thread = Channel(new(), "about-the-visit", parent=self.general, guild_id=self.guild_id)
        self.forum = Channel(new(), "questions", guild_id=self.guild_id, kind=FORUM)
        self.post = Channel(new(), "when-is-it", parent=self.forum, guild_id=self.guild_id)
        threads = (self.thread, self.post)
        # Given by the bot to who wants to be pinged; it may, since its own role stands above.
        self.reader_role = Role(new(), "readers", 0, mentionable=True)
        self.bot_role = Role(new(), "dateline", MANAGE_ROLES, position=9)
        self.bot = replace(self.bot, roles=(self.bot_role,))
        self.announcements = Channel(
            new(), "announcements", guild_id=self.guild_id, kind=ANNOUNCEMENTS
        )
        self.given: dict[int, list[Role]] = {}  # roles that the bot gave, by the user's id
        home = Guild(
            self.guild_id,
            "Newsroom",
            self.admin,
            self.roles,
            (*self.channels, self.announcements),
            threads=threads,
        )
        self.guilds = [home]  # those that have the bot
        self.joined: dict[int, str] = {}  # by the ids of those that it came to meanwhile
        self.denied: dict[int, int] = {}  # by channel, what the bot may not do there
        self.archived: set[int] = set()  # ids of threads; a message opens one again,
        self.locked: set[int] = set()  # unless moderators have closed it
        # Between the member and the neighbour; the bot does not know of it.
        self.private = Channel(new(), "dm", self.neighbour, is_private=True)
        self.gone: set[int] = set()  # ids of users who have left the servers of the bot
        self.closed_dms: set[int] = set()  # ids of users who take no messages from the bot

    @property
    def people(self) -> tuple[User, ...]:
        """Everybody but the bot."""
        return (self.member, self.neighbour, self.editor, self.manager, self.admin)

    @property
    def roles(self) -> tuple[Role, ...]:
        """All roles, @everyone first."""
        return (
            self.everyone,
            self.manager_role,
            self.admin_role,
            self.editor_role,
            self.reader_role,
            self.bot_role,
        )

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The guild's channels."""
        return (self.general, self.ask, self.forum)

    def dm_with(self, user: User) -> Channel:
        """Return the channel between the bot and `user`."""
        return self._dms[user.id]

    def channel(self, channel_id: int) -> Channel | None:
        """Return the channel of that id, DM or not."""
        ours = (each for guild in self.guilds for each in (*guild.channels, *guild.threads))
        known = (*self._dms.values(), *ours)
        return next((channel for channel in known if channel.id == channel_id), None)

    def user(self, user_id: int) -> User | None:
        """Return the user of that id, the bot included."""
        return next((user for user in (self.bot, *self.people) if user.id == user_id), None)

    def join(self, guild: Guild) -> None:
        """The bot comes to a server now."""
        self.guilds.append(guild)
        self.joined[guild.id] = datetime.now(UTC).isoformat()

    def payload(self, guild: Guild) -> Payload:
        """Return the guild object as GUILD_CREATE carries it."""
        return guild.payload(self.bot, self.joined.get(guild.id, LONG_AGO))

    def new_guild(
        self,
        name: str,
        *managers: User,
        has_system_channel: bool = False,
        added_by: User | None = None,
    ) -> Guild:
        """Return a further server, which the bot has yet to be added to."""
        guild_id = self.snowflakes.next()
        allowed = USUAL_PERMISSIONS | (VIEW_AUDIT_LOG if added_by else 0)
        everyone = Role(guild_id, "@everyone", allowed)
        channel = Channel(self.snowflakes.next(), "general", guild_id=guild_id)
        return Guild(
            guild_id,
            name,
            self.neighbour,
            (everyone,),
            (channel,),
            managers,
            has_system_channel=has_system_channel,
            added_by=added_by,
        )

    def guild_of(self, channel: Channel) -> Guild:
        """Return the server that a channel is in."""
        return next(guild for guild in self.guilds if guild.id == channel.guild_id)
