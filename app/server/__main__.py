"""`python -m app.server`: the same as `python main.py serve`."""

import sys

from app.server.cli import main

sys.exit(main(sys.argv[1:]))
