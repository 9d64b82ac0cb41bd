"""Changes to a folder of articles: safe names, refusals, undo, and crashes at any point."""

from __future__ import annotations

import errno
import gzip
import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Article
from knowledge.errors import CoverageError
from knowledge.sources.folder import (
    MOST_BYTES,
    MOST_UNPACKED_BYTES,
    add_file,
    changes,
    remove_article,
    safe_name,
    undo,
)
from knowledge.sources.journal import Change
from knowledge.sources.readers import FORMATS, SourceFile, read, scan

TEXT = b"They spoke about trade."
LINES = b"".join(b'{"id": "%d", "text": "Story %d."}\n' % (n, n) for n in range(4))


def contents(folder: Path) -> dict[str, bytes]:
    """What a reader of the folder finds: names and decompressed bytes."""
    return {
        file.path.name: gzip.decompress(data) if file.path.suffix == ".gz" else data
        for file in scan([folder]).files
        for data in [file.path.read_bytes()]
    }


def ids(folder: Path) -> list[str]:
    """The ids of the articles in a folder."""
    items = (item for file in scan([folder]).files for item in read(file))
    return [item.id for item in items if isinstance(item, Article)]


def file_of(folder: Path, name: str) -> SourceFile:
    """A file of the folder as the scan has it."""
    return next(file for file in scan([folder]).files if file.path.name == name)


def remove(folder: Path, name: str, article_id: str) -> Change:
    """Removes an article by the name of its file."""
    return remove_article(folder, file_of(folder, name), article_id)


def test_an_added_file_can_be_read_and_taken_back(tmp_path: Path) -> None:
    change = add_file(tmp_path, "story.txt", TEXT)
    assert contents(tmp_path) == {"story.txt": TEXT}
    assert [article_id for article_id, _ in change.articles] == ids(tmp_path)
    assert f"undo change {change.id}" in str(change)
    undone = undo(tmp_path)
    assert (undone.action, contents(tmp_path)) == ("removed", {})
    undo(tmp_path, undone.id)
    assert contents(tmp_path) == {"story.txt": TEXT}


def test_the_faults_of_an_added_file_are_told(tmp_path: Path) -> None:
    change = add_file(tmp_path, "a.jsonl", LINES + b"{bad\n")
    assert len(change.articles) == 4
    assert [fault.line for fault in change.unreadable] == [5]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\Story No. 1.TXT", "Story-No.-1.txt"),
        ("/abs/a.JSONL.GZ", "a.jsonl.gz"),
        (".hidden.md", "hidden.md"),
        ("....txt", None),
        ("a\u202e\u0000b\n.txt", "a-b.txt"),
        ("con.txt", "_con.txt"),
        ("Überblick статья.html", "Überblick-статья.html"),
        ("x" * 300 + ".json.gz", "x" * 92 + ".json.gz"),
        ("??.md", None),
        ("archive.zip", None),
        ("noformat", None),
        ("", None),
        ("README.md", None),
        ("a.txt.exe", None),
    ],
)
def test_names_from_outside(name: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(CoverageError):
            safe_name(name)
    else:
        assert safe_name(name) == kept


@given(st.text(max_size=300), st.sampled_from([*FORMATS, ".gz", ".txt.gz", ""]))
def test_no_name_leaves_the_folder(stem: str, suffix: str) -> None:
    try:
        name = safe_name(stem + suffix)
    except CoverageError:
        return
    assert Path(name).name == name
    assert not name.startswith(".")
    assert name.isprintable()
    assert len(name.encode()) <= 100
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\0\1", "binary"),
        ("a.json", b'{"text": 5}', "line 1"),
        ("a.jsonl", b"{}\n{}\n{}\n{}\n{}", "line 3"),
        ("a.txt", bytes(MOST_BYTES + 1), "25 MB"),
        ("a.jsonl.gz", gzip.compress(bytes(MOST_UNPACKED_BYTES + 1), 1), "250 MB"),
        ("a.txt.gz", gzip.compress(TEXT)[:-9], "half-written"),
    ],
)
def test_what_holds_no_article_is_refused_with_the_reason(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(CoverageError, match=words) as caught:
        add_file(tmp_path, name, data)
    assert str(caught.value).startswith(f"{name}: ")
    assert contents(tmp_path) == {}
    assert changes(tmp_path) == ()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(path: Path, **options: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CoverageError, match="may not write there; change its owner"):
        add_file(tmp_path, "a.txt", TEXT)


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(tmp_path: Path) -> None:
    add_file(tmp_path, "a.json.gz", gzip.compress(b'{"text": "One."}'))
    change = add_file(tmp_path, "a.json.gz", gzip.compress(b'{"text": "Two."}'))
    assert change.path.name == "a-2.json.gz"
    assert len(contents(tmp_path)) == 2
    with pytest.raises(CoverageError, match="already"):
        add_file(tmp_path, "a.json.gz", change.path.read_bytes())


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.json.gz"])
def test_one_of_several_articles_is_removed_and_comes_back_in_its_place(
    tmp_path: Path, name: str
) -> None:
    records = [json.loads(line) for line in LINES.splitlines()]
    data = LINES if ".jsonl" in name else json.dumps(records, indent=2).encode()
    add_file(tmp_path, name, gzip.compress(data) if name.endswith(".gz") else data)
    change = remove(tmp_path, name, "2")
    assert ids(tmp_path) == ["0", "1", "3"]
    assert change.articles == (("2", None),)
    remove(tmp_path, name, "1")
    undo(tmp_path)
    undo(tmp_path, change.id)
    assert ids(tmp_path) == ["0", "1", "2", "3"]
    assert not scan([tmp_path]).unreadable


def test_the_other_lines_stay_byte_for_byte(tmp_path: Path) -> None:
    lines = b'{"text":  "A."}\n\n{broken \xff\n{"id": "x", "text": "\\u0042."}\n{"text": "C."}\n'
    (tmp_path / "a.jsonl").write_bytes(lines)
    before = ids(tmp_path)
    remove(tmp_path, "a.jsonl", "x")
    assert (tmp_path / "a.jsonl").read_bytes() == lines.replace(lines.splitlines(True)[3], b"")
    assert ids(tmp_path) == [before[0], before[2]]
    undo(tmp_path)
    assert (tmp_path / "a.jsonl").read_bytes() == lines


def test_every_record_of_the_id_goes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES + b'{"id": "2", "text": "The same id."}\n')
    remove(tmp_path, "a.jsonl", "2")
    assert ids(tmp_path) == ["0", "1", "3"]
    undo(tmp_path)
    assert (tmp_path / "a.jsonl").read_bytes().count(b'"2"') == 2


