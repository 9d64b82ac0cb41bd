"""Dateline's knowledge: from files of articles to cited answers. Knows nothing of Discord."""
