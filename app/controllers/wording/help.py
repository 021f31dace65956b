"""What the Help and About sheets say."""

HELP_TITLE = "Keys and commands"
HELP_TEXT = "Type /help in a chat for all commands."
ABOUT = ("A group chat that a group runs by itself. It speaks IRC, so it works with any IRC server and any IRC app. "
         "Free software under the MIT licence.")
KEYS = (
    ("Enter, Shift+Enter", "Send, begin a new line"),
    ("Tab", "Complete a name, a channel or a command"),
    ("Up, Down", "What you sent before"),
    ("Page Up, Page Down", "Scroll through the messages"),
    ("Esc", "Go to the newest message"),
    ("Alt+Up, Alt+Down", "Previous, next chat"),
    ("Alt+Shift+Up, Alt+Shift+Down", "Previous, next unread chat"),
    ("Ctrl+1 to Ctrl+9", "Chat by position"),
    ("Ctrl+N, Ctrl+Shift+N", "New message, join a channel"),
    ("Ctrl+Shift+F, Ctrl+F", "Search, search in this chat"),
    ("F3", "Next hit"),
    ("Ctrl+,", "Settings"),
    ("Ctrl+Shift+M", "Show or hide members"),
    ("Shift+Esc", "Mark all as read"),
    ("F6, Shift+F6", "Next, previous part of the window"),
    ("F1", "This list"),
)