def test_the_only_article_goes_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_bytes(TEXT)
    change = remove(tmp_path, "a.md", ids(tmp_path)[0])
    assert contents(tmp_path) == {}
    assert undo(tmp_path, change.id).path == tmp_path / "sub" / "a.md"
    assert contents(tmp_path) == {"a.md": TEXT}


def test_a_restored_file_gives_way_to_one_that_took_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    remove(tmp_path, "a.txt", ids(tmp_path)[0])
    (tmp_path / "a.txt").write_bytes(b"Another story.")
    undo(tmp_path)
    assert contents(tmp_path) == {"a.txt": b"Another story.", "a-2.txt": TEXT}


def test_a_record_comes_back_though_its_file_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    remove(tmp_path, "a.jsonl", "3")
    (tmp_path / "a.jsonl").unlink()
    undo(tmp_path)
    assert ids(tmp_path) == ["3"]


def test_a_change_is_undone_once_and_its_number_never_used_again(tmp_path: Path) -> None:
    first = add_file(tmp_path, "a.txt", TEXT)
    second = add_file(tmp_path, "b.txt", TEXT)
    undo(tmp_path, first.id)
    with pytest.raises(CoverageError, match="no change '1'"):
        undo(tmp_path, first.id)
    (tmp_path / "b.txt").unlink()
    assert [change.id for change in changes(tmp_path)] == ["3"]  # the removal of a.txt
    undo(tmp_path)
    with pytest.raises(CoverageError, match="no change to undo"):
        undo(tmp_path)
    assert add_file(tmp_path, "c.txt", b"A third story.").id not in (first.id, second.id, "3")


def test_what_cannot_be_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.json").write_bytes(b'[{"id": "1", "text": "A."}, {"id": "2", "text": "B."}, {')
    (tmp_path / "b.txt").write_bytes(TEXT)
    (folder / "link.txt").symlink_to(tmp_path / "b.txt")
    with pytest.raises(CoverageError, match=r"line 1.*repair"):
        remove(folder, "a.json", "1")
    with pytest.raises(CoverageError, match="holds no article 'x'"):
        remove(folder, "a.json", "x")
    with pytest.raises(CoverageError, match=r"^link\.txt is not in a folder of the coverage$"):
        remove(folder, "link.txt", "x")
    with pytest.raises(CoverageError, match="No such file"):
        add_file(tmp_path / "nowhere", "a.txt", TEXT)
    assert changes(folder) == ()


def lives(step: Callable[[], object], point: int) -> bool:
    """Does a step in a process that ends, as by a power cut, at its n-th change of the file system;
    whether it lived to the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside numpy's threads
        child = os.fork()
    if child == 0:
        left = iter(range(point))

        def hook(event: str, args: tuple[Any, ...]) -> None:
            writes = event == "open" and (args[2] or 0) & (os.O_WRONLY | os.O_RDWR)
            changes_names = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir")
            if (writes or changes_names) and next(left, None) is None:
                os._exit(42)

        sys.addaudithook(hook)
        try:
            step()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 42)
    return status == 0


STEPS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "add": (LINES, lambda folder: add_file(folder, "new.txt", TEXT)),
    "remove file": (LINES.splitlines()[0], lambda folder: remove(folder, "a.jsonl", "0")),
    "remove record": (LINES, lambda folder: remove(folder, "a.jsonl", "2")),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("undoing", [False, True])
def test_a_crash_at_any_point_leaves_the_state_before_or_after(
    tmp_path: Path, name: str, undoing: bool
) -> None:
    start, step = STEPS[name]
    for point in range(60):
        folder = tmp_path / str(point)
        folder.mkdir()
        (folder / "a.jsonl").write_bytes(start)
        before = contents(folder)
        step(folder)
        after = contents(folder)
        undo(folder)
        assert contents(folder) == before

        if undoing:
            step(folder)
        lived = lives(lambda: undo(folder) if undoing else step(folder), point)  # noqa: B023
        now = contents(folder)
        assert now in (before, after)
        if now == after:  # nothing is lost: what is gone comes back, what came can be taken back
            undo(folder)
        assert contents(folder) == before
        step(folder)
        assert contents(folder) == after
        if lived:
            assert now == (before if undoing else after)
            assert point > 3
            return
    pytest.fail("the step never came to its end")
