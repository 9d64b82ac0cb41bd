"""What operators see of the bot: its log and trace ids, figures, health, the service manager."""
