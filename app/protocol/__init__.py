"""The wire, sans I/O: bytes to messages to typed events and commands. Client and server share it."""
