"""The settings: what the file may hold, what overrides it, and how each mistake is told."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app.problems import SettingsError
from bot.app.setting_keys import keys
from bot.app.settings import FeedSettings, Settings
from bot.app.settings_file import load_settings, read_settings

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config" / "bot.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "bot.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ)
    return [str(problem).replace(str(path), "bot.yaml") for problem in caught.value.problems]


def test_the_shipped_file_holds_every_key_with_its_default(tmp_path: Path) -> None:
    values = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    written_keys = {
        f"{name}.{inner}" if isinstance(value, dict) else name
        for name, value in values.items()
        for inner in (value if isinstance(value, dict) else [""])
    }
    assert written_keys == {key.name for key in keys()}
    shipped = load_settings(SHIPPED, {})
    defaults, _ = read_settings(SHIPPED.with_name("no-such-file.yaml"), {})
    assert shipped == defaults


def test_every_shipped_key_has_a_comment_above_it() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    names = {key.name.rpartition(".")[2] for key in keys()}
    for above, line in pairwise(lines):
        if line.strip().partition(":")[0] in names:
            assert above.strip().startswith("#"), line


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "data_dir: here\ncoverage:\n  paths: [a, /b, ../c]\n")
    settings = load_settings(path, {})
    assert settings.data_dir == tmp_path / "here"
    assert settings.coverage.paths == (tmp_path / "a", Path("/b"), tmp_path.parent / "c")


def test_paths_of_variables_are_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    environ = {"DATELINE_DATA_DIR": "d", "DATELINE_COVERAGE_PATHS": "a, /b"}
    settings = load_settings(written(tmp_path, ""), environ)
    assert settings.data_dir == elsewhere / "d"
    assert settings.coverage.paths == (elsewhere / "a", Path("/b"))


def test_every_key_can_be_set_by_its_variable(tmp_path: Path) -> None:
    path = written(tmp_path, "log:\n  level: error\n")
    values: dict[str, tuple[str, object]] = {
        "data_dir": ("/d", Path("/d")),
        "coverage.paths": ("/a", (Path("/a"),)),
        "coverage.feeds": (
            "https://a.example/rss, http://b.example/atom",
            (FeedSettings(url="https://a.example/rss"), FeedSettings(url="http://b.example/atom")),
        ),
        "coverage.watch": ("false", False),
        "fetch.contact": ("news@a.example", "news@a.example"),
        "fetch.allow": ("10.0.0.0/8, intranet.example", ("10.0.0.0/8", "intranet.example")),
        "answer.example_question": ("Who: me?", "Who: me?"),
        "answer.reader": ("false", False),
        "discord.api_url": ("http://127.0.0.1:1/api/v10", "http://127.0.0.1:1/api/v10"),
        "discord.ask_channels": ("1, 2", (1, 2)),
        "discord.message_content": ("true", True),
        "discord.answer_length": ("long", "long"),
        "discord.time_zone": ("Asia/Tokyo", "Asia/Tokyo"),
        "discord.language": ("fr", "fr"),
        "discord.servers": ("5, 6", (5, 6)),
        "discord.operators": ("7", (7,)),
        "discord.admin_roles": ("3", (3,)),
        "discord.admin_users": ("4,", (4,)),
        "discord.shard_count": ("4", 4),
        "discord.shard_ids": ("0, 3", (0, 3)),
        "log.level": ("debug", "debug"),
        "log.format": ("json", "json"),
        "metrics.listen": ("127.0.0.1:9464", "127.0.0.1:9464"),
        "warnings.channel": ("8", 8),
        "state.url": ("postgresql://a:b@c/d", SecretStr("postgresql://a:b@c/d")),
        "index.engine": ("opensearch", "opensearch"),
        "index.hosts": (
            "https://a.example:9200, http://[::1]:9201",
            ("https://a.example:9200", "http://[::1]:9201"),
        ),
        "index.user": ("bot", "bot"),
        "index.password": ("s3cret", SecretStr("s3cret")),
        "index.ca_file": ("/e/ca.pem", Path("/e/ca.pem")),
        "index.prefix": ("news", "news"),
        "warnings.releases": ("https://a.example/releases", "https://a.example/releases"),
    }
    for key in keys():
        if isinstance(key.default, int) and key.name not in values:
            values[key.name] = (str(key.default + 1), key.default + 1)
    environ = {key.env: values[key.name][0] for key in keys()}
    settings = load_settings(path, environ)
    for name, (_, expected) in values.items():
        found: object = settings
        for part in name.split("."):
            found = getattr(found, part)
        assert found == expected, name


@pytest.mark.parametrize("text", ["12345", "0123", "1e5", "true", "off", "~", "2026-11-30", "{}"])
def test_a_variable_for_text_is_taken_as_it_is_written(tmp_path: Path, text: str) -> None:
    """Also where YAML would make something else of it, as of a password that is a number."""
    names = [key for key in keys() if key.is_text and not key.is_list and not key.is_path]
    for key in names:
        path = written(tmp_path, "")
        section, _, name = key.name.partition(".")
        settings, refused = read_settings(path, {key.env: text})
        found = getattr(getattr(settings, section), name)
        expected = SecretStr(text) if key.is_secret else text
        # Not every text is an address, but it is refused as the text that it is.
        assert found == expected or repr(text) in str(refused[0])
    environ = {"DATELINE_INDEX_PASSWORD": text, "DATELINE_INDEX_USER": text}
    index = load_settings(written(tmp_path, ""), environ).index
    assert (index.password, index.user) == (SecretStr(text), text)


def test_null_in_a_variable_takes_back_what_the_file_says(tmp_path: Path) -> None:
    path = written(tmp_path, "index:\n  user: bot\n  password: '1'\n")
    environ = {"DATELINE_INDEX_PASSWORD": "null", "DATELINE_INDEX_USER": "null"}
    index = load_settings(path, environ).index
    assert (index.password, index.user) == (None, None)


def test_a_secret_that_is_refused_is_not_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path, "index:\n  password: 12345\nstate:\n  url: [postgresql://a:54321@b/c]\n"
    )
    assert problems(path) == [
        "bot.yaml:2 index.password: what it is set to is not allowed "
        "(write text, a number in quotes, or null)",
        "bot.yaml:4 state.url: what it is set to is not allowed "
        "(write postgresql://user:password@host/name, or null)",
    ]


def test_the_api_url_has_the_name_people_know() -> None:
    assert {key.name: key.env for key in keys()}["discord.api_url"] == "DISCORD_API_URL"


def test_a_feed_is_an_address_or_one_with_minutes(tmp_path: Path) -> None:
    feeds = "[https://a.example, {url: https://b.example, minutes: 5}]"
    settings = load_settings(written(tmp_path, f"coverage:\n  feeds: {feeds}\n"), {})
    found = [(feed.url, feed.minutes) for feed in settings.coverage.feeds]
    assert found == [("https://a.example", 15), ("https://b.example", 5)]


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    path = written(tmp_path, "cooldown:\n  per_user: 3\n")
    settings = load_settings(path, {"DATELINE_COOLDOWN_PER_USER": " ", "DISCORD_API_URL": ""})
    assert settings.cooldown.per_user == 3
    assert settings.discord.api_url is None


def test_all_problems_are_told_with_line_key_and_what_is_allowed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "answer:\n  max_question_chars: many\n  max_question_char: 5\n  per_user: 4\n"
        "colddown:\n  seconds: 1\ncooldown:\n  seconds: 0\ndiscord:\n  admin_roles:\n    - 1\n"
        "    - Mods\nlog: loud\n",
    )
    assert problems(path) == [
        "bot.yaml:2 answer.max_question_chars: 'many' is not allowed "
        "(write a whole number from 20 to 4000)",
        "bot.yaml:3 answer.max_question_char: is not a known key "
        "(did you mean answer.max_question_chars?)",
        "bot.yaml:4 answer.per_user: is not a known key (did you mean cooldown.per_user?)",
        "bot.yaml:5 colddown: is not a known key (did you mean cooldown?)",
        "bot.yaml:8 cooldown.seconds: 0 is not allowed (write a whole number from 1 to 86400)",
        "bot.yaml:12 discord.admin_roles: 'Mods' is not allowed (write a list of Discord ids)",
        "bot.yaml:13 log: 'loud' is not a section (write `log:`, then its keys)",
    ]


def test_a_token_in_the_settings_is_told_where_it_belongs(tmp_path: Path) -> None:
    path = written(tmp_path, "discord:\n  token: abc.def\nbot_token: abc.def\n")
    for problem in problems(path, DATELINE_DISCORD_TOKEN="abc.def"):
        assert "set the environment variable DISCORD_TOKEN" in problem
        assert "abc.def" not in problem


def test_bad_variables_are_told_by_their_name(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    found = problems(
        path,
        DATELINE_COOLDOWN_PER_USER="lots",
        DATELINE_COOLDOWN_PER_GILD="5",
        DISCORD_API_URL="discord.com",
        UNRELATED="x",
    )
    assert len(found) == 3
    assert any("variable DATELINE_COOLDOWN_PER_USER: 'lots' is not allowed" in p for p in found)
    assert any(
        "DATELINE_COOLDOWN_PER_GILD: is not a known variable (did you mean "
        "DATELINE_COOLDOWN_PER_GUILD?)" in p
        for p in found
    )
    assert any("variable DISCORD_API_URL: 'discord.com' is not allowed" in p for p in found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("answer:\n  a: [1\nb: 2\n", "bot.yaml:3: is not YAML"),
        ("- a\n- b\n", "bot.yaml:1: is not a mapping of keys"),
        ("log:\n  level: info\n  level: debug\n", "bot.yaml:3: log.level is set twice"),
        ("log:\n\tlevel: info\n", "bot.yaml:2: is not YAML"),
        ("log:\n  level: yes\n", "bot.yaml:2 log.level: True is not allowed"),
        ("cooldown:\n  seconds: true\n", "bot.yaml:2 cooldown.seconds: True is not allowed"),
        ("cooldown:\n  seconds: 1.5\n", "bot.yaml:2 cooldown.seconds: 1.5 is not allowed"),
        ("coverage:\n  paths: []\n", "bot.yaml:2 coverage.paths: [] is not allowed"),
        ("coverage:\n  paths: articles\n", "bot.yaml:2 coverage.paths: 'articles' is not allowed"),
        ("coverage:\n  feeds: https://a.example\n", "bot.yaml:2 coverage.feeds: 'https://a"),
        ("coverage:\n  feeds: [ftp://a.example]\n", "bot.yaml:2 coverage.feeds: 'ftp://a.ex"),
        (
            "coverage:\n  feeds:\n    - {url: https://a.example, minutes: 0}\n",
            "bot.yaml:3 coverage.feeds: 0 is not allowed (write a list of addresses, each",
        ),
        (
            "coverage:\n  feeds:\n    - {url: https://a.example, minuets: 5}\n",
            "bot.yaml:3 coverage.feeds: 5 is not allowed (write a list of addresses, each",
        ),
        ("coverage:\n  watch: 1\n", "bot.yaml:2 coverage.watch: 1 is not allowed (write true or"),
        ("coverage:\n  keep_days: -1\n", "bot.yaml:2 coverage.keep_days: -1 is not allowed"),
        ("fetch:\n  allow: [a b]\n", "bot.yaml:2 fetch.allow: ['a b'] is not allowed"),
        ("fetch:\n  contact: me or her\n", "bot.yaml:2 fetch.contact: 'me or her' is not"),
        ("data_dir: ''\n", "bot.yaml:1 data_dir: '' is not allowed"),
    ],
)
def test_one_mistake_gives_one_problem(tmp_path: Path, text: str, problem: str) -> None:
    (found,) = problems(written(tmp_path, text))
    assert found.startswith(problem)


def test_a_missing_file_and_one_that_is_not_text_are_told(tmp_path: Path) -> None:
    assert "No such file" in problems(tmp_path / "none.yaml")[0]
    path = tmp_path / "bot.yaml"
    path.write_bytes(b"log:\n  level: \xff\n")
    assert problems(path) == ["bot.yaml: is not UTF-8 text (save it as UTF-8)"]


def test_sections_may_be_left_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "log:\ndiscord:\n  # nothing yet\n")
    assert load_settings(path, {}).log == Settings().log


def test_settings_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, ""), {})
    with pytest.raises(ValueError, match="frozen"):
        settings.log.level = "debug"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([name.split(".")[-1] for name in (key.name for key in keys())])
                | st.sampled_from(list(Settings.model_fields))
                | st.integers(),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_yaml_gives_settings_or_problems(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = written(tmp_path_factory.getbasetemp(), yaml.safe_dump(value, allow_unicode=True))
    settings, found = read_settings(path, {})
    assert isinstance(settings, Settings)
    assert found or load_settings(path, {}) == settings
    assert all(problem.where and problem.problem and problem.hint for problem in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  shard_ids: [0, 1]\n", 2),
        ("  shard_count: 4\n  shard_ids: [0, 4]\n", 3),
        ("  shard_count: 4\n  shard_ids: [1, 1]\n", 3),
        ("  shard_count: 4\n  shard_ids: [-1]\n", 3),
    ],
)
def test_shards_must_be_there(tmp_path: Path, text: str, line: int) -> None:
    (problem,) = problems(written(tmp_path, f"discord:\n{text}state:\n  url: postgresql://h/d\n"))
    assert problem.startswith(f"bot.yaml:{line} discord.shard_ids: ")
    assert "write a list of whole numbers from 0 to shard_count - 1, each once" in problem


def test_a_part_of_the_shards_needs_a_state_that_others_share(tmp_path: Path) -> None:
    path = written(tmp_path, "discord:\n  shard_count: 4\n  shard_ids: [2, 3]\n")
    (problem,) = problems(path)
    assert problem.startswith("bot.yaml:3 discord.shard_ids: several processes need")
    assert "set state.url to a PostgreSQL database" in problem
    (problem,) = problems(path, DATELINE_DISCORD_SHARD_IDS="0, 1")
    assert problem.startswith("environment variable DATELINE_DISCORD_SHARD_IDS: several")
    settings, _ = read_settings(path, {})
    assert settings.discord.shard_ids == ()
    url = "postgresql://host/name"
    assert load_settings(path, {"DATELINE_STATE_URL": url}).discord.shard_ids == (2, 3)
