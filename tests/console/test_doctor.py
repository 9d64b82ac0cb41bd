"""`doctor`: what it finds, and what it says to do."""

import asyncio
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import counting
import pytest
import yaml
from newsroom import SAMPLE
from standin import StandIn
from standin.process import ROOT

VIEW_CHANNEL = 1 << 10

pytestmark = pytest.mark.timeout(240)


async def doctor(
    tmp_path: Path, env: dict[str, str], *arguments: str, config: dict[str, Any] | None = None
) -> tuple[int, list[dict[str, str]], str]:
    """The exit code, the findings and all that was printed."""
    settings: dict[str, Any] = {
        "data_dir": str(tmp_path / "data"),
        "coverage": {"paths": [str(SAMPLE)]},
        "answer": {"reader": False},
        **(config or {}),
    }
    path = tmp_path / "bot.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(*counting.program(ROOT / "run_bot.py"), "--config", str(path)),
        *("doctor", "--json", *arguments),
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(tmp_path), **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    last = output.splitlines()[-1]
    assert process.returncode is not None
    return process.returncode, json.loads(last)["findings"], output


def about(findings: list[dict[str, str]], subject: str) -> list[tuple[str, str]]:
    return [(each["state"], each["text"]) for each in findings if each["about"] == subject]


async def test_all_is_well_online(discord: StandIn, tmp_path: Path) -> None:
    env = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    code, findings, output = await doctor(tmp_path, env, "--online")
    assert code == 0
    assert about(findings, "Discord")[0][0] == "ok"
    assert "999 logins" in about(findings, "Discord")[0][1]
    assert about(findings, "token") == [("ok", "is one of the application 123456789012345678")]
    for subject in ("settings", "clock", "data directory", "versions", "model", "disk", "coverage"):
        assert about(findings, subject)
    (state,) = about(findings, "state")
    assert state[0] == "ok"
    assert [each for each in findings if each["state"] != "ok" and not each["hint"]] == []
    assert discord.token not in output


async def test_nothing_is_sent_unless_asked(discord: StandIn, tmp_path: Path) -> None:
    env = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    _, findings, _ = await doctor(tmp_path, env)
    assert about(findings, "Discord") == []
    assert discord.requests == []


async def test_what_is_wrong_is_told_with_what_to_do(discord: StandIn, tmp_path: Path) -> None:
    named = tmp_path / "token"
    named.write_text("MTIzNDU2.another.token")
    named.chmod(0o644)
    config = {
        "no_such_key": 1,
        "coverage": {"paths": [str(tmp_path / "missing")]},
        "discord": {"ask_channels": [1]},
    }
    env = {"DISCORD_TOKEN_FILE": str(named), "DISCORD_API_URL": discord.api_url}
    code, findings, output = await doctor(tmp_path, env, "--online", config=config)
    assert code == 1
    states = {subject: about(findings, subject)[-1][0] for subject in ("settings", "token")}
    assert states == {"settings": "problem", "token": "warning"}
    assert about(findings, "coverage")[0][0] == "problem"
    assert "answers 401" in about(findings, "Discord")[0][1]
    assert all(each["hint"] for each in findings if each["state"] != "ok")
    assert "another.token" not in output


async def test_a_state_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "discord.sqlite3").write_bytes(b"no database at all" * 1000)
    code, findings, _ = await doctor(tmp_path, {})
    assert code == 1
    ((state, text),) = about(findings, "state")
    assert (state, "not a database" in text) == ("problem", True)
    gone = {"DATELINE_STATE_URL": "postgresql://bot:s3cret@127.0.0.1:1/dateline"}
    code, findings, output = await doctor(tmp_path, gone)
    assert code == 1
    ((state, text),) = about(findings, "state")
    assert (state, "refused" in text) == ("problem", True)
    assert "s3cret" not in output
    assert about(findings, "coverage")[0][1].startswith("9 articles")


async def test_an_earlier_version_that_still_runs_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "tests/state/released/0.1.0/data", data)
    kept = [data / "discord.sqlite3", data / "changes.jsonl", *(data / "feeds").glob("*.json")]
    before = [path.read_bytes() for path in kept]
    _, findings, _ = await doctor(tmp_path, {})
    assert about(findings, "feeds") == [("ok", "1, none fails for long")]
    assert [path.read_bytes()[: len(each)] for path, each in zip(kept, before, strict=True)] == (
        before
    )


@pytest.mark.parametrize("wanted", [{"ask_channels": [1]}, {"message_content": True}])
async def test_the_intent_that_ask_channels_need(
    discord: StandIn, tmp_path: Path, wanted: dict[str, Any]
) -> None:
    env = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    config = {"discord": wanted}
    code, findings, _ = await doctor(tmp_path, env, "--online", config=config)
    assert code == 1
    assert re.search("Message Content", about(findings, "intents")[0][1])


@pytest.mark.parametrize("token", ["abc", "abc.def.ghi", "MTIz..x", "MTIz.a.b.c"])
async def test_a_token_of_another_form(tmp_path: Path, token: str) -> None:
    code, findings, output = await doctor(tmp_path, {"DISCORD_TOKEN": token})
    assert code == 1
    assert about(findings, "token")[0][0] == "problem"
    assert token not in output


async def test_what_a_server_does_not_allow(discord: StandIn, tmp_path: Path) -> None:
    env = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    _, findings, _ = await doctor(tmp_path, env, "--online")
    text = "nothing that the bot needs is lacking (servers: 1)"
    assert about(findings, "permissions") == [("ok", text)]

    strict = discord.world.new_guild("Strict")
    mute = replace(strict.roles[0], permissions=VIEW_CHANNEL)
    discord.world.guilds.append(replace(strict, roles=(mute,)))
    code, findings, _ = await doctor(tmp_path, env, "--online")
    assert code == 0
    lacking = "send messages, send messages in threads, embed links, read message history"
    text = f"Strict ({strict.id}) does not allow: {lacking}"
    assert about(findings, "permissions") == [("warning", text)]


async def test_the_limits_of_the_settings_hold(tmp_path: Path) -> None:
    config = {"warnings": {"free_mb": 1_000_000, "stale_days": 1}}
    _, findings, _ = await doctor(tmp_path, {}, config=config)
    assert about(findings, "disk")[0][0] == "warning"
    assert about(findings, "coverage")[0][0] == "warning"
    _, findings, _ = await doctor(tmp_path, {}, config={"warnings": {"stale_days": 0}})
    assert about(findings, "coverage")[0][0] == "ok"
