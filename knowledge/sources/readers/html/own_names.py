"""What a page calls itself: its titles and its addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from knowledge.sources.identity import host_of, plain_address

_WORDS = re.compile(r"[^\W_]+")
# Scripts without spaces between words: two characters stand for a word.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
# So much of a word tells it from others, whatever ending it has.
_STEM = 6
_SHORTEST = 4
# What is longer is no title and no address.
_MOST_NAME = 1000
# Words of such a length that stand in every text of their language.
_FUNCTION_WORDS = frozenset(
    "that this with from have will they their them been were which would about more than when what"
    " your into also after over before could there these those some only other such where while"
    " dass eine einen einem einer eines nicht auch sich nach wird werden wurde haben oder aber beim"
    " über unter durch diese dieser dieses sind mehr wenn noch dans pour avec plus sont être cette"
    " leur nous vous mais tout entre après para como este esta pero sobre desde más tras sono della"
    " delle alla nella anche dopo hanno niet voor naar door deze zijn heeft werd worden over som"
    " till inte från efter hans jest oraz przez które który".split()
)
_SEPARATOR = re.compile(r"\s+[|·•–—:»«-]\s+|\s*[|»«]\s*")
# The path of a home page, also of one language.
_HOME = re.compile(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?|index|home|homepage|default|start|main)(?:\.\w{2,5})?)*/?",
    re.IGNORECASE,
)
# What may follow the address of an article in that of another form of it.
_FORMS = re.compile(r"(?:/(?:amp|print|mobile|page|full|all|single|\d{1,3})(?:\.\w{2,5})?)+")
_NUMBER = re.compile(r"=[^&]*\d\d")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The titles of a page, its addresses as `plain_address` has them, and one to go from."""

    titles: tuple[str, ...]
    addresses: frozenset[str]
    base: str = ""


def own_names(tree: _Element, reached: str | None = None) -> OwnNames:
    """What a page calls itself; `reached` is the address that it was fetched from."""
    titles = [_meta(tree, name) for name in ("og:title", "twitter:title")]
    titles += [" ".join(each.text_content().split()) for each in _headings(tree)]
    addresses = [reached, *_stated_addresses(tree, reached)]
    return OwnNames(
        tuple(dict.fromkeys(title[:_MOST_NAME] for title in titles if title)),
        frozenset(plain_address(each) for each in addresses if each and not is_home(each)),
        next((each for each in addresses if each), ""),
    )


def own_address(tree: _Element, reached: str | None = None) -> str | None:
    """The address that a page states as its own, or else the one that it was fetched from.

    A page may name another address of its own site, but not of another site, and not that of the
    home page or of a section, as many a misconfigured site does for all of its pages: they would
    all be one article.
    """
    for stated in _stated_addresses(tree, reached):
        if reached is None:
            names_page = not is_home(stated)
        else:
            same_site = host_of(stated) == host_of(reached)
            both_home = is_home(stated) and is_home(reached)
            names_page = same_site and (both_home or not is_home(stated))
            names_page = names_page and not _is_wider(stated, reached)
        if names_page:
            return stated
    return reached


def is_home(url: str) -> bool:
    """Whether an address is that of a site's home page, or of its home page in a language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def same_words(one: str, other: str) -> bool:
    """Whether two titles are the same but for marks, case, and a site's name beside them."""
    wanted = _WORDS.findall(one.casefold())
    parts = [other, *_SEPARATOR.split(other)]
    return bool(wanted) and any(_WORDS.findall(part.casefold()) == wanted for part in parts)


def shares_words(one: str, other: str) -> bool:
    """Whether half of the words of either title stand in the other."""
    mine, others = stems(one), stems(other)
    return bool(mine and others) and 2 * len(mine & others) >= min(len(mine), len(others))


def stems(text: str) -> set[str]:
    """The beginnings of the words of a text that are long enough to mean something, or numbers."""
    found: set[str] = set()
    for word in _WORDS.findall(text.casefold()):
        if _UNSPACED.search(word):
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif word in _FUNCTION_WORDS:
            continue
        elif len(word) >= _SHORTEST or (word.isdecimal() and len(word) > 1):
            found.add(word[:_STEM])
    return found


def _is_wider(stated: str, reached: str) -> bool:
    """Whether an address is that of a section above a page, or lacks the number that names it."""
    above, below = urlsplit(stated), urlsplit(reached)
    path, whole = above.path.rstrip("/"), below.path.rstrip("/")
    if above.query:
        return False
    if path == whole:
        return _NUMBER.search(below.query) is not None and "?" in plain_address(reached)
    return whole.startswith(f"{path}/") and not _FORMS.fullmatch(whole[len(path) :])


def _stated_addresses(tree: _Element, reached: str | None) -> list[str]:
    """The addresses that a page's head states for it, made whole."""
    links = [each.get("href") for each in tree.iterfind(".//link[@rel='canonical'][@href]")]
    found = []
    for link in [*links, _meta(tree, "og:url")]:
        try:
            address = urljoin(reached or "", (link or "").strip())
        except ValueError:
            continue
        if link and address.startswith(("http://", "https://")) and len(address) <= _MOST_NAME:
            found.append(address)
    return found


def _meta(tree: _Element, name: str) -> str | None:
    for key in ("property", "name"):
        for each in tree.iterfind(f".//meta[@{key}='{name}'][@content]"):
            return str(each.get("content")).strip() or None
    return None


def _headings(tree: _Element) -> list[_Element]:
    return [*tree.iterfind(".//title"), *tree.iterfind(".//h1")][:6]
