"""English: its stop words, and from a word to its term."""

from __future__ import annotations

import re

import Stemmer

from knowledge.text.folding import folded, number

_POSSESSIVE = re.compile(r"'s?$")
# British spellings meet American ones: "organise", "labour", "centre", "defence".
_BRITISH = (
    ("is", re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    ("our", re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|ite|ites|able|hood|hoods)?$)"), "or"),
    ("tre", re.compile(r"(?<=\w{3})tre(?=s?$)"), "ter"),
    ("ence", re.compile(r"(?<=\w{3})ence(?=s?$)"), "ense"),
)

# Words too common to tell one passage from another. Question words are among them: the answer's
# sentence does not repeat them.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers herself him himself his how i if in into is it
    its itself just me more most my myself no nor not now of off on once only or other our ours
    ourselves out over own said same say says she should so some such than that the their theirs
    them themselves then there these they this those through to too under until up very was we
    were what when where which while who whom whose why will with would you your yours yourself
    yourselves whats whos wheres whens hows thats theres heres im ive dont doesnt didnt cant couldnt
    wont wouldnt isnt arent wasnt werent hasnt havent shouldnt don't doesn't didn't can't couldn't
    won't wouldn't isn't aren't wasn't weren't hasn't haven't shouldn't i'm i've i'd we're they're
    you're he'd she'd they've we've""".split()
)

_STEMMER = Stemmer.Stemmer("english", 0)


def english_term(word: str) -> str:
    """Lower case, accents and possessives off, British spellings made American, stemmed; "" for a
    stop word."""
    plain = word.lower() if word.isascii() else folded(word)
    plain = _POSSESSIVE.sub("", plain)
    plain = number(plain) if plain[:1].isdigit() else plain.replace(".", "")
    if plain in STOP_WORDS:
        return ""
    for part, pattern, american in _BRITISH:
        if part in plain:
            plain = pattern.sub(american, plain)
    return str(_STEMMER.stemWord(plain))
