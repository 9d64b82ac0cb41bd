"""The panel of /settings: its menus, its forms, and what they do."""
