"""The inverted index: from terms to the passages that hold them."""
