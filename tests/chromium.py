"""Find a Chromium for the browser tests, or install one. Never answers "none"."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
MAC = tuple(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Google Chrome", "Chromium"))


def find_or_install() -> str | None:
    """The browser to launch; None for the one that Playwright itself installed. Raises: RuntimeError with what to do."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).exists():
            raise RuntimeError(f"CHROMIUM={named}: no such file")
        return named
    if _playwrights_own():
        return None
    if found := _of_the_system():
        return found
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if _run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"):
        if root and platform.system() == "Linux":
            _run(sys.executable, "-m", "playwright", "install-deps", "chromium")
        return None
    if root and shutil.which("apt-get"):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk")
        if found := _of_the_system():
            return found
    raise RuntimeError("no browser for the browser tests: install Chromium or Chrome, or set CHROMIUM to its path")


def _run(*command: str) -> bool:
    print("+", *command, file=sys.stderr, flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode == 0


def _playwrights_own() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "--dry-run", "--only-shell", "chromium"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    places = [Path(line.split(":", 1)[1].strip()) for line in out.splitlines() if "Install location" in line]
    return any((place / "INSTALLATION_COMPLETE").exists() for place in places if "chromium" in place.name)


def _of_the_system() -> str | None:
    return next((path for path in (*map(shutil.which, NAMES), *MAC) if path and Path(path).exists()), None)
