"""The installed package ``lstm_explorer``: ``app``, ``model``, ``static`` and ``templates`` side by side.

Inside, the program imports ``app`` and ``model`` by these short names, as in a checkout; the wheel keeps them below
``lstm_explorer`` so that site-packages gets no top-level package of so general a name.
"""

import os
import sys
from pathlib import Path

HOME = next(folder for folder in Path(__file__).resolve().parents if (folder / "app" / "__main__.py").is_file())


def main() -> None:
    """The console script. Worker processes find the packages through PYTHONPATH."""
    sys.path.insert(0, str(HOME))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    from app.__main__ import main as run

    run()
