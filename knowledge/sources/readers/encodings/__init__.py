"""From bytes to text: compression, character encodings, and characters that no text means."""
