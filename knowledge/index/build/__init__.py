"""What a reload uses: analysis, merging and refreshing of the index."""
