"""The wheel in an environment of its own: the program starts and finds its settings in itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if sys.platform == "win32" else "bin"
OURS = ("DISCORD_", "DATELINE_", "PYTHON")
QUESTION = "When does Xi visit Moscow?"


def call(*command: object, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        input=stdin,
        env=environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as the build makes it from this folder."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = call(*build, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a new environment that holds the wheel.

    The dependencies are those of this environment, lent by a .pth file, which spares a download;
    this checkout is not among them.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / BIN / Path(sys.executable).name
    options = ["--no-deps", "--no-index", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", *options, wheel]
    done = call(*pip, cwd=home)
    assert done.returncode == 0, done.stderr
    own = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    (own / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / BIN


@pytest.fixture
def dateline(installed: Path) -> str:
    program = shutil.which("dateline", path=str(installed))
    assert program
    return program


def test_it_holds_the_translations(wheel: Path) -> None:
    folder = Path("bot/language/locales")
    with zipfile.ZipFile(wheel) as archive:
        for language in ("de", "fr", "es", "zh"):
            name = (folder / f"{language}.po").as_posix()
            assert archive.read(name) == (ROOT / name).read_bytes()


def test_it_holds_the_settings_and_the_sample_as_they_are_here(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        prefix = "bot/config/"
        packed = {
            name.removeprefix(prefix): archive.read(name)
            for name in archive.namelist()
            if name.startswith(prefix)
        }
        assert {"bot/py.typed", "knowledge/py.typed"} <= set(archive.namelist())
    config = ROOT / "config"
    here = {path.relative_to(config).as_posix(): path for path in config.rglob("*.*")}
    assert packed == {name: path.read_bytes() for name, path in here.items()}


def test_it_is_started_asked_and_indexed_in_an_empty_folder(dateline: str, tmp_path: Path) -> None:
    shown = call(dateline, cwd=tmp_path, stdin=f"{QUESTION}\n/quit\n")
    assert shown.returncode == 0, shown
    assert shown.stdout.startswith("May 7 to May 10, 2025")

    asked = call(dateline, "ask", QUESTION, "--json", cwd=tmp_path)
    answer = json.loads(asked.stdout)
    assert answer["answer"] == "May 7 to May 10, 2025"

    indexed = json.loads(call(dateline, "index", "--json", cwd=tmp_path).stdout)
    assert (indexed["added"], indexed["unreadable"]) == (0, [])
    assert f"Dateline holds {indexed['articles']} articles" in shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]

    checked = call(dateline, "check", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, ""), checked


def test_the_module_is_the_same_program(dateline: str, installed: Path, tmp_path: Path) -> None:
    python = installed / Path(sys.executable).name
    as_module = call(python, "-m", "bot", "--help", cwd=tmp_path)
    assert as_module.returncode == 0, as_module.stderr
    assert as_module.stdout == call(dateline, "--help", cwd=tmp_path).stdout
    assert as_module.stdout.startswith("usage: dateline ")


def test_settings_of_the_folder_come_first(dateline: str, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "bot.yaml").write_text("data_dir: kept\ncoverage:\n  paths: [../articles]\n")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "otters.txt").write_text("Otters have returned to the river Tarn.\n")
    done = call(dateline, "index", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["articles"] == 1
    assert (config / "kept" / "index").is_dir()
