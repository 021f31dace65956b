"""What kinds of rows the messages' table has, by number: numbers in a file never change their meaning."""

KINDS = {
    "PRIVMSG": 1, "NOTICE": 2, "TAGMSG": 3, "JOIN": 4, "PART": 5, "QUIT": 6, "KICK": 7, "NICK": 8, "TOPIC": 9,
    "MODE": 10, "REDACT": 11, "EDIT": 12,
}
VERBS = {kind: verb for verb, kind in KINDS.items()}
REDACTED = 0
"""A message that was deleted: its place is known, what it said is gone."""
MESSAGES = (KINDS["PRIVMSG"], KINDS["NOTICE"])
"""What history shows to clients that don't play back events."""
ABOUT_MESSAGES = (KINDS["TAGMSG"], KINDS["EDIT"])
"""What may be about one message, such as a reaction: with a message that is deleted, it goes too."""
