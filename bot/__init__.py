"""Everything that speaks Discord, and the console."""

VERSION = "0.2.0.dev0"
