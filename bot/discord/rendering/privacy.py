"""What is kept of people, and what was deleted of it."""

from __future__ import annotations

from bot.discord.rendering.card import Card, Colour
from bot.discord.rendering.counts import questions, votes
from bot.language import gettext, ngettext
from bot.state.gaps import GAP_DAYS
from bot.state.values import Forgotten
from knowledge import KEPT_DAYS, MOST_TURNS


def privacy_card(keep_days: int) -> Card:
    """Each kind of thing that is kept, with who can be told from it and for how long.

    True to the tables of `bot/state` and to the coverage's log; who keeps more says so here.
    """
    card = Card(Colour.NEUTRAL, [gettext("/forget deletes what is kept of you, in all servers.")])
    card.text(
        gettext("**What I keep of you**"),
        ngettext(
            "- **A question that I answered**: its words and options, when and in which server or "
            "channel it was asked, whether the answer is private, and whether it was shared. The "
            "buttons under the answer need that. You stand there as a code made of your id and a "
            "secret, not by name. Kept for {count} day, or until you press Delete. "
            "The same for each story that I offered as what you may mean.",
            "- **A question that I answered**: its words and options, when and in which server or "
            "channel it was asked, whether the answer is private, and whether it was shared. The "
            "buttons under the answer need that. You stand there as a code made of your id and a "
            "secret, not by name. Kept for {count} days, or until you press Delete. "
            "The same for each story that I offered as what you may mean.",
            keep_days,
        ),
        gettext(
            "- **The last turns of a conversation** (replies to an answer, a thread, direct "
            "messages): up to {turns} questions and their answers, with the answer or channel they "
            "belong to and when, so that you can ask “why?”. Nobody is named there. Kept for a day "
            "after the last of them, or until you press Delete under one of the answers.",
            turns=MOST_TURNS,
        ),
        gettext(
            "- **A vote** (👍, 👎): which it was and when, with the same code, as long as its "
            "question. Admins of the server see which answers were found bad, with the question, "
            "without who asked or voted, and none that were asked privately."
        ),
        gettext(
            "- **An alert that tells you directly**: what it follows, in which server it was made, "
            "and your id, since I write to you; with it what I told you, for {days} days. Admins "
            "of that server can see it and end it.",
            days=KEPT_DAYS,
        ),
        gettext(
            "- **A digest that comes to you**: when, in which time zone and language, in which "
            "server you asked for it, and your id, since I write to you; with it what I told you, "
            "for {days} days. Admins of that server can see it and end it.",
            days=KEPT_DAYS,
        ),
        ngettext(
            "- **When you last used /summary with its option for what is new**, in which server or "
            "channel, with the same code. Kept for {count} day.",
            "- **When you last used /summary with its option for what is new**, in which server or "
            "channel, with the same code. Kept for {count} days.",
            keep_days,
        ),
        gettext(
            "- **A change of the articles**, if you are an admin: your name and id with what you "
            "changed, in a log for admins. That is kept."
        ),
    )
    card.text(
        gettext("**What I keep that is of nobody**"),
        ngettext(
            "- **What a server asked in vain**: of a question in a server that I could not answer, "
            "unless it was private, up to three topics of a few words, such as “earthquake”, with "
            "the day and how often. Words that only you would use, names that no news has and "
            "numbers are left out, and neither you nor the question stand with them. Admins of the "
            "server see them by /coverage gaps. Kept for {count} day.",
            "- **What a server asked in vain**: of a question in a server that I could not answer, "
            "unless it was private, up to three topics of a few words, such as “earthquake”, with "
            "the day and how often. Words that only you would use, names that no news has and "
            "numbers are left out, and neither you nor the question stand with them. Admins of the "
            "server see them by /coverage gaps. Kept for {count} days.",
            GAP_DAYS,
        ),
    )
    card.text(
        gettext("**What I do not keep**"),
        gettext(
            "Messages that ask me nothing, what is in other messages, names, and who has which "
            "role. How much you asked in the last minutes is counted in memory alone. A server's "
            "settings hold ids of channels and roles, none of people."
        ),
    )
    return card


def forgotten_card(forgotten: Forgotten) -> Card:
    """How much was deleted, and what goes with it."""
    card = Card(Colour.SURE)
    card.text(
        gettext(
            "**Deleted: {questions} and {votes} of yours.**",
            questions=questions(forgotten.questions),
            votes=votes(forgotten.votes),
        ),
        gettext(
            "Each story that I offered to choose from counts as a question. The buttons under "
            "those answers no longer work, and I have forgotten the conversations that they were "
            "part of; the answers stay as messages until somebody deletes them."
        )
        if forgotten.questions
        else "",
        ngettext(
            "{count} alert that told you directly is ended.",
            "{count} alerts that told you directly are ended.",
            forgotten.alerts,
        )
        if forgotten.alerts
        else "",
        ngettext(
            "{count} digest that came to you is ended.",
            "{count} digests that came to you are ended.",
            forgotten.digests,
        )
        if forgotten.digests
        else "",
        gettext(
            "Your entries in the log of changes of the articles, if you made any, stay: it says to "
            "admins who changed what."
        ),
    )
    return card
