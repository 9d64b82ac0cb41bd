"""The bot's commands and surfaces, one cog a file."""

NAMES = "ask compare context coverage help latest messages sources summary timeline"
EXTENSIONS = tuple(f"bot.discord.commands.{name}" for name in NAMES.split())
