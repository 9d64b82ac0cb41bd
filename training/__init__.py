"""Training: from base weights and question files to the reader's model folder."""
