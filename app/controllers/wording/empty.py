"""What stands where there is nothing to show yet."""

NO_CHANNELS_TITLE = "Join a channel or start one"
NO_CHANNELS_TEXT = "Press + beside Channels, or type /join #name. If you don't know one, ask the host."
