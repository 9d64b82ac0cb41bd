"""What a fetched page shows instead of an article: walls, challenges, consent, error pages.

Words alone do not tell: sites ask for consent in every language. A page is recognised first by what
it lacks, which is the words that its feed, its head or its address promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from knowledge.sources.identity import plain_address
from knowledge.sources.readers.html.own_names import is_home, own_names, stems
from knowledge.sources.readers.html.structured import article_data

# A wall shows less than this of an article: its first paragraph, or only itself. A text that asks
# for consent is longer.
_WALL_WORDS = 150
_CONSENT_WORDS = 500
_CHALLENGE_WORDS = 60
# Of the words that are promised, so many stand in the article at the least. Of what a feed gives
# more: it is mostly the article's beginning, while a page's own description is a summary.
_OF_FEED = 1 / 3
_OF_HEAD = 1 / 5
# Fewer words than these promise nothing for certain.
_FEWEST_OF_FEED = 3
_FEWEST_OF_HEAD = 6
_FEWEST_OF_ADDRESS = 3
# So many of the subjects of a consent text are in it; an article about one of them has fewer.
_SUBJECTS = 4

_ADDRESS = re.compile(r"(?:^|[./_-])(?:log-?in|sign-?in|consent|captcha)(?:[./_?-]|$)", re.I)
_CONSENT = "it asks for consent to cookies and shows no article"
_LOGIN = "it wants a login or a subscription"
_PERSON = "it wants to be sure that a person is reading"
_GONE = "it says that there is no such page"
_ADS = "it asks to let advertising through and shows no article"
_WORDS = {
    _CONSENT: re.compile(
        r"before you continue|(?:accept|reject|manage) (?:all )?(?:cookies|preferences|choices)"
        r"|(?:we|our partners) (?:\w+ ){0,4}(?:use|store|value) (?:\w+ ){0,4}(?:cookies|privacy)"
        r"|privacy (?:choices|preferences)|cookie (?:consent|settings)",
        re.IGNORECASE,
    ),
    _LOGIN: re.compile(
        r"(?:log|sign) ?in to (?:continue|read|your)|(?:subscribe|register) to (?:continue|read)"
        r"|already (?:a subscriber|have an account)|create an? (?:free )?account"
        r"|(?:for|to) subscribers only|forgot(?:ten)? (?:your )?password",
        re.IGNORECASE,
    ),
    _PERSON: re.compile(
        r"(?:enable|turn on) javascript|javascript is (?:disabled|required)"
        r"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)",
        re.IGNORECASE,
    ),
    _ADS: re.compile(
        r"\byou(?:['’]re| are| seem to be|['’]ve| have)? (?:\w+ ){0,3}ad[ -]?block"
        r"|\b(?:disable|deactivate|pause|switch off|turn off) (?:\w+ ){0,3}your ad[ -]?block"
        r"|\b(?:disable|deactivate|pause|switch off|turn off) your (?:\w+ ){0,2}ad[ -]?block"
        r"|\bad[ -]?blocker (?:is |was )?(?:detected|enabled|active)"
        r"|\b(?:sie|du|ihren?|deinen?) (?:\w+ ){0,4}(?:ad-?|werbe-?)block"
        r"|\bvo(?:us|tre) (?:\w+ ){0,4}(?:adblock|bloqueur de pub)"
        r"|\b(?:tu|su|tienes|usted) (?:\w+ ){0,4}(?:adblock|bloqueador de (?:anuncios|publicidad))",
        re.IGNORECASE,
    ),
    _GONE: re.compile(
        r"(?:page|story|article) (?:that )?you (?:are|were|['’]re) (?:looking for|after|trying to)"
        r"|(?:can['’]?t|cannot|couldn['’]t|unable to) find (?:the|that|this) (?:page|story|article)"
        r"|(?:page|story|article) (?:you requested )?(?:has expired|no longer exists)",
        re.IGNORECASE,
    ),
}
# What services that keep robots out call their pages, and sites their error pages. The whole title
# or all before the site's name.
_TITLES = {
    _PERSON: re.compile(
        r"(?:just a|one) moment\b.{0,15}|(?:nur |bitte )?einen moment\b.{0,15}"
        r"|un (?:momento|instant)"
        r"|please wait\b.{0,15}|bitte warten|attention required!?|security check(?:point)?"
        r"|access (?:to this page has been )?denied|(?:\w+ )?security checkpoint|client challenge"
        r"|checking your browser\b.*|(?:are you a |not a )?(?:robot|human|bot)(?: check)?\??"
        r"|(?:human|bot|browser) (?:verification|check)|pardon our interruption|captcha|ddos-guard"
        r"|(?:verify|verifying) (?:that )?you are (?:a )?human|(?:you have been )?blocked",
        re.IGNORECASE,
    ),
    _GONE: re.compile(
        r"(?:error )?(?:40[0-9]|410|50[0-9])(?: error)?(?:\W+\w+){0,3}"
        r"|(?:(?:page|site|article) )?not found|forbidden|service unavailable"
        r"|seite nicht gefunden|page (?:introuvable|non trouvée)"
        r"|página no encontrada|pagina non trovata|página não encontrada|pagina niet gevonden",
        re.IGNORECASE,
    ),
}
# The subjects of consent texts, each in the words of the languages that most news is in.
_CONSENT_SUBJECTS = tuple(
    re.compile(words)
    for words in (
        r"cookie|куки|クッキー|쿠키",
        r"tracking|tracker|traceur|rastre|tracciament|śledz|sledov|отслежив|kenn(?:ung|zeichen)"
        r"|identifi(?:er|ant|cador|catori|kator)|идентификатор|トラッキング|追踪|追蹤",
        r"consent|einwillig|zustimm|einverstanden|\baccept|acept|accett|aceit|toestemming|akkoord"
        r"|samtyck|samtykke|godkänn|suostumu|hyväksy|zgod[aęyz]|souhlas|hozzájárul|elfogad|acord"
        r"|συγκατ|αποδοχ|соглас|принять|згод|прийняти|同意|동의|kabul|موافق|הסכמ",
        r"personal data|personenbezogen|données (?:personnelles|à caractère)|datos personales"
        r"|dati personali|dados pessoais|persoonsgegevens|personuppgift|perso(?:no|no)pplysning"
        r"|henkilötie|dan(?:e|ych) osobow|osobní|személyes adat|caracter personal|персональн"
        r"|προσωπικ|個人情報|个人(?:数据|信息)|個人資料|개인정보|kişisel veri|بيانات",
        r"partner|partenaire|nuestros socios|parceir|партн[её]р|συνεργ|kumppan|パートナー|合作伙伴",
        r"privacy|datenschutz|confidentialité|privacidad|riservatezza|integritet|personvern"
        r"|privatliv|tietosuoj|prywatno|soukrom|adatvéd|confidențial|конфиденциальн|απορρήτ"
        r"|プライバシー|隐私|隱私|gizlilik|الخصوصية|פרטיות",
        r"advertis|werbung|publicité|publicidad|pubblicit|reklam|annons|annonc|mainos|hirdet"
        r"|διαφημ|реклам|広告|广告|廣告|광고|إعلان",
        r"device|gerät|appareil|dispositivo|apparaat|enhet|laittee|urządzeni|zařízení|eszköz"
        r"|συσκευ|устройств|デバイス|设备|기기",
    )
)
_MOST_SHOWN = 5000
_LATIN = re.compile(r"[a-zà-ɏ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page shows and states beside its text; taken before the extraction, which changes it.

    `promised` is what its head says that it is about, `address` where it was found.
    """

    address: str
    title: str
    noscript: str
    shown: str
    promised: str
    is_article: bool
    is_paid: bool
    wants_password: bool


