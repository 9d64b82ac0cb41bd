"""What the library tells, in the language spoken.

The library knows nothing of languages: its texts are made in English, for people at a terminal, for
the log and for what is kept. Those that reach readers in Discord stand here as the library makes
them, with places for what it puts in, and are known again by that form. The tests compare the two.
"""

from __future__ import annotations

import re
from functools import cache

from bot.language.catalogues import ENGLISH, translations
from bot.language.messages import gettext_noop, spoken

TOLD = (
    gettext_noop("{0} is gone; reload the coverage"),
    gettext_noop("article {0} belongs to the base, not to this one"),
    gettext_noop("there is no article {0}; reload the coverage"),
    gettext_noop("{0}: the coverage has that article, with the same text"),
    gettext_noop("collection {0}: {1}"),
    gettext_noop(
        "the process that indexes ended early (exit code {0}); was memory short? The index "
        "stays as it was before"
    ),
    gettext_noop("the id {0} is already one of {1}"),
    gettext_noop("{0}; {1}, then reload; the index stays as it was before"),
    gettext_noop("{0}: {1}; name another --data-dir"),
    gettext_noop(
        "another process is indexing in {0}; try again when it is done, or name another --data-dir"
    ),
    gettext_noop("the coverage is closed"),
    gettext_noop("the search cluster's certificate is not trusted; set index.ca_file"),
    gettext_noop("the search cluster takes too long to answer; try again in a minute"),
    gettext_noop("the search cluster cannot be reached; try again in a minute"),
    gettext_noop("the search cluster's certificate is for another name; correct index.hosts"),
    gettext_noop("the search cluster refuses the bot's user; see index.user"),
    gettext_noop(
        "the search cluster does not know the bot's user or its password; correct index.user and "
        "index.password"
    ),
    gettext_noop(
        "the search cluster does not allow the bot's user {0}; give it the role of docs/scale.md"
    ),
    gettext_noop("the search cluster lacks the index; reload the coverage"),
    gettext_noop("the search cluster's disks are full; make room there"),
    gettext_noop("the search cluster cannot answer just now; try again in a minute"),
    gettext_noop("the search cluster took not all of the articles; reload the coverage"),
    gettext_noop("what answers at index.hosts is no OpenSearch; correct the addresses"),
    gettext_noop("index.hosts: {0} {1} is not supported; use OpenSearch 2 or 3"),
    gettext_noop(
        "index.engine is opensearch, whose client is not installed; install "
        "dateline-bot[opensearch]"
    ),
    gettext_noop("index.ca_file: there is no file {0}"),
    gettext_noop(
        "the index {0} in the search cluster belongs to another data directory; give this bot an "
        "index.prefix of its own, or delete that index if nobody uses it any more"
    ),
    gettext_noop(
        "another version of this program keeps the index in {0} now; this process answers from "
        "what it has until it is started anew"
    ),
    gettext_noop("{0}; the index stays as it was before"),
    gettext_noop("{0}: the index was written by another version of this program; restart it"),
    gettext_noop(
        "all of it together is larger than {0} MB, which is the most that can be sent; ask "
        "whoever runs the bot for the folder"
    ),
    gettext_noop("{0}: {1}"),
    gettext_noop("{0}: a JSON Feed without its list of items"),
    gettext_noop("{0}: malformed JSON: {1}"),
    gettext_noop("feeds want a folder to put articles in; name one as the coverage"),
    gettext_noop("{0} is among the feeds already{1}"),
    gettext_noop("The feed was not added. {0}"),
    gettext_noop("{0} is not among the feeds"),
    gettext_noop("{0} is being fetched just now; try again"),
    gettext_noop("{0}: more than {1} tags; no feed is that long"),
    gettext_noop("{0}: no feed that can be read: {1}"),
    gettext_noop("{0}: more than {1} MB"),
    gettext_noop("{0}: more than {1} redirects"),
    gettext_noop("{0} is not a web address; it must begin with https://"),
    gettext_noop("{0}: an address with a password in it is not fetched"),
    gettext_noop("{0}: an address of more than {1} characters"),
    gettext_noop("{0}: of type {1}, which I cannot read"),
    gettext_noop("{0}: compressed with {1}, which I cannot read"),
    gettext_noop("{0} is busy with another request; try again"),
    gettext_noop("{0}: the site's robots.txt asks not to fetch it"),
    gettext_noop("{0} is not an address that can be read"),
    gettext_noop("{0}: could not be read: {1}"),
    gettext_noop("{0} cannot be reached: {1}"),
    gettext_noop("{0}: no such host; check the address"),
    gettext_noop(
        "{0} is in a private network ({1}), where I fetch nothing; if it is your own, name it"
        " in fetch.allow"
    ),
    gettext_noop("{0}: its name server took too long"),
    gettext_noop(
        "{0} cannot be allowed: write a host name, an address or a network such as 10.0.0.0/8"
    ),
    gettext_noop("{0}; name a folder as the coverage, not single files"),
    gettext_noop("{0}: larger than {1} MB; split it"),
    gettext_noop(
        "{0} holds an earlier version in a form that is not changed here; remove article {1} first"
    ),
    gettext_noop("{0} is not in a folder of the coverage"),
    gettext_noop("{0}: not one of {1}, each also .gz"),
    gettext_noop("{0}: a name that is passed over when articles are read; rename it"),
    gettext_noop("{0}: larger than {1} MB unpacked"),
    gettext_noop("{0} holds no article {1}; reload the coverage"),
    gettext_noop("there is no {0} to undo"),
    gettext_noop("{0} is being changed by another process; try again"),
    gettext_noop("cannot be changed{0}: {1}; repair the file"),
    gettext_noop("{0} is there already, with the same content"),
    gettext_noop("{0} holds no article {1} any more"),
    gettext_noop("no article is to be found in this page"),
    gettext_noop("empty: it holds no article"),
    gettext_noop("more than {0} MB: {1}"),
    gettext_noop("binary data, not text"),
    gettext_noop("in {0}, which the web no longer reads; save it as UTF-8"),
    gettext_noop("not {0} text (byte {1}){2}; save it as UTF-8"),
    gettext_noop("no text: the article is empty"),
    gettext_noop("more than {0} MB of text in one article; split it"),
    gettext_noop("{0}: {1}; name a file or folder of articles"),
    gettext_noop("more than {0} elements: no page of an article"),
    gettext_noop("no HTML that can be read: {0}"),
    gettext_noop("text: {0} is not a text"),
    gettext_noop("malformed JSON: more after its end (column {0})"),
    gettext_noop("malformed JSON: more after its end{0}"),
    gettext_noop("not an article: an object with a text is needed"),
    gettext_noop("not an article: it has no text"),
    gettext_noop("not UTF-8 text (byte {0} of the line)"),
    gettext_noop("malformed JSON: a comma or ] is missing"),
    gettext_noop("malformed JSON: {0} (column {1})"),
    gettext_noop("JSON that cannot be read: {0}"),
    gettext_noop("not in the encoding its first bytes announce"),
    gettext_noop("the front matter is not closed: a line {0} is missing"),
    gettext_noop("more than {0} characters of front matter"),
    gettext_noop("malformed front matter: lines such as `title: …` are needed"),
    gettext_noop("malformed front matter: {0}"),
    gettext_noop("marks are nested too deep"),
    gettext_noop("scanned pages without text: put it through text recognition (OCR)"),
    gettext_noop("no PDF that can be read: it has no pages"),
    gettext_noop("page {0}: scanned or empty, without text; the others were read"),
    gettext_noop("it takes more than {0} seconds to read; split it"),
    gettext_noop("it is locked with a password"),
    gettext_noop("more than {0} pages: no article is that long; split it"),
    gettext_noop("no PDF that can be read: {0}"),
    gettext_noop("neither RSS nor Atom nor JSON Feed"),
    gettext_noop("an entry without an address, a name and a text was left out"),
    gettext_noop("an entry was left out, whose text is mostly �: {0}"),
    gettext_noop("a web page, not a feed; it names this feed: {0}"),
    gettext_noop("a web page, not a feed; look for an RSS or Atom link on it"),
    gettext_noop("it has moved to {0}, which is among the feeds already; remove this one"),
    gettext_noop("the feed has moved here for good from {0}"),
    gettext_noop("it sent nothing but an empty body; look at the address, or try again later"),
    gettext_noop("it wants a login"),
    gettext_noop("it wants to be paid"),
    gettext_noop("it does not let me in"),
    gettext_noop("there is nothing (404)"),
    gettext_noop("it has been removed for good (410)"),
    gettext_noop("it was asked too often; try again later"),
    gettext_noop("it is withheld for legal reasons"),
    gettext_noop("more than {0} s"),
    gettext_noop("what it sent is broken or was cut short"),
    gettext_noop("its certificate is not valid for it"),
    gettext_noop("its compression is broken"),
    gettext_noop("it took too long"),
    gettext_noop("no folder is open"),
    gettext_noop("{0}: the bot's user may not write there; change its owner or its rights"),
    gettext_noop("{0} more faults like these in this file"),
    gettext_noop("the id {0} is already that of the article in line {1}"),
    gettext_noop(
        "most of its text is U+FFFD, which stands for what could not be read: it was saved in"
        " another encoding than it says"
    ),
    gettext_noop("damaged or not a gzip file ({0})"),
    gettext_noop("the gzip data ends early: the file is half-written"),
    gettext_noop("the gzip data is damaged"),
    gettext_noop("permission denied: let the bot's user read it"),
    gettext_noop("{0}; what could not be read stands as {1}"),
    gettext_noop(" and not in {0}, as it declares"),
    gettext_noop("write the articles one a line, as .jsonl, which has no limit"),
    gettext_noop("; articles one a line belong in a .jsonl file"),
    gettext_noop("it ends early"),
    gettext_noop("it asks for consent to cookies and shows no article"),
    gettext_noop("it wants a login or a subscription"),
    gettext_noop("it wants to be sure that a person is reading"),
    gettext_noop("it says that there is no such page"),
    gettext_noop(
        "it has hardly a word of the feed's title and text: a wall, a notice or another page,"
        " not the article"
    ),
    gettext_noop(
        "it states no date and shows not a word of its address: a notice, not the article"
    ),
    gettext_noop("it sends on to {0}, which is no article but asks for consent or a login"),
    gettext_noop("it sends on to {0}, the home page: the article is not there any more"),
    gettext_noop("only its beginning is free to read"),
    gettext_noop("{0}, or shows its text only where JavaScript runs"),
    gettext_noop(
        "it shows hardly a word of what its title and description promise: a wall or a notice"
    ),
    gettext_noop("{0} new, {1} changed"),
    gettext_noop("{0} added, {1} changed, {2} removed"),
    gettext_noop("{0} to {1}"),
    gettext_noop("{0} articles that are too old"),
    gettext_noop("{0} left out: published over {1} days ago"),
    gettext_noop("change {0}"),
    gettext_noop("change"),
    gettext_noop(", as {0}"),
    gettext_noop(", line {0}"),
)
_PLACE = re.compile(r"\{\d\}")


def retold(text: str) -> str:
    """A text of the library in the language spoken; one that is not known here as it is.

    What was put into it may be such a text too, as the reason why something cannot be done.
    """
    if spoken() == ENGLISH:
        return text
    for pattern, message in _forms():
        if found := pattern.fullmatch(text):
            translated = translations(spoken()).gettext(message)
            return translated.format(*map(retold, found.groups()))
    return text


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    """The texts as patterns, those that say most themselves first."""
    most_first = sorted(TOLD, key=lambda message: -len(_PLACE.sub("", message)))
    return [(_pattern(message), message) for message in most_first]


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, _PLACE.split(message))), re.DOTALL)
