"""How a window asks for attention in ways Tk has no words for: a hint to the window manager, a flash, a badge.

X11: the urgency hint of the ICCCM (4.1.2.4), set over a connection of its own. Windows: `FlashWindowEx`. macOS: only
the badge of the Dock's icon, from Tk 9 on. Wherever it can't be done nothing happens: title and sound are there, too.
"""

import ctypes
import ctypes.util
import logging
import sys
import tkinter as tk
from functools import lru_cache

_log = logging.getLogger(__name__)

_URGENT = 1 << 8
_FLASH_UNTIL_LOOKED_AT = 2 | 12
"""FLASHW_TRAY and FLASHW_TIMERNOFG."""


class _Hints(ctypes.Structure):
    """XWMHints of Xlib; Xlib itself makes and frees them."""

    _fields_ = (
        ("flags", ctypes.c_long), ("input", ctypes.c_int), ("initial_state", ctypes.c_int),
        ("icon_pixmap", ctypes.c_ulong), ("icon_window", ctypes.c_ulong), ("icon_x", ctypes.c_int),
        ("icon_y", ctypes.c_int), ("icon_mask", ctypes.c_ulong), ("window_group", ctypes.c_ulong),
    )


class _Flash(ctypes.Structure):
    """FLASHWINFO of Windows."""

    _fields_ = (("size", ctypes.c_uint), ("window", ctypes.c_void_p), ("flags", ctypes.c_ulong),
                ("count", ctypes.c_uint), ("timeout", ctypes.c_ulong))


def call_attention(root: tk.Tk) -> None:
    """Ask, until people look."""
    windowing = _windowing(root)
    if windowing == "x11":
        _set_urgent(root, is_urgent=True)
    elif windowing == "win32" and sys.platform == "win32":
        flash = _Flash(ctypes.sizeof(_Flash), int(root.wm_frame(), 16), _FLASH_UNTIL_LOOKED_AT, 0, 0)
        ctypes.windll.user32.FlashWindowEx(ctypes.byref(flash))


def calm_down(root: tk.Tk) -> None:
    """People look: a window manager leaves the hint to whoever set it."""
    if _windowing(root) == "x11":
        _set_urgent(root, is_urgent=False)


def set_badge(root: tk.Tk, count: int) -> None:
    """The number on the Dock's icon."""
    if _windowing(root) == "aqua" and tk.TkVersion >= 9:
        root.tk.call("wm", "iconbadge", root, str(count) if count else "")


def _windowing(root: tk.Tk) -> str:
    return str(root.tk.call("tk", "windowingsystem"))


def _set_urgent(root: tk.Tk, *, is_urgent: bool) -> None:
    x11 = _xlib()
    display = x11.XOpenDisplay(root.winfo_screen().encode()) if x11 is not None else None
    if x11 is None or not display:
        return
    try:
        window = _top_window(x11, display, root.winfo_id())
        hints = x11.XGetWMHints(display, window) if window else None
        if not hints:
            return
        before = hints.contents.flags
        hints.contents.flags = before | _URGENT if is_urgent else before & ~_URGENT
        if hints.contents.flags != before:
            x11.XSetWMHints(display, window, hints)
        x11.XFree(hints)
    finally:
        x11.XCloseDisplay(display)


def _top_window(x11: ctypes.CDLL, display: int, window: int) -> int:
    """Tk puts a window of its own around each top level; that one the window manager looks at."""
    top, parent, children = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_void_p()
    count = ctypes.c_uint()
    if not x11.XQueryTree(display, window, ctypes.byref(top), ctypes.byref(parent), ctypes.byref(children),
                          ctypes.byref(count)):
        return 0
    if children.value is not None:
        x11.XFree(children)
    return int(parent.value)


@lru_cache(maxsize=1)
def _xlib() -> ctypes.CDLL | None:
    """Tk itself uses it, so it is there."""
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    try:
        x11 = ctypes.CDLL(name)
    except OSError as error:
        _log.info("the window can't ask for attention: %s", error)
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x11.XGetWMHints.restype = ctypes.POINTER(_Hints)
    x11.XGetWMHints.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XSetWMHints.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_Hints)]
    x11.XFree.argtypes = [ctypes.c_void_p]
    x11.XQueryTree.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
                               ctypes.c_void_p]
    return x11
