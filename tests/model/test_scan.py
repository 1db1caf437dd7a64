"""Patches from one run into another: against holding one value at a time, and where it is known what they move."""

from __future__ import annotations

import numpy as np
import pytest

from model import scan as scanning
from model.cells import CELLS
from model.errors import NotFinite, NothingToMove, UnequalLengths
from model.graph import Array, Cell
from model.hold import Hold, held
from model.library import Library
from model.network import Network
from model.scan import Pair, pair, scan, work
from tests.conftest import ARTICLE
from tests.model.helpers import random_network

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
IDS, OTHER = [3, 1, 4, 1, 5, 2], [3, 1, 2, 1, 5, 2]  # they differ at 2
AT = 4


def two(network: Network, answers: tuple[int | None, int | None] | None = (0, 1)) -> Pair:
    return pair(network, (network.embed(IDS), None), (network.embed(OTHER), None), AT, answers)


def by_holding(network: Network, found: Pair, layer: int, t: int, node: str, units: list[int] | None) -> float:
    """The same by one run under a hold, its log-odds from the probabilities."""
    row = found.source.node(node, layer)[t]
    value = (row if units is None else row[units]).tolist()
    run = held(network, network.embed(IDS), [Hold(t, t, layer, node, units, value=value)])

    def measure(probabilities: Array, output: Array) -> float:
        if found.answers is None:
            return float(output[0])
        own, source = found.answers
        return float(np.log(probabilities[source] / probabilities[own]))

    patched = measure(run.probabilities[AT], run.output[AT])
    own, source = (measure(one.probabilities[AT], one.output[AT]) for one in (found.own, found.source))
    return (patched - own) / (source - own)


@EACH
@pytest.mark.parametrize("answers", [(0, 1), None])
def test_a_scan_agrees_with_holding_one_value_at_a_time(cell: Cell, answers: tuple[int, int] | None) -> None:
    network = random_network(cell, 7, 4, 5, 2)
    found, nodes = two(network, answers), list(cell.by_id)
    for layer in (0, 1):
        each = list(scan(found, layer, nodes, range(AT + 1), each=True))
        assert [(t, node) for t, node, _ in each] == [(t, node) for t in range(AT + 1) for node in nodes]
        for t, node, moved in each:
            expected = [by_holding(network, found, layer, t, node, [unit]) for unit in range(network.size(node, layer))]
            np.testing.assert_allclose(moved, expected, rtol=0, atol=1e-9)
        for t, node, moved in scan(found, layer, nodes, range(AT + 1), each=False):
            np.testing.assert_allclose(moved, [by_holding(network, found, layer, t, node, None)], rtol=0, atol=1e-9)


@EACH
def test_what_is_known_of_every_scan(cell: Cell) -> None:
    """h of the last layer where it is asked is all; so is the word that differs; before it there is nothing."""
    network = random_network(cell, 7, 4, 5, 2)
    found = two(network)
    maps = [{(t, id): v[0] for t, id, v in scan(found, n, list(cell.by_id), range(AT + 1), each=False)} for n in (0, 1)]
    assert maps[1][AT, "h"] == pytest.approx(1, abs=1e-9)
    assert maps[0][2, "x"] == pytest.approx(1, abs=1e-9)
    for layer, found_there in enumerate(maps):
        for (t, id), moved in found_there.items():
            if t < 2 or (t == 2 and id in cell.carry):
                assert abs(moved) <= 1e-9, (layer, t, id)
            if layer == 0 and id == "x" and t > 2:
                assert abs(moved) <= 1e-9


def test_side_by_side_or_few_at_a_time_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    found = two(network)
    whole = [v for *_, v in scan(found, 0, ["f", "x"], range(AT + 1), each=True)]
    monkeypatch.setattr(scanning, "SIDE_BY_SIDE", 2 * 5 * (AT + 1))
    for one, other in zip(whole, [v for *_, v in scan(found, 0, ["f", "x"], range(AT + 1), each=True)], strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


def test_the_work_of_a_scan_is_that_of_its_runs() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 2)
    assert work(network, 0, 4, ["x", "f"], range(5), each=True) == (5 + 4 + 3 + 2 + 1) * (4 + 5) * 5 * 2
    assert work(network, 1, 4, ["x", "f"], range(3, 4), each=False) == 2 * 2 * 5


def test_what_cannot_be_compared_is_refused() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    x = network.embed(IDS)
    with pytest.raises(UnequalLengths):
        pair(network, (x, None), (x[:-1], None), 2, (0, 1))
    with pytest.raises(NothingToMove):
        pair(network, (x, None), (x, None), 2, (0, 1))
    with pytest.raises(NothingToMove):
        pair(network, (x, None), (network.embed(OTHER), None), AT, (1, 1))
    with pytest.raises(NothingToMove):  # the word that differs is read after that step
        pair(network, (x, None), (network.embed(OTHER), None), 1, (0, 1))


def test_a_patch_that_overflows_is_refused() -> None:
    """The sum of one run over the count of another: both are fine, the two together are not."""
    network = random_network(CELLS["mean"], 7, 5, 5, 1, words=False)
    x = np.ones((2, 5))
    starts = [({"s": np.full(5, s), "k": np.full(5, k)},) for s, k in ((3e38, 1e38), (1.0, -1.0 + 1e-12))]
    found = pair(network, (x, starts[0]), (x, starts[1]), 0, (0, 1))
    with pytest.raises(NotFinite):
        list(scan(found, 0, ["k"], range(1), each=False))


def test_where_the_trained_network_carries_the_country(zoo: Library) -> None:
    """From the word to the question it is in c and not in h; at the question h has it all."""
    model = zoo.model("zh-memory-lstm")
    network = model.network
    own, french = (
        network.embed([token.id for token in model.from_text(text)]) for text in (ARTICLE, ARTICLE.replace("中国人", "法国人"))
    )
    found = pair(network, (own, None), (french, None), 13, (None, None))
    assert [model.sayings[id] for id in found.answers or ()] == ["汉语", "法语"]  # what each run finds likeliest
    assert found.ends[0] < -5 < 5 < found.ends[1]
    moved = {(t, id): v[0] for t, id, v in scan(found, 0, ["x", "c", "h"], range(14), each=False)}
    assert all(moved[t, "c"] > 0.99 and moved[t, "h"] < 0.1 for t in range(4, 10))
    assert moved[13, "h"] == pytest.approx(1, abs=1e-9)
    assert moved[3, "x"] == pytest.approx(1, abs=1e-9)
