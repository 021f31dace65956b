"""What a value costs beside a frozen dataclass: to make one, to compare two, to make its class. Takes two seconds.

    python benchmarks/values.py
"""

import sys
import timeit
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.values import frozen

OBJECTS = 50_000
CLASSES = 100
ROUNDS = 5
MAKERS: dict[str, Callable[[type[Any]], type[Any]]] = {
    "a frozen dataclass": dataclass(frozen=True, slots=True, kw_only=True),
    "a value": frozen(kw_only=True),
}


def message_class(make: Callable[[type[Any]], type[Any]]) -> type[Any]:
    """A class of eight fields, as a message in the log has them."""
    class Message:
        """What somebody says."""

        verb: str
        sender: str
        target: str
        key: str
        text: str | None
        tags: str = ""
        statusmsg: str = ""
        history: str = ""

    return make(Message)


def microseconds(call: Callable[[], object], times: int) -> float:
    """Of one call, in the best of a few rounds."""
    return min(timeit.repeat(call, number=times, repeat=ROUNDS)) / times * 1e6


def main() -> None:
    print(f"{'':<20} {'object µs':>10} {'equal µs':>10} {'class µs':>10}")
    for name, make in MAKERS.items():
        message = message_class(make)

        def make_one(message: type[Any] = message) -> object:
            return message(verb="PRIVMSG", sender="ann!a@h", target="#a", key="#a", text="hi", history="#a")

        def make_class(make: Callable[[type[Any]], type[Any]] = make) -> object:
            return message_class(make)

        def compare(one: object = make_one(), other: object = make_one()) -> bool:
            return one == other

        print(f"{name:<20} {microseconds(make_one, OBJECTS):>10.2f} {microseconds(compare, OBJECTS):>10.2f} "
              f"{microseconds(make_class, CLASSES):>10.0f}")


if __name__ == "__main__":
    main()
