"""The index on OpenSearch beside the embedded one: ``python -m benchmarks.cluster``."""
