"""Where articles come from: files, folders, feeds and pages, and what was changed in them."""
