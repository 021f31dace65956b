"""What keeps the window from opening, in words for people."""


class NoDisplay(Exception):
    """There is no display to open a window on."""

    def __init__(self) -> None:
        super().__init__(
            "There is no display to open a window on. Start Group Chat from a desktop session, "
            "or use it in the terminal: python main.py connect --headless"
        )


class NoToolkit(Exception):
    """This Python comes without Tk."""

    def __init__(self) -> None:
        super().__init__(
            "This Python comes without Tk, which draws the window. Install it (Debian and Ubuntu: python3-tk, "
            "Fedora: python3-tkinter, Homebrew: python-tk), or use Group Chat in the terminal: "
            "python main.py connect --headless"
        )
