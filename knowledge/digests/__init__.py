"""Digests: many articles told in few sentences, as a summary or along time."""
