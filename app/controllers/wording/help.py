"""What the Help and About sheets say."""

HELP_TEXT = "Type /help in a chat for all commands. A name, a channel or a command can be completed with Tab."
ABOUT = ("A group chat that a group runs by itself. It speaks IRC, so it works with any IRC server and any IRC app. "
         "Free software under the MIT licence.")
KEYS = (
    ("Alt+Up, Alt+Down", "previous, next chat"),
    ("Alt+Shift+Up, Alt+Shift+Down", "previous, next unread chat"),
    ("Ctrl+1 … Ctrl+9", "chat by position"),
    ("Ctrl+N", "new message"),
    ("Ctrl+Shift+N", "join a channel"),
    ("Ctrl+Shift+M", "show or hide members"),
    ("Shift+Esc", "mark all as read"),
    ("Tab", "complete a name"),
    ("Ctrl+Up, Ctrl+Down", "what you sent before"),
    ("F1", "this list"),
)
