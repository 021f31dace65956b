"""A chat written down for others: as JSON lines, as a page for browsers, as plain text."""
