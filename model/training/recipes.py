"""What to train with which settings: one entry for each built-in model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.errors import UnknownModel


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training gives, beside the code.

    Attributes:
        line: what there is to see, in one line of the gallery.
        language: of what is read; None where it belongs to none.
        hidden, embedding: H and D; D is the number of inputs of a step where these are numbers.
        steps: how many there are at most; fewer where the loss of a batch falls below ``until`` before.
        rate: the learning rate after ``warm_up`` steps; from there half a cosine to ``floor`` of it.
        clip: bound on the Euclidean norm of the gradient.
        start: how the weights start, "orthogonal" or "uniform": see ``model/training/parameters.py``.
        forget_bias: the bias at the start of the gate that keeps the state: the LSTM's f, the GRU's z. Not where all is uniform.
        penalty: weight of mean c² in the loss.
        spread: standard deviation of the embedding at the start.
        tries: how many seeds are tried, from ``seed`` on; the best network is kept, and its card tells what came of each.
    """

    name: str
    title: Mapping[str, str]
    task: str
    language: str | None
    cell: str = "lstm"
    layers: int = 1
    hidden: int = 48
    embedding: int = 24
    steps: int = 7200
    batch: int = 64
    rate: float = 1e-2
    until: float | None = None
    warm_up: int = 50
    floor: float = 0.05
    clip: float = 1.0
    start: str = "orthogonal"
    forget_bias: float = 1.0
    penalty: float = 0.0005
    spread: float = 0.5
    seed: int = 1
    tries: int = 1
    line: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


RATES = (3e-3, 5e-3, 1e-2, 2e-2)  # what a sweep tries
LOWER_RATES = (1e-3, 2e-3, 3e-3, 5e-3)  # and for the RNN, whose best would be at the edge of those

_PENALTY = {
    "zh": "损失里加了 0.0005 × c² 的均值，让细胞状态保持在看得清的范围里。",
    "en": "The loss includes 0.0005 × the mean of c², which keeps the cell state in a range that can be looked at.",
}

_MEMORY = {"zh": {"zh": "中文记忆", "en": "Memory, in Chinese"}, "en": {"zh": "英文记忆", "en": "Memory, in English"}}


_LINES = {
    "lstm": {"zh": "隔了六十个词，还记得开头的国籍", "en": "Remembers a nationality for sixty tokens"},
    "gru": {"zh": "两个门，没有单独的细胞状态，一样记得住", "en": "Two gates and no cell state: it remembers just as well"},
    "rnn": {"zh": "和 LSTM 一样大，但没有门：走着走着就忘了", "en": "As large as the LSTM, without gates: it forgets on the way"},
    "lstm-peephole": {"zh": "门能直接看到细胞状态", "en": "Its gates look at the cell state"},
    "lstm-coupled": {"zh": "忘掉多少，就写入多少", "en": "Writes exactly as much as it forgets"},
    "lstm-1997": {"zh": "最早的样子：还没有遗忘门", "en": "The original of 1997, still without a forget gate"},
    "gru-before": {"zh": "文章里画的 GRU", "en": "The GRU as the article draws it"},
    "rnn-wide": {"zh": "参数和 LSTM 一样多：差一点就跟上了", "en": "As many parameters as the LSTM: it nearly keeps up"},
    "lstm-stack": {"zh": "两层叠在一起", "en": "Two layers, one upon the other"},
}


def _memory(language: str, cell: str, rate: float, kind: str = "", **more: Any) -> Recipe:
    """A network of the memory family: the same data, steps and size, and the best rate of a sweep."""
    kind = kind or cell
    notes = _PENALTY if cell.startswith("lstm") else {}
    name, title = f"{language}-memory-{kind}", _MEMORY[language]
    return Recipe(name, title, "memory", language, cell, rate=rate, line=_LINES[kind], notes=notes, **more)


_ORDER = {"zh": "顺序重要吗", "en": "Order matters"}
_ORDER_LINES = {
    "plain": {"zh": "只看有哪些词，不看先后：和猜硬币一样", "en": "Sees the words, not their order: as good as a coin toss"},
    "rnn": {"zh": "一个词一个词地读，顺序乱了就听得出来", "en": "Reads word by word and notices when they are shuffled"},
    "lstm": {"zh": "同样的词，顺序对不对，它分得清", "en": "Of the same words it knows which are in order"},
}
_ORDER_NOTES = {
    "zh": "训练时只在一句的最后一个词上问它；读到一半时的回答没有训练过。",
    "en": "In training it was asked at the last word only; what it says before was never trained.",
}
_PLAIN_NOTES = {
    "zh": "这里没有循环网络，只有词向量的平均。加法不分先后，同样的词怎么排，平均都一样，所以每一对句子里它总是恰好答对一半。",
    "en": "No recurrent network, only the mean of the words' vectors. Sums know no order, so the same words have the same mean "
    "in every order: of each pair of sentences it gets exactly one right.",
}


def _order(kind: str, cell: str, notes: Mapping[str, str] = _ORDER_NOTES) -> Recipe:
    """A network that tells sentences in order from shuffled ones; all of the same size, rate and steps."""
    sizes: dict[str, Any] = {"hidden": 8, "embedding": 8, "steps": 1500}
    line = _ORDER_LINES[kind]
    return Recipe(f"order-{kind}", _ORDER, "order", "zh", cell, **sizes, penalty=0.0, line=line, notes=notes)


