"""One module for each version of the schema; what a released one does is never changed."""
