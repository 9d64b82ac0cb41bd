"""The bot's token: from the environment, from a file that it names, or from the service manager."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.app.problems import Problem, SettingsError, explain

VARIABLE = "DISCORD_TOKEN"
FILE_VARIABLE = "DISCORD_TOKEN_FILE"
# Where systemd puts what LoadCredential= names, and the name under which the token is there.
_CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
_CREDENTIAL = "discord-token"


def read_token(environ: Mapping[str, str] = os.environ) -> str | None:
    """The token, or None where there is none; an empty variable counts as not set.

    Raises SettingsError when a file that should hold it cannot be used, or two places name one.
    """
    token = environ.get(VARIABLE, "").strip()
    named = environ.get(FILE_VARIABLE, "").strip()
    if token and named:
        hint = "remove one of the two variables"
        raise _error(FILE_VARIABLE, f"is set, and so is {VARIABLE}", hint)
    if token:
        return token
    if named:
        return _from_file(Path(named).expanduser(), f"{FILE_VARIABLE} {named}")
    credential = Path(environ.get(_CREDENTIALS_VARIABLE, ""), _CREDENTIAL)
    if credential.is_absolute() and credential.exists():
        return _from_file(credential, f"credential {_CREDENTIAL}")
    return None


def _from_file(path: Path, where: str) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or explain(error)
        raise _error(where, f"cannot be read: {reason}", "correct the path or its owner") from error
    except UnicodeDecodeError as error:
        raise _error(where, "is not text", "write the token into it, nothing else") from error
    if not token or len(token.split()) > 1 or "=" in token:
        # What is wrong with it is not quoted: it may hold the token.
        raise _error(where, "does not hold a token alone", "write the token into it, nothing else")
    return token


def _error(where: str, problem: str, hint: str) -> SettingsError:
    return SettingsError([Problem(where, problem, hint)])
