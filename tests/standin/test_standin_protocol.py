"""The stand-in's REST API by plain requests, for what discord.py would never send."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from standin import Interaction, StandIn
from standin.interactions import AUTOCOMPLETE, COMMAND, COMPONENT

Reply = tuple[int, Any]
TEXT = {"content": "hello"}


class Raw:
    """A client that sends what it is told to."""

    def __init__(self, standin: StandIn, session: aiohttp.ClientSession) -> None:
        self.standin = standin
        self.session = session
        self.channel = f"/channels/{standin.world.general.id}"
        self.app = standin.world.bot.id

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        url = self.standin.api_url + path
        if "data" not in more:
            more["json"] = body
        async with self.session.request(method, url, **more) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    def interaction(self, kind: int = COMMAND) -> Interaction:
        """Have the member do something that the bot may answer."""
        world, state = self.standin.world, self.standin.state
        now = state.clock.now()
        number = world.snowflakes.next()
        made = Interaction(number, f"t{number}", kind, world.member, world.general, now, "test")
        state.interactions[made.token] = made
        return made

    async def respond(self, interaction: Interaction, kind: int, data: Any = None) -> Reply:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        return await self("POST", path, {"type": kind, "data": data})


@pytest.fixture
async def raw(discord: StandIn) -> AsyncIterator[Raw]:
    headers = {"Authorization": f"Bot {discord.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Raw(discord, session)


def rules(raw: Raw) -> list[str]:
    return [violation.rule for violation in raw.standin.violations]


async def test_token_and_content_type(raw: Raw) -> None:
    wrong = {"Authorization": "Bot wrong"}
    assert (await raw("GET", "/users/@me", headers=wrong))[0] == 401
    assert (await raw("GET", "/gateway", headers=wrong))[0] == 200
    async with raw.session.get(raw.standin.api_url + "/users/@me") as response:
        assert response.headers["Content-Type"] == "application/json"


async def test_message_is_sent_read_edited_reacted_to_and_deleted(raw: Raw) -> None:
    status, sent = await raw("POST", f"{raw.channel}/messages", TEXT)
    assert (status, sent["content"]) == (200, "hello")
    path = f"{raw.channel}/messages/{sent['id']}"
    assert (await raw("PATCH", path, {"content": "bye"}))[1]["content"] == "bye"
    assert (await raw("GET", path))[1]["edited_timestamp"]
    assert [each["id"] for each in (await raw("GET", f"{raw.channel}/messages"))[1]] == [sent["id"]]
    reaction = f"{path}/reactions/%F0%9F%91%8D/@me"
    done = [(await raw(method, reaction))[0] for method in ("PUT", "DELETE", "DELETE")]
    assert done == [204, 204, 404]
    assert (await raw("DELETE", path))[0] == 204
    assert (await raw("GET", path))[1]["code"] == 10008
    assert raw.standin.violations == []


async def test_nonce_is_enforced(raw: Raw) -> None:
    once = TEXT | {"nonce": "1", "enforce_nonce": True}
    first = await raw("POST", f"{raw.channel}/messages", once)
    assert (await raw("POST", f"{raw.channel}/messages", once))[1]["id"] == first[1]["id"]
    assert len(raw.standin.messages) == 1


@pytest.mark.parametrize(
    ("body", "code", "rule"),
    [
        ({}, 50006, "empty"),
        ({"content": ""}, 50006, "empty"),
        ({"content": "x" * 2001}, 50035, "limits"),
        (TEXT | {"message_reference": {"message_id": "1"}}, 50035, "limits"),
    ],
)
async def test_refused_messages(raw: Raw, body: Any, code: int, rule: str) -> None:
    status, error = await raw("POST", f"{raw.channel}/messages", body)
    assert (status, error["code"]) == (400, code)
    assert rules(raw) == [rule]
    assert raw.standin.messages == []


async def test_reference_that_may_be_missing(raw: Raw) -> None:
    reference = {"message_id": "1", "fail_if_not_exists": False}
    body = TEXT | {"message_reference": reference}
    assert (await raw("POST", f"{raw.channel}/messages", body))[0] == 200


async def test_messages_of_others_cannot_be_edited(raw: Raw) -> None:
    world = raw.standin.world
    said = await raw.standin.say("mine", at_once=True, where=world.general)
    path = f"{raw.channel}/messages/{said.id}"
    assert (await raw("PATCH", path, TEXT))[1]["code"] == 50005
    assert said.content == "mine"


async def test_uploads_are_counted_and_kept(raw: Raw) -> None:
    def form(files: int) -> aiohttp.FormData:
        data = aiohttp.FormData()
        data.add_field("payload_json", json.dumps(TEXT))
        for number in range(files):
            data.add_field(f"files[{number}]", b"abc", filename=f"{number}.txt")
        return data

    status, sent = await raw("POST", f"{raw.channel}/messages", data=form(10))
    assert (status, len(sent["attachments"])) == (200, 10)
    async with raw.session.get(sent["attachments"][0]["url"]) as response:
        assert await response.read() == b"abc"
    assert (await raw("POST", f"{raw.channel}/messages", data=form(11)))[0] == 400


async def test_unknown_interaction_and_token(raw: Raw) -> None:
    assert (await raw("POST", "/interactions/1/none/callback", {"type": 5}))[1]["code"] == 10062
    assert (await raw("POST", f"/webhooks/{raw.app}/none", TEXT))[1]["code"] == 50027
    asked = raw.interaction()
    assert (await raw("POST", f"/webhooks/{raw.app}/{asked.token}", TEXT))[1]["code"] == 10015
    assert rules(raw) == ["interaction", "token", "interaction"]


@pytest.mark.parametrize(
    ("kind", "response", "data"),
    [
        (COMMAND, 6, None),
        (COMMAND, 7, TEXT),
        (COMMAND, 8, {"choices": []}),
        (AUTOCOMPLETE, 4, TEXT),
        (COMPONENT, 8, {"choices": []}),
        (COMMAND, 1, None),
        (COMMAND, 5, {"content": "early"}),
        (COMMAND, 5, {"flags": 64 | 32768}),
        (COMMAND, 9, {"title": "x" * 46, "custom_id": "a", "components": [{}]}),
    ],
)
async def test_responses_that_cannot_be(raw: Raw, kind: int, response: int, data: Any) -> None:
    asked = raw.interaction(kind)
    status, error = await raw.respond(asked, response, data)
    assert (status, error["code"]) == (400, 50035)
    assert asked.response is None


async def test_clock_makes_a_response_late(raw: Raw) -> None:
    asked = raw.interaction()
    raw.standin.state.clock.advance(3.1)
    assert (await raw.respond(asked, 5))[1]["code"] == 10062
    assert rules(raw) == ["late"]


async def test_first_follow_up_ends_thinking_as_private_as_it_was(raw: Raw) -> None:
    asked = raw.interaction()
    assert (await raw.respond(asked, 5, {"flags": 64}))[1]["interaction"][
        "response_message_loading"
    ]
    assert asked.pending
    await raw("POST", f"/webhooks/{raw.app}/{asked.token}", TEXT)
    assert not asked.pending
    assert (asked.text, asked.ephemeral) == ("hello", True)
    await raw("POST", f"/webhooks/{raw.app}/{asked.token}", {"content": "more"})
    assert asked.text == "hello\nmore"
    assert not asked.ephemeral


async def test_edits_and_deletion_by_the_token(raw: Raw) -> None:
    asked = raw.interaction()
    await raw.respond(asked, 4, TEXT)
    path = f"/webhooks/{raw.app}/{asked.token}/messages/@original"
    assert (await raw("PATCH", path, {"content": "x" * 2001}))[0] == 400
    assert (await raw("PATCH", path, {"content": "bye"}))[1]["content"] == "bye"
    assert (await raw("DELETE", path))[0] == 204
    assert (await raw("GET", path))[1]["code"] == 10008
    assert asked.messages == []


async def test_direct_message_channel(raw: Raw) -> None:
    member = raw.standin.world.member
    status, channel = await raw("POST", "/users/@me/channels", {"recipient_id": str(member.id)})
    assert (status, channel["recipients"][0]["id"]) == (200, str(member.id))
    assert (await raw("POST", "/users/@me/channels", {"recipient_id": "1"}))[0] == 404
    assert (await raw("POST", f"/channels/{channel['id']}/typing"))[0] == 204
    assert raw.standin.state.typing[0].is_dm
