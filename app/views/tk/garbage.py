"""Collecting garbage on Tk's thread only.

Python collects in whatever thread happens to allocate. A picture or variable of Tk's in a cycle would then be freed in
the network thread, which waits for Tk to do it, or aborts the process when the whole window is garbage. So automatic
collection is off while the window is served, and the dispatcher collects when Tk is idle and enough has piled up.
"""

import gc

_YOUNG = 5000
_MIDDLE = 10
_OLD = 50


def take_over() -> None:
    """Collect only when told to, from now on. What exists already is there to stay and is not looked at again."""
    gc.disable()
    gc.freeze()


def hand_back() -> None:
    """Let Python collect by itself again."""
    gc.unfreeze()
    gc.enable()


def collect_when_due() -> None:
    """Collect as Python would have by itself: new objects often, old ones seldom. Cheap while nothing is due."""
    young, middle, old = gc.get_count()
    if gc.isenabled() or young < _YOUNG:
        return
    if middle < _MIDDLE:
        gc.collect(0)
    elif old < _OLD:
        gc.collect(1)
    else:
        gc.collect()
