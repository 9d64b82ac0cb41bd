"""What both wings use: settings, opening the coverage, keeping it up, checks."""
