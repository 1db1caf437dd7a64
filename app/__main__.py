"""``lstm-explorer [serve | train | evaluate | lesson]``: the one program."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from app import commands
from app.assets import version
from app.settings import Settings, SettingsError, read_settings
from model.errors import ExplorerError
from model.training.recipes import RECIPES

EPILOG = "Without a verb it serves: lstm-explorer --port 8080. Settings (LSTM_*) are in the README."


def whole(least: int) -> Callable[[str], int]:
    """The type of an option that is a whole number."""

    def number(text: str) -> int:
        if not text.isdecimal() or len(text) > 9 or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text[:20]!r} is no whole number from {least}")
        return int(text)

    return number


def parser(settings: Settings) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="lstm-explorer", description="A real, trained LSTM, drawn while it reads.", epilog=EPILOG)
    top.add_argument("--version", action="version", version=f"%(prog)s {version()}")
    verbs = top.add_subparsers(dest="verb", metavar="serve | train | evaluate | lesson")

    serve = verbs.add_parser("serve", help="run the explorer (what happens without a verb, too)")
    serve.add_argument("--host", default=settings.host, help="address to listen on (default %(default)s)")
    serve.add_argument(
        "--port", type=whole(0), default=settings.port, help="port to listen on; 0 for any free one (default %(default)s)"
    )
    serve.add_argument("--workers", type=whole(1), default=settings.workers, help="processes (default %(default)s)")
    serve.add_argument("--reload", action="store_true", help="start anew when a file changes, for development")
    serve.set_defaults(run=commands.serve)

    train = verbs.add_parser("train", help="train a built-in model anew; goes on where it was interrupted")
    train.add_argument("name", help=f"all, or one of {', '.join(RECIPES)}")
    train.add_argument("--runs", default="runs", help="folder of checkpoints and logs (default %(default)s)")
    train.add_argument("--into", help="folder that gets the finished model (default: the run's own)")
    train.add_argument("--steps", type=whole(1), help="instead of the recipe's")
    train.add_argument("--seed", type=whole(0), help="instead of the recipe's")
    train.add_argument("--seeds", type=whole(1), help="try so many seeds and keep the best (default: the recipe's)")
    train.add_argument("--fresh", action="store_true", help="forget what was trained so far")
    train.add_argument("--sweep", action="store_true", help="try several learning rates and print a table instead of a model")
    train.set_defaults(run=commands.train)

    evaluate = verbs.add_parser("evaluate", help="measure a model and compare with its card, or all")
    evaluate.add_argument("name", nargs="?", help="a built-in model, or the folder of one; none for all")
    evaluate.add_argument("--into", default="docs/results.md", help="the file that gets the tables of all (default %(default)s)")
    evaluate.set_defaults(run=commands.evaluate)

    lesson = verbs.add_parser("lesson", help="check lessons of your own")
    check = lesson.add_subparsers(dest="what", metavar="check", required=True).add_parser(
        "check", help="whether files are lessons, and whether the API bears out every figure in them"
    )
    check.add_argument("files", nargs="+", metavar="FILE", help="NN-name.md in a folder named after its language")
    check.set_defaults(run=commands.lesson)
    return top


def main(arguments: Sequence[str] | None = None) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no “≤” gets a question mark
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given = ["serve", *given]
    try:
        options = parser(read_settings()).parse_args(given)
        options.run(options)
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except (ExplorerError, SettingsError, commands.Interrupted, OSError) as error:
        sys.exit(f"lstm-explorer: {error}")
    except KeyboardInterrupt:
        sys.exit("lstm-explorer: interrupted")


if __name__ == "__main__":
    main()
