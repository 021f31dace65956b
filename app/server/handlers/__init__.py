"""What each command does: one module per family, each with a table from verb to its row."""
