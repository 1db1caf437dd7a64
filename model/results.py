"""What all models can do, in one text: docs/results.md, written from what was just measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Card = Mapping[str, Any]
Measured = Mapping[str, tuple[Card, Mapping[str, Any]]]  # name → its card, and its figures as they were measured now

HEAD = """# Results

Measured from the committed weights by `lstm-explorer evaluate`, which writes this file; a test measures again and fails
when a figure is off. All models are trained anew by `lstm-explorer train all --into model/zoo`. Learning rates come from
sweeps (`lstm-explorer train NAME --sweep`), whose tables are in [sweeps.md](sweeps.md). Seconds are those of one core.
"""

MEMORY = """
## Memory, in {language}

A nationality is told; its language is asked for so many tokens later. A figure is the share of 1,200 held-out sentences in
which the right word is the most likely of all. The networks read the same 60,000 sentences, with gaps from 5 to 60, in
{steps:,} steps: what stands behind 60 is longer than anything they have learned from. Guessing among the languages would
be right in one of about twenty.
"""

DISTRACTED = """
The same with so many other countries mentioned on the way:
"""


def text(measured: Measured) -> str:
    """The whole file."""
    parts = [HEAD]
    for language, name in (("zh", "Chinese"), ("en", "English")):
        family = {n: m for n, m in measured.items() if m[0]["task"] == "memory" and m[0]["language"] == language}
        if family:
            parts += memory(name, family)
    return "".join(parts)


def memory(language: str, family: Measured) -> Iterable[str]:
    """The tables of one language, and what has to be told beside them."""
    card, figures = next(iter(family.values()))
    yield MEMORY.format(language=language, steps=card["steps"])
    for key, head in (("by_gap", ["tokens between"]), ("by_distractors", ["other countries"])):
        if key == "by_distractors":
            yield DISTRACTED
        columns = list(figures[key])
        rows = [[name, *(f"{found[key][c]['accuracy']:.3f}" for c in columns)] for name, (_, found) in family.items()]
        yield table([*head, *columns], rows)
    yield "\nHow large they are, and what they took:\n"
    yield table(
        ["model", "cell", "layers × units", "parameters", "rate", "seconds", "swap test"],
        [
            [
                name, c["cell"], f"{c['layers']} × {c['hidden']}", f"{c['parameters']:,}", f"{c['rate']:g}", str(c["seconds"]),
                f"{found['swap']['right']} of {found['swap']['of']}",
            ]
            for name, (c, found) in family.items()
        ],
    )  # fmt: skip
    yield remarks(family)


def remarks(family: Measured) -> str:
    """What a reader of the tables might overlook, with the figures that say so."""

    def at(cell: str, gap: str, hidden: int | None = None) -> float:
        found = [f for c, f in family.values() if c["cell"] == cell and c["layers"] == 1 and hidden in (None, c["hidden"])]
        return float(found[0]["by_gap"][gap]["accuracy"])

    size = {c["cell"]: c["hidden"] for c, _ in family.values() if c["layers"] == 1 and "-wide" not in c["name"]}
    lines = [
        f"At the article's own distance, 10 tokens, the RNN is right in {at('rnn', '10', size['rnn']):.3f}, the LSTM in "
        f"{at('lstm', '10'):.3f}; at 60 tokens in {at('rnn', '60', size['rnn']):.3f} and {at('lstm', '60'):.3f}.",
        f"The GRU is as good as the LSTM at 60 tokens ({at('gru', '60'):.3f}); at 200 it is right in {at('gru', '200'):.3f}, "
        f"the LSTM in {at('lstm', '200'):.3f}.",
    ]
    for name, (c, found) in family.items():
        if name.endswith("-wide"):
            lines.append(
                f"A wider RNN with about as many parameters as the LSTM ({c['hidden']} units, {c['parameters']:,}) is right in "
                f"{found['by_gap']['5']['accuracy']:.3f} at 5 tokens and {found['by_gap']['60']['accuracy']:.3f} at 60."
            )
    return "\n" + "".join(f"- {line}\n" for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first hold numbers."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
