"""What happens in a crowd, as a text: a line a step. What can't be read is skipped, so that any bytes are a script.

    come ann 3        somebody comes with the fourth set of capabilities; `come amy 3 amy` logs in, too
    0 JOIN #x         the first who is here types; `0! JOIN #x` with a label
    say 0 #x          what nobody has said before; `say! 0 #x` with a label
    hang 0, clog 0, unclog 0, commit, fail, answer, answer fails, busy, turn, idle, wait 4
    config limits flood true
"""

import math
from collections.abc import Callable

from app.server.config import ConfigError, apply_setting
from tests.server.crowd import Crowd
from tests.server.phrases import CAPABILITIES

STEPS_MAX = 150
_LINE_MAX = 600
_WAIT_MAX = 400.0
_CONFIGURABLE = ("accounts", "history", "limits", "rooms")


def run(text: str, **config: dict[str, object]) -> None:
    """Do what a script says, then let everything settle. Raises AssertionError when anything is not as it should be."""
    crowd = Crowd(**config)
    try:
        for line in text.split("\n")[:STEPS_MAX]:
            perform(crowd, line[:_LINE_MAX])
        crowd.settle()
    finally:
        crowd.close()


def perform(crowd: Crowd, line: str) -> None:
    """One step."""
    first, _, rest = line.partition(" ")
    number, is_labelled = first.removesuffix("!"), first.endswith("!")
    if number.isascii() and number.isdigit():
        crowd.type(int(number[:2]), rest, labelled=is_labelled)
    elif number == "say":
        who, _, where = rest.partition(" ")
        crowd.say(_number(who), where, labelled=is_labelled)
    elif first in _STEPS:
        _STEPS[first](crowd, rest.split())


def _come(crowd: Crowd, words: list[str]) -> None:
    nick, capabilities, account = [*words, "", "", ""][:3]
    crowd.come(nick or "ann", CAPABILITIES[_number(capabilities) % len(CAPABILITIES)], account)


def _wait(crowd: Crowd, words: list[str]) -> None:
    try:
        seconds = float(words[0]) if words else 1.0
    except ValueError:
        return
    if math.isfinite(seconds):
        crowd.wait(min(max(seconds, 0.0), _WAIT_MAX))


def _config(crowd: Crowd, words: list[str]) -> None:
    """Only what can be changed while people are here, and only to what a file could say."""
    section, key, *value = [*words, "", ""]
    if section not in _CONFIGURABLE:
        return
    try:
        changed = apply_setting(crowd.core.config, f"{section}.{key}={' '.join(value).strip()}")
    except ConfigError:
        return
    crowd.change_config(section, **{key: getattr(getattr(changed, section), key)})


def _number(text: str) -> int:
    return int(text[:2]) if text.isascii() and text.isdigit() else 0


_STEPS: dict[str, Callable[[Crowd, list[str]], None]] = {
    "come": _come, "wait": _wait, "config": _config,
    "hang": lambda crowd, words: crowd.hang_up(_number("".join(words[:1]))),
    "clog": lambda crowd, words: crowd.clog(_number("".join(words[:1]))),
    "unclog": lambda crowd, words: crowd.unclog(_number("".join(words[:1]))),
    "commit": lambda crowd, _words: crowd.commit(),
    "busy": lambda crowd, _words: crowd.be_busy(is_busy=True),
    "idle": lambda crowd, _words: crowd.be_busy(is_busy=False),
    "turn": lambda crowd, _words: crowd.turn(),
    "fail": lambda crowd, _words: crowd.fail(),
    "answer": lambda crowd, words: crowd.answer(fails="fails" in words),
}
