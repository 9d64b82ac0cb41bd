"""Numbers: the value of a number as it is written, so that "4,000" and "four thousand" agree."""

from __future__ import annotations

import re

_SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+|%|[$£€¥]")
_CURRENCIES = frozenset("$£€¥")


def number_value(text: str) -> tuple[float, str] | None:
    """The value of a number and its kind ("%", a currency's sign or ""); None for anything else.

    Reads digits with separators and scales ("1.5 million", "$85m") and English number words.
    """
    total = current = 0.0
    kind, seen = "", False
    for part in _PART.findall(text.lower()):
        if part in _CURRENCIES or part == "%":
            kind = part
        elif part in ("percent", "cent"):
            kind = "%"
        elif part[0].isdigit():
            current, seen = current + float(part.replace(",", "")), True
        elif part in _SMALL:
            current, seen = current + _SMALL[part], True
        elif part in _SCALES:
            scaled = (current or 1.0) * _SCALES[part]
            if part == "hundred":
                current = scaled
            else:
                total, current = total + scaled, 0.0
            seen = True
        elif part not in ("and", "per", "us", "a", "c", "hk"):
            return None
    return (total + current, kind) if seen else None
