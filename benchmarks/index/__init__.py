"""What the index costs, beside other engines: ``python -m benchmarks.index``."""
