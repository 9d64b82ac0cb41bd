"""A question's way from a Discord user to the coverage and back, the same for every surface."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.app.settings import AnswerSettings, CooldownSettings
from bot.discord.access.cooldown import Cooldown, Wait
from bot.discord.access.guilds import Guilds
from bot.discord.access.permissions import require_use, server_of
from bot.discord.access.places import Talk, access_to, choices_on, place_of, talk_in
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.buttons import Action, AnswerButton, ChoiceButton, answer_buttons
from bot.discord.cluster.promising import Put
from bot.discord.errors import RefusedError
from bot.discord.gaps import answers, note_gap
from bot.discord.operating.metrics import count_answer
from bot.discord.proving import prove, quotes_of
from bot.discord.rendering import Card, answer_card, nudge, passages_card, sources_card
from bot.discord.responding import respond
from bot.language import gettext
from bot.state.repositories import State
from bot.state.values import Access, Asked
from knowledge import Answer, Asking, KnowledgeError, Turn

if TYPE_CHECKING:
    from bot.discord.client import Dateline

PASSAGES_PER_PAGE = 4
# Discord's custom_id has room for more, readers have not.
MOST_PAGES = 10


class TooSoonError(RefusedError):
    """Somebody asked too often; `wait` says for how long and whether it is news to them."""

    def __init__(self, wait: Wait) -> None:
        when = f"<t:{int(time.time() + wait.seconds) + 1}:R>"
        super().__init__(
            gettext("That was a lot of questions. Please ask again {when}.", when=when)
        )
        self.wait = wait


class Questions:
    """Checks questions, answers them and serves the buttons under the answers."""

    def __init__(
        self,
        coverage: BackgroundCollections,
        state: State,
        guilds: Guilds,
        cooldown: Cooldown,
        clicks: Cooldown,
        settings: AnswerSettings,
    ) -> None:
        self._coverage = coverage
        self._state = state
        self._guilds = guilds
        self._cooldown = cooldown
        self._clicks = clicks
        self._settings = settings

    def admit(
        self, user: int, guild: int | None, question: str | None
    ) -> AbstractContextManager[None]:
        """Counts a question; raises RefusedError when it is empty, too long or comes too soon.

        What is then refused within the returned context does not count.
        """
        if question is not None and not question.strip():
            raise RefusedError(gettext("Please ask something."))
        if question is not None and len(question) > self._settings.max_question_chars:
            raise RefusedError(
                gettext(
                    "That is {length} characters long; please ask in at most {limit}.",
                    length=len(question),
                    limit=self._settings.max_question_chars,
                )
            )
        if (wait := self._cooldown.take(user, guild, self._limits(guild))) is not None:
            raise TooSoonError(wait)
        return self._uncounted_if_refused(user, guild)

    @contextmanager
    def _uncounted_if_refused(self, user: int, guild: int | None) -> Iterator[None]:
        try:
            yield
        except (RefusedError, KnowledgeError):
            self._cooldown.give_back(user, guild, self._limits(guild))
            raise

    def _limits(self, guild: int | None) -> CooldownSettings:
        return self._guilds.of(guild).cooldown

    def admit_click(self, user: int, guild: int | None) -> None:
        """Counts the click of a button, or a message that asks nothing; these have an allowance of
        their own. Raises TooSoonError."""
        if (wait := self._clicks.take(user, guild, self._limits(guild))) is not None:
            raise TooSoonError(wait)

    async def answer(
        self,
        asked: Asked,
        server: int | None,
        access: Access,
        talk: Talk,
        *,
        show_question: bool = False,
    ) -> Card:
        """The card that answers a question in a server, with its buttons.

        The question may lean on the turns before it in its `talk`. What is private is not added to
        those of a channel. Raises RefusedError with a line of help where nothing is asked.
        """
        turns = await self.turns_in(talk)
        if await self.asking(asked.question, server, turns) is Asking.NOTHING:
            raise RefusedError(self.nudge)
        card, _ = await self.try_to_answer(
            asked, server, access, talk, turns, show_question=show_question
        )
        return card

    async def turns_in(self, talk: Talk) -> Sequence[Turn]:
        """The turns before the question of a talk, on which it may lean."""
        if talk.told and not talk.replied_to:
            return (talk.told,)
        place = talk.replied_to or talk.channel
        return await self._state.conversations.recall(place) if place else ()

    @property
    def nudge(self) -> str:
        """The line of help for who speaks to the bot and asks nothing."""
        return nudge(self._settings.example_question)

    async def asking(self, text: str, server: int | None, turns: Sequence[Turn]) -> Asking:
        """Whether a text asks something after the turns before it."""
        if not text:
            return Asking.NOTHING
        coverage = self._coverage.of(server)
        return await coverage.read(lambda each: each.asking(text, follows=bool(turns)))

    async def try_to_answer(
        self,
        asked: Asked,
        server: int | None,
        access: Access,
        talk: Talk,
        turns: Sequence[Turn],
        *,
        show_question: bool = False,
    ) -> tuple[Card, bool]:
        """As `answer`, after the `turns` of the talk, and whether the coverage answers rather than
        shows the nearest it has."""
        answer, status = await self._coverage.of(server).ask(asked, turns)
        count_answer(answer)
        meant = replace(asked, question=answer.understood or asked.question)
        key = await self._state.questions.remember(meant, access)
        if key and (quotes := quotes_of(answer)):
            await self._state.quotes.keep(key, quotes)
        if server and not access.private and not answers(answer) and not answer.choices:
            await note_gap(self._coverage, self._state, meant.question, server)
        places = [each for each in (key, None if access.private else talk.channel) if each]
        await self._state.conversations.keep(places, (*turns, Turn.of(answer)))
        near = bool(answer.citations)
        card = answer_card(
            answer,
            status,
            asked,
            show_question=show_question,
            buttons=answer_buttons(key, private=access.private, near=near) if key else [],
            choices=await self._choices(answer, asked, access, talk.asker),
            size=self._guilds.of(server).answer_length,
            today=self._guilds.today(server),
        )
        return card, answers(answer)

    async def _choices(
        self, answer: Answer, asked: Asked, access: Access, asker: int
    ) -> list[ChoiceButton]:
        """A button for each story that a question may mean."""
        buttons = []
        for choice in answer.choices:
            meant = replace(asked, question=choice.question)
            key = await self._state.questions.remember(meant, access)
            if key:
                buttons.append(ChoiceButton(key, asker, choice.name))
        return buttons

    async def choose(
        self, interaction: discord.Interaction[Dateline], key: str, asker: int
    ) -> None:
        """Answers the question of a story. Raises RefusedError for anybody but the asker, and
        where the question is no longer known, or not for this place."""
        if interaction.user.id != asker:
            raise RefusedError(
                gettext("Only who asked can choose. Ask it yourself to get your own choice.")
            )
        require_use(interaction, "ask")
        asked = await self.recalled(interaction, key)
        private = interaction.message is not None and interaction.message.flags.ephemeral
        access = access_to(interaction, private=private)
        talk = Talk(asker, talk_in(interaction.channel))
        server = server_of(interaction)
        with self.admit(asker, server, None):
            making = self.answer(asked, server, access, talk, show_question=True)
            put = Put(asked, access, talk)
            await respond(interaction, making, private=private, put=put)

    async def recalled(self, interaction: discord.Interaction[Dateline], key: str) -> Asked:
        """The question of a key. Raises RefusedError where it is no longer kept, or not for this
        place and user."""
        place, user = place_of(interaction), interaction.user.id
        asked = None
        if await self._state.questions.admits(key, place, user):
            asked = await self._state.questions.recall(key)
        if asked is None:
            raise expired()
        return asked

    async def press(
        self, interaction: discord.Interaction[Dateline], action: Action, key: str, page: int
    ) -> None:
        """Serves one click. Raises RefusedError when the answer is no longer known, or not for this
        place and user."""
        user, place = interaction.user.id, place_of(interaction)
        if not await self._state.questions.admits(key, place, user):
            raise expired()
        if action == "delete":
            await self._delete(interaction, key)
            return
        require_use(interaction, "ask")
        if action in ("up", "down"):
            await self._vote(interaction, key, good=action == "up")
            return
        if action == "proof":
            await self._prove(interaction, key)
            return
        self.admit_click(user, interaction.guild_id)
        asked = await self._state.questions.recall(key)
        if asked is None:
            raise expired()
        server = server_of(interaction)
        if action in ("more", "back"):
            making, turns = self._passages(asked, server, key, page), page > 0 or action == "back"
            await respond(interaction, making, private=True, update=turns)
        elif action == "sources":
            await respond(interaction, self._sources(asked, server), private=True)
        elif await self._state.questions.share(key):
            access, talk = Access(place, user), Talk(user)
            making = self.answer(asked, server, access, talk, show_question=True)
            try:
                await respond(interaction, making, put=Put(asked, access, talk))
            except Exception:  # nobody has seen it, so it can be shared again
                await self._state.questions.unshare(key)
                raise
        else:
            raise RefusedError(gettext("You have shared this answer already."))

    async def prove(self, interaction: discord.Interaction[Dateline], key: str, place: int) -> None:
        """Shows another quote of an answer in its paragraph, the one at `place` among them. Raises
        RefusedError as `press` does."""
        require_use(interaction, "ask")
        if not await self._state.questions.admits(key, place_of(interaction), interaction.user.id):
            raise expired()
        await self._prove(interaction, key, place)

    async def _prove(
        self, interaction: discord.Interaction[Dateline], key: str, place: int | None = None
    ) -> None:
        """Shows a quote in its paragraph, to whoever asked for it alone; one that was chosen by its
        `place` is shown instead of the last one."""
        self.admit_click(interaction.user.id, interaction.guild_id)
        kept = await self._state.questions.recall(key)
        quotes = await self._state.quotes.of(key) if kept else ()
        if not quotes:
            raise expired()
        at = min(place or 0, len(quotes) - 1)
        coverage = self._coverage.of(server_of(interaction))
        making = coverage.read(lambda each: prove(each, key, quotes, at))
        await respond(interaction, making, private=True, update=place is not None)

    async def _vote(self, interaction: discord.Interaction, key: str, good: bool) -> None:
        if not await self._state.votes.cast(key, interaction.user.id, good):
            raise expired()
        thanks = (
            gettext("Thank you! Glad it helped.")
            if good
            else gettext("Thank you, noted. I hope to do better.")
        )
        await interaction.response.send_message(thanks, ephemeral=True)

    async def _delete(self, interaction: discord.Interaction[Dateline], key: str) -> None:
        """Takes back an answer, for who asked for it and who keeps order in the channel."""
        rights = interaction.permissions
        moderates = interaction.guild_id is not None and (
            rights.manage_messages or rights.administrator
        )
        if not moderates and not await self._state.questions.is_asker(key, interaction.user.id):
            raise RefusedError(
                gettext("Only who asked may delete this answer, or who may manage messages here.")
            )
        await interaction.response.defer()
        await self._state.questions.delete([key, *choices_on(interaction.message)])
        await interaction.delete_original_response()

    async def _passages(self, asked: Asked, server: int | None, key: str, page: int) -> Card:
        hits = await self._coverage.of(server).read(
            lambda coverage: coverage.search(
                asked.question, MOST_PAGES * PASSAGES_PER_PAGE, scope=asked.scope
            )
        )
        start, pages = page * PASSAGES_PER_PAGE, -(-len(hits) // PASSAGES_PER_PAGE)
        buttons = [AnswerButton("back", key, page - 1)] if page else []
        buttons += [AnswerButton("more", key, page + 1)] if page + 1 < pages else []
        shown = hits[start : start + PASSAGES_PER_PAGE]
        return passages_card(shown, start + 1, asked, (page, pages), buttons=buttons)

    async def _sources(self, asked: Asked, server: int | None) -> Card:
        answer, _ = await self._coverage.of(server).ask(asked)
        return sources_card(answer, asked)


def expired() -> RefusedError:
    """What is said of a question that is no longer kept."""
    return RefusedError(gettext("This answer has expired. Please ask again."))
