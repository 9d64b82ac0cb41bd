"""A problem with the set-up, in words a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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


class SettingsError(Exception):
    """The settings cannot be used; `problems` holds every reason, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
