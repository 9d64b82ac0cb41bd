"""Discord's wing: the client, its commands, and what it shows."""
