"""Group Chat: a chat application that a group runs by itself, speaking IRC with IRCv3."""

__version__ = "0.1.0"
