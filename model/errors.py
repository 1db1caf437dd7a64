"""Everything that can go wrong with a network and what goes into it.

    ExplorerError
    ├── UnknownName            a model, cell or node that is not there
    │   ├── UnknownModel
    │   ├── UnknownCell
    │   └── UnknownNode
    ├── ShapeError             an array of the wrong shape handed to the maths
    ├── WeightsError           a weights file or card that does not hold what it should
    ├── EmptyInput             nothing to read: no text, no tokens
    ├── WrongInput             words for a network of numbers, or numbers for a network of words
    ├── WrongInputSize         input vectors of another size than the network reads
    ├── TokenOutOfRange        a token id outside the vocabulary
    ├── NotOneToken            a text that should be one token and is not
    ├── UnknownWord            a word that the network was never taught, asked about as an answer
    ├── WrongState             a state that does not fit the network
    ├── NoLedger               a cell whose memory is no sum of what was written
    ├── UnequalLengths         two sequences that should have as many steps and have not
    ├── NothingToMove          two runs that say the same
    ├── NoFacts                a network that was not trained for what is to be measured
    ├── NotFinite              NaN or infinity, coming in or going out
    ├── TooMuchWork            a sequence that is too long for the bound
    └── TooManyRuns            runs that together are too long for it

Each has a ``code`` (the key of the reader's sentence in the locales), ``params`` (what that sentence
is filled with) and a message in English for developers: what, which value, what was expected.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """Base of all errors that are somebody's to mend."""

    code = "error"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class UnknownName(ExplorerError):
    """A name that stands for nothing here."""

    kind = "name"

    def __init__(self, name: str, known: list[str]) -> None:
        listed = ", ".join(known[:20])
        super().__init__(f"there is no {self.kind} {name[:80]!r}; there are: {listed}", name=name[:80])


class UnknownModel(UnknownName):
    code, kind = "unknown_model", "model"


class UnknownCell(UnknownName):
    code, kind = "unknown_cell", "cell"


class UnknownNode(UnknownName):
    code, kind = "unknown_node", "node"


class ShapeError(ExplorerError):
    """An array does not have the shape that the maths needs."""

    code = "wrong_shape"

    def __init__(self, name: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
        super().__init__(f"{name} has shape {shape}; expected {expected}", name=name, shape=list(shape), expected=list(expected))


class WeightsError(ExplorerError):
    """A model's files do not fit together."""

    code = "wrong_weights"


class EmptyInput(ExplorerError):
    code = "empty_input"

    def __init__(self) -> None:
        super().__init__("there is nothing to read: the input has no token")


class WrongInput(ExplorerError):
    code = "wrong_input"

    def __init__(self, model: str, given: str, expected: str) -> None:
        super().__init__(f"{model} reads {expected}, not {given}", model=model, given=given, expected=expected)


class WrongInputSize(ExplorerError):
    code = "wrong_input_size"

    def __init__(self, model: str, index: int, size: int, expected: int) -> None:
        super().__init__(
            f"inputs[{index}] has {size} numbers; {model} reads {expected} a step",
            model=model, index=index, size=size, expected=expected,
        )  # fmt: skip


class TokenOutOfRange(ExplorerError):
    code = "token_out_of_range"

    def __init__(self, model: str, index: int, token: int, size: int) -> None:
        super().__init__(
            f"tokens[{index}] is {token}; {model} has tokens 0…{size - 1}",
            model=model, index=index, token=token, size=size,
        )  # fmt: skip


class NotOneToken(ExplorerError):
    code = "not_one_token"

    def __init__(self, count: int) -> None:
        super().__init__(f"token must be one token of the model; this text is {count}", count=count)


class UnknownWord(ExplorerError):
    code = "unknown_word"

    def __init__(self, model: str, word: str) -> None:
        super().__init__(f"{word[:80]!r} is no word of {model}, so it never answers with it", model=model, word=word[:80])


class WrongState(ExplorerError):
    code = "wrong_state"

    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(f"state {problem}; expected {expected}", problem=problem, expected=expected)


class NoLedger(ExplorerError):
    code = "no_ledger"

    def __init__(self, cell: str) -> None:
        super().__init__(f"the memory of {cell} is written anew at every step: it is no sum of what was written", cell=cell)


class UnequalLengths(ExplorerError):
    code = "unequal_lengths"

    def __init__(self, own: int, source: int) -> None:
        super().__init__(f"the run has {own} steps, its source {source}; expected as many", own=own, source=source)


class NothingToMove(ExplorerError):
    code = "nothing_to_move"

    def __init__(self) -> None:
        super().__init__("both runs say the same of these answers at this step; expected two that differ")


class NoFacts(ExplorerError):
    code = "no_facts"

    def __init__(self, model: str, task: str) -> None:
        super().__init__(
            f"facts are measured of networks that were trained for the task memory; {model} was for {task}",
            model=model, task=task,
        )  # fmt: skip


class NotFinite(ExplorerError):
    code = "not_finite"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} holds NaN, infinity or a number too large to compute with", what=what)


class TooMuchWork(ExplorerError):
    code = "sequence_too_long"

    def __init__(self, steps: int, limit: int, work: int, setting: str) -> None:
        super().__init__(
            f"{steps} steps are too many for this model: {setting} = {work} allows {limit}",
            steps=steps, limit=limit, setting=setting,
        )  # fmt: skip


class TooManyRuns(ExplorerError):
    code = "too_many_runs"

    def __init__(self, work: int, limit: int, setting: str) -> None:
        super().__init__(
            f"all runs together come to {work} steps × hidden units × layers; {setting} allows {limit}",
            work=work, limit=limit, setting=setting,
        )  # fmt: skip
