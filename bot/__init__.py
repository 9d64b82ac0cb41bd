"""Everything that speaks Discord, and the console."""
