"""Group Chat's front door: the window, the server (`serve`), or a chat without a window (`connect --headless`).

This is the composition root: the only module that knows both views and controllers. It wires; it decides nothing.
"""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run what the command line asks for; answer the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["serve"]:
        from app.server.cli import main as serve

        return serve(arguments[1:])
    return 2


if __name__ == "__main__":
    sys.exit(main())
