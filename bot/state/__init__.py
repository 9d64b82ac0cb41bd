"""What the bot keeps in its database: tables, migrations, a repository for each kind of thing."""
