"""``python -m tests.benchmarks [engine | server | page]``: speed as ratios, measured side by side.

Both sides run in turn in the same minute, with one BLAS thread, on CPU time; each round gives one ratio; what is
printed is the median of the ratios with its quartiles. Read the ratios: the times belong to this machine.
"""

from __future__ import annotations

import sys

from tests.benchmarks import engine, page, server

ALL = {"engine": engine.main, "server": server.main, "page": page.main}


def main() -> None:
    names = sys.argv[1:] or list(ALL)
    if unknown := set(names) - set(ALL):
        sys.exit(f"no benchmark called {', '.join(unknown)}; there are {', '.join(ALL)}")
    for name in names:
        ALL[name]()


main()
