"""`doctor` tells whether timelines can have pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import doctor
from bot.app.settings import Settings


@pytest.mark.parametrize(("there", "state"), [(True, "ok"), (False, "warning")])
def test_it_says_how_to_get_pictures(
    there: bool, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "can_plot", lambda: there)
    settings = Settings.model_validate({"data_dir": str(tmp_path), "answer": {"reader": False}})
    (found,) = [
        each for each in doctor.examine(settings, [], online=False) if each.about == "pictures"
    ]
    assert found.state == state
    assert there != ("[plot]" in found.hint)
