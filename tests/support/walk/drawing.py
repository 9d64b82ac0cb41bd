"""What people see in Discord's dark theme, as HTML made of the payloads that the stand-in got."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from standin import Choice, Message, User, World
from standin.rules.components import (
    BUTTON,
    CONTAINER,
    GALLERY,
    LABEL,
    LINK,
    RADIO_GROUP,
    ROW,
    SECTION,
    SELECTS,
    SEPARATOR,
    TEXT,
)

from walk.markup import html_of

Part = Mapping[str, Any]
_THEME = Path(__file__).with_name("theme.css")
_FACES = ("#5865f2", "#3ba55c", "#eb459e", "#faa61a", "#ed4245", "#747f8d")


def page(turns: Sequence[str]) -> str:
    """A whole page of what was drawn."""
    style = _THEME.read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{style}</style>'
        f"<body>{''.join(turns)}</body></html>"
    )


class Drawing:
    """Draws what happens in one world; `files` are what was uploaded, by id."""

    def __init__(self, world: World, files: Mapping[str, bytes]) -> None:
        self._world = world
        self._files = files

    def said(self, user: User, text: str, above: str = "") -> str:
        """What a person wrote; `above` is what it replies to."""
        return self._turn(user, f'<div class="text">{html_of(text, self._world)}</div>', above)

    def message(self, message: Message, above: str = "") -> str:
        """A message of the bot; `above` is what it answers."""
        self._shown = message
        body = "".join(map(self._part, message.components))
        if message.content:
            body = f'<div class="text">{html_of(message.content, self._world)}</div>{body}'
        shown = {str(each["id"]) for each in message.attachments if _in_gallery(message, each)}
        for each in message.attachments:
            if str(each["id"]) not in shown:
                body += f'<div class="file">📄 {escape(each["filename"])}</div>'
        if message.ephemeral:
            only = "👁 Only you can see this • <i>Dismiss message</i>"
            body = f'<div class="private">{body}<div class="only">{only}</div></div>'
        return self._turn(message.author, f'<div class="loose">{body}</div>', above)

    def form(self, form: Part) -> str:
        """A form as it opens."""
        fields = "".join(map(self._field, form["components"]))
        return f'<div class="form"><div class="title">{escape(form["title"])}</div>{fields}</div>'

    def typing(self, command: str, option: str, typed: str, offered: Sequence[Choice]) -> str:
        """A command while it is typed, with what is suggested."""
        offers = "".join(f"<div>{escape(each.name)}</div>" for each in offered)
        line = f"/{escape(command)} <u>{escape(option)}</u> {escape(typed)}▏"
        return f'<div class="offers">{offers}</div><div class="typed">{line}</div>'

    def note(self, text: str) -> str:
        """Something that a person does, which leaves nothing to see."""
        return f'<div class="done">{escape(text)}</div>'

    def _turn(self, user: User, body: str, above: str) -> str:
        name = user.name.capitalize()
        app = '<span class="app">APP</span>' if user.bot else ""
        colour = _FACES[0 if user.bot else 1 + user.id // 2**22 % (len(_FACES) - 1)]
        head = f'<div class="who">{escape(name)}{app}</div>'
        over = f'<div class="above">{escape(above)}</div>' if above else ""
        face = f'<div class="face" style="background:{colour}">{escape(name[0])}</div>'
        return f'{over}<div class="turn">{face}<div class="words">{head}{body}</div></div>'

    def _part(self, part: Part) -> str:
        kind = part["type"]
        if kind == TEXT:
            return f'<div class="text">{html_of(part["content"], self._world)}</div>'
        inner = "".join(map(self._part, part.get("components", [])))
        if kind == CONTAINER:
            colour = part.get("accent_color")
            stripe = "#3f4147" if colour is None else f"#{colour:06x}"
            return f'<div class="box" style="--stripe:{stripe}">{inner}</div>'
        if kind == SECTION:
            return (
                f'<div class="section"><div class="text">{inner}</div>'
                f"{self._part(part['accessory'])}</div>"
            )
        if kind == ROW:
            return f'<div class="row">{inner}</div>'
        if kind == BUTTON:
            return _button(part)
        if kind == SEPARATOR:
            return "<hr>"
        if kind == GALLERY:
            return "".join(self._picture(item["media"]["url"]) for item in part["items"])
        if kind in SELECTS:
            return self._menu(part)
        raise ValueError(f"a component of type {kind} is drawn nowhere yet")

    def _picture(self, url: str) -> str:
        name = url.removeprefix("attachment://")
        found = [each for each in self._shown.attachments if each["filename"] == name]
        data = base64.b64encode(self._files[str(found[0]["id"])]).decode()
        return f'<img class="picture" src="data:image/png;base64,{data}">'

    def _menu(self, part: Part) -> str:
        chosen = [each["label"] for each in part.get("options", []) if each.get("default")]
        for each in part.get("default_values", []):
            mark = "@&" if each["type"] == "role" else "#"
            chosen.append(html_of(f"<{mark}{each['id']}>", self._world))
        if chosen:
            return f'<div class="menu"><span>{" ".join(chosen)}</span></div>'
        hint = escape(part.get("placeholder") or "Select …")
        return f'<div class="menu"><span class="faint">{hint}</span></div>'

    def _field(self, part: Part) -> str:
        if part["type"] != LABEL:
            return self._part(part)
        inner = part["component"]
        if inner["type"] in SELECTS:
            field = f'<div class="row">{self._menu(inner)}</div>'
        elif inner["type"] == RADIO_GROUP:
            options = (
                f"<div>{'◉' if each.get('default') else '○'} {escape(each['label'])}</div>"
                for each in inner["options"]
            )
            field = "".join(options)
        else:
            field = f'<div class="field">{escape(inner.get("value") or "")}</div>'
        about = part.get("description")
        small = f'<div class="small">{escape(about)}</div>' if about else ""
        return f'<div class="name">{escape(part["label"])}</div>{small}{field}'


def _button(part: Part) -> str:
    emoji = (part.get("emoji") or {}).get("name") or ""
    label = escape(" ".join(filter(None, (emoji, part.get("label")))))
    classes = f"button style{part['style']}"
    classes += " link" if part["style"] == LINK else ""
    classes += " off" if part.get("disabled") else ""
    return f'<span class="{classes}">{label}</span>'


def _in_gallery(message: Message, attachment: Part) -> bool:
    return f"attachment://{attachment['filename']}" in repr(message.components)
