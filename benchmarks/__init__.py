"""Measurements: commands that are run by hand, never timed tests."""
