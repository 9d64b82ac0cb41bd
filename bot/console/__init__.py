"""The console's wing: the bot at a terminal, without Discord."""
