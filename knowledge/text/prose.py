"""Which sentences of an article can be read on their own, away from what stood before them."""

from __future__ import annotations

import re

from knowledge.text.languages import EAST_ASIAN

# Words in a sentence worth quoting alone: fewer is a fragment, more is a list or bad splitting.
_FEWEST_WORDS = 7
_MOST_WORDS = 60
_MOST_CHARACTERS = 420
# Of those, the share that begin with a letter, and that begin with a small one.
_ALPHABETIC, _SMALL = 0.7, 0.25

# What stands before the sentence itself: a bullet, or a wire's dateline ("MOSCOW (Reuters) - ").
_PREFIX = re.compile(
    r"^(?:[•·*▪◦‣–—-]\s+|(?:[A-Z][\w./, ]{2,30}\s)?\((?:CNN|AP|AFP|UPI|Reuters)[\w ]{0,12}\)\s+"
    r"|[A-Z][A-Z.,'’ ]{2,40}(?:,\s[A-Z][\w. ]{2,20})?(?:\s*\([^)]{2,30}\))?\s+[–—-]{1,2}\s+)+"
)
_ENDS = re.compile(r"[.!](?:[\"”’')\]]{0,2})$")
_LEANS = re.compile(
    r"""(?:
    he | she | it | they | him | them | his | her | hers | its | their | theirs | it['’]s | he['’]s
  | she['’]s | they['’]re | that['’]s | there['’]s | here['’]s | i | we | you | my | our | your
  | i['’]\w+ | we['’]\w+ | you['’]\w+ | let['’]s
  | this | that | these | those | such | here | both | another | others | either | neither | one\sof
  | and | but | or | so | nor | yet | also | then | still | thus | hence | therefore | instead
  | however | moreover | furthermore | additionally | meanwhile | nevertheless | nonetheless
  | otherwise | similarly | likewise | consequently | besides | indeed | notably | finally | plus
  | again | overall | not\sonly | rather | perhaps | maybe | even\sso | even\sthen
  | in\s(?:addition|turn|fact|contrast|other\swords|short|particular|response|that|this|all|total)
  | for\s(?:example|instance|that|this|now) | as\sa\sresult | as\ssuch | as\swell | of\scourse
  | on\sthe\s(?:other|contrary|one) | at\sthe\s(?:same|time) | after\s(?:all|that|this|which)
  | by\s(?:contrast|comparison|then|this|that) | because\sof\s(?:this|that) | due\sto\s(?:this|that)
  | with\s(?:this|that|these|those) | amid\s(?:this|that|these) | despite\s(?:this|that|these)
  | under\s(?:this|that|these) | during\s(?:this|that|these) | like\s(?:this|that|these)
  | the\s(?:former|latter|pair|duo|two|three|four|group|move|statement|report|study|law|bill|case
    |company|incident|decision|announcement|video|post|document|letter|suspect|victims?|man|woman
    |actor|singer|team|school|city|state|couple|first|second|third|other|others|same|new)\b
    (?!\s(?:of\s)?(?-i:[A-Z]))
  | the\s\d+-year-old | once\s(?:there|again) | more\s(?:than\s(?:that|this)|on\s(?:this|that))
    )(?=[\s,])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\b(?:click|page\s+last\s+updated|(?:last\s+)?(?:updated|modified)(?:\s+(?:at|on))?\s*(?::|\d)"
    r"|subscri\w+|sign\s+up|newsletter|read\s+more|more\s+from|follow\s+(?:us|him|her)"
    r"|contributing|contributed\s+to\s+this|getty|via\s+ap|file\s+photo|advertis\w+|copyright"
    r"|all\s+rights|\w+/(?:ap|reuters|afp|epa)\b|poses?\s+for\s+a\s+(?:photo|picture)|cookies?|privacy\s+policy|https?:|www\.|\w+@\w+|@\w{3,}|this\s+(?:article|story|"
    r"report)|watch\s+(?:live|the\s+video)|check\s+out|tell\s+us|let\s+us|opinions?\s+expressed"
    r"|hide\s+caption|just\s+watched|replay|photos?:|\d+\s+of\s+\d+\b|app\b.*\bdownload|facebook|instagram|is\s+a\s+(?:columnist|reporter|fellow|contributor))"
    r"|^[A-Z]\w+(?:\s[A-Z]\w+){0,3}/\w+|^(?:more|related|opinion|photos?|video|image|source|credit|note|update[ds]?|by|details|watch"
    r"|correction|editor\S*\snote|fact\scheck|see|read)\b[^.]{0,30}:|\|",
    re.IGNORECASE,
)
# Chinese and Japanese: characters of a sentence worth quoting alone, how it ends, and what leans on
# the one before.
_FEWEST_SIGNS, _MOST_SIGNS = 12, 150
_ASIAN_START = re.compile(f"[「『“‘《（]?[{EAST_ASIAN}]")
_ASIAN_END = re.compile(r"[。！][」』”’）]?$")
_ASIAN_LEANS = re.compile(
    "[他她它这那此其]|但|而且|不过|然而|因此|所以|同时|此外|另外|于是|也|还|并"
    "|彼|これ|それ|あれ|この|その|あの|ここ|そこ|しかし|また|だが|ただ|さらに|そして|一方"
)
_PRONOUN = re.compile(r"\b(?:he|she|they|him|his|her|their|them|hers|theirs)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\s(“\"])[A-Z][\w'’.-]+|\b[A-Z]{2,}\b|^[A-Z][\w'’-]+\s+[A-Z][\w'’-]+")
_SPECIFIC = re.compile(r"(?<=[\s(“\"$€£])(?:(?:[A-Z][\w'’.-]*\s?)+|\d[\d.,]*)")
_CATAPHORA = re.compile(
    r"^(?:during|after|before|in|on|with|throughout|despite|at|by|as|while|since|for|under|when)\b",
    re.IGNORECASE,
)
# "this visit", but not "this week": what it points at was said before.
_POINTS_BACK = re.compile(
    r"\b(?:this|these)\s+(?!(?:past|coming|week|weekend|month|year|decade|century|season|spring"
    r"|summer|autumn|fall|winter|morning|afternoon|evening|time)\b)[a-z]|\b(?:in|at|by|since|during|of)\s+that\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\b(?:said|says|told|added|wrote|tweeted|announced|according|warned|argued|called|noted|asked)\b"
)
_FIRST_PERSON = re.compile(r"\b(?:I|we|you|my|our|your|us|me|I['’]\w+|We|You|My|Our|Your)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OPENING = ("“", '"', "‘", "'")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence at `text[start:end]` without a bullet or dateline before it."""
    prefix = _PREFIX.match(text[start:end])
    return (start + prefix.end(), end) if prefix else (start, end)


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is whole prose that needs no other to be understood.

    Refused is what is no prose, and sentences that lean on the one before ("He also …", "This
    visit …", "However, …").
    """
    leans = _ASIAN_LEANS.match(sentence) or _LEANS.match(sentence)
    return is_prose(sentence) and not leans and _has_subject(sentence)


def is_prose(sentence: str) -> bool:
    """Whether a sentence is whole prose, though it may lean on the one before.

    Refused are fragments and headings, page furniture, questions, talk to the reader, and
    quotations without a named speaker; of Chinese and Japanese what is short, long or without end.
    """
    if _ASIAN_START.match(sentence):
        return _FEWEST_SIGNS <= len(sentence) <= _MOST_SIGNS and bool(_ASIAN_END.search(sentence))
    words = sentence.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or len(sentence) > _MOST_CHARACTERS:
        return False
    first = sentence.lstrip("“\"‘'")[:1]
    if not (first.isupper() or first.isdigit()) or not _ENDS.search(sentence):
        return False
    return not _FURNITURE.search(sentence) and _has_words(words) and _has_speaker(sentence)


def specifics(sentence: str) -> int:
    """How many names and numbers a sentence has: what tells news from comment."""
    return len(_SPECIFIC.findall(sentence))


def _has_words(words: list[str]) -> bool:
    """Most words are words, and few enough capitals that it is no heading or line of a table."""
    alphabetic = [word for word in words if word[:1].isalpha() or word[:1] in "“\"‘'($€£"]
    lower = sum(word[:1].islower() for word in words)
    return len(alphabetic) >= _ALPHABETIC * len(words) and lower >= _SMALL * len(words)


def _has_subject(sentence: str) -> bool:
    """No "this visit" or "he" before any name; but "During his trip, Xi …" is whole."""
    outside = _QUOTED.sub(lambda quote: " " * len(quote.group()), sentence)
    points_back = _POINTS_BACK.search(outside)
    if points_back and not _NAME.search(outside, 0, points_back.start()):
        return False
    pronoun = _PRONOUN.search(outside)
    if pronoun is None:
        return True
    if _NAME.search(outside, 0, pronoun.start()):
        return True
    comma = outside.find(",", pronoun.end())
    return comma > 0 and bool(_CATAPHORA.match(outside) and _NAME.search(outside, comma))


def _has_speaker(sentence: str) -> bool:
    """Quotation marks come in pairs; who says "I", or a quotation that opens, is named."""
    if sentence.count("“") != sentence.count("”") or sentence.count('"') % 2:
        return False
    outside = _QUOTED.sub(lambda quote: " " * len(quote.group()), sentence)
    if _FIRST_PERSON.search(outside):
        return False
    if not sentence.startswith(_OPENING):
        return True
    return bool(_SPEAKER.search(outside) and _NAME.search(outside.strip()))
