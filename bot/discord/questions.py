"""A question's way from a Discord user to the coverage and back, the same for every surface."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.app.days import day
from bot.app.naming import sources_instead, title_of
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.buttons import (
    Action,
    AnswerButton,
    ChoiceButton,
    ProofSelect,
    answer_buttons,
)
from bot.discord.cooldown import Cooldown, Wait
from bot.discord.errors import RefusedError
from bot.discord.limits import CHOICES
from bot.discord.markdown import excerpt
from bot.discord.permissions import server_of
from bot.discord.places import talk_in
from bot.discord.rendering import (
    Card,
    answer_card,
    passages_card,
    proof_card,
    sources_card,
)
from bot.discord.responding import respond
from bot.state.repositories import State
from bot.state.values import Asked, Quoted
from knowledge import Answer, Coverage, Status, Turn, parse_day

PASSAGES_PER_PAGE = 4
# Discord's custom_id has room for more, readers have not.
MOST_PAGES = 10


class TooSoonError(RefusedError):
    """Somebody asked too often; `wait` says for how long and whether it is news to them."""

    def __init__(self, wait: Wait) -> None:
        when = int(time.time() + wait.seconds) + 1
        super().__init__(f"That was a lot of questions. Please ask again <t:{when}:R>.")
        self.wait = wait


class Questions:
    """Checks questions, answers them and serves the buttons under the answers."""

    def __init__(
        self, coverage: BackgroundCollections, state: State, cooldown: Cooldown, max_chars: int
    ) -> None:
        self._coverage = coverage
        self._state = state
        self._cooldown = cooldown
        self._max_chars = max_chars

    def admit(self, user: int, guild: int | None, question: str | None) -> None:
        """Counts a question; raises RefusedError when it is empty, too long or comes too soon."""
        if question is not None and not question.strip():
            raise RefusedError("Please ask something.")
        if question is not None and len(question) > self._max_chars:
            raise RefusedError(
                f"That is {len(question):,} characters long; please ask in at most "
                f"{self._max_chars:,}."
            )
        if (wait := self._cooldown.take(user, guild)) is not None:
            raise TooSoonError(wait)

    async def answer(
        self,
        asked: Asked,
        asker: int,
        server: int | None,
        *,
        private: bool = False,
        show_question: bool = False,
        replied_to: str | None = None,
        talk: str | None = None,
    ) -> Card:
        """The card that answers a question from what a server reads, with its buttons.

        The question may lean on the turns before the answer that it replies to, by that answer's
        key, or else on those of the `talk`, a channel that is one conversation. What is private
        is not added to that.
        """
        place = replied_to or talk
        turns = await self._state.conversations.recall(place) if place else ()

        def work(coverage: Coverage) -> tuple[Answer, Status]:
            check_scope(coverage, asked)
            return coverage.ask(asked.question, turns=turns, **asked.scope), coverage.status()

        answer, status = await self._coverage.of(server).call(work)
        meant = replace(asked, question=answer.understood or asked.question)
        key = await self._state.questions.remember(meant)
        if key and (quotes := _quotes(answer)):
            await self._state.quotes.keep(key, quotes)
        places = [each for each in (key, None if private else talk) if each]
        await self._state.conversations.keep(places, (*turns, Turn.of(answer)))
        near = bool(answer.citations)
        return answer_card(
            answer,
            status,
            asked,
            show_question=show_question,
            buttons=answer_buttons(key, private=private, near=near) if key else [],
            choices=await self._choices(answer, asked, asker),
        )

    async def _choices(self, answer: Answer, asked: Asked, asker: int) -> list[ChoiceButton]:
        """A button for each story that a question may mean."""
        buttons = []
        for choice in answer.choices:
            key = await self._state.questions.remember(replace(asked, question=choice.question))
            if key:
                buttons.append(ChoiceButton(key, asker, choice.name))
        return buttons

    async def choose(self, interaction: discord.Interaction, key: str, asker: int) -> None:
        """Answers the question of a story. Raises RefusedError for anybody but the asker, and
        where the question is no longer known."""
        if interaction.user.id != asker:
            raise RefusedError("Only who asked can choose. Ask it yourself to get your own choice.")
        self.admit(asker, interaction.guild_id, None)
        asked = await self._state.questions.recall(key)
        if asked is None:
            raise expired()
        private = interaction.message is not None and interaction.message.flags.ephemeral
        making = self.answer(
            asked,
            asker,
            server_of(interaction),
            private=private,
            show_question=True,
            talk=talk_in(interaction.channel),
        )
        await respond(interaction, making, private=private)

    async def press(
        self, interaction: discord.Interaction, action: Action, key: str, page: int
    ) -> None:
        """Serves one click. Raises RefusedError when the answer is no longer known."""
        if action in ("up", "down"):
            await self._vote(interaction, key, good=action == "up")
            return
        self.admit(interaction.user.id, interaction.guild_id, None)
        asked = await self._state.questions.recall(key)
        if asked is None:
            raise expired()
        server = server_of(interaction)
        if action == "proof":
            await self.prove(interaction, key)
        elif action == "more":
            making = self._passages(asked, server, key, page)
            await respond(interaction, making, private=True, update=page > 0)
        elif action == "sources":
            await respond(interaction, self._sources(asked, server), private=True)
        else:
            making = self.answer(asked, interaction.user.id, server, show_question=True)
            await respond(interaction, making)

    async def prove(
        self, interaction: discord.Interaction, key: str, place: int | None = None
    ) -> None:
        """Shows a quote of an answer in its paragraph, to whoever asked for it alone; `place` is
        the one chosen in the menu, which is then shown instead of the last one."""
        kept = await self._state.questions.recall(key)
        quotes = await self._state.quotes.of(key) if kept else ()
        if not quotes:
            raise expired()
        at = min(place or 0, len(quotes) - 1)
        coverage = self._coverage.of(server_of(interaction))
        making = coverage.call(lambda each: _proof(each, key, quotes, at))
        await respond(interaction, making, private=True, update=place is not None)

    async def _vote(self, interaction: discord.Interaction, key: str, good: bool) -> None:
        if not await self._state.votes.cast(key, interaction.user.id, good):
            raise expired()
        thanks = "Thank you! Glad it helped." if good else "Thank you, noted. I hope to do better."
        await interaction.response.send_message(thanks, ephemeral=True)

    async def _passages(self, asked: Asked, server: int | None, key: str, page: int) -> Card:
        start = page * PASSAGES_PER_PAGE
        end = start + PASSAGES_PER_PAGE
        hits = await self._coverage.of(server).call(
            lambda coverage: coverage.search(asked.question, end + 1, **asked.scope)
        )
        more = len(hits) > end and page + 1 < MOST_PAGES
        buttons = [AnswerButton("more", key, page + 1)] if more else []
        return passages_card(hits[start:end], start + 1, asked, buttons=buttons)

    async def _sources(self, asked: Asked, server: int | None) -> Card:
        answer = await self._coverage.of(server).call(
            lambda coverage: coverage.ask(asked.question, **asked.scope)
        )
        return sources_card(answer, asked)


def _quotes(answer: Answer) -> list[Quoted]:
    """The quotes that can be shown in their paragraphs."""
    newer = (answer.superseded.citation,) if answer.superseded else ()
    cited = (*answer.citations, *newer)[:CHOICES]
    return [Quoted(each.n, each.article.id, each.start, each.quote) for each in cited]


def _proof(coverage: Coverage, key: str, quotes: Sequence[Quoted], at: int) -> Card:
    articles = [coverage.article(quoted.article) for quoted in quotes]
    names = [
        f"{quoted.n} · {title_of(article) if article else 'no longer there'}: {quoted.text}"
        for quoted, article in zip(quotes, articles, strict=True)
    ]
    menu = [ProofSelect(key, names, at)] if len(quotes) > 1 else []
    return proof_card(quotes[at], articles[at], buttons=menu)


def expired() -> RefusedError:
    """What is said of a question that is no longer kept."""
    return RefusedError("This answer has expired. Please ask again.")


def check_scope(coverage: Coverage, asked: Asked) -> None:
    """Raises RefusedError for a source that no article has, naming some that there are, and for
    days the wrong way round; BadDateError for what is no day."""
    since, until = parse_day(asked.since, "since"), parse_day(asked.until, "until")
    if since and until and since > until:
        raise RefusedError(f"`since` ({day(since)}) is after `until` ({day(until)}).")
    instead = sources_instead(coverage.sources(), asked.source)
    if instead is not None:
        named = ", ".join(excerpt(name, 60) for name in instead)
        rest = f"There are: {named}." if named else "No article of the coverage names its source."
        raise RefusedError(f"No article is from “{excerpt(asked.source or '', 60)}”. {rest}")
