"""The index on an OpenSearch cluster: postings there, the catalogue of articles here."""
