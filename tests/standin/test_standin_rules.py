"""Discord's limits as the stand-in knows them: what is at a limit passes, what is over does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin.rules import (
    V2,
    check_choices,
    check_commands,
    check_components,
    check_message,
    check_modal,
    error_body,
)

Payload = dict[str, Any]


def text(length: int) -> Payload:
    return {"type": 10, "content": "x" * length}


def button(number: int = 0, **other: Any) -> Payload:
    return {"type": 2, "style": 1, "label": "a", "custom_id": f"b{number}", **other}


def link(url: str) -> Payload:
    return {"type": 2, "style": 5, "label": "a", "url": url}


def row(*inner: Payload) -> Payload:
    return {"type": 1, "components": list(inner)}


def section(texts: int, accessory: Payload | None) -> Payload:
    return {"type": 9, "components": [text(1)] * texts, "accessory": accessory}


def container(*inner: Payload) -> Payload:
    return {"type": 17, "components": list(inner)}


def select(options: int, **other: Any) -> Payload:
    given_options = [{"label": str(n), "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": given_options, **other}


def embed(**parts: Any) -> Payload:
    return {"embeds": [parts]}


def fields(count: int, name: int = 1, value: int = 1) -> list[Payload]:
    return [{"name": "n" * name, "value": "v" * value}] * count


MESSAGES = [
    ({"content": "x" * 2000}, {"content": "x" * 2001}),
    ({"embeds": [{"title": "a"}] * 10}, {"embeds": [{"title": "a"}] * 11}),
    (embed(title="x" * 256), embed(title="x" * 257)),
    (embed(description="x" * 4096), embed(description="x" * 4097)),
    (embed(footer={"text": "x" * 2048}), embed(footer={"text": "x" * 2049})),
    (embed(author={"name": "x" * 256}), embed(author={"name": "x" * 257})),
    (embed(fields=fields(25)), embed(fields=fields(26))),
    (embed(fields=fields(1, name=256)), embed(fields=fields(1, name=257))),
    (embed(fields=fields(1, value=1024)), embed(fields=fields(1, value=1025))),
    (embed(fields=fields(1)), embed(fields=fields(1, value=0))),
    (
        {"embeds": [{"description": "x" * 3000}] * 2},
        {"embeds": [{"description": "x" * 3000}] * 2 + [{"title": "x"}]},
    ),
    ({"content": "a", "flags": 4}, {"content": "a", "flags": 64}),
    ({"content": "a", "nonce": "1" * 25}, {"content": "a", "nonce": "1" * 26}),
    ({"content": "", "flags": V2}, {"content": "a", "flags": V2}),
    ({"embeds": [], "flags": V2}, {"embeds": [{"title": "a"}], "flags": V2}),
    ({"allowed_mentions": {"parse": []}}, {"allowed_mentions": {"parse": ["all"]}}),
    (
        {"allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ),
    ({"components": [row(button())]}, {"components": [text(1)]}),
]


@pytest.mark.parametrize(("allowed", "refused"), MESSAGES)
def test_message_limits(allowed: Payload, refused: Payload) -> None:
    assert check_message(allowed) == []
    assert len(check_message(refused)) == 1


CLASSIC = [
    ([row(button())] * 0, [text(1)]),
    ([row(button(n)) for n in range(5)], [row(button(n)) for n in range(6)]),
    ([row(*map(button, range(5)))], [row(*map(button, range(6)))]),
    ([row(button())], [row()]),
    ([row(button(label="x" * 80))], [row(button(label="x" * 81))]),
    ([row(button(custom_id="x" * 100))], [row(button(custom_id="x" * 101))]),
    ([row(button())], [row(button(custom_id=None))]),
    ([row(button(label=None, emoji={"name": "👍"}))], [row(button(label=None))]),
    ([row(button(1), button(2))], [row(button(1), button(1))]),
    ([row(link("https://a.org/" + "x" * 498))], [row(link("https://a.org/" + "x" * 499))]),
    ([row(link("https://a.org"))], [row(link("javascript:alert(1)"))]),
    ([row(link("https://a.org"))], [row({**link("https://a.org"), "custom_id": "x"})]),
    ([row(button(style=4))], [row(button(style=7))]),
    ([row(select(25))], [row(select(26))]),
    ([row(select(1))], [row(select(0))]),
    ([row(select(2))], [row(select(2), button())]),
    ([row(select(2, max_values=2))], [row(select(2, max_values=3))]),
    ([row(select(2, placeholder="x" * 150))], [row(select(2, placeholder="x" * 151))]),
    ([row(button(1, id=1), button(2, id=2))], [row(button(1, id=1), button(2, id=1))]),
]

LAYOUT = [
    ([text(4000)], [text(4001)]),
    ([text(2000), text(2000)], [text(2000), container(text(2001))]),
    ([text(1)], [text(0)]),
    ([text(1)] * 40, [text(1)] * 41),
    ([container(*[text(1)] * 39)], [container(*[text(1)] * 40)]),
    ([section(1, button(n)) for n in range(13)], [section(1, button(n)) for n in range(14)]),
    ([section(3, button())], [section(4, button())]),
    ([section(1, button())], [section(0, button())]),
    ([section(1, link("https://a.org"))], [section(1, None)]),
    ([section(1, button())], [section(1, text(1))]),
    ([container(text(1))], [container(container(text(1)))]),
    ([container(row(button()))], [container(button())]),
    ([row(button())], [row(text(1))]),
    ([{"type": 14, "spacing": 2}], [{"type": 14, "spacing": 3}]),
    (
        [{**container(text(1)), "accent_color": 0xFFFFFF}],
        [{**container(text(1)), "accent_color": 0x1000000}],
    ),
    (
        [{"type": 12, "items": [{"media": {"url": "https://a.org/b.png"}}] * 10}],
        [{"type": 12, "items": [{"media": {"url": "https://a.org/b.png"}}] * 11}],
    ),
    (
        [{"type": 13, "file": {"url": "attachment://a.png"}}],
        [{"type": 13, "file": {"url": "https://a.org/b.png"}}],
    ),
]


@pytest.mark.parametrize(("allowed", "refused"), CLASSIC)
def test_classic_component_limits(allowed: list[Payload], refused: list[Payload]) -> None:
    assert check_components(allowed, v2=False) == []
    assert check_components(refused, v2=False) != []


@pytest.mark.parametrize(("allowed", "refused"), LAYOUT)
def test_layout_limits(allowed: list[Payload], refused: list[Payload]) -> None:
    assert check_components(allowed, v2=True) == []
    assert check_components(refused, v2=True) != []


def command(**parts: Any) -> list[Payload]:
    return [{"name": "ask", "description": "Ask", "type": 1, **parts}]


def option(**parts: Any) -> Payload:
    return {"name": "a", "description": "b", "type": 3, **parts}


def options(count: int, **parts: Any) -> list[Payload]:
    return [option(name=f"o{number}", **parts) for number in range(count)]


def named(count: int, kind: int) -> list[Payload]:
    described = {"description": "a"} if kind == 1 else {}
    return [{"name": f"c{number}", "type": kind, **described} for number in range(count)]


COMMANDS = [
    (command(name="a" * 32), command(name="a" * 33)),
    (command(name="ask-it"), command(name="Ask")),
    (command(name="été"), command(name="a b")),
    (command(description="x" * 100), command(description="x" * 101)),
    (command(), command(description="")),
    (named(100, 1), named(101, 1)),
    (named(15, 3), named(16, 3)),
    (named(1, 3), [{**named(1, 3)[0], "description": "no"}]),
    (command(), command() * 2),
    (command(options=options(25)), command(options=options(26))),
    (command(options=[option()]), command(options=[option(), option()])),
    (command(options=[option(max_length=6000)]), command(options=[option(max_length=6001)])),
    (
        command(options=[option(required=True), option(name="b")]),
        command(options=[option(), option(name="b", required=True)]),
    ),
    (
        command(options=[option(autocomplete=True)]),
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])]),
    ),
    (
        command(options=[option(type=1), option(name="b", type=1)]),
        command(options=[option(type=1), option(name="b")]),
    ),
    (
        command(options=[option(type=2, options=[option(type=1)])]),
        command(options=[option(type=2, options=[option(type=2)])]),
    ),
    (command(options=options(25, choices=[])), command(options=options(25), contexts=[3])),
    (command(default_member_permissions="32"), command(default_member_permissions="x")),
]


@pytest.mark.parametrize(("allowed", "refused"), COMMANDS)
def test_command_limits(allowed: list[Payload], refused: list[Payload]) -> None:
    assert check_commands(allowed) == []
    assert check_commands(refused) != []


def test_command_total() -> None:
    choices = [{"name": f"{n:02}" + "x" * 98, "value": "y"} for n in range(25)]
    three = [option(name=f"o{n}", choices=choices) for n in range(3)]
    assert check_commands(command(options=three)) == []
    assert check_commands(command(options=[*three, option(name="o3", choices=choices)])) != []


def test_choices_and_modals() -> None:
    choice = {"name": "x" * 100, "value": "y" * 100}
    assert check_choices([choice] * 25) == []
    assert len(check_choices([choice] * 26)) == 1
    assert len(check_choices([{"name": "", "value": "y" * 101}])) == 2
    field = {"type": 4, "style": 1, "value": "x"}
    labels = [{"type": 18, "label": "a", "component": field | {"custom_id": n}} for n in "abcde"]
    modal = {"title": "x" * 45, "custom_id": "a", "components": labels}
    assert check_modal(modal) == []
    assert len(check_modal(modal | {"components": labels[:4] + labels[:1]})) == 1
    assert len(check_modal(modal | {"components": [field]})) == 1
    radio = {"type": 21, "custom_id": "r", "options": [{"label": "a", "value": "a"}]}
    alone = {"type": 18, "label": "a" * 46, "component": radio}
    assert len(check_modal(modal | {"components": [alone]})) == 2
    assert len(check_modal({"title": "x" * 46, "custom_id": "", "components": []})) == 3


def test_upload_limits() -> None:
    assert check_message({}, files=[1] * 10) == []
    assert len(check_message({}, files=[1] * 11)) == 1
    assert len(check_message({}, files=[25 * 2**20, 1])) == 1


def test_an_edit_is_judged_with_what_stays() -> None:
    classic = {"content": "a", "flags": 0, "embeds": []}
    layout = {"content": "", "flags": V2, "embeds": []}
    assert check_message({"components": [text(1)]}, before=layout) == []
    assert check_message({"components": [text(1)]}, before=classic) != []
    assert check_message({"components": [text(1)], "flags": V2}, before=classic) != []
    emptied = {"components": [text(1)], "flags": V2, "content": None}
    assert check_message(emptied, before=classic) == []


def test_error_body_is_nested_as_discords() -> None:
    problems = check_message({"content": "x" * 2001})
    assert error_body(problems) == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "content": {
                "_errors": [
                    {
                        "code": "BASE_TYPE_MAX_LENGTH",
                        "message": "Must be 2000 or fewer in length.",
                    }
                ]
            }
        },
    }


@given(st.lists(st.integers(1, 900), min_size=1, max_size=50))
def test_layout_totals(lengths: list[int]) -> None:
    parts = [text(length) for length in lengths]
    fits = len(parts) <= 40 and sum(lengths) <= 4000
    assert (check_components(parts, v2=True) == []) is fits
