"""Articles out of web pages."""