_COUNT = {"zh": "数数", "en": "Counting"}
_COUNT_LINES = {
    "lstm": {
        "zh": "一个单元就是计数器，数得比学过的远得多",
        "en": "One unit is a counter, and counts far beyond what it learned",
    },
    "rnn": {"zh": "没有计数器，出了学过的范围就不会了", "en": "No counter: beyond what it learned it is lost"},
}
_COUNT_NOTES = {
    "zh": "只有两个单元。能数多远要看随机种子：每个种子都训练一遍，留下数得最远的，各个种子的结果都在 tried 里。"
    "遗忘门的偏置从 5 开始，让它一开始就开着。词向量和别的模型一样是学出来的，每个字母 4 个数。",
    "en": "Two units only. How far it counts depends on the seed: each was trained, the one that counts farthest is kept, and "
    "“tried” tells of all. The bias of the forget gate begins at 5, so that it is open. Like in all models the vectors of the "
    "letters are learned, 4 numbers each.",
}


def _count(cell: str, rate: float) -> Recipe:
    """A counter of two units, the best of several seeds at the best of several rates.

    The embedding is learned: a one-hot vector in its place would make the same networks, W E multiplied out, and need a
    way of its own through training.
    """
    sizes: dict[str, Any] = {"hidden": 2, "embedding": 4, "steps": 3000, "tries": 8}
    name, line, notes = f"count-{cell}", _COUNT_LINES[cell], _COUNT_NOTES
    return Recipe(
        name, _COUNT, "count", None, cell, **sizes, rate=rate, forget_bias=5.0, penalty=0.0, line=line, notes=notes
    )  # fmt: skip


_ADDING = {"zh": "加法", "en": "Adding"}
_ADDING_LINES = {
    "lstm": {"zh": "记住做了标记的两个数，把它们加起来", "en": "Keeps the two numbers that are marked, and adds them"},
    "rnn": {"zh": "同样的题、同样的步数，隔得太远就记不住", "en": "The same task and steps: too far apart to remember"},
}
_ADDING_NOTES = {
    "zh": "LSTM 和 RNN 用同样的数据、步数和大小，RNN 的学习率是试过的几个里最好的。总说 1 的话，均方误差是 1/6，即 0.1667。",
    "en": "LSTM and RNN have the same data, steps and size, the RNN the best rate of a sweep. Always saying 1 has a squared "
    "error of 1/6 = 0.1667.",
}


def _adding(cell: str, rate: float) -> Recipe:
    """A network that adds two numbers of a long series."""
    sizes: dict[str, Any] = {"hidden": 32, "embedding": 2, "steps": 2400}
    name, line, notes = f"adding-{cell}", _ADDING_LINES[cell], _ADDING_NOTES
    return Recipe(name, _ADDING, "adding", None, cell, **sizes, rate=rate, penalty=0.0, line=line, notes=notes)


_SINE_NOTES = {
    "zh": "照文章里的 PyTorch 程序训练：16 个单元，整段数据一批，Adam，学习率 0.01 不变，损失低于 0.0001 就停。"
    "PyTorch 的每个门有两个偏置，只是相加，这里合成一个：网络是同一个，只是 Adam 每步推动的是一个偏置，不是两个。"
    "五个随机种子各训练一遍，留下测试的一半上答得最准的，各用了多少轮都在 tried 里。",
    "en": "Trained as the article's PyTorch program does it: 16 units, all data as one batch, Adam at a constant rate of 0.01, "
    "stopped as soon as the loss is below 0.0001. Of PyTorch's two biases a gate, which are only ever added, there is one here: "
    "the network is the same, but Adam moves one bias a step, not two. Each of five seeds was trained, the one that is right "
    "on most of the test half is kept, and “tried” tells how many epochs each took.",
}


def _sine() -> Recipe:
    """The article's own program; a step is an epoch, because all there is to learn from is one batch."""
    return Recipe(
        "sine-lstm", {"zh": "正弦变余弦", "en": "Sine to cosine"}, "sine", None, hidden=16, embedding=1, steps=10_000, batch=5,
        until=1e-4, warm_up=0, floor=1.0, clip=math.inf, start="uniform", penalty=0.0, seed=0, tries=5,
        line={"zh": "文章里的程序：只看 sin，说出 cos", "en": "The article's own program: reads the sine, says the cosine"},
        notes=_SINE_NOTES,
    )  # fmt: skip


RECIPES = {
    recipe.name: recipe
    for recipe in (
        _memory("zh", "lstm", 1e-2),
        _memory("zh", "gru", 1e-2),
        _memory("zh", "rnn", 3e-3, spread=0.3, seed=4),  # an RNN remembers by luck: docs/sweeps.md tells what others came to
        _memory("en", "lstm", 5e-3),
        _memory("en", "gru", 1e-2),
        _memory("en", "rnn", 3e-3, spread=0.2, seed=3),
        _memory("zh", "lstm-peephole", 1e-2),
        _memory("zh", "lstm-coupled", 1e-2),
        _memory("zh", "lstm-1997", 1e-2),
        _memory("zh", "gru-before", 1e-2),
        _memory("zh", "rnn", 3e-3, kind="rnn-wide", hidden=70, spread=0.2, seed=2),
        _memory("zh", "lstm", 1e-2, kind="lstm-stack", hidden=32, layers=2),
        _order("plain", "mean", _PLAIN_NOTES),
        _order("rnn", "rnn"),
        _order("lstm", "lstm"),
        _count("lstm", 2e-2),
        _count("rnn", 8e-2),
        _adding("lstm", 5e-3),
        _adding("rnn", 3e-3),
        _sine(),
    )
}


def recipe_named(name: str) -> Recipe:
    """Raises: UnknownModel."""
    if name not in RECIPES:
        raise UnknownModel(name, list(RECIPES))
    return RECIPES[name]
