"""Articles out of PDF files."""
