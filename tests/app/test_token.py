"""Where the token may be, and what is said when it is not there."""

from pathlib import Path

import pytest

from bot.app.problems import SettingsError
from bot.app.token import read_token

TOKEN = "MTIz.abc.a-token"


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read_token(environ)
    return str(caught.value)


def written(path: Path, text: str | bytes = TOKEN + "\n") -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_from_the_environment() -> None:
    assert read_token({"DISCORD_TOKEN": f" {TOKEN}\n"}) == TOKEN


def test_from_a_file(tmp_path: Path) -> None:
    environ = {"DISCORD_TOKEN": "", "DISCORD_TOKEN_FILE": written(tmp_path / "token")}
    assert read_token(environ) == TOKEN


def test_from_a_credential_of_the_service_manager(tmp_path: Path) -> None:
    written(tmp_path / "discord-token")
    assert read_token({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == TOKEN


def test_the_environment_is_preferred_to_a_credential(tmp_path: Path) -> None:
    written(tmp_path / "discord-token", "another.one")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "DISCORD_TOKEN": TOKEN}
    assert read_token(environ) == TOKEN


def test_no_token_is_none(tmp_path: Path) -> None:
    assert read_token({}) is None
    assert read_token({"CREDENTIALS_DIRECTORY": str(tmp_path)}) is None


def test_two_tokens_are_refused(tmp_path: Path) -> None:
    named = written(tmp_path / "token")
    said = refusal({"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": named})
    assert "remove one" in said
    assert TOKEN not in said


@pytest.mark.parametrize("text", ["", "\n", f"DISCORD_TOKEN={TOKEN}", f"{TOKEN}\nmore", b"\xff"])
def test_a_file_that_holds_something_else(tmp_path: Path, text: str | bytes) -> None:
    said = refusal({"DISCORD_TOKEN_FILE": written(tmp_path / "token", text)})
    assert "write the token into it, nothing else" in said
    assert TOKEN not in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    said = refusal({"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert "cannot be read" in said
