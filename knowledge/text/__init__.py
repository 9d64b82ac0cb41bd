"""Text and what is in it: terms, sentences, dates, and which of it is prose."""
