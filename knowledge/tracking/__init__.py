"""Tracking: which new articles are about what somebody follows, which story they tell, and what
changes in it."""

from knowledge.tracking.changes import find_change
from knowledge.tracking.following import (
    Following,
    Sighting,
    Stage,
    answers_agree,
    can_follow,
    look_for,
)
from knowledge.tracking.stories import assign_stories
from knowledge.tracking.telling import Story, tell_stories

__all__ = [
    "Following",
    "Sighting",
    "Stage",
    "Story",
    "answers_agree",
    "assign_stories",
    "can_follow",
    "find_change",
    "look_for",
    "tell_stories",
]
