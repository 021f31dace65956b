"""Makes the bundled fonts known to this process only; nothing is installed."""

import ctypes
import logging
import sys
from collections.abc import Callable
from pathlib import Path

_FOLDER = Path(__file__).with_name("assets") / "fonts"
_FR_PRIVATE = 0x10
_PROCESS_SCOPE = 1

log = logging.getLogger(__name__)


def register_fonts() -> bool:
    """Whether Inter can be used now. When the system's part fails, another font does as well."""
    register = _WAYS.get(sys.platform, _with_fontconfig)
    try:
        done = register()
    except (OSError, AttributeError) as error:  # the library or its function is missing
        log.debug("bundled fonts not registered: %s", error)
        return False
    log.debug("bundled fonts registered: %s", done)
    return done


def _with_fontconfig() -> bool:
    """Xft asks this same library for fonts, so it finds ours as well."""
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fontconfig.FcConfigAppFontAddDir.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    return bool(fontconfig.FcConfigAppFontAddDir(None, str(_FOLDER).encode()))


def _with_gdi() -> bool:
    add_font = ctypes.CDLL("gdi32").AddFontResourceExW
    add_font.argtypes = [ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_void_p]
    added = [add_font(str(path), _FR_PRIVATE, None) for path in _font_paths()]
    return all(added)


def _with_core_text() -> bool:
    foundation = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
    text = ctypes.CDLL("/System/Library/Frameworks/CoreText.framework/CoreText")
    make_url = foundation.CFURLCreateFromFileSystemRepresentation
    make_url.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_bool]
    make_url.restype = ctypes.c_void_p
    register = text.CTFontManagerRegisterFontsForURL
    register.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
    register.restype = ctypes.c_bool
    release = foundation.CFRelease
    release.argtypes = [ctypes.c_void_p]
    results = []
    for path in _font_paths():
        encoded = str(path).encode()
        url = make_url(None, encoded, len(encoded), False)
        results.append(register(url, _PROCESS_SCOPE, None))
        release(url)
    return all(results)


def _font_paths() -> list[Path]:
    return sorted(_FOLDER.glob("*.otf"))


_WAYS: dict[str, Callable[[], bool]] = {"win32": _with_gdi, "darwin": _with_core_text}
