"""Which way a clause looks in time: enough to tell last Sunday from next Sunday."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Literal

from knowledge.text.characters import VisibleText

Tense = Literal["past", "future"]

# Future first: "is expected to" would else be taken for a past participle in -ed.
_MARKER = re.compile(
    r"""\b(?:
    (?P<future>
        (?:will | shall | would(?!\s+have) | to) (?:\s+[a-z]+)? \s+ be \s+ [a-z]+
      | will | shall | would(?!\s+have) | won['’]t | (?:he|she|it|they|we|you|I)['’]ll
      | upcoming | forthcoming
      | (?:scheduled | slated | expected | planned | poised | due | set | tipped | bound)
        (?=\s+(?:to|for|on|in|next|this|tomorrow|later)\b)
      | due (?=\s+(?:at|by|before|back)\b)
      | (?:plan|hope|intend|aim|expect|prepare|want)(?:s|ning|ing|d|ned|ed)?\s+(?:to|for)
      | (?:ready|likely|about|going|meant|supposed) \s+ to
      | (?:is|are) \s+ to \s+ [a-z]+
      | (?:is|are) \s+ (?:visit|meet|hold|travel|head|open|return|com|go)ing
      | (?:begins | starts | opens | takes \s+ place) (?= \s+ (?:on|at|in|next|this|tomorrow|[A-Z]))
    )
    | (?P<past>
        [a-z]{2,}ed | ^ [A-Z][a-z]+ed (?!\s[A-Z])
      | was | were | had | did | said | told | took | made | came | went | met | held
      | won | lost | died | began | gave | left | found | wrote | saw | got | became | led | sent
      | spoke | fell | rose | cut | hit | shot | broke | brought | bought | built | drew | fled
      | flew | fought | grew | kept | knew | paid | ran | sat | sold | spent | stood | struck
      | thought | threw | beat | swore | rejected | has \s+ been | have \s+ been
    )
    )\b""",
    re.VERBOSE,
)


def tense_at(text: str, start: int, end: int | None = None) -> Tense | None:
    """The tense around `text[start:end]`: of the nearest verb before it, else of the next after.

    None where no verb tells. "Biden will visit on Wednesday, the White House said Tuesday" is
    future at "Wednesday" and past at "Tuesday".
    """
    if seen := VisibleText.of(text):
        text, start = seen.text, seen.seen(start)
        end = None if end is None else seen.seen(end)
    starts, tenses = _verbs(text)
    before = bisect_left(starts, start)
    if before:
        return tenses[before - 1]
    after = before < len(starts) and starts[before] >= (start if end is None else end)
    return tenses[before] if after else None


@lru_cache(maxsize=16)
def _verbs(text: str) -> tuple[list[int], list[Tense]]:
    """Where the verbs of a text stand, and which way each looks; asked for each of its dates."""
    found = list(_MARKER.finditer(text))
    tenses: list[Tense] = ["future" if each.lastgroup == "future" else "past" for each in found]
    return [each.start() for each in found], tenses
