"""Telling people of news: what arrived is noted, decided on, kept as a post, and then sent once."""
