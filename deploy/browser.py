"""Chromium, Chinese fonts and what Playwright needs, for the tests and the screenshots."""

import ctypes
import shutil
from pathlib import Path
from typing import Final

from deploy import apt
from deploy.steps import SetupFailed, announce

_CHROMIUM: Final = Path("/usr/bin/chromium")
_FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_FONT_FILES: Final = ("NotoSansCJK*", "NotoSerifCJK*", "SourceHanSans*", "wqy-*", "NotoSansSC*")


def provide_browser() -> str:
    """Make sure Chromium, a Chinese font and the library of Playwright's driver are here.

    Raises
    ------
    SetupFailed
        With status 3 and the commands to run by hand, where we cannot install them.
    """
    missing = _missing()
    if not missing:
        return "there"
    advice = (
        f"The tests need: {', '.join(missing)}. Install them, then run the same command again:\n"
        f"  sudo apt-get update && sudo apt-get install --no-install-recommends -y"
        f" {' '.join(missing)}\n"
        f"elsewhere: a Chromium at {_CHROMIUM} and any Noto CJK font below {_FONT_FOLDERS[0]}"
    )
    if not (apt.has_apt() and apt.is_root()):
        raise SetupFailed(advice, status=3)
    announce(f"installing {' and '.join(missing)}")
    apt.install(*missing)
    if _missing():
        raise SetupFailed(advice, status=3)
    return f"installed {' and '.join(missing)}"


def _missing() -> list[str]:
    """Debian's names of what is not here."""
    found = {
        "chromium": shutil.which(str(_CHROMIUM)) is not None,
        "libatomic1": _loads("libatomic.so.1"),  # Playwright's driver is linked with it
        "fonts-noto-cjk": any(_has_chinese(folder) for folder in _FONT_FOLDERS),
    }
    return [name for name, here in found.items() if not here]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese(folder: Path) -> bool:
    return any(next(folder.rglob(pattern), None) for pattern in _FONT_FILES)
