"""What people are told of without asking, as cards: stories, roll-ups, digests, dead feeds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.catching_up import CaughtUp
from bot.app.days import day
from bot.app.naming import title_of
from bot.discord.limits import length
from bot.discord.markdown import bold, excerpt, link
from bot.discord.news.told import Change, DigestStory, DigestTold, FeedTold, Named, StoryTold
from bot.discord.rendering import budgets, headings
from bot.discord.rendering.articles import MOST_ALSO, SOURCE_CHARS, byline
from bot.discord.rendering.card import Button, Card, Colour
from bot.language import gettext, listed, ngettext

TITLE_CHARS = 400
SENTENCE_CHARS = 420
ABOUT_CHARS = 150
# The newest changes of a story that are shown; the rest is counted.
MOST_CHANGES = 4
_SHORT_CHARS = 200
# Of a roll-up of many stories: a title with its link, and a sentence; and room for saying where
# those are that do not fit.
_SHORTEST_TITLE, _SHORTEST_CHARS, _POINTER_CHARS = 160, 100, 80
_FEED_CHARS = 150


def story_card(
    told: StoryTold,
    mark: int | None = None,
    *,
    pings: Sequence[str] = (),
    buttons: Sequence[Button] = (),
) -> Card:
    """The title, the sentence that tells it, who else has it, and what has changed since; with the
    mentions of who is pinged."""
    about = gettext(headings.ALERT, topic=excerpt(told.about, ABOUT_CHARS))
    card = Card(Colour.SURE if told.answer else Colour.NEUTRAL, [about], buttons, mark=mark)
    answer = told.newest.answer
    card.text(" ".join(pings), bold(answer, SENTENCE_CHARS) if answer else "")
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
        card.text(
            *_old_and_new(change, _SHORT_CHARS, SENTENCE_CHARS),
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


def rollup_card(
    stories: Sequence[StoryTold], mark: int | None = None, *, pings: Sequence[str] = ()
) -> tuple[Card, int]:
    """Several stories that waited, each in a line or two, in fewer words where they are many; and
    how many of them there was room for."""
    card = Card(Colour.NEUTRAL, mark=mark)
    count = len(stories)
    heading = ngettext(
        "{count} story while I could not post", "{count} stories while I could not post", count
    )
    card.text(f"**{heading}**")
    card.text(" ".join(pings))
    lines = [_short(each) for each in stories]
    if card.fitting(lines) < count:
        lines = [_shortest(each) for each in stories]
    shown = card.fitting(lines, _POINTER_CHARS)
    card.text(*lines[:shown])
    if left_out := count - shown:
        more = ngettext(
            "… and {count} more, which `/latest` lists",
            "… and {count} more, which `/latest` lists",
            left_out,
        )
        card.text(f"-# {more}")
    return card, shown


def _short(told: StoryTold) -> str:
    article = told.article.article()
    lines = [
        f"- **{link(title_of(article), article.url, _SHORT_CHARS)}**",
        *(
            _old_and_new(told.newest, _SHORT_CHARS, _SHORT_CHARS)
            or [excerpt(told.sentence, _SHORT_CHARS)]
        ),
        f"-# {byline(article)}",
        _also(told.article, told.also),
    ]
    return "\n  ".join(line for line in lines if line)


def _shortest(told: StoryTold) -> str:
    """The title, and what has changed, if anything has."""
    article = told.article.article()
    title = f"- {link(title_of(article), article.url, _SHORTEST_TITLE)}"
    return "\n  ".join([title, *_old_and_new(told.newest, _SHORTEST_CHARS, _SHORTEST_CHARS)])


def _old_and_new(change: Change, before_chars: int, now_chars: int) -> list[str]:
    """The sentence that was told before and the one that is told now; none where nothing is told
    otherwise."""
    if not change.before:
        return []
    before = f"~~{excerpt(change.before, before_chars)}~~"
    return [
        gettext("Before: {sentence}", sentence=before),
        gettext("Now: {sentence}", sentence=excerpt(change.now, now_chars)),
    ]


def looked_back(found: CaughtUp) -> str:
    """How far what is new was looked for, where that is not all of the time asked for."""
    if found.newest is None:
        return ""
    if found.back_to is None:
        return gettext("Only the newest {count} articles are looked at.", count=found.newest)
    return gettext(
        "Only the newest {count} articles are looked at, back to {day}.",
        count=found.newest,
        day=day(found.back_to),
    )


def digest_card(told: DigestTold, mark: int | None = None, *, footer: Sequence[str] = ()) -> Card:
    """The stories of some days, two sentences each, with their articles."""
    span = f"<t:{int(told.since)}:f> – <t:{int(told.until)}:f>"
    rest = ngettext("and {count} smaller story", "and {count} smaller stories", told.left_out)
    card = Card(Colour.NEUTRAL, [rest if told.left_out else "", *footer], mark=mark)
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


def feed_card(feeds: Sequence[FeedTold], mark: int, *, back: bool) -> Card:
    """That feeds have died, or are back."""
    card = Card(Colour.SURE if back else Colour.LIKELY, mark=mark)
    first, when = bold(feeds[0].title, _FEED_CHARS), f"<t:{int(feeds[0].since)}:R>"
    if len(feeds) == 1 and back:
        card.text(gettext("The feed {name} is back.", name=first))
    elif len(feeds) == 1:
        card.text(
            gettext(
                "The feed {name} gives me nothing any more; it last worked {when}. "
                "I go on trying, and tell you once when it is back.",
                name=first,
                when=when,
            )
        )
    else:
        _many_feeds(card, feeds, back=back)
    return card


def _many_feeds(card: Card, feeds: Sequence[FeedTold], *, back: bool) -> None:
    count = len(feeds)
    if back:
        card.text(ngettext("{count} feed is back:", "{count} feeds are back:", count))
    else:
        card.text(
            ngettext(
                "{count} feed gives me nothing any more. I go on trying, and tell you once when it "
                "is back.",
                "{count} feeds give me nothing any more. I go on trying, and tell you once when "
                "each is back.",
                count,
            )
        )
    names = [bold(feed.title, _FEED_CHARS) for feed in feeds]
    whens = [f"<t:{int(feed.since)}:R>" for feed in feeds]
    card.lines(
        [
            f"- {name}"
            if back
            else "- " + gettext("{name}, which last worked {when}", name=name, when=when)
            for name, when in zip(names, whens, strict=True)
        ]
    )
