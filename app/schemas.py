"""The bodies that come in, checked strictly, and the shapes that go out, for the reference only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

MAX_TOP = 50
MAX_DIGITS = 9
MAX_HOLDS = 64
MAX_DRAWS = 100
MAX_WHOLE = 1_000_000  # of a number that counts steps or units

State = list[dict[str, list[float]]]
Top = Annotated[int, Field(ge=0, le=MAX_TOP, description="how many next tokens (or labels) a step")]
Digits = Annotated[int | None, Field(ge=0, le=MAX_DIGITS, description="decimals, in binary 2^-n ≤ 10^-digits; null for all")]
Place = Annotated[int, Field(ge=0, le=MAX_WHOLE)]
Nodes = Annotated[
    list[str] | None,
    Field(max_length=100, description="which vectors; null for x and all computed ones (h_prev, c_prev on request)"),
]


def _digits(given: object) -> object:
    """Python takes 1_0 and +1 for whole numbers, too."""
    if isinstance(given, str) and not (given.isascii() and given.isdecimal()):
        raise PydanticCustomError("whole_number", "is not a whole number from 0")
    return given


DIGITS_ONLY = BeforeValidator(_digits)  # of a number in an address
Format = Annotated[Literal["json", "safetensors"] | None, Query(description="safetensors: all vectors in binary")]
Inputs = Annotated[str | None, Query(description="for numeric models, in place of text: one vector a step, as JSON")]


class Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class ReadRequest(Body):
    """What a network reads: exactly one of text, tokens and inputs."""

    text: str | None = None
    tokens: list[int] | None = None
    inputs: list[list[float]] | None = Field(default=None, description="for numeric models: one vector a step")
    state: State | None = Field(default=None, description="as a trace or step returned it; null to start from zeros")


class SequenceRequest(ReadRequest):
    model: str


class StepHold(Body):
    """Units of one node, held: exactly one of value and add."""

    layer: Place | None = Field(default=None, description="from 0; null for the last")
    node: str = Field(description="any node; x, h_prev, c_prev held are what this step reads, and nothing else")
    units: Annotated[list[Place], Field(min_length=1)] | None = Field(default=None, description="null for the whole vector")
    value: float | list[float] | None = Field(default=None, description="one number for all, or one for each of the units")
    add: float | None = Field(default=None, description="added to what was computed")


class TraceHold(StepHold):
    """The same from one step to another: exactly one of value, step and add."""

    t: Place = Field(description="the first step, from 0")
    until: Place | None = Field(default=None, description="the last step; null for the end of what is read")
    step: Place | None = Field(default=None, description="at the node's own value of this step in the run without holds")


class TraceRequest(SequenceRequest):
    nodes: Nodes = None
    top: Top = 5
    digits: Digits = None
    hold: list[TraceHold] | None = Field(
        default=None, max_length=MAX_HOLDS, description="in their order: later ones replace, or add to, earlier ones"
    )


class MomentRequest(SequenceRequest):
    """One step of what is read."""

    t: Place | None = Field(default=None, description="from 0; null for the last step")


class LayerRequest(MomentRequest):
    """One layer at it."""

    layer: Place | None = Field(default=None, description="from 0; null for the last")
    hold: list[TraceHold] | None = Field(default=None, max_length=MAX_HOLDS, description="as in a trace")


class ExplainRequest(LayerRequest):
    node: str = Field(description="a computed node")
    unit: Place = Field(description="from 0")


class LedgerRequest(LayerRequest):
    unit: Place | None = Field(default=None, description="from 0; null for all of them together only")


class ControlRequest(SequenceRequest):
    hold: Annotated[list[TraceHold], Field(min_length=1, max_length=MAX_HOLDS)]
    at: Place | None = Field(default=None, description="the step whose answer is looked at, from 0; null for the last")
    draws: int = Field(default=20, ge=1, le=MAX_DRAWS, description="how often units are chosen at random")
    seed: int = Field(default=0, ge=0, le=2**53 - 1, description="the same draws for the same seed")


class ScanRequest(SequenceRequest):
    """Two runs of as many steps; vectors of the source are put into the other."""

    source: ReadRequest = Field(description="the run that vectors are taken from")
    at: Place | None = Field(default=None, description="the step whose answer is looked at, from 0; null for the last")
    answers: Annotated[list[int | str], Field(min_length=2, max_length=2)] | None = Field(
        default=None,
        description="the own answer and the source's, as ids or texts; null for what each run finds likeliest. None for values",
    )
    units: Literal["all", "each"] = Field(default="all", description="whole vectors, or their units one by one")
    layer: Place | None = Field(default=None, description="from 0; null for the last")
    node: str | None = Field(default=None, description="null for x and all computed ones")
    t: Place | None = Field(default=None, description="the step that is patched; null for all up to at")


class DecodeRequest(LayerRequest):
    node: str = Field(description="any node that is as long as h")
    top: Top = 5


class NumberRequest(Body):
    """One number of a trace, all counted from 0."""

    t: Place
    layer: Place
    node: str
    unit: Place


class GradientRequest(MomentRequest):
    target: int | str | None = Field(
        default=None,
        description="a token (id or text), a label (its place or id) or the place of a value; "
        "null for the token or label that is most likely at t, or the first value",
    )
    nodes: Nodes = None
    digits: Digits = None
    attribution: bool = Field(default=True, description="whether to share L out among the steps, too; that takes longest")
    check: NumberRequest | None = Field(
        default=None, description="a number, not after t, to be found by a central difference, too"
    )


class StepRequest(Body):
    """Exactly one of token and input."""

    model: str
    token: int | str | None = Field(default=None, description="an id, or a text that is one token")
    input: list[float] | None = Field(default=None, description="for numeric models")
    state: State | None = None
    nodes: Nodes = None
    top: Top = 5
    digits: Digits = None
    hold: list[StepHold] | None = Field(default=None, max_length=MAX_HOLDS)


class Problem(BaseModel):
    code: str
    message: str = Field(description="for developers, in English")
    params: dict[str, Any]


class ErrorAnswer(BaseModel):
    """The one shape of every error."""

    error: Problem


class TokenAnswer(BaseModel):
    id: int
    text: str
    known: bool
    start: int = Field(description="in characters (code points) of the text")
    end: int


class Likely(BaseModel):
    id: int
    text: str
    probability: float


class Actual(Likely):
    rank: int = Field(description="1 is the most likely")


class Prediction(BaseModel):
    top: list[Likely]
    actual: Actual | None = Field(default=None, description="the next token of the text; null at the last step and for labels")


class Value(BaseModel):
    value: list[float] = Field(description="of a model whose answer is numbers")


class LayerAnswer(BaseModel):
    direction: Literal["forward"]
    nodes: dict[str, list[list[float]]] = Field(description="node id → T vectors")


class AnswerKind(BaseModel):
    kind: Literal["next_token", "class", "value"]


class TraceAnswer(BaseModel):
    model: str
    cell: str
    tokens: list[TokenAnswer] = Field(description="none for numeric models")
    layers: list[LayerAnswer]
    answer: AnswerKind
    predictions: list[Prediction | Value] = Field(description="one a step")
    state: State


class Term(BaseModel):
    unit: int = Field(description="of the input; the embedding's dimension where a word is read")
    weight: float
    value: float
    product: float


class ExplainPart(BaseModel):
    node: str = Field(description="an input of the node")
    weight: str | None = Field(description="the name of its weight; null where it comes as it is")
    sum: float
    terms: list[Term] = Field(description="the largest |product| first")


class Bias(BaseModel):
    name: str
    value: float


class ExplainAnswer(BaseModel):
    model: str
    cell: str
    t: int
    layer: int
    node: str
    unit: int
    op: str
    formula: str
    token: TokenAnswer | None = Field(description="read at this step; null for numeric models")
    parts: list[ExplainPart] = Field(description="what is added up, or a pointwise operation's operands")
    bias: Bias | None
    net: float | None = Field(description="the sum, before the activation; null for a pointwise operation")
    value: float = Field(description="what follows from these numbers, in float64")
    residual: float = Field(description="the value less the trace's own")


class Written(BaseModel):
    start: float = Field(description="what is left of the state before the first step")
    steps: list[float] = Field(description="what is left of what each step wrote, up to t")


class UnitLedger(Written):
    unit: int
    value: float = Field(description="the memory; the sum of all shares")
    half_lives: list[int | None] = Field(
        description="after how many steps half of what each step wrote is gone for good; null where more is there at the end"
    )


class LedgerAnswer(BaseModel):
    model: str
    cell: str
    t: int
    layer: int
    tokens: list[TokenAnswer] = Field(description="none for numeric models")
    memory: str = Field(description="the node that is a sum: c, or the GRU's h")
    keep: str | None = Field(description="the gate that keeps the old; null where nothing is forgotten")
    write: str = Field(description="the node that is added")
    norm: float = Field(description="|memory| at t")
    along: Written = Field(description="how much of it each accounts for: shares along its direction, which add up to it")
    unit: UnitLedger | None


class Said(BaseModel):
    """What was said of the answer; of values the first."""

    probability: float | None = Field(description="null for values")
    log_odds: float | None = Field(description="log p / (1 − p); null for values")
    value: float | None = Field(description="null for words and labels")


class Draw(Said):
    units: list[list[int] | None] = Field(description="for each hold, in place of its own; null for a whole vector")


class ControlAnswer(BaseModel):
    model: str
    cell: str
    at: int
    seed: int
    id: int | None = Field(description="the word or label that is likeliest without holds; null for values")
    text: str | None
    without: Said = Field(description="without holds")
    held: Said = Field(description="with the holds that were asked for")
    draws: list[Draw] = Field(description="none where every hold is of a whole vector: there is nothing to choose")
    as_much: int | None = Field(
        description="how many draws moved the log-odds, or the value, at least as much as the holds did; null without draws"
    )


class ScanEnd(BaseModel):
    id: int | None = Field(description="of the answer; null for values")
    text: str | None
    measure: float = Field(description="in this run: log p(source's answer) / p(own answer), or the value")


class ScanHead(BaseModel):
    """The first line of a scan."""

    model: str
    cell: str
    layer: int
    at: int
    units: Literal["all", "each"]
    nodes: list[str]
    steps: list[int]
    tokens: list[TokenAnswer] = Field(description="of the run that is patched; none for numeric models")
    source_tokens: list[TokenAnswer]
    own: ScanEnd
    source: ScanEnd
    total: int = Field(description="how many lines follow")


class ScanLine(BaseModel):
    """Every other line of a scan, as soon as it is known."""

    t: int
    node: str
    moved: float | list[float] = Field(description="0 nothing, 1 all the way to the source's own; a list for each unit")


class Target(BaseModel):
    id: int = Field(description="its place in the output")
    text: str | None = Field(description="the token or the label's id; null for a value")
    probability: float | None = Field(description="at t; null for a value")


class Norms(BaseModel):
    nodes: dict[str, list[float]] = Field(description="carried node → one for each step up to t, all layers together")
    together: list[float] = Field(description="of all that is carried")


class AttributionAnswer(BaseModel):
    """One number a step, up to t."""

    gradient_input: list[float] = Field(description="x · ∂L/∂x")
    integrated: list[float] = Field(description="integrated gradients from zero inputs; they add up to whole but for gap")
    whole: float = Field(description="L less what it is when all inputs up to t are zero")
    gap: float = Field(description="what the sum of integrated misses")
    relative: float | None = Field(description="gap as a share of |whole|; null where whole is 0")
    points: int = Field(description="at how many places of the way gradients were taken: 64 at a time, until little is missed")


class CheckAnswer(NumberRequest):
    gradient: float
    difference: float = Field(description="(L(v + ε) − L(v − ε)) / 2ε")
    gap: float


class GradientAnswer(BaseModel):
    """∂L/∂v of every vector up to t; L = log p(target) after step t, or a value itself."""

    model: str
    cell: str
    t: int
    tokens: list[TokenAnswer] = Field(description="all that was read; none for numeric models")
    target: Target
    value: float = Field(description="L; a natural logarithm, or the value")
    layers: list[LayerAnswer] = Field(description="as in a trace, t + 1 vectors a node")
    norms: Norms = Field(description="|∂L/∂(the state after a step)|: how far back the answer reaches")
    attribution: AttributionAnswer | None
    check: CheckAnswer | None


class DecodeAnswer(BaseModel):
    model: str
    cell: str
    t: int
    layer: int
    node: str
    token: TokenAnswer | None = Field(description="read at this step; null for numeric models")
    stretch: bool = Field(description="whether the output layer never learned to read this: all but the last layer's h")
    prediction: Prediction | Value = Field(description="what it says of the vector, as of a step")


class StepLayer(BaseModel):
    nodes: dict[str, list[float]]


class StepAnswer(BaseModel):
    token: TokenAnswer | None = Field(description="null for numeric models")
    layers: list[StepLayer]
    prediction: Prediction | Value
    state: State


class NodeAnswer(BaseModel):
    id: str
    op: Literal["input", "linear", "sigmoid", "tanh", "one_minus", "plus_one", "mul", "add", "div"]
    inputs: list[str]
    weights: dict[str, str]
    bias: str | None
    learned: bool
    gate: str | None
    formula: str
    line: int | None = Field(description="the line of source that computes it, from 0; null for inputs")
    scale: str = Field(description="gate: 0 … 1; bounded: −1 … 1; x: as the input; or the node whose largest |v| is full")


class CellAnswer(BaseModel):
    name: str
    nodes: list[NodeAnswer]
    carry: dict[str, str]
    memory: str = Field(description="the carried node that is a sum and so holds what was; h where there is none")
    rows: list[str] = Field(description="whose rows stand one below the other in the matrices of the weights' file, in order")
    source: str


class CellsAnswer(BaseModel):
    cells: list[CellAnswer]


class ModelsAnswer(BaseModel):
    models: list[dict[str, Any]] = Field(description="the cards, without their vocabularies")


class UnitFacts(BaseModel):
    """The nationality is told, a filler follows, then the question, whose last word asks for the answer."""

    layer: int
    unit: int
    explained: float = Field(description="share of its variance that the nationality explains at the end of the filler (η²)")
    explained_asked: float = Field(description="the same at the question's last word")
    carries: bool = Field(description="explained ≥ threshold")
    gate: float | None = Field(description="mean over the filler of the gate that keeps; null in a cell without one")
    kept: float | None = Field(description="its product over the filler: the share it leaves of what was there")
    output: float | None = Field(description="mean output gate over the filler; null in a cell without one")
    output_asked: float | None = Field(description="output gate at the question's last word")


class GroupFacts(BaseModel):
    """Means over some units."""

    units: int = Field(description="how many")
    accuracy: float = Field(
        description="share of nationalities that a linear read-out of them alone gets right, before the question"
    )
    gate: float | None
    kept: float | None
    output: float | None
    output_asked: float | None


class AccuracyAnswer(BaseModel):
    """A share of right answers and its 95 % interval (Wilson)."""

    accuracy: float
    low: float
    high: float


class ReadoutFacts(BaseModel):
    """A linear read-out of the nationality, fitted on one half of the sentences and measured on the other."""

    chance: float
    measured: int = Field(description="how many sentences it was measured on")
    lags: list[int] = Field(description="tokens read since the nation; at the last the answer is due")
    states: dict[str, list[AccuracyAnswer]] = Field(description="c and h, or h alone → one for each lag")


class FreshGradient(BaseModel):
    cell: str
    recurrent: Literal["orthogonal", "uniform"] = Field(description="how the recurrent matrices start")
    bias: float | None = Field(description="where the bias of the gate that keeps starts; null in a cell without one")
    ratios: list[float]


class GradientFacts(BaseModel):
    """|∂L/∂s| so many tokens before the loss over |∂L/∂s| at it, for 0, 1, 2 … tokens; s is all that is carried on."""

    trained: list[float] = Field(description="this network, L = −log p(answer): the geometric mean over sentences")
    fresh: list[FreshGradient] = Field(description="untrained networks: the geometric mean over several of each kind")
    networks: int = Field(description="how many of each kind")
    hidden: int = Field(description="their units")


class FactsAnswer(BaseModel):
    """What a network of the task memory remembers."""

    model: str
    cell: str
    sentences: int = Field(description="held-out ones that were read")
    gap: int = Field(description="tokens between the nation and the answer")
    state: Literal["c", "h"] = Field(description="the vector that holds the memory")
    gate: str | None = Field(description="the gate that keeps: f of the LSTM, z of the GRU; null where there is none")
    threshold: float
    units: list[UnitFacts]
    carrying: GroupFacts | None = Field(description="the units that carry the nationality; null if none does")
    others: GroupFacts | None
    readout: ReadoutFacts
    gradient: GradientFacts


class Health(BaseModel):
    status: Literal["ok"]
