"""Answers to interactions: the first response, its edits, follow-ups."""

from typing import Any

from aiohttp import web

from .errors import (
    ALREADY_ACKNOWLEDGED,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    InvalidError,
    RefusedError,
    reply,
)
from .gate import Call, Gate, Handler
from .gateway import Gateway
from .interactions import (
    ALLOWED_RESPONSES,
    CHOICES,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SEND,
    UPDATE,
    Choice,
    Interaction,
)
from .messages import COMMAND_REPLY, DEFAULT, Message
from .rules import EPHEMERAL, LOADING, Problem, check_choices, check_modal
from .sending import announce, judge, store
from .state import State

Payload = dict[str, Any]
ORIGINAL = "@original"


class Webhooks:
    """Handlers of the requests that carry an interaction's token."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self._state = state
        self._gateway = gateway

    def routes(self, gate: Gate) -> list[web.RouteDef]:
        """Return the routes served here."""
        message = "/webhooks/{app}/{token}/messages/{message}"
        served: list[tuple[str, str, Handler]] = [
            ("POST", "/interactions/{id}/{token}/callback", self._respond),
            ("POST", "/webhooks/{app}/{token}", self._follow_up),
            ("GET", message, self._read),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
        ]
        return [gate.route(method, path, handler) for method, path, handler in served]

    # The first response.

    async def _respond(self, call: Call) -> web.Response:
        interaction = self._state.interactions.get(call.params["token"])
        if interaction is None or str(interaction.id) != call.params["id"]:
            raise RefusedError(UNKNOWN_INTERACTION, "interaction", "no such interaction")
        now = self._state.clock.now()
        took = now - interaction.created
        if took > self._state.deadline:
            detail = f"first response to {interaction.name} after {took:.2f} s"
            raise RefusedError(UNKNOWN_INTERACTION, "late", detail)
        if interaction.response is not None:
            detail = f"{interaction.name} was answered before"
            raise RefusedError(ALREADY_ACKNOWLEDGED, "acknowledged twice", detail)
        kind = call.payload.get("type")
        if kind not in ALLOWED_RESPONSES[interaction.kind]:
            message = f"Type {kind} cannot answer an interaction of type {interaction.kind}."
            raise InvalidError([Problem("type", "BASE_TYPE_CHOICES", message)])
        answer = await self._first(interaction, kind, call)
        interaction.response, interaction.responded = kind, now
        return self._receipt(interaction, kind, answer)

    async def _first(self, interaction: Interaction, kind: int, call: Call) -> Message | None:
        data = call.payload.get("data") or {}
        if kind == CHOICES:
            _refuse_if(check_choices(data.get("choices")))
            interaction.choices = [Choice(c["name"], c["value"]) for c in data["choices"]]
        elif kind == MODAL:
            _refuse_if(check_modal(data))
            interaction.modal = data
        elif kind == DEFER:
            _refuse_if(_defer_problems(data))
            flags = LOADING | (data.get("flags") or 0)
            interaction.original = self._add(interaction, {"flags": flags}, call, loading=True)
        elif kind == SEND:
            judge(data, call.files, ephemeral_allowed=True)
            interaction.original = self._add(interaction, data, call)
            await announce(self._gateway, self._state, "MESSAGE_CREATE", interaction.original)
        else:
            await self._on_source(interaction, kind, data, call)
        return interaction.original

    async def _on_source(
        self, interaction: Interaction, kind: int, data: Payload, call: Call
    ) -> None:
        source = interaction.source
        if source is None:
            raise RefusedError(UNKNOWN_MESSAGE, "interaction", "there is no message to update")
        if kind == UPDATE:
            judge(data, call.files, source)
            source.edit(data, self._store(call))
            await announce(self._gateway, self._state, "MESSAGE_UPDATE", source)
        interaction.original = source

    def _receipt(
        self, interaction: Interaction, kind: int, message: Message | None
    ) -> web.Response:
        told: Payload = {"id": str(interaction.id), "type": interaction.kind}
        resource: Payload = {"type": kind}
        if message is not None and kind not in (DEFER_UPDATE, CHOICES, MODAL):
            told["response_message_id"] = str(message.id)
            told["response_message_loading"] = message.loading
            told["response_message_ephemeral"] = message.ephemeral
            resource["message"] = self._state.message_payload(message)
        return reply({"interaction": told, "resource": resource})

    # Afterwards, by the token.

    def _interaction(self, call: Call) -> Interaction:
        interaction = self._state.interactions.get(call.params["token"])
        if interaction is None or call.params["app"] != str(self._state.world.bot.id):
            raise RefusedError(INVALID_WEBHOOK_TOKEN, "token", "no interaction has this token")
        if interaction.responded is None:
            raise RefusedError(UNKNOWN_WEBHOOK, "interaction", "follow-up before a first response")
        age = self._state.clock.now() - interaction.created
        if age > self._state.token_life:
            raise RefusedError(INVALID_WEBHOOK_TOKEN, "token", f"used after {age:.0f} s")
        return interaction

    def _message(self, interaction: Interaction, name: str) -> Message:
        if name == ORIGINAL:
            message = interaction.original
        else:
            ours = [*interaction.followups, interaction.original, interaction.source]
            message = next((each for each in ours if each and str(each.id) == name), None)
        if message is None or message.deleted:
            raise RefusedError(UNKNOWN_MESSAGE)
        return message

    async def _follow_up(self, call: Call) -> web.Response:
        interaction = self._interaction(call)
        judge(call.payload, call.files, ephemeral_allowed=True)
        original = interaction.original
        if original is not None and original.loading and not original.deleted:
            return await self._complete(original, call)  # the first one ends "is thinking …"
        message = self._add(interaction, call.payload, call)
        message.replies_to = original if original is not interaction.source else None
        interaction.followups.append(message)
        await announce(self._gateway, self._state, "MESSAGE_CREATE", message)
        return reply(self._state.message_payload(message))

    async def _complete(self, original: Message, call: Call) -> web.Response:
        flags = (call.payload.get("flags") or 0) & ~EPHEMERAL  # the defer has decided on that
        original.edit({**call.payload, "flags": flags}, self._store(call))
        await announce(self._gateway, self._state, "MESSAGE_CREATE", original)
        return reply(self._state.message_payload(original))

    async def _read(self, call: Call) -> web.Response:
        message = self._message(self._interaction(call), call.params["message"])
        return reply(self._state.message_payload(message))

    async def _edit(self, call: Call) -> web.Response:
        message = self._message(self._interaction(call), call.params["message"])
        judge(call.payload, call.files, message)
        message.edit(call.payload, self._store(call))
        await announce(self._gateway, self._state, "MESSAGE_UPDATE", message)
        return reply(self._state.message_payload(message))

    async def _delete(self, call: Call) -> web.Response:
        message = self._message(self._interaction(call), call.params["message"])
        message.deleted = True
        await announce(self._gateway, self._state, "MESSAGE_DELETE", message)
        return web.Response(status=204)

    # Both.

    def _add(
        self, interaction: Interaction, data: Payload, call: Call, *, loading: bool = False
    ) -> Message:
        world = self._state.world
        message = Message(world.snowflakes.next(), interaction.channel, world.bot)
        message.kind = DEFAULT if interaction.kind == COMPONENT else COMMAND_REPLY
        message.interaction = {
            "id": str(interaction.id),
            "type": interaction.kind,
            "name": interaction.name,
            "user": interaction.user.payload(),
            "authorizing_integration_owners": {},
        }
        message.fill(data, self._store(call))
        if loading:
            message.flags |= LOADING
        if message.ephemeral:
            message.seen_by = interaction.user
        return self._state.add(message)

    def _store(self, call: Call) -> list[Payload]:
        return [store(self._state, file) for file in call.files]


def _refuse_if(problems: list[Problem]) -> None:
    if problems:
        raise InvalidError(problems)


def _defer_problems(data: Payload) -> list[Problem]:
    wrong = set(data) - {"flags"} or (data.get("flags") or 0) & ~EPHEMERAL
    message = "A deferred response carries nothing but the EPHEMERAL flag."
    return [Problem("data", "INTERACTION_DEFER", message)] if wrong else []
