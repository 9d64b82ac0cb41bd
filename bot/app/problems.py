"""A problem with the set-up, in words a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where (such as "config/bot.yaml:12 cooldown.per_user") and what to do."""

    where: str
    problem: str
    hint: str

    def to_json(self) -> dict[str, str]:
        """The contract's shape for `check --json`."""
        return {"where": self.where, "problem": self.problem, "hint": self.hint}

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} ({self.hint})"


def display_path(path: str | Path) -> str:
    """The path as a person would name it: relative where it is below the working directory."""
    absolute = Path(path).absolute()  # as it is named, wherever a link leads
    cwd = Path.cwd()
    return str(absolute.relative_to(cwd)) if absolute.is_relative_to(cwd) else str(path)


def explain(error: Exception) -> str:
    """An expected error in words: the file first where the operating system names one."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


class SettingsError(Exception):
    """The settings cannot be used; `problems` holds every reason, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
