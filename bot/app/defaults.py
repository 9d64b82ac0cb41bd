"""Which settings file is used where none is named, and which folder its relative paths mean."""

from __future__ import annotations

from pathlib import Path

_NAME = Path("config", "bot.yaml")
# The copy that the build puts into the package, and the file of a checkout.
PACKAGED = Path(__file__).resolve().parents[1] / _NAME
_CHECKOUT = Path(__file__).resolve().parents[2] / _NAME


def default_settings_file() -> Path:
    """`config/bot.yaml` of the working folder if there is one, else that of the package or, where
    the package is a checkout, that of the checkout."""
    if _NAME.is_file():
        return _NAME
    return PACKAGED if PACKAGED.is_file() else _CHECKOUT


def data_base(path: Path) -> Path:
    """The folder that a relative `data_dir` in the settings file `path` starts from: the file's.

    The package's copy counts as if it lay in the working folder, since nothing may be written
    beside it.
    """
    return (_NAME if path.resolve() == PACKAGED else path).resolve().parent
