"""The local store: every chat, message, reaction, edit, deletion, draft and unsent message, on this computer's disk."""
