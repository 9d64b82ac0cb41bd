"""Everything that speaks Discord, and the console."""

VERSION = "0.1.0"
