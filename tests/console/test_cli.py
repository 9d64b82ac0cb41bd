"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from running import BRIDGE, LATER, QUESTION, ROOT, Done, lines, run, two_articles

from bot import VERSION


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_articles(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def dateline(articles: Path, data_dir: Path) -> Any:
    """Runs a command on the two articles."""

    def call(*arguments: str, stdin: str | bytes = b"") -> Done:
        return run("--coverage", articles, "--data-dir", data_dir, *arguments, stdin=stdin)

    return call


def test_an_answer_in_words(dateline: Any) -> None:
    done = dateline("ask", QUESTION)
    text = done.stdout
    assert done.returncode == 0
    assert text.startswith("Edda Vance") or text.startswith("Mayor Edda Vance")
    assert "[1] Aldermouth opens its bridge, Coast Daily, 4 March 2025" in text
    assert "“A new bridge in Aldermouth was opened by Mayor Edda Vance on March 4, 2025.”" in text
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_an_answer_as_json(dateline: Any) -> None:
    done = dateline("ask", *QUESTION.split(), "--json", "--passages", "1")
    (answer,) = lines(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert answer["question"] == QUESTION
    assert "Edda Vance" in answer["answer"]
    assert answer["abstained"] is False
    assert answer["citations"][0]["n"] == 1
    assert answer["citations"][0]["quote"] in BRIDGE["text"]
    assert answer["citations"][0]["article"]["published"] == "2025-03-04"
    assert len(answer["passages"]) == 1


def test_an_article_without_a_title_is_named_by_its_file(tmp_path: Path) -> None:
    text = "The ferry of Aldermouth was sold to Brandon for one crown on Tuesday.\n"
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "ferry.json").write_text(json.dumps({"text": text}), encoding="utf-8")
    call = ("--coverage", tmp_path / "news", "--data-dir", tmp_path / "data")
    done = run("ask", "Who was the ferry of Aldermouth sold to?", *call)
    assert "[1] ferry, undated" in done.stdout
    assert str(tmp_path) not in done.stdout


def test_an_abstention_is_a_result(dateline: Any) -> None:
    question = "Which orchestra plays Bruckner tonight?"
    in_words = dateline("ask", question)
    (as_json,) = lines(dateline("ask", question, "--json"))
    assert in_words.returncode == 0
    assert in_words.stdout.startswith("The coverage doesn't say.")
    assert (as_json["abstained"], as_json["answer"], as_json["kind"]) == (True, None, None)


def test_who_asks_nothing_gets_a_line_of_help(dateline: Any) -> None:
    done = dateline("ask", "thanks!")
    line = "Ask me something, for example: When does Xi visit Moscow? --help tells more.\n"
    assert (done.returncode, done.stdout) == (0, line)
    assert lines(dateline("ask", "thanks!", "--json"))[0]["abstained"] is True


@pytest.mark.parametrize(
    ("option", "value"),
    [("--source", "Hill Gazette"), ("--since", "2025-05-01"), ("--until", "2025-03-01")],
)
def test_the_scope_restricts_what_is_seen(dateline: Any, option: str, value: str) -> None:
    (answer,) = lines(dateline("ask", QUESTION, "--json", option, value))
    assert "Coast Daily" not in {item["article"]["source"] for item in answer["citations"]}


def test_as_of_hides_later_articles(dateline: Any) -> None:
    question = "How many cars a day are on the new bridge in Aldermouth?"
    (now,) = lines(dateline("ask", question, "--json"))
    (then,) = lines(dateline("ask", question, "--json", "--as-of", "2025-04-01"))
    assert "Hill Gazette" in {item["article"]["source"] for item in now["citations"]}
    assert "Hill Gazette" not in {item["article"]["source"] for item in then["citations"]}


def test_an_unknown_source_is_said(dateline: Any) -> None:
    done = dateline("ask", QUESTION, "--source", "Coast Dayly")
    assert done.returncode == 0
    assert 'no article is from "Coast Dayly"; there are: "Coast Daily"\n' in done.stderr


def test_an_unknown_source_of_a_line_is_said_once(dateline: Any) -> None:
    line = json.dumps({"question": QUESTION, "source": "Coast Dayly"})
    done = dateline("ask", "-", stdin=f"{line}\n{QUESTION}\n{line}\n")
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == 'warning: no article is from "Coast Dayly"; there are: "Coast Daily"\n'


def test_what_is_not_installed_is_told_with_the_remedy() -> None:
    code = (
        "import sys; sys.modules['rich'] = None; "
        "from pathlib import Path; from bot.cli import main; "
        "sys.exit(main(['ask', 'why?'], default_config=Path('config/bot.yaml').resolve()))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("error: rich")
    assert line.endswith(f"install all with: {sys.executable} -m pip install -e {ROOT}")


def test_the_version() -> None:
    assert run("--version").stdout == f"Dateline {VERSION}\n"


def test_questions_one_a_line_as_json_lines(dateline: Any) -> None:
    asked = [
        QUESTION,
        json.dumps({"question": QUESTION, "as_of": "2025-01-01", "id": 7}),
        "",
        "  ",
        json.dumps({"question": QUESTION, "since": "soon"}),
        json.dumps({"question": QUESTION, "untill": "2025-01-01"}),
        '{"question": 5}',
        '{"question": "half a',
        "x" * 501,
    ]
    done = dateline("ask", "-", "--json", stdin="\n".join(asked).encode() + b"\n\xff\xfe\n")
    first, second, *bad = lines(done)
    assert done.returncode == 1
    assert (first["question"], first["abstained"]) == (QUESTION, False)
    assert second["abstained"] is True
    assert [item["line"] for item in bad] == list(range(3, 11))
    reasons = ["empty", "empty", "not a date", "mean 'until'", "must be text", "not JSON"]
    reasons += ["501 char", "UTF-8"]
    assert all(reason in item["error"] for reason, item in zip(reasons, bad, strict=True))
    assert "8 of the lines could not be answered" in done.stderr


def test_questions_one_a_line_in_words(dateline: Any) -> None:
    orchestra = "Which orchestra plays Bruckner tonight?"
    done = dateline("ask", "-", stdin=f"{QUESTION}\n{orchestra}\n{{\n\n{QUESTION}\n")
    said = done.stdout.splitlines()
    assert done.returncode == 1
    assert "Edda Vance" in said[0]
    assert "Aldermouth opens its bridge, Coast Daily, 4 March 2025" in said[0]
    assert said[1] == "The coverage doesn't say."
    assert said[2].startswith("error: line 3: ")
    assert said[3] == "error: line 4: the question is empty"
    assert said[4] == said[0]


def test_no_line_is_no_problem(dateline: Any) -> None:
    done = dateline("ask", "-", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_summary(dateline: Any) -> None:
    in_words = dateline("summary", "bridge")
    (as_json,) = lines(dateline("summary", "bridge", "--json"))
    assert in_words.returncode == 0
    assert as_json["topic"] == "bridge"
    texts = [sentence["text"] for sentence in as_json["sentences"]]
    assert texts
    assert all(text in BRIDGE["text"] + LATER["text"] for text in texts)
    assert all(text in in_words.stdout for text in texts)


def test_a_timeline(dateline: Any, tmp_path: Path) -> None:
    picture = tmp_path / "bridge.png"
    in_words = dateline("timeline", "bridge")
    done = dateline("timeline", "bridge", "--json", "--plot", str(picture))
    (as_json,) = lines(done)
    assert in_words.returncode == 0
    assert "4 March 2025" in in_words.stdout
    assert "2025-03-04" in [event["date"] for event in as_json["events"]]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["bridge.png"]


def test_how_much_a_timeline_and_a_summary_tell(dateline: Any) -> None:
    (one,) = lines(dateline("timeline", "bridge", "--json", "--events", "1"))
    assert len(one["events"]) == 1
    (more,) = lines(dateline("timeline", "bridge", "--json", "--sentences", "2"))
    assert more["events"][0] == one["events"][0]
    short, long = (
        lines(dateline("summary", "--json", "--length", length))[0] for length in ("short", "long")
    )
    assert len(short["sentences"]) <= min(3, len(long["sentences"]))
    for wrong in (("timeline", "--sentences", "11"), ("summary", "--length", "huge")):
        assert dateline(*wrong).returncode == 2


def test_a_plot_needs_a_known_ending_and_events(dateline: Any, tmp_path: Path) -> None:
    done = dateline("timeline", "--plot", str(tmp_path / "bridge.exe"))
    assert (done.returncode, done.stdout) == (1, "")
    assert ".png, .svg, .pdf" in done.stderr
    done = dateline("timeline", "--until", "1999-01-01", "--plot", str(tmp_path / "bridge.png"))
    assert done.returncode == 1
    assert "no events to draw" in done.stderr
    assert not list(tmp_path.iterdir())


def test_index_reports_what_it_did(articles: Path, tmp_path: Path) -> None:
    call = ("index", "--json", "--coverage", articles, "--data-dir", tmp_path / "data")
    (first,), (second,) = lines(run(*call)), lines(run(*call))
    assert (first["articles"], first["added"], first["unreadable"]) == (2, 2, [])
    assert (second["articles"], second["changed"], second["removed"]) == (2, 0, 0)
    words = run("index", "--coverage", articles, "--data-dir", tmp_path / "other")
    assert words.stdout.startswith("2 articles, 2 passages: 2 added, 0 changed, 0 removed")
    assert words.stderr == ""


def test_where_the_index_cannot_be_written_index_says_so_and_ask_answers(
    articles: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    places = ("--coverage", articles / "bridge.json", "--data-dir", data)
    run("index", *places)
    with FileLock(data / "index" / "lock"):
        assert run("index", *places).returncode == 0  # nothing is to be done
        both = ("--coverage", articles, "--data-dir", data)
        done = run("index", *both)
        assert (done.returncode, done.stdout) == (1, "")
        assert "another process is indexing" in done.stderr
        done = run("ask", QUESTION, *both)
        assert (done.returncode, "Edda Vance" in done.stdout) == (0, True)
        assert "answering from the index as it is" in caplog.text


def test_an_empty_coverage_answers_and_is_a_problem_for_check(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    call = ("--coverage", folder, "--data-dir", tmp_path / "data")
    answered = run("ask", QUESTION, *call)
    assert answered.returncode == 0
    assert answered.stdout.startswith("The coverage doesn't say.\nNo coverage is loaded yet")
    for command in ("summary", "timeline"):
        assert run(command, *call).returncode == 0
    checked = run("check", *call)
    assert checked.returncode == 1
    assert "holds no article" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "required: QUESTION"),
        (["aks", "why?"], "invalid choice"),
        (["ask", "why?", "--since", "soon"], "--since: 'soon' is not a date"),
        (["ask", "why?", "--as-of", "2025-02-30"], "--as-of: '2025-02-30' is not a date"),
        (["ask", "why?", "--until", "06/05/2025"], "write 2025-05-06 or 2025-06-05"),
        (
            ["ask", "why?", "--since", "2025-02-01", "--until", "2025-01-01"],
            "--since (1 February 2025) is",
        ),
        (["ask", "why?", "--passages", "0"], "'0' is not a number from 1 to 1000"),
        (["ask", "why?", "--passages", "many"], "'many' is not a number from 1 to 1000"),
        (["index", "--source", "x"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_is_exit_code_2(dateline: Any, arguments: list[str], message: str) -> None:
    done = dateline(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_problems_are_exit_code_1_and_named(articles: Path, tmp_path: Path) -> None:
    config = tmp_path / "bot.yaml"
    config.write_text("log:\n  level: loud\ndata_dri: x\n", encoding="utf-8")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    data = ("--data-dir", tmp_path / "data")
    cases: list[tuple[tuple[str | Path, ...], list[str]]] = [
        (("--config", config), [f"{config}:2 log.level", f"{config}:3 data_dri"]),
        (("--config", tmp_path / "none.yaml"), ["none.yaml: cannot be read"]),
        (("--coverage", tmp_path / "none", *data), [str(tmp_path / "none")]),
        (("--coverage", articles, "--data-dir", blocked), [str(blocked)]),
    ]
    for options, expected in cases:
        done = run("ask", QUESTION, *options)
        errors = done.stderr.splitlines()
        assert (done.returncode, done.stdout) == (1, ""), options
        assert len(errors) == len(expected)
        for error, part in zip(errors, expected, strict=True):
            assert error.startswith("error: ")
            assert part in error


def test_a_question_too_long_or_empty_is_a_problem(dateline: Any) -> None:
    for question, message in (("x" * 501, "501 characters, 500 are allowed"), (" ", "empty")):
        done = dateline("ask", question)
        assert (done.returncode, done.stdout) == (1, "")
        assert message in done.stderr
