"""What servers choose, within what the operator allows: values, files, and what then holds."""

import json
from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.guild_settings import (
    COMMANDS,
    LENGTHS,
    MOST_SECONDS,
    SPOKEN,
    ChosenBase,
    ChosenCooldown,
    ChosenDigest,
    GuildSettings,
    effective,
    read_document,
)
from bot.app.guild_settings_file import read_yaml, to_yaml
from bot.app.problems import SettingsError
from bot.app.schedule import EVERY, DigestTimes, QuietHours
from bot.app.settings import CooldownSettings, DiscordSettings, Settings
from knowledge import BaseChoice

GUILD = 7
OPERATOR = Settings(
    discord=DiscordSettings(ask_channels=(11,), admin_roles=(21,), time_zone="Europe/Berlin"),
    cooldown=CooldownSettings(seconds=60, per_user=10, per_guild=300),
)

ids = st.integers(1, 2**64 - 1).filter(lambda number: number != GUILD)
roles = st.lists(ids, min_size=1, max_size=25, unique=True).map(tuple)
names = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=40)
cooldowns = st.builds(
    ChosenCooldown,
    seconds=st.none() | st.integers(60, MOST_SECONDS),
    per_user=st.none() | st.integers(1, 10),
    per_guild=st.none() | st.integers(1, 300),
)
choices = st.builds(
    GuildSettings,
    ask_channels=st.none() | st.lists(ids, max_size=25).map(tuple),
    admin_roles=st.none() | st.lists(ids, max_size=25).map(tuple),
    commands=st.dictionaries(
        st.sampled_from(COMMANDS), st.sampled_from(["everyone", "admins"]) | roles
    ),
    cooldown=cooldowns,
    answer_length=st.none() | st.sampled_from(LENGTHS),
    time_zone=st.none() | st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"]),
    language=st.none() | st.sampled_from(SPOKEN),
    base=st.builds(
        ChosenBase,
        read=st.none() | st.booleans(),
        without=st.none() | st.lists(names, max_size=9).map(tuple),
    ),
    quiet_hours=st.none() | st.sampled_from(["", "22:00-07:00", "12:30-13:00"]),
    ping_roles=st.none() | st.lists(ids, max_size=25).map(tuple),
    digest=st.builds(
        ChosenDigest,
        channel=st.none() | ids,
        every=st.none() | st.sampled_from(EVERY),
        at=st.none() | st.sampled_from(["08:00", "23:59"]),
    ),
)


@given(choices)
def test_what_is_chosen_comes_back_from_the_file_and_from_where_it_is_kept(
    chosen: GuildSettings,
) -> None:
    assert read_yaml(to_yaml(chosen, OPERATOR).encode(), OPERATOR, GUILD) == chosen
    assert GuildSettings.model_validate_json(json.dumps(chosen.document())) == chosen


@given(choices, st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 86_400))
def test_nothing_that_holds_is_beyond_the_operators_limits(
    chosen: GuildSettings, per_user: int, per_guild: int, seconds: int
) -> None:
    """Also where the operator narrowed them after the server had chosen."""
    limits = CooldownSettings(seconds=seconds, per_user=per_user, per_guild=per_guild)
    here = effective(OPERATOR.model_copy(update={"cooldown": limits}), chosen)
    assert here.cooldown.seconds >= seconds
    assert here.cooldown.per_user <= per_user
    assert here.cooldown.per_guild <= per_guild
    assert here.admin_roles >= {21}  # the operator's stay


def test_what_is_not_chosen_is_the_operators() -> None:
    here = effective(OPERATOR, GuildSettings())
    assert here.ask_channels == {11}
    assert here.admin_roles == {21}
    assert here.cooldown == OPERATOR.cooldown
    assert here.answer_length == "normal"
    assert str(here.time_zone) == "Europe/Berlin"
    assert {here.audience(command) for command in COMMANDS} == {"everyone"}


