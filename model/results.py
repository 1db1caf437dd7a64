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

ORDER = """
## Order matters

Fact sentences (地球上最高的山是珠穆朗玛峰) and the same words in another order, on facts never trained on: is it in order?
`order-plain` sees the mean of the word vectors, which no order changes: whatever it learns, it is right in exactly half.
"""

COUNTING = """
## Counting

S aⁿ bⁿ T, trained to n = {trained}. Right: after the first b, every next symbol is the most likely one, T included. The
slope is how much the best counting unit's memory changes at each a and each b, straight is |r| of its line.
"""

ADDING = """
## Adding

The sum of the two marked numbers among so many, mean squared error. Always saying 1 gives the baseline.
"""

SINE = """
## Sine

Sin t is read and cos t is said at each step; mean squared errors. The network learned from a half of the article's points,
which begins at t = 0, dealt out so that a step goes on by {stride} points. The test half begins at the phase {phase:.3f}.
"""

SINE_PHASES = """
The same points beginning at another phase, step by step:
"""

SINE_STRIDES = """
The test half with so many points a step, in as many lanes:
"""

DISTRACTED = """
The same with so many other countries mentioned on the way:
"""


SINE_STEPS = ("0", "1", "2", "4", "8", "16")


def text(measured: Measured) -> str:
    """The whole file."""
    parts = [HEAD]
    for language, name in (("zh", "Chinese"), ("en", "English")):
        parts += memory(name, {n: m for n, m in of("memory", measured).items() if m[0]["language"] == language})
    parts += [ORDER, order(of("order", measured))]
    counting = of("count", measured)
    parts += [COUNTING.format(trained=next(iter(counting.values()))[1]["trained"]), count(counting)]
    parts += [ADDING, adding(of("adding", measured)), *sine(of("sine", measured))]
    return "".join(parts)


def of(task: str, measured: Measured) -> Measured:
    """The models of one task."""
    return {name: one for name, one in measured.items() if one[0]["task"] == task}


def order(models: Measured) -> str:
    kinds = ("ordered", "swapped", "mixed", "accuracy")
    heads = ["model", "parameters", "seconds", "in order", "two words swapped", "mixed", "all"]
    return table(heads, [[*size(name, c), *(f"{f['held_out'][k]:.3f}" for k in kinds)] for name, (c, f) in models.items()])


def count(models: Measured) -> str:
    rows = [
        [
            *size(name, c), str(f["right_to"]), f"{f['counter']['per_a']:+.2f}", f"{f['counter']['per_b']:+.2f}",
            f"{f['counter']['straight']:.3f}",
        ]
        for name, (c, f) in models.items()
    ]  # fmt: skip
    return table(["model", "parameters", "seconds", "right to n =", "per a", "per b", "straight"], rows)


def adding(models: Measured) -> str:
    lengths = list(next(iter(models.values()))[1]["by_length"])
    rows = [[*size(name, c), *(f"{f['by_length'][T]['error']:.4f}" for T in lengths)] for name, (c, f) in models.items()]
    baseline = [f"{next(iter(models.values()))[1]['by_length'][T]['baseline']:.4f}" for T in lengths]
    return table(["model", "parameters", "seconds", *lengths], [*rows, ["baseline", "", "", *baseline]])


def sine(models: Measured) -> Iterable[str]:
    """Both halves, and what becomes of the test half at other phases and strides."""
    card, figures = next(iter(models.values()))
    yield SINE.format(stride=card["data"]["lanes"], phase=figures["by_phase"]["test"]["phase"])
    heads = ["model", "parameters", "seconds", "epochs", "training half", "test half", "largest error"]
    rows = [
        [
            *size(name, c), f"{c['steps']:,}", f"{f['train']['mse']:.2g}", f"{f['test']['mse']:.2g}",
            f"{f['test']['largest']:.3f}",
        ]
        for name, (c, f) in models.items()
    ]  # fmt: skip
    yield table(heads, rows)
    yield SINE_PHASES
    heads = ["model", "phase", *SINE_STEPS]
    phases = [(name, one) for name, (_, f) in models.items() for one in f["by_phase"].values()]
    yield table(heads, [[f"`{n}`", f"{p['phase']:.3f}", *(f"{p['by_step'][k]:.2g}" for k in heads[2:])] for n, p in phases])
    yield SINE_STRIDES
    heads = ["model", *figures["by_stride"]]
    strides = {name: f["by_stride"] for name, (_, f) in models.items()}
    yield table(heads, [[f"`{name}`", *(f"{one[n]['mse']:.2g}" for n in heads[1:])] for name, one in strides.items()])


def size(name: str, card: Card) -> list[str]:
    return [f"`{name}`", f"{card['parameters']:,}", str(card["seconds"])]


def memory(language: str, family: Measured) -> Iterable[str]:
    """The tables of one language, and what has to be told beside them."""
    card, figures = next(iter(family.values()))
    yield MEMORY.format(language=language, steps=card["steps"])
    for key, head in (("by_gap", ["tokens between"]), ("by_distractors", ["other countries"])):
        if key == "by_distractors":
            yield DISTRACTED
        columns = list(figures[key])
        rows = [[f"`{name}`", *(f"{found[key][c]['accuracy']:.3f}" for c in columns)] for name, (_, found) in family.items()]
        yield table([*head, *columns], rows)
    yield "\nHow large they are, and what they took:\n"
    yield table(
        ["model", "cell", "layers × units", "parameters", "rate", "seconds", "swap test"],
        [
            [
                f"`{name}`", c["cell"], f"{c['layers']} × {c['hidden']}", f"{c['parameters']:,}", f"{c['rate']:g}",
                str(c["seconds"]), f"{found['swap']['right']} of {found['swap']['of']}",
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
