"""What people are told of without asking, as cards: stories, roll-ups, digests, dead feeds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.naming import title_of
from bot.discord.limits import length
from bot.discord.markdown import bold, excerpt, link
from bot.discord.news.told import DigestStory, DigestTold, FeedTold, Named, StoryTold
from bot.discord.rendering import budgets
from bot.discord.rendering.articles import MOST_ALSO, SOURCE_CHARS, byline
from bot.discord.rendering.card import Button, Card, Colour
from bot.language import gettext, listed, ngettext

TITLE_CHARS = 400
SENTENCE_CHARS = 420
ABOUT_CHARS = 150
# The newest changes of a story that are shown; the rest is counted.
MOST_CHANGES = 4
_SHORT_CHARS = 200
_FEED_CHARS = 150


def story_card(told: StoryTold, mark: int | None = None, *, buttons: Sequence[Button] = ()) -> Card:
    """The title, the sentence that tells it, who else has it, and what has changed since."""
    about = gettext("Alert: {about}", about=excerpt(told.about, ABOUT_CHARS))
    card = Card(Colour.SURE if told.answer else Colour.NEUTRAL, [about], buttons, mark=mark)
    ping = f"<@&{told.role}>" if told.role else ""
    answer = told.newest.answer
    card.text(ping, bold(answer, SENTENCE_CHARS) if answer else "")
    article = told.article.article()
    card.text(
        f"**{link(title_of(article), article.url, TITLE_CHARS)}**",
        f"> {excerpt(told.sentence, SENTENCE_CHARS)}",
        f"-# {byline(article)}",
        _also(told.article, told.also),
    )
    _changes(card, told)
    return card


def _changes(card: Card, told: StoryTold) -> None:
    if not told.changes:
        return
    card.divider()
    shown = told.changes[-MOST_CHANGES:]
    left_out = len(told.changes) - len(shown)
    earlier = ngettext("{count} change before", "{count} changes before", left_out)
    card.text("**" + gettext("This has changed") + "**", f"-# {earlier}" if left_out else "")
    for change in reversed(shown):  # the newest first, should there be too little room
        article = change.article.article()
        before = excerpt(change.before, _SHORT_CHARS)
        card.text(
            gettext("Before: {sentence}", sentence=f"~~{before}~~"),
            gettext("Now: {sentence}", sentence=excerpt(change.now, SENTENCE_CHARS)),
            f"-# {link(title_of(article), article.url, _SHORT_CHARS)} · {byline(article)}",
        )


def _also(article: Named, others: Sequence[Named]) -> str:
    """Which other sources tell it: "also in 3: The Post, Wire, Daily"; escaped."""
    names = list(dict.fromkeys(each.source or title_of(each.article()) for each in others))
    names = [name for name in names if name != article.source]
    if not names:
        return ""
    shown = listed(excerpt(name, SOURCE_CHARS) for name in names[:MOST_ALSO])
    rest = f"{shown}, …" if len(names) > MOST_ALSO else shown
    return "-# " + gettext("also in {count}: {names}", count=len(names), names=rest)


def rollup_card(stories: Sequence[StoryTold], mark: int) -> Card:
    """Several stories that waited, each in a line or two."""
    card = Card(Colour.NEUTRAL, mark=mark)
    count = len(stories)
    heading = ngettext(
        "{count} story while I could not post", "{count} stories while I could not post", count
    )
    card.text(f"**{heading}**")
    roles = dict.fromkeys(f"<@&{each.role}>" for each in stories if each.role)
    card.text(" ".join(roles))
    card.lines([_short(each) for each in stories])
    return card


def _short(told: StoryTold) -> str:
    article, newest = told.article.article(), told.newest
    also = _also(told.article, told.also)
    lines = [
        f"- **{link(title_of(article), article.url, _SHORT_CHARS)}**",
        excerpt(newest.now, _SHORT_CHARS),
        f"-# {byline(article)}",
        also,
    ]
    return "\n  ".join(line for line in lines if line)


def digest_card(told: DigestTold, mark: int | None = None) -> Card:
    """The stories of some days, two sentences each, with their articles."""
    span = f"<t:{int(told.since)}:f> – <t:{int(told.until)}:f>"
    rest = ngettext("and {count} smaller story", "and {count} smaller stories", told.left_out)
    card = Card(Colour.NEUTRAL, [rest if told.left_out else ""], mark=mark)
    card.text("**" + gettext("What is new") + "**", f"-# {span}")
    if not told.stories:
        card.text(gettext("Nothing new came in that time."))
    for number, story in enumerate(told.stories):
        content = _digest_story(story)
        if length(content) > card.left - budgets.BLOCK_MARKS or not card.text(content):
            left_out = len(told.stories) - number
            card.text("-# " + ngettext("… and {count} more", "… and {count} more", left_out))
            break
    return card


def _digest_story(story: DigestStory) -> str:
    first = story.articles[0]
    article = first.article()
    sentences = [f"> {excerpt(text, _SHORT_CHARS + 50)} [{n}]" for text, n in story.sentences]
    cited = dict.fromkeys(n for _, n in story.sentences)
    references = [
        f"-# [{n}] {link(title_of(each), each.url, _SHORT_CHARS)} · {byline(each)}"
        for n in cited
        for each in (story.articles[n - 1].article(),)
    ]
    title = title_of(article)
    lines = [
        bold(gettext("Update: {title}", title=title) if story.before else title, _SHORT_CHARS),
        *sentences,
        *references,
        _also(first, story.articles[1:]),
    ]
    return "\n".join(line for line in lines if line)


def feed_card(told: FeedTold, mark: int, *, back: bool) -> Card:
    """That a feed has died, or is back."""
    name = bold(told.title, _FEED_CHARS)
    when = f"<t:{int(told.since)}:R>"
    card = Card(Colour.SURE if back else Colour.LIKELY, mark=mark)
    if back:
        card.text(gettext("The feed {name} is back.", name=name))
    else:
        card.text(
            gettext(
                "The feed {name} gives me nothing any more; it last worked {when}. "
                "I go on trying, and tell you once when it is back.",
                name=name,
                when=when,
            )
        )
    return card
