"""Who may do what, how often and where: servers served, permissions, cooldowns, places."""