def test_what_is_chosen_holds() -> None:
    document = {
        "ask_channels": [],
        "admin_roles": [22],
        "commands": {"summary": "admins", "ask": [23]},
        "cooldown": {"per_user": 2},
        "answer_length": "short",
        "time_zone": "Asia/Tokyo",
        "language": "es",
        "base": {"without": ["Reuters"]},
        "quiet_hours": "22-6:30",
        "ping_roles": [24],
        "digest": {"channel": 12, "every": "monday", "at": "7.15"},
    }
    here = effective(OPERATOR, read_document(document, OPERATOR, GUILD))
    assert here.ask_channels == frozenset()
    assert here.admin_roles == {21, 22}
    assert here.audience("summary") == "admins"
    assert here.audience("ask") == (23,)
    assert here.audience("timeline") == "everyone"
    assert here.cooldown == CooldownSettings(seconds=60, per_user=2, per_guild=300)
    assert here.answer_length == "short"
    assert str(here.time_zone) == "Asia/Tokyo"
    assert here.language == "es"
    assert here.base == BaseChoice(True, frozenset({"Reuters"}))
    assert here.quiet_hours == QuietHours(time(22), time(6, 30))
    assert here.ping_roles == {24}
    assert here.digest == DigestTimes(12, "monday", time(7, 15))
    nothing = GuildSettings(base=ChosenBase(read=False))
    assert not effective(OPERATOR, nothing).base.is_read


def test_a_file_shows_what_holds_where_nothing_is_chosen() -> None:
    text = to_yaml(GuildSettings(answer_length="long"), OPERATOR)
    assert "\nanswer_length: long\n" in text
    assert "\n# ask_channels: [11]\n" in text
    assert "\n# commands.timeline: everyone\n" in text
    assert "\n# cooldown.per_user: 10\n" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "the file: is not a mapping of keys"),
        ("a: [", "line 1: is not YAML"),
        ("a: &x [1]\nb: *x", "the file: has an alias"),
        ("[" * 60_000, "the file: is nested too deep"),
        ("x: " + "9" * 9000, "the file: is not readable as YAML"),
        ("a" * 70_000, "the file: is too large"),
        ("answer_lenght: short", "answer_lenght: is not a known key (the keys are ask_channels, "),
        ("answer_length: tall", "'tall' is not allowed (write one of short, normal, long)"),
        ("cooldown: 5", "cooldown: 5 is not allowed (write a mapping of seconds, "),
        ("cooldown: {minutes: 5}", "cooldown.minutes: is not a known key (write a mapping of "),
        (
            "cooldown: {seconds: 59}",
            "cooldown.seconds: 59 is not allowed (write a whole number from 60 to 86400)",
        ),
        ("cooldown: {per_user: 11}", "cooldown.per_user: 11 is not allowed (write a whole number"),
        ("cooldown: {per_guild: 0}", "cooldown.per_guild: 0 is not allowed (write a whole number"),
        ("commands: {help: admins}", "commands.help: is not a known key (write a mapping of ask, "),
        ("commands: {ask: nobody}", "commands.ask: 'nobody' is not allowed (write everyone, admi"),
        ("commands: {ask: []}", "commands.ask: [] is not allowed (write everyone, admins, or a"),
        (
            "admin_roles: [7]",
            "admin_roles: [7] is not allowed (write a list of up to 25 role ids, @",
        ),
        ("ask_channels: [x]", "ask_channels: 'x' is not allowed (write a list of up to 25 chann"),
        ("base: {read: 1}", "base.read: 1 is not allowed (write true or false)"),
        ("base: {without: Reuters}", "base.without: 'Reuters' is not allowed (write a list of up"),
        ("base: {only: []}", "base.only: is not a known key (write a mapping of read, without)"),
        ("time_zone: ../../etc/passwd", "time_zone: '../../etc/passwd' is not allowed (write the"),
        ("time_zone: Europe", "time_zone: 'Europe' is not allowed (write the name of a time zone"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_key_with_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_yaml(text.encode(), OPERATOR, GUILD)
    (problem,) = refusal.value.problems
    assert told in str(problem)


def test_every_wrong_key_is_told_of_at_once() -> None:
    wrong = b"answer_length: tall\ntime_zone: Mars\ncooldown: {seconds: no, per_user: 11}\n"
    with pytest.raises(SettingsError) as refusal:
        read_yaml(wrong, OPERATOR, GUILD)
    assert {problem.where for problem in refusal.value.problems} == {
        *("answer_length", "time_zone", "cooldown.seconds", "cooldown.per_user")
    }


def test_ask_channels_need_the_operators_intent() -> None:
    with pytest.raises(SettingsError, match=r"ask_channels: \[5\].*discord\.message_content"):
        read_document({"ask_channels": [5]}, Settings(), GUILD)
    able = Settings(discord=DiscordSettings(message_content=True))
    assert read_document({"ask_channels": [5]}, able, GUILD).ask_channels == (5,)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_gives_settings_or_a_refusal(data: bytes) -> None:
    with suppress(SettingsError):
        chosen = read_yaml(data, OPERATOR, GUILD)
        assert read_document(chosen.document(), OPERATOR, GUILD) == chosen
