"""Several processes as one bot: what each has to do for the others, over the state they share."""
