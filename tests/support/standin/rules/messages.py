"""A message as it is sent or edited: content, embeds, flags, mentions, files; and modals."""

from collections.abc import Mapping, Sequence
from typing import Any

from .components import check_components, check_form
from .problem import Problem, length, web_address

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SUPPRESS_NOTIFICATIONS, V2 = 4, 64, 128, 4096, 32768
MAX_CONTENT = 2000
MAX_EMBED_TEXT = 6000  # over all embeds of the message
MAX_FILES = 10
MAX_UPLOAD = 25 * 2**20  # bytes of one request
LEGACY_FIELDS = ("content", "embeds", "sticker_ids", "poll")

Payload = Mapping[str, Any]


def check_message(
    payload: Payload,
    *,
    files: Sequence[int] = (),
    before: Payload | None = None,
    ephemeral_allowed: bool = False,
) -> list[Problem]:
    """Return what is wrong with a message.

    `files` are the sizes in bytes of what is uploaded with it, `before` the message as it is when
    this is an edit, `ephemeral_allowed` says that it answers an interaction.
    """
    v2 = bool((payload.get("flags") or 0) & V2 or (before and before["flags"] & V2))
    problems = length(payload.get("content"), "content", MAX_CONTENT)
    problems += check_embeds(payload.get("embeds"))
    problems += check_components(payload.get("components"), v2=v2)
    problems += _allowed_mentions(payload.get("allowed_mentions"))
    problems += _flags(payload.get("flags") or 0, before is not None, ephemeral_allowed)
    if payload.get("nonce") is not None:
        problems += length(str(payload["nonce"]), "nonce", 25)
    if v2:
        problems += _legacy_fields({**(before or {}), **payload})
    return problems + _files(files)


def _legacy_fields(message: Payload) -> list[Problem]:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    text = "The field cannot be used when using MessageFlags.IS_COMPONENTS_V2."
    return [Problem(name, code, text) for name in LEGACY_FIELDS if message.get(name)]


def _flags(flags: int, edit: bool, ephemeral_allowed: bool) -> list[Problem]:
    allowed = SUPPRESS_EMBEDS | V2
    if not edit:
        allowed |= SUPPRESS_NOTIFICATIONS
    if ephemeral_allowed:
        allowed |= EPHEMERAL
    wrong = flags & ~allowed
    return [Problem("flags", "MESSAGE_FLAGS", f"Cannot set {wrong} here.")] if wrong else []


def _files(sizes: Sequence[int]) -> list[Problem]:
    problems = []
    if len(sizes) > MAX_FILES:
        message = f"Must be {MAX_FILES} or fewer in length."
        problems.append(Problem("attachments", "BASE_TYPE_MAX_LENGTH", message))
    if sum(sizes) > MAX_UPLOAD:
        message = f"The request holds {sum(sizes)} bytes, {MAX_UPLOAD} are allowed."
        problems.append(Problem("attachments", "REQUEST_ENTITY_TOO_LARGE", message))
    return problems


def _allowed_mentions(value: object) -> list[Problem]:
    if value is None:
        return []
    path = "allowed_mentions"
    if not isinstance(value, dict):
        return [Problem(path, "BASE_TYPE_BAD_TYPE", "Must be an object.")]
    parse = value.get("parse") or []
    problems = []
    for number, kind in enumerate(parse):
        if kind not in {"users", "roles", "everyone"}:
            message = "Must be one of users, roles, everyone."
            problems.append(Problem(f"{path}.parse.{number}", "BASE_TYPE_CHOICES", message))
    for kind in ("users", "roles"):
        problems += length(value.get(kind), f"{path}.{kind}", 100)
        if kind in parse and value.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids…] are mutually exclusive.'
            problems.append(Problem(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message))
    return problems


def check_embeds(embeds: object) -> list[Problem]:
    """Return what is wrong with a message's embeds."""
    problems = length(embeds, "embeds", 10)
    if not isinstance(embeds, list):
        return problems
    for number, embed in enumerate(embeds):
        problems += _embed(embed, f"embeds.{number}")
    total = sum(map(_embed_length, embeds))
    if total > MAX_EMBED_TEXT:
        message = f"The embeds hold {total} characters, {MAX_EMBED_TEXT} are allowed."
        problems.append(Problem("embeds", "MAX_EMBED_SIZE_EXCEEDED", message))
    return problems


def _embed(embed: Payload, path: str) -> list[Problem]:
    problems = length(embed.get("title"), f"{path}.title", 256)
    problems += length(embed.get("description"), f"{path}.description", 4096)
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    problems += length(footer.get("text"), f"{path}.footer.text", 2048)
    problems += length(author.get("name"), f"{path}.author.name", 256)
    fields = embed.get("fields") or []
    problems += length(fields, f"{path}.fields", 25)
    for number, field in enumerate(fields):
        problems += length(field.get("name"), f"{path}.fields.{number}.name", 256, 1)
        problems += length(field.get("value"), f"{path}.fields.{number}.value", 1024, 1)
    if embed.get("url") is not None:
        problems += web_address(embed["url"], f"{path}.url")
    return problems


def _embed_length(embed: Payload) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if text)


def check_modal(modal: Payload) -> list[Problem]:
    """Return what is wrong with a modal."""
    problems = length(modal.get("title"), "title", 45, 1)
    problems += length(modal.get("custom_id"), "custom_id", 100, 1)
    return problems + check_form(modal.get("components"))
