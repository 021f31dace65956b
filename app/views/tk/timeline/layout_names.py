"""What the layouts are called. The command line and the window ask for these before there is a message to set."""

COZY = "cozy"
COMPACT = "compact"

LAYOUT_NAMES = {COZY: "Cozy", COMPACT: "Compact"}
"""Key and name, in the order they are offered."""
