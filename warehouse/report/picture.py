"""A picture of a page by the Chromium that is installed: ``python -m warehouse.report.picture PAGE.html OUT.png``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing of Chromium's own reaches for the network, and no profile of anyone's is touched.
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def picture(page: Path, out: Path, width: int = 1024, height: int = 1500) -> None:
    """Write a PNG of the top of a local page. Raises FileNotFoundError where there is no page or no Chromium."""
    if not page.is_file():
        raise FileNotFoundError(f"{page}: no such page; run `make demo` first")
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    if browser is None:
        raise FileNotFoundError(f"no Chromium here (looked for {', '.join(_NAMES)}); Debian: apt-get install chromium")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        options = [f"--user-data-dir={profile}", f"--window-size={width},{height}", f"--screenshot={out.resolve()}"]
        subprocess.run([browser, *_FLAGS, *options, page.resolve().as_uri()], check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    try:
        picture(Path(sys.argv[1]), Path(sys.argv[2]))
    except FileNotFoundError as error:
        sys.exit(f"error: {error}")
