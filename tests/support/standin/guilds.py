"""Servers as the REST API has them: which the bot is in, who added it, the roles that it gives."""

from typing import Any

from aiohttp import web

from .errors import NO_PERMISSION, NOT_FOUND, UNKNOWN_MEMBER, RefusedError, reply
from .gate import Call, Gate, Handler
from .gateway import Gateway
from .state import State
from .world import Guild, Role

Payload = dict[str, Any]
BOT_ADD = 28  # a kind of entry of the audit log


class Guilds:
    """Handlers of the requests that are about a server."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self._state = state
        self._gateway = gateway

    def routes(self, gate: Gate) -> list[web.RouteDef]:
        """Return the routes served here."""
        member_role = "/guilds/{guild}/members/{user}/roles/{role}"
        served: list[tuple[str, str, Handler]] = [
            ("GET", "/guilds/{guild}", self._info),
            ("GET", "/guilds/{guild}/audit-logs", self._audit_log),
            ("GET", "/users/@me/guilds", self._guilds),
            ("DELETE", "/users/@me/guilds/{guild}", self._leave),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("PUT", member_role, self._give_role),
            ("DELETE", member_role, self._take_role),
        ]
        return [gate.route(method, path, handler) for method, path, handler in served]

    def _guild(self, call: Call) -> Guild:
        """One that has the bot."""
        guilds = self._state.world.guilds
        guild = next((each for each in guilds if str(each.id) == call.params["guild"]), None)
        if guild is None:
            raise RefusedError(NOT_FOUND)
        return guild

    async def _info(self, call: Call) -> web.Response:
        body = self._state.world.payload(self._guild(call))
        return reply({name: body[name] for name in body if name not in ("channels", "members")})

    async def _guilds(self, call: Call) -> web.Response:
        """The bot's servers with what its roles grant there, in the order of their ids."""
        after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 200))
        guilds = sorted(self._state.world.guilds, key=lambda guild: guild.id)
        shown = [guild for guild in guilds if guild.id > after][:limit]
        bodies = [self._state.world.payload(guild) for guild in shown]
        return reply(
            [
                {
                    "id": body["id"],
                    "name": body["name"],
                    "owner": False,
                    "permissions": body["roles"][0]["permissions"],
                    "features": [],
                }
                for body in bodies
            ]
        )

    async def _member(self, call: Call) -> web.Response:
        self._guild(call)
        user = self._state.world.user(int(call.params["user"]))
        if user is None or user.id in self._state.world.gone:
            raise RefusedError(UNKNOWN_MEMBER)
        return reply({**user.member(), "user": user.payload()})

    async def _leave(self, call: Call) -> web.Response:
        guild = self._guild(call)
        self._state.world.guilds.remove(guild)
        await self._gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.channels[0])
        return web.Response(status=204)

    async def _audit_log(self, call: Call) -> web.Response:
        world = self._state.world
        guild = self._guild(call)
        if guild.added_by is None:
            raise RefusedError(NO_PERMISSION, "permission", "the bot may not read the audit log")
        added = (guild.added_by, world.bot)
        entries = [
            {
                "id": str(world.snowflakes.next()),
                "user_id": str(guild.added_by.id),
                "target_id": str(target.id),
                "action_type": BOT_ADD,
            }
            for target in (world.bot, world.member)
        ]
        rest = ["guild_scheduled_events", "threads", "webhooks", "integrations"]
        rest += ["application_commands", "auto_moderation_rules"]
        body: Payload = {name: [] for name in rest}
        users = [user.payload() for user in (*added, world.member)]
        return reply(body | {"audit_log_entries": entries, "users": users})

    async def _give_role(self, call: Call) -> web.Response:
        self._given(call).append(self._role(call))
        return web.Response(status=204)

    async def _take_role(self, call: Call) -> web.Response:
        self._given(call).remove(self._role(call))
        return web.Response(status=204)

    def _given(self, call: Call) -> list[Role]:
        return self._state.world.given.setdefault(int(call.params["user"]), [])

    def _role(self, call: Call) -> Role:
        """A role of the guild below the bot's own, which is as far as the bot may go."""
        world = self._state.world
        role = next((each for each in world.roles if str(each.id) == call.params["role"]), None)
        if role is None or role.position >= world.bot_role.position:
            raise RefusedError(NO_PERMISSION, "permission", "the bot may not give that role")
        return role