def signs_of(tree: _Element, address: str) -> Signs:
    """The signs of a page that was fetched from an address."""
    names = own_names(tree, address)
    stated = article_data(tree, names)
    hidden = [" ".join(each.text_content().split()) for each in tree.iter("noscript")]
    shown = [text.split() for text in tree.xpath("//body//text()[not(ancestor::noscript)]")]
    kinds = {str(each.get("content")).lower() for each in tree.xpath("//meta[@property='og:type']")}
    dated = tree.xpath("//meta[@property='article:published_time']")
    return Signs(
        address=address,
        title=next((" ".join(each.text_content().split()) for each in tree.iter("title")), ""),
        noscript=" ".join(hidden)[:_MOST_SHOWN],
        shown=" ".join(word for words in shown for word in words[:_WALL_WORDS])[:_MOST_SHOWN],
        promised=_promised(tree),
        is_article=bool(stated or dated or "article" in kinds),
        is_paid=stated.get("isAccessibleForFree") in (False, "False", "false"),
        wants_password=tree.find(".//input[@type='password']") is not None,
    )


def detour(asked: str, reached: str) -> str | None:
    """Why the address that a redirect led to is not that of an article."""
    if plain_address(asked) == plain_address(reached):
        return None
    parts = urlsplit(reached)
    place = f"{parts.hostname}{parts.path}"
    if _ADDRESS.search(place):
        return f"it sends on to {place}, which is no article but asks for consent or a login"
    if is_home(reached) and not is_home(asked):
        return f"it sends on to {place}, the home page: the article is not there any more"
    return None


