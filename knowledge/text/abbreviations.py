"""Whether a sentence ends where a splitter says so, or goes on after a short form or a quotation.

Tables of the short forms of news, which sentencex knows in part, and of what may follow them; a row
of tests/text/sentences.txt shows each kind.
"""

from __future__ import annotations

import re

# Written before a name: "Amb. Lund", "Lt. Gov. Ruiz", "Ft. Worth".
_TITLES = frozenset(
    """Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Sen Sens Rep Reps Gov Govs Lt Col Gen Maj
    Capt Cpl Sgt Pvt Pfc Cmdr Cdr Adm Brig Supt Insp Det Ald Atty Attys Amb Pres Hon Rev Revs
    Msgr Cllr Coun Wm Geo Chas Thos Ft Mt Mts Pto Sto Ste Assoc Asst Jos Jas Robt Benj Edw em
    Spc Ens Const Cst Ven Bp Abp Mons Smt Shri Engr Lieut Sgts Gens Commr Cpt Secy Treas""".split()
)
# Written before a word most often, but at the end of a sentence too: "at Tarn Univ."
_PREFIXES = frozenset(
    """No Nos nos Natl Intl Int Univ Inst Ctr Cntr Dept Depts Dep Assn Govt Amal Dist Div Sect Sqn
    Flt Pt Rt Rte Hwy Vol Vols vol Ch ch Art Fig fig Figs Sec Approx approx Incl incl Excl excl
    Est est Cf cf vs viz ca circa resp esp ret Bd Bldg Elem Admin Mfg Chem Educ Elec Amer Fed
    Gtr Para para paras Apt apt Rm rm Reg reg""".split()
)
# Written after what they belong to. They end a sentence before a capital, but neither within a date
# nor before a number: "at 9 a.m. Friday", "2 pct. from January", "Corvex Inc. Monday".
_SUFFIXES = frozenset(
    """pct lb lbs oz ft yd yds sq cu gal gals qt mi km cm mm kg hr hrs mins sec secs bn mn tn mln
    bln bbl bbls bpd mph kph mpg rpm Inc Corp Co Cos Ltd LLC PLC plc Bros Jr Sr Esq etc Ave Blvd
    Rd St Ln Ct Sq Pl Pkwy Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Jan Feb Mar Apr Jun Jul
    Aug Sep Sept Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass
    Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Vt Va Wash Wis Wyo Alta Ont Que
    Sask Man Ph al Temp temp Max max Min min Avg avg Tel tel Ext ext pop alt elev lat mag ver wt
    ht diam bk bldg Hosp Acad""".split()
)
_BEFORE_NAMES = _TITLES | _PREFIXES
_KNOWN = _BEFORE_NAMES | _SUFFIXES
# A short form besides those: letters with points between them ("U.S.", "p.m.", "Ph.D."), or nothing
# but consonants ("Pvt."), unless they are capitals alone, which is a name ("BBC.").
_SHORT = re.compile(
    r"(?:[^\W\d]+\.&?)+[^\W\d]+|(?![A-Z]{2})[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{2,5}"
)
# Short only with a number before them; else they are words: "it came in.", "I am.", "a new min."
_AFTER_NUMBER = re.compile(r"\d\s?(?:in|am|pm|m|min|p)\.\s*$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?<![\w.&])([^\W\d][\w.&]*)\.\s*$")
_LONGEST = 24

