"""Which files of a folder are articles, and what is said of those that cannot be looked at."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reading import read_bytes

from knowledge.article import Article
from knowledge.errors import CoverageError
from knowledge.report import Unreadable
from knowledge.sources.readers import read, scan


@pytest.mark.parametrize("name", ["README.md", "readme.txt", ".hidden.txt", "~lock.txt", "a.txt~"])
def test_what_is_no_article_is_passed_over(name: str) -> None:
    assert read_bytes(name, b"text") == ([], [])


def test_pictures_and_styles_beside_a_page_are_passed_over() -> None:
    for name in ("a.png", "A.JPG", "style.css", "Thumbs.db", ".DS_Store", "LICENSE"):
        assert read_bytes(name, b"x") == ([], [])


def test_the_folder_a_browser_saves_with_a_page_is_passed_over(tmp_path: Path) -> None:
    for name in ("Story.html", "Story_files/frame.html", "Other_files/a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>text")
    names = [str(file.path.relative_to(tmp_path)) for file in scan([tmp_path]).files]
    assert names == ["Story.html", "Other_files/a.html"]


def test_a_missing_path_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(CoverageError, match="nowhere"):
        scan([tmp_path / "nowhere"])


def test_folders_are_read_recursively_in_order_and_links_only_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".git/x.txt", "README/z.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "missing.txt")
    found = scan([tmp_path, tmp_path / "a"])
    names = [str(file.path.relative_to(tmp_path)) for file in found.files]
    assert names == ["again.txt", "README/z.txt", "a/1.txt", "a/2.txt"]
    assert [Path(item.path).name for item in found.unreadable] == ["gone.txt"]


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "regular" in scan([tmp_path]).unreadable[0].reason


def test_links_that_lead_nowhere_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    links = {"self.txt": "self.txt", "b": "c", "c": "b", "d.txt": "a.txt/x", "e.txt": "x" * 300}
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    found = scan([tmp_path])
    assert [file.path.name for file in found.files] == ["a.txt"]
    assert sorted(Path(item.path).name for item in found.unreadable) == sorted(links)


@contextmanager
def without_root() -> Iterator[None]:
    """Without root's right to read everything, where the tests have it."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_read_is_reported() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own is below folders of its user alone
        folder = Path(name)
        for file in ("a.txt", "b.txt", "closed/c.txt"):
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text("text")
        (folder / "link.txt").symlink_to("closed/c.txt")
        folder.chmod(0o755)
        (folder / "a.txt").chmod(0)
        (folder / "closed").chmod(0)
        with without_root():
            found = scan([folder])
            read_all = [item for file in found.files for item in read(file)]
        (folder / "closed").chmod(0o700)
    faults = [*found.unreadable, *(item for item in read_all if isinstance(item, Unreadable))]
    assert sorted(Path(fault.path).name for fault in faults) == ["a.txt", "closed", "link.txt"]
    assert all("ermission denied" in fault.reason for fault in faults)
    assert [item.text for item in read_all if isinstance(item, Article)] == ["text"]


def test_a_file_that_vanishes_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (file,) = scan([tmp_path]).files
    file.path.unlink()
    (fault,) = read(file)
    assert "No such file" in str(fault)
