"""What people do with menus and forms, as coroutines for tests."""

from collections.abc import Sequence
from typing import Any

from .actions import Actions
from .interactions import COMPONENT, MODAL_SUBMIT, Interaction
from .invocation import NotOfferedError
from .messages import Message
from .rules.components import (
    CHANNEL_SELECT,
    LABEL,
    RADIO_GROUP,
    ROLE_SELECT,
    SELECTS,
    STRING_SELECT,
    TEXT_INPUT,
    walk,
)
from .world import USUAL_PERMISSIONS, Channel, Role, User

Payload = dict[str, Any]
Chosen = str | Role | Channel


class Panels(Actions):
    """Menus of messages, and the forms that a press opens."""

    async def choose(
        self, message: Message, menu: str, /, *values: Chosen, by: User | None = None
    ) -> Interaction:
        """Choose in the menu whose custom id contains `menu`: options, roles or channels."""
        self._require_seen(message, by or self.world.member)
        parts = [part for _, part in walk(message.components) if part["type"] in SELECTS]
        found = [part for part in parts if menu in part["custom_id"]]
        if not found:
            known = ", ".join(part["custom_id"] for part in parts) or "none"
            raise NotOfferedError(f"no menu {menu!r}; there are: {known}")
        part = found[0]
        chosen = _chosen(part, values)
        data = {"custom_id": part["custom_id"], "component_type": part["type"], **chosen}
        interaction = await self._interact(
            COMPONENT, part["custom_id"], data, by, message.channel, message
        )
        return await self._answered(interaction)

    async def submit(
        self,
        opened: Interaction,
        /,
        *,
        by: User | None = None,
        **fields: str | Sequence[Role | Channel],
    ) -> Interaction:
        """Send the form that a press opened, with fields found by their label, "_" for " ".

        Those that are not given stay as the form has them. `by` is who opened it.
        """
        form = opened.modal
        if form is None:
            raise NotOfferedError(f"{opened.name} opened no form")
        labels = [part for part in form["components"] if part["type"] == LABEL]
        names = {part["label"].lower().replace(" ", "_"): part for part in labels}
        if unknown := set(fields) - set(names):
            raise NotOfferedError(f"no fields {unknown}; there are: {', '.join(names)}")
        resolved: Payload = {}
        filled = []
        for name, part in names.items():
            inner = part["component"]
            value = _filled(inner, fields.get(name))
            resolved |= value.pop("resolved", {})
            about = {"type": inner["type"], "custom_id": inner["custom_id"]}
            filled.append({"type": LABEL, "component": about | value})
        data = {"custom_id": form["custom_id"], "components": filled, "resolved": resolved}
        interaction = await self._interact(
            MODAL_SUBMIT, form["title"], data, by or opened.user, opened.channel, opened.source
        )
        return await self._answered(interaction)


def _chosen(part: Payload, values: Sequence[Chosen]) -> Payload:
    """The values, and what they stand for, as Discord sends them."""
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not least <= len(values) <= most:
        raise NotOfferedError(f"{part['custom_id']} takes {least} to {most} values")
    if part["type"] == STRING_SELECT:
        offered = [option["value"] for option in part["options"]]
        if unknown := [value for value in values if value not in offered]:
            raise NotOfferedError(f"no options {unknown}; there are: {offered}")
        return {"values": list(values)}
    name = {ROLE_SELECT: "roles", CHANNEL_SELECT: "channels"}[part["type"]]
    wanted = Role if name == "roles" else Channel
    resolved = {
        # A channel comes with what the user may do there.
        str(each.id): {**each.payload(), "permissions": str(USUAL_PERMISSIONS)}
        if isinstance(each, Channel)
        else each.payload()
        for each in values
        if isinstance(each, wanted)
    }
    if len(resolved) != len(values):
        raise NotOfferedError(f"{part['custom_id']} takes {name}, each once")
    return {"values": list(resolved), "resolved": {name: resolved}}


def _filled(part: Payload, value: str | Sequence[Role | Channel] | None) -> Payload:
    """A field of a form as Discord sends it."""
    if part["type"] == TEXT_INPUT:
        text = part.get("value") or "" if value is None else value
        if not isinstance(text, str) or not part.get("min_length", 0) <= len(text):
            raise NotOfferedError("a text is to be written there")
        if len(text) > part.get("max_length", 4000) or (part["required"] and not text):
            raise NotOfferedError("a text of another length is to be written there")
        return {"value": text}
    if part["type"] == RADIO_GROUP:
        offered = {option["value"]: option.get("default") for option in part["options"]}
        default = next((each for each, is_default in offered.items() if is_default), None)
        if (picked := default if value is None else value) not in offered:
            raise NotOfferedError(f"no option {picked!r}; there are: {', '.join(offered)}")
        return {"value": picked}
    if value is None:
        return {"values": [str(each["id"]) for each in part.get("default_values", [])]}
    return _chosen(part, [each for each in value if isinstance(each, (Role, Channel))])
