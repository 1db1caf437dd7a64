"""``lstm-explorer [serve | train | evaluate]``: the one program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app import commands
from app.settings import Settings, SettingsError, read_settings
from model.errors import ExplorerError


def parser(settings: Settings) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="lstm-explorer", description="A real, trained LSTM, drawn while it reads.")
    verbs = top.add_subparsers(dest="verb", metavar="serve | train | evaluate")

    serve = verbs.add_parser("serve", help="run the explorer (what happens without a verb, too)")
    serve.add_argument("--host", default=settings.host, help="address to listen on (default %(default)s)")
    serve.add_argument(
        "--port", type=int, default=settings.port, help="port to listen on; 0 for any free one (default %(default)s)"
    )
    serve.add_argument("--workers", type=int, default=settings.workers, help="processes (default %(default)s)")
    serve.add_argument("--reload", action="store_true", help="start anew when a file changes, for development")
    serve.set_defaults(run=commands.serve)

    train = verbs.add_parser("train", help="train a built-in model anew; goes on where it was interrupted")
    train.add_argument("name", help="for instance zh-memory-lstm")
    train.add_argument("--runs", default="runs", help="folder of checkpoints and logs (default %(default)s)")
    train.add_argument("--into", help="folder that gets the finished model (default: the run's own)")
    train.add_argument("--steps", type=int, help="instead of the recipe's")
    train.add_argument("--seed", type=int, help="instead of the recipe's")
    train.add_argument("--fresh", action="store_true", help="forget what was trained so far")
    train.set_defaults(run=commands.train)

    evaluate = verbs.add_parser("evaluate", help="measure a model and compare with its card")
    evaluate.add_argument("name", help="a built-in model, or the folder of one")
    evaluate.set_defaults(run=commands.evaluate)
    return top


def main(arguments: Sequence[str] | None = None) -> None:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given = ["serve", *given]
    try:
        options = parser(read_settings()).parse_args(given)
        options.run(options)
    except (ExplorerError, SettingsError) as error:
        sys.exit(f"lstm-explorer: {error}")


if __name__ == "__main__":
    main()
