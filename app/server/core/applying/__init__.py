"""What an event of the log does to the world, and who is told: the second half of every command."""