# What only goes on: a word in lower case, but for a brand ("iPhone"), a letter of a list ("b)") and
# an address on the web.
_LOWER = re.compile(r"[a-z][a-z’'-]*+(?![\w)]|\.\w|:/)")
_LOWER_START = re.compile(r"[ \"“‘'(\[«„]*[a-z]")
_DASHED = re.compile(r"\.\.|[–—-]\s*[a-z]")
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.)"
)
_MONTH = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|May\s+\d"
)
# "Monday’s vote" begins a sentence; "9 a.m. Mondays" goes on.
_DATE = re.compile(rf"(?:{_DAY}(?!['’]\w)|{_MONTH}(?!['’]\w))(?!\w)")
_FEAST = r"(?:Christmas|New Year|Easter|Thanksgiving|Good Friday|Boxing Day|Labor Day|Memorial Day)"
_AFTER_TIME = re.compile(
    r"(?:[A-Z]{1,3}T|UTC)\b|[A-Z]\w+(?:\s+\w+)?\s+[Tt]ime\b"
    rf"|(?:Eastern|Central|Mountain|Pacific|Atlantic)(?:\s*[.,;/)]|\s+(?:and|on|or|in|{_DAY}))"
    rf"|{_FEAST}\b"
)
_TIME = re.compile(r"\d\s*(?:[ap]\.?\s?m)\.\s*$")
# A time that tells which: "the 5 p.m. Mass", "a 10 a.m. Zoom call".
_WHICH_TIME = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Ee]very|[Ee]ach)\s+\d\d?(?:[:.]\d\d)?\s*[ap]\.m\.\s*$"
)
# What begins a sentence after "Univ." or "Dept.", and is no part of a name.
_STARTERS = frozenset(
    """The A An He She It They We You I This That These Those There Here But And Or So Yet If When
    While After Before As In On At By For From With Since His Her Its Their Our My Both Neither Each
    Many Most Some All No Nobody Now Then Later Police Officials Others""".split()
)
# A word of its own that is a name's part, whatever stands before it: "Delmar Chem. Co.".
_ADDED = re.compile(r"(?:Co|Corp|Inc|Ltd|Bros|Dept|Jr|Sr|Esq)\.")
_NUMBER = re.compile(r"[$£€¥−-]?\d")
# One short word alone is a short form ("Ed. Dept. funds"), unless it is an answer.
_ALONE = re.compile(r"[\"“‘'(]*([A-Z][a-z]{1,3})\.\s*")
_ANSWERS = frozenset(
    """Yes No Nope Yeah Okay Ok Well Why How Who What When Gone Dead Done True Fine Good Not Now
    Then Here Ever Zero None One Two Ten Six Five Nine Four Home Rain Snow Sure Same Wait Stop
    Help Go Run Oh Ah Wow Hi Bye""".split()
)
# "“Why me?” Harkan asked": who said what is quoted goes with it.
_ASKED = re.compile(r"[?!…—–-][’'”\"]+\s*$")
_SAID = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|wrote|writes|added|tweeted|recalled"
    r"|recalls|shouted|cried|joked|jokes|replied|remembers|remembered|wondered|exclaimed)\b"
)
_FIRST_WORD = re.compile(r"[\"“‘'(\[]*(\w+)")


def ends_sentence(line: str, start: int, end: int) -> bool:
    """Whether the sentence that begins at `start` ends where another would begin, at `end`.

    A splitter has taken `end` for the beginning of a sentence.
    """
    if _DASHED.match(line, end) or _ADDED.match(line, end):
        return False
    if _ASKED.search(line, max(start, end - 6), end) and _SAID.match(line, end):
        return False
    alone = _ALONE.fullmatch(line, start, end)
    if alone and alone[1] not in _ANSWERS:
        return False
    short = short_form(line, start, end)
    if _LOWER.match(line, end):
        # Who writes without capitals begins sentences so; then only a short form tells.
        return not short and _LOWER_START.match(line, start) is not None
    if not short:
        return True
    if _TIME.search(line, max(start, end - 12), end):
        # "5 p.m. Eastern", "the 5 p.m. Mass"
        which = _WHICH_TIME.search(line, max(start, end - 24), end)
        if which or _AFTER_TIME.match(line, end):
            return False
    return not _goes_on(short, line, end)


def short_form(line: str, start: int, end: int) -> str:
    """The short form that `line[start:end]` ends in, without its last point; "" for none."""
    found = _LAST_WORD.search(line, max(start, end - _LONGEST), end)
    if not found:
        return ""
    word = found[1]
    if word in _KNOWN or _SHORT.fullmatch(word):
        # As an answer, "No." is a sentence.
        return "" if word == "No" and _ALONE.fullmatch(line, start, end) else word
    return word if _AFTER_NUMBER.search(line, max(start, end - 10), end) else ""


def _goes_on(short: str, line: str, end: int) -> bool:
    """Whether a sentence goes on after a short form, by what follows."""
    if _NUMBER.match(line, end) or _DATE.match(line, end):
        return True
    first = _FIRST_WORD.match(line, end)
    return short in _BEFORE_NAMES and first is not None and first[1] not in _STARTERS
