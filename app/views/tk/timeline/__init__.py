"""The messages of a chat, drawn in a Tk text widget."""
