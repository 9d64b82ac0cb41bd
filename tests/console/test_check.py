"""`check`: every problem of settings and coverage, and nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from running import lines, run, two_articles


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_articles(tmp_path_factory.mktemp("articles"))


def test_check_finds_nothing_in_what_is_shipped() -> None:
    done = run("check", "--json")
    assert (done.returncode, lines(done)) == (0, [{"problems": []}])


def test_check_lists_every_problem(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("A title\n\nA sentence that says something.\n", "utf-8")
    (tmp_path / "bad.jsonl").write_bytes(b'{"text": "fine."}\n{"text": \n')
    config = tmp_path / "config" / "bot.yaml"
    config.parent.mkdir()
    config.write_text("cooldown:\n  seconds: -1\nlog:\n  levle: info\n", encoding="utf-8")
    call: list[str | Path] = ["check", "--config", config]
    for name in ("bad.jsonl", "good.txt", "none"):
        call += ["--coverage", tmp_path / name]
    done = run(*call, "--json")
    (report,) = lines(done)
    assert done.returncode == 1
    found = {(item["where"], item["hint"]) for item in report["problems"]}
    assert {where.replace(str(tmp_path), "") for where, _ in found} == {
        "/config/bot.yaml:2 cooldown.seconds",
        "/config/bot.yaml:4 log.levle",
        "/bad.jsonl:2",
        "/none",
    }
    assert "did you mean log.level?" in {hint for _, hint in found}
    words = run(*call)
    assert words.returncode == 1
    assert len(words.stdout.splitlines()) == 4
    assert "4 problems" in words.stderr


def test_check_tells_of_an_address_that_the_token_may_not_be_sent_to(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("A title\n\nA sentence that says something.\n", "utf-8")
    config = tmp_path / "bot.yaml"
    config.write_text("discord:\n  api_url: http://proxy.example/api/v10\n", encoding="utf-8")
    done = run("check", "--config", config, "--coverage", tmp_path / "good.txt")
    assert done.returncode == 1
    assert "discord.api_url" in done.stdout
    assert "loopback" in done.stdout
    assert done.stderr == "1 problem found\n"


def test_check_tells_of_a_search_cluster_that_cannot_be_asked(tmp_path: Path) -> None:
    pytest.importorskip("opensearchpy", reason="needs the opensearch extra")
    (tmp_path / "good.txt").write_text("A title\n\nA sentence that says something.\n", "utf-8")
    config = tmp_path / "bot.yaml"
    host = "http://search.invalid:9200"
    keys = f"engine: opensearch, hosts: [{host}], user: bot, password: s3cret"
    config.write_text(f"index: {{{keys}}}\n", encoding="utf-8")
    done = run("check", "--config", config, "--coverage", tmp_path / "good.txt")
    assert done.returncode == 1
    assert f"{host} gets the password unencrypted" in done.stdout
    assert "the search cluster cannot be reached" in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


def test_check_tells_of_a_state_that_cannot_be_used(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "discord.sqlite3").write_bytes(b"no database at all" * 1000)
    done = run("check", "--coverage", articles, "--data-dir", tmp_path)
    assert done.returncode == 1
    assert "not a database" in done.stdout
    config = tmp_path / "bot.yaml"
    config.write_text("state: {url: 'postgresql://bot:s3cret@127.0.0.1:1/dateline'}\n", "utf-8")
    done = run("check", "--config", config, "--coverage", articles, "--data-dir", tmp_path)
    assert done.returncode == 1
    assert "state.url" in done.stdout
    assert "refused" in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_named_by_its_own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "gone.txt").symlink_to("/no/such/file.txt")
    monkeypatch.chdir(tmp_path)
    done = run("check", "--coverage", "news", "--data-dir", tmp_path / "data")
    assert done.stdout.startswith("news/gone.txt: No such file or directory")


def test_check_writes_nothing(articles: Path, tmp_path: Path) -> None:
    done = run("check", "--coverage", articles, "--data-dir", tmp_path / "data")
    assert done.returncode == 0
    assert not list(tmp_path.iterdir())
