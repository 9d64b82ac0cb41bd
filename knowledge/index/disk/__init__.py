"""What of the index lies on the disk."""
