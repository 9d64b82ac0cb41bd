"""The image that deploy/Dockerfile makes answers, as nobody in particular and with nothing of its
own to write to. It takes minutes, so it is left out unless `pytest -m image` asks for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import container
import pytest
from newsroom import SAMPLE

from bot import VERSION

pytestmark = [pytest.mark.image, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[container.Container]:
    if why := container.missing():
        pytest.skip(why)
    articles = tmp_path_factory.mktemp("image") / "articles"
    shutil.copytree(SAMPLE, articles, ignore=shutil.ignore_patterns(".*"))
    for path in (articles.parent, articles):
        path.chmod(0o755)
    with container.built(articles) as made:
        yield made


def test_it_answers_with_its_root_read_only(image: container.Container) -> None:
    answer = json.loads(image.run("ask", "When does Xi visit Moscow?", "--json"))
    assert answer["answer"] == "May 7 to May 10, 2025"
    user = int(str(image.config["User"]))
    assert user
    assert {path.stat().st_uid for path in image.data.rglob("*")} == {user}
    assert "/usr" in image.run("-ec", "! touch /opt/x; ls -d /usr", entry=["sh"])


def test_it_holds_the_program_and_not_its_source(image: container.Container) -> None:
    assert not (image.root / "src").exists()
    assert (image.root / "opt/dateline/sbom.cdx.json").is_file()
    assert image.run("--version") == f"Dateline {VERSION}\n"
