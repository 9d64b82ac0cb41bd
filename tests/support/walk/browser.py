"""Pictures of pages, by headless Chromium; small, and with what they show noted in them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT = 700, 2600
_SCALE = 1.25
_COLOURS = (96, 48, 24)  # as many as leave a picture small
MOST_BYTES = 100_000
_MARGIN = 12
_DIGEST = "shown"


def browser() -> str | None:
    """The program, where there is one."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def draw(html: str, digest: str, program: str) -> bytes:
    """A PNG of a page, cut off below its content; `digest` tells what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        page.write_text(html, encoding="utf-8")
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={folder}", f"--force-device-scale-factor={_SCALE}"]
        command += [f"--window-size={_WIDTH},{_HEIGHT}", f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        picture = Image.open(shot).convert("RGB")
    corner = picture.getpixel((0, picture.height - 1))
    assert isinstance(corner, tuple)
    content = ImageChops.difference(picture, Image.new("RGB", picture.size, corner)).getbbox()
    bottom = min(picture.height, (content[3] if content else 0) + _MARGIN)
    cut = picture.crop((0, 0, picture.width, bottom))
    drawn = (_png(cut.quantize(colours), digest) for colours in _COLOURS)
    for png in drawn:
        if len(png) <= MOST_BYTES:
            return png
    raise ValueError(f"larger than {MOST_BYTES:,} bytes: part its scene in two")


def _png(picture: Image.Image, digest: str) -> bytes:
    note = PngInfo()
    note.add_text(_DIGEST, digest)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True, pnginfo=note)
    return out.getvalue()


def digest_in(data: bytes) -> str:
    """What a picture was noted to show."""
    return str(Image.open(BytesIO(data)).info.get(_DIGEST))
