"""Slash commands and other surfaces, one cog a file."""
