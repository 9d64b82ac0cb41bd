"""The bot's commands and surfaces, one cog a file."""

EXTENSIONS = tuple(
    f"bot.discord.commands.{name}"
    for name in (
        *("ask", "context", "coverage", "help", "messages", "servers", "sources", "summary"),
        "timeline",
    )
)
