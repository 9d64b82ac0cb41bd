"""What is kept so that people are told of news once: alerts, what arrived, and the posts of it."""