def wall(signs: Signs, text: str) -> str | None:
    """What a page asks for or shows instead of an article; `text` is what was found in it."""
    words = len(text.split())
    seen = text or signs.shown
    if words < _CONSENT_WORDS and _asks_for_consent(signs, seen):
        return _CONSENT
    reason = _short_wall(signs, seen) if words < _WALL_WORDS else None
    if reason:
        return reason
    return None if signs.is_article or not text else _other_than_address(signs, text)


def lacks(text: str, title: str | None, feed: str) -> str | None:
    """Why a page is not the article that a feed announces: its text has not the feed's words.

    Where the feed gives little more than the title that the page has too, nothing can be missed.
    """
    announced = stems(feed)
    if _share(announced, text) >= _OF_FEED or len(announced - stems(title or "")) < _FEWEST_OF_FEED:
        return None
    return (
        "it has hardly a word of the feed's title and text: a wall, a notice or another page, not "
        "the article"
    )


def _short_wall(signs: Signs, text: str) -> str | None:
    if signs.is_paid:
        return "only its beginning is free to read"
    for reason, titles in _TITLES.items():
        if any(titles.fullmatch(part.strip(" .…!")) for part in re.split(r" [|–—-] ", signs.title)):
            return reason
    for reason, words in _WORDS.items():
        if words.search(text):
            return reason
    few = len(text.split()) < _CHALLENGE_WORDS
    if (
        few
        and not signs.is_article
        and re.search(r"java\W?script|джаваскрипт", signs.noscript, re.I)
    ):
        return f"{_PERSON}, or shows its text only where JavaScript runs"
    if signs.wants_password and few:
        return _LOGIN
    promised = stems(signs.promised)
    if len(promised) >= _FEWEST_OF_HEAD and _share(promised, text) < _OF_HEAD:
        return (
            "it shows hardly a word of what its title and description promise: a wall or a notice"
        )
    return None


def _asks_for_consent(signs: Signs, text: str) -> bool:
    folded = text.casefold()
    subjects = sum(1 for words in _CONSENT_SUBJECTS if words.search(folded))
    if subjects < _SUBJECTS:
        return False
    return not signs.is_article or _share(stems(signs.promised), text) < _OF_FEED


def _other_than_address(signs: Signs, text: str) -> str | None:
    """Why a page that does not call itself an article is none: nothing of its address is in it."""
    path = unquote(urlsplit(signs.address).path).rstrip("/")
    named = {stem for stem in stems(path.rsplit("/", 1)[-1].rsplit(".", 1)[0]) if stem.isalpha()}
    # In another script than the address nothing of it could be found.
    if len(named) < _FEWEST_OF_ADDRESS or 2 * len(_LATIN.findall(text)) < len(text):
        return None
    if not path.isascii() or _share(named, f"{signs.title} {text}") > 0:
        return None
    return "it states no date and shows not a word of its address: a notice, not the article"


def _promised(tree: _Element) -> str:
    """The title and the description in a page's head; "" where it has no description."""
    said = {
        name: str(each.get("content"))[:_MOST_SHOWN]
        for each in tree.iterfind(".//meta[@content]")
        if (name := each.get("property") or each.get("name"))
        in ("og:title", "og:description", "description")
    }
    description = said.get("og:description") or said.get("description")
    return f"{said.get('og:title', '')} {description}" if description else ""


def _share(wanted: set[str], text: str) -> float:
    """How much of some words stands in a text; all where none is wanted."""
    return len(wanted & stems(text)) / len(wanted) if wanted else 1.0
