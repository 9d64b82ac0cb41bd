"""The walk as a reader."""

from __future__ import annotations

from newsroom import UNCLEAR, Newsroom

from walk.walking import Walk

MOSCOW = "When does Xi visit Moscow?"


async def read(walk: Walk, _room: Newsroom) -> None:
    """All of it, in order."""
    await _ask(walk)
    await _converse(walk)
    await _doubt(walk)
    await _browse(walk)
    await _know(walk)


async def _ask(walk: Walk) -> None:
    walk.scene(
        "ask",
        "Ask",
        """`/ask` with a question. The short answer comes first, then what articles say otherwise,
        then each quote with its title, source and date. The stripe says how sure the bot is:
        green, amber where it is likely, grey where it does not know. The buttons are for everybody
        in the channel.""",
    )
    asked = await walk.slash("ask", question=MOSCOW)
    walk.scene(
        "proof",
        "Proof of a quote",
        """*Proof* shows a quote in its paragraph, to whoever asks for it.""",
    )
    await walk.click(asked.message, "Proof")
    walk.scene(
        "passages",
        "More passages",
        """*More passages* shows what else was found, page by page.""",
    )
    await walk.click(asked.message, "More passages")


async def _converse(walk: Walk) -> None:
    world = walk.world
    walk.scene(
        "mention",
        "Mention, and reply",
        """A mention asks too. A reply to an answer may lean on it; the small print says as what the
        question was understood.""",
    )
    answer = await walk.say(f"{world.bot.mention} {MOSCOW}")
    await walk.say("who invited him?", by=world.neighbour, reply_to=answer)
    walk.scene(
        "choices",
        "A question that may mean several stories",
        """It is asked back, with a button for each story; only who asked can choose.""",
    )
    asked = await walk.slash("ask", question=UNCLEAR)
    await walk.click(asked.message, asked.message.buttons[0].label)


async def _doubt(walk: Walk) -> None:
    walk.scene(
        "nothing",
        "What the articles do not say",
        """Nothing is made up: where no article comes near, that is the answer.""",
    )
    await walk.slash("ask", question="Who won the cricket final in Lahore?")
    walk.scene(
        "misspelt",
        "Slips of the pen",
        """A word that nobody is known to use is read as the nearest one of the coverage, which the
        answer says.""",
    )
    await walk.slash("ask", question="When does Xi visit Moskow?")
    walk.scene(
        "superseded",
        "An answer of a past day",
        """With `until` only articles up to that day count. What superseded the answer since is told
        with its sentence and day.""",
    )
    question = "When will the solar plant of Lindmark begin work?"
    await walk.slash("ask", question=question, until="2024-07-11")


async def _browse(walk: Walk) -> None:
    walk.scene(
        "summary",
        "Summary",
        """The telling sentences of a topic, or of everything, in the order of their days.""",
    )
    await walk.slash("summary", topic="gas exports", length="short")
    walk.scene(
        "summary-new",
        "What is new to you",
        """`/summary new:True` begins where you last looked, for you alone.""",
    )
    await walk.slash("summary", new=True, length="short")
    walk.scene(
        "timeline",
        "Timeline",
        """What happened and what is planned, by date, with a picture where matplotlib is
        installed.""",
    )
    await walk.slash("timeline", topic="Victory Day", events=5)
    walk.scene(
        "compare",
        "Compare",
        """Where the sources differ, what several tell, what one alone has. Nobody is rated.""",
    )
    await walk.slash("compare", topic=MOSCOW)
    walk.scene("latest", "Latest", "The newest articles, each text once.")
    await walk.slash("latest")
    walk.scene("sources", "Sources", "What the bot can read, and of which days.")
    await walk.slash("sources")
    walk.scene(
        "suggestions",
        "Suggestions",
        """While a command is typed, sources and days are suggested.""",
    )
    await walk.type("ask", "source", "har")
    await walk.type("ask", "since", "May 2025")


async def _know(walk: Walk) -> None:
    world = walk.world
    walk.scene(
        "menu",
        "Ask what somebody wrote",
        """Any message can be asked by its menu; the answer is for who asks alone.""",
    )
    message = await walk.discord.say("When is the parade in Moscow?", by=world.neighbour)
    await walk.menu(message)
    walk.scene("private", "Privately", "`private` shows an answer to who asks alone.")
    await walk.slash("ask", question="When is the parade in Moscow?", private=True)
    walk.scene("help", "Help", "What can be asked, and where.")
    await walk.slash("help")
    walk.scene(
        "privacy",
        "What is kept",
        """`/privacy` says it, `/forget` deletes it, in all servers at once.""",
    )
    await walk.slash("privacy")
    await walk.slash("forget")
