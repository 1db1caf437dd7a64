"""What belongs together stays together: cells × placements × notation × locales × error codes × settings × styles."""

from __future__ import annotations

import itertools
import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

import app.errors
import model.training.loop  # noqa: F401  its error is in the tree, too
from app.assets import asked_words
from app.figure import NAMED
from app.i18n import KINDS, LANGUAGES, LATER, PARTS, words_for, words_with
from app.notation import letters
from app.paths import walk
from app.placement import Box, Placement, Rect, placement
from app.settings import SETTINGS
from app.strips import THICKNESS
from app.svg import palette, text_width
from model.cells import CELLS
from model.errors import ExplorerError
from model.graph import Cell

ROOT = Path(__file__).resolve().parent.parent
LOCALES: dict[str, dict[str, str]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "static" / "locales").glob("*.json")
}
DRAWN = {name: cell for name, cell in CELLS.items() if (ROOT / "static" / "diagrams" / f"{name}.json").is_file()}
EACH = pytest.mark.parametrize("cell", DRAWN.values(), ids=DRAWN)
Point = tuple[float, float]


# Cells and their placements


def edges_of(cell: Cell) -> set[str]:
    """All that has to be drawn: the graph's edges, what is carried to the next step, and the way to the answer."""
    inner = {f"{source}>{n.id}" for n in cell.computed for source in n.inputs}
    return inner | {f"{node}>{k}" for k, node in cell.carry.items()} | {"h>out"}


def test_every_cell_is_drawn_and_nothing_else() -> None:
    assert {path.stem for path in (ROOT / "static" / "diagrams").iterdir()} == set(CELLS)


@EACH
def test_every_node_has_its_place_its_letter_and_its_name(cell: Cell) -> None:
    place = placement(cell.name)
    computed = {n.id for n in cell.computed}
    assert set(place.boxes) == computed
    assert set(place.strips) == set(cell.by_id)
    assert {label.node for label in place.labels} == set(cell.by_id)
    assert set(cell.by_id) <= set(letters())
    for language in LOCALES:
        assert all(f"node.{id}.name" in words_for(language, cell.name) for id in cell.by_id)
    for n in cell.computed:
        assert place.boxes[n.id].kind == ("layer" if n.learned else "op")


@EACH
def test_the_wires_realise_exactly_the_edges_of_the_graph(cell: Cell) -> None:
    wires = placement(cell.name).wires.values()
    assert {edge for wire in wires for edge in wire.edges} == edges_of(cell)
    for wire in wires:
        assert set(wire.carries) == {edge.partition(">")[0] for edge in wire.edges}


def segments(d: str) -> list[tuple[Point, Point]]:
    return list(itertools.pairwise(walk(d)))


def lies_on(point: Point, d: str) -> bool:
    return point in walk(d) or any(
        min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])
        for a, b in segments(d)
        if a[0] == b[0] or a[1] == b[1]
    )


def begins_at(place: Placement, cell: Cell, source: str, point: Point) -> bool:
    if cell.node(source).computed:
        return on_edge(place, source, point)
    if source == "x":
        circle = place.circles["x"]
        return point == (circle.x, circle.y - circle.r)
    return point[0] == place.past.x + place.past.width


def ends_at(place: Placement, cell: Cell, target: str, point: Point) -> bool:
    if target == "out":
        circle = place.circles["h"]
        return point == (circle.x, circle.y + circle.r)
    if target in cell.carry:
        return point[0] == place.future.x - 2
    return on_edge(place, target, point)


def on_edge(place: Placement, node: str, point: Point) -> bool:
    box = place.boxes[node]
    dx, dy = abs(point[0] - box.x), abs(point[1] - box.y)
    straight = box.kind == "layer" and ((dx < box.rx and dy == box.ry) or (dx == box.rx and dy < box.ry))
    return straight or (dx, dy) in ((0, box.ry), (box.rx, 0))


@EACH
def test_the_wires_of_each_edge_join_end_to_end(cell: Cell) -> None:
    place = placement(cell.name)
    for edge in edges_of(cell):
        source, _, target = edge.partition(">")
        left = [wire.d for wire in place.wires.values() if edge in wire.edges]
        (current,) = [d for d in left if begins_at(place, cell, source, walk(d)[0])]
        left.remove(current)
        while left:
            (following,) = [d for d in left if lies_on(walk(d)[0], current)]
            left.remove(following)
            current = following
        assert ends_at(place, cell, target, walk(current)[-1]), edge


@EACH
def test_wires_cross_only_at_a_bridge(cell: Cell) -> None:
    wires = placement(cell.name).wires
    bridges = {wire.bridge for wire in wires.values() if wire.bridge}
    crossings = set()
    for one, two in itertools.combinations(wires.values(), 2):
        ends = {walk(w.d)[n] for w in (one, two) for n in (0, -1)}
        for (a, b), (c, d) in itertools.product(segments(one.d), segments(two.d)):
            if (a[0] == b[0]) == (c[0] == d[0]):
                continue
            (x, _), (_, y) = (a, c) if a[0] == b[0] else (c, a)
            if lies_on((x, y), one.d) and lies_on((x, y), two.d) and (x, y) not in ends:
                crossings.add((x, y))
    assert crossings == bridges


@EACH
def test_every_strip_lies_on_a_wire_that_carries_its_vector(cell: Cell) -> None:
    place = placement(cell.name)
    for node, strip in (*place.strips.items(), *place.leaving(cell.carry).items()):
        start = (strip.x, strip.y)
        end = (strip.x + strip.length, strip.y) if strip.along == "x" else (strip.x, strip.y + strip.length)
        wires = [w.d for w in place.wires.values() if node in w.carries]
        assert any(lies_on(start, d) and lies_on(end, d) for d in wires), node


@EACH
def test_boxes_strips_labels_and_circles_do_not_overlap(cell: Cell) -> None:
    place = placement(cell.name)
    taken = {f"box {id}": Rect(b.x - b.rx, b.y - b.ry, 2 * b.rx, 2 * b.ry, 0) for id, b in place.boxes.items()}
    half = THICKNESS / 2 + 1.5
    for id, s in (*place.strips.items(), *((f"{id}, leaving", s) for id, s in place.leaving(cell.carry).items())):
        if s.along == "x":
            taken[f"strip {id}"] = Rect(s.x, s.y - half, s.length, 2 * half, 0)
        else:
            taken[f"strip {id}"] = Rect(s.x - half, s.y, 2 * half, s.length, 0)
    for n, label in enumerate(place.labels):
        letter, index = letters()[label.node]
        size = 12 if label.small else 16
        width = text_width(letter, size) + text_width(index, 0.68 * size)
        x = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
        taken[f"label {label.node} {n}"] = Rect(x, label.y - 0.75 * size, width, size, 0)
    for id, c in place.circles.items():
        taken[f"circle {id}"] = Rect(c.x - c.r, c.y - c.r, 2 * c.r, 2 * c.r, 0)
    for (one, a), (two, b) in itertools.combinations(taken.items(), 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (one, two)
    for name, r in taken.items():
        assert r.x >= 0, name
        assert r.y >= 0, name
        assert r.x + r.width <= place.width, name
        assert r.y + r.height <= place.height, name


def test_the_lstm_is_drawn_as_the_article_draws_it() -> None:
    place = placement("lstm")
    boxes, wires = place.boxes, place.wires
    line = {y for name in ("c_prev.in", "c_prev.on", "keep", "c", "c.out") for _, y in walk(wires[name].d)}
    assert line == {104}
    assert walk(wires["c_prev.in"].d)[0][0] == place.past.x + place.past.width
    assert walk(wires["c.out"].d)[-1][0] == place.future.x - 2
    assert boxes["keep"].y == boxes["c"].y == 104
    assert boxes["keep"].x < boxes["c"].x
    layers = sorted((b for b in boxes.values() if b.kind == "layer"), key=lambda b: b.x)
    assert [b.sign for b in layers] == ["σ", "σ", "tanh", "σ"]
    assert len({b.y for b in layers}) == 1
    assert (boxes["write"].x, boxes["write"].sign) == (boxes["c"].x, "×")
    assert boxes["write"].y > boxes["c"].y
    assert boxes["tanh_c"].rx > boxes["tanh_c"].ry
    assert 104 < boxes["tanh_c"].y - boxes["tanh_c"].ry < 104 + 30
    assert boxes["tanh_c"].x == boxes["h"].x
    assert boxes["tanh_c"].y < boxes["h"].y
    right, up = walk(wires["h.out"].d), walk(wires["h.up"].d)
    assert right[0] == up[0] == walk(wires["h"].d)[-1]
    assert right[-1][0] > place.body.x + place.body.width
    assert up[-1][1] < place.body.y
    assert wires["h.up"].bridge == (790, 104)
    x = walk(wires["x"].d)
    assert x[0][1] > place.body.y + place.body.height
    assert x[0][0] < boxes["f"].x
    assert "Q" in wires["x"].d
    assert x[-1] == walk(wires["bus.1"].d)[0]
    gates = [place.strips[n] for n in ("f", "i", "g", "o")]
    assert len({(s.y, s.length) for s in gates}) == 1  # so that one hairline crosses all four


@pytest.mark.parametrize(("name", "reset"), [("gru-before", "rh"), ("gru", "rhn")])
def test_the_gru_is_drawn_as_the_article_draws_it(name: str, reset: str) -> None:
    place = placement(name)
    boxes, wires = place.boxes, place.wires
    line = ("h_prev.in", "h_prev.on", "h_prev.past", "h_prev.keep", "keep", "h", "h.out")
    assert {y for wire in line for _, y in walk(wires[wire].d)} == {104} == set(place.through)
    assert boxes["keep"].y == boxes["h"].y == 104
    layers = [boxes[n] for n in ("r", "z", "n")]
    assert [b.sign for b in layers] == ["σ", "σ", "tanh"]
    assert [b.x for b in layers] == sorted(b.x for b in layers)
    assert len({b.y for b in layers}) == 1
    assert {x for wire in ("z", "z.keep") for x, _ in walk(wires[wire].d)} == {boxes["z"].x} == {boxes["keep"].x}
    assert boxes["n"].x == boxes["write"].x == boxes["h"].x
    assert boxes[reset].x < boxes["r"].x
    assert walk(wires["r"].d)[-1] == (boxes[reset].x + boxes[reset].rx, boxes[reset].y)  # r goes up and to the left
    assert boxes["z"].x < boxes["nz"].x < boxes["write"].x  # z is what is kept: 1 − z is on the way to what is written
    assert boxes["nz"].y == boxes["write"].y == boxes[reset].y
    assert {name: wire.bridge for name, wire in wires.items() if wire.bridge} == {reset: (boxes[reset].x, 430)}
    assert walk(wires["h.up"].d)[-1][1] < place.body.y
    assert set(place.level()) == {"r", "z", "n"}


def test_pytorchs_gru_differs_from_the_articles_by_one_layer_before_the_reset() -> None:
    article, pytorch = placement("gru-before"), placement("gru")
    for own, others in ((article.boxes, pytorch.boxes), (article.strips, pytorch.strips)):
        assert dict(others) == {("rhn" if id == "rh" else id): place for id, place in own.items()} | {"hn": others["hn"]}
    assert pytorch.boxes["hn"].x == pytorch.boxes["rhn"].x
    assert 104 < pytorch.boxes["hn"].y < pytorch.boxes["rhn"].y


def test_the_running_mean_is_drawn_as_a_fraction() -> None:
    place = placement("mean")
    s, h, k = (place.boxes[id] for id in ("s", "h", "k"))
    assert s.y < h.y < k.y
    assert h.y == (s.y + k.y) / 2
    assert {x for wire in ("s.down", "k.up") for x, _ in walk(place.wires[wire].d)} == {h.x}
    assert place.strips["s"].x == place.strips["k"].x


# Words


SIGNS = ("layer", "op", "transfer", "merge", "copy")
STEPS = ("word", "operation")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_locales_are_complete_and_take_the_same_values() -> None:
    assert set(LOCALES) == set(LANGUAGES)
    one, *others = LOCALES.values()
    for other in others:
        assert list(other) == list(one)
        for key, text in one.items():
            assert text.strip()
            assert placeholders(other[key]) == placeholders(text), key


def test_every_word_that_is_used_is_there_and_every_word_there_is_used() -> None:
    sources = [*ROOT.glob("app/**/*.py"), *ROOT.glob("templates/*.html"), *ROOT.glob("static/js/**/*.js")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r"""\bsay\(\s*["']([a-z_.]+)["']""", text))
    used |= set(re.findall(r"""["']((?:player|token|caption|status|keys|legend|layer)\.[a-z_]+)["']""", text))
    used |= set(re.findall(rf"""["']((?:{"|".join(LATER)})\.[a-z_.]+)["']""", text))
    used |= {f"legend.{sign}" for sign in SIGNS} | {f"player.{what}.{by}" for what in ("on", "back", "by") for by in STEPS}
    dynamic = (
        *(f"{prefix}." for prefix in PARTS),
        "error.",
        "theme.",
        "notation.",
        "figure.past",
        "figure.future",
        "gallery.",
        "panel.",
    )
    there = {key.rpartition("/")[2] for key in LOCALES["zh"]}
    assert {key for key in used if not key.startswith(dynamic) and not key.endswith((".", ".js"))} <= there
    assert {key for key in there if not key.startswith(dynamic)} <= used


def test_words_of_a_kind_are_of_a_kind_that_there_is_and_stand_for_others_or_for_what_it_alone_shows() -> None:
    for words in LOCALES.values():
        for kind, _, key in (key.rpartition("/") for key in words):
            assert kind in ("", *KINDS)
            if kind in ("steps", "character"):
                assert key in words


@EACH
def test_a_page_of_each_kind_is_told_in_its_words(cell: Cell) -> None:
    for language, words in LOCALES.items():
        plain = words_for(language, cell.name)
        assert not any("/" in key for key in plain)
        for kinds in (("class",), ("steps", "character"), ("steps", "series", "value")):
            told = words_for(language, cell.name, kinds)
            assert set(plain) <= set(told)
            for kind in kinds:
                own = {key.partition("/")[2] for key in words if key.startswith(f"{kind}/")}
                assert own & set(told)
                assert all(told[key] == words[f"{kind}/{key}"] for key in own if not key.startswith("say."))


def test_what_a_kind_says_of_a_node_gives_way_to_what_a_cell_says_of_it() -> None:
    assert words_for("en", "gru", ("steps",))["say.h_prev"] == words_for("en", "gru")["say.h_prev"]
    assert words_for("en", "lstm", ("steps",))["say.h_prev"] == LOCALES["en"]["steps/say.h_prev"]
    assert words_for("en", "rnn", ("steps",))["say.h_prev"] == LOCALES["en"]["steps/say.rnn.h_prev"]


def test_a_page_is_sent_only_the_words_it_can_say() -> None:
    assert asked_words("locales/en/lstm.steps.series.value.json") == words_for("en", "lstm", ("steps", "series", "value"))
    assert asked_words("locales/en/gallery.json") == words_with("en", "gallery")
    for path in (
        "locales/en/gallery.value.json",
        "locales/en/lstm.value.series.json",
        "locales/fr/lstm.json",
        "locales/en/x.json",
    ):
        assert asked_words(path) is None


def tree(kind: type[ExplorerError]) -> list[type[ExplorerError]]:
    return [kind, *(below for sub in kind.__subclasses__() for below in tree(sub))]


@EACH
def test_every_cell_has_a_name_and_every_node_a_sentence(cell: Cell) -> None:
    for language in LOCALES:
        words = words_for(language, cell.name)
        assert {f"say.{id}" for id in cell.by_id} == {key for key in words if key.startswith("say.")}
        assert "cell.name" in words


def test_every_word_about_a_cell_is_heard_of_some_cell() -> None:
    heard = {text for language in LOCALES for cell in CELLS for text in words_for(language, cell).values()}
    for words in LOCALES.values():
        assert {text for key, text in words.items() if key.partition(".")[0] in PARTS} <= heard


@EACH
def test_a_sentence_is_filled_from_what_there_is_in_its_cell(cell: Cell) -> None:
    told = {
        *cell.by_id,
        *(f"letter_{id}" for id in cell.by_id),
        "unit",
        "value",
        "most",
        "before",
        "after",
        "mean",
        "open",
        "shut",
    }
    told |= {"word", "row", "size", "D", "H", "best", "p"}
    for language in LOCALES:
        for key, text in words_for(language, cell.name).items():
            if key.startswith("say."):
                assert placeholders(text) <= told, key


@EACH
def test_every_gate_has_a_frame_round_its_operations_alone_and_a_name(cell: Cell) -> None:
    drawn: dict[str, Any] = json.loads((ROOT / "static" / "diagrams" / f"{cell.name}.json").read_text("utf-8"))
    frames: dict[str, dict[str, Any]] = drawn["gates"]
    assert set(frames) == {n.gate for n in cell.computed}
    for gate, frame in frames.items():
        assert all(f"gate.{gate}" in words_for(language, cell.name) for language in LOCALES)
        boxes = placement(cell.name).boxes
        inside = {n.id: [encloses(outline, boxes[n.id]) for outline in outlines(frame)] for n in cell.computed}
        assert {id for id, found in inside.items() if any(found)} == {n.id for n in cell.computed if n.gate == gate}, gate
        assert all(map(any, zip(*inside.values(), strict=True))), f"a frame of {gate} is empty"


def outlines(frame: dict[str, Any]) -> list[list[Point]]:
    """The corners of what a gate's frame consists of: a rectangle, or the closed parts of a path."""
    if "d" in frame:
        return [walk(part) for part in frame["d"].split(" Z") if part]
    left, top, right, bottom = frame["x"], frame["y"], frame["x"] + frame["width"], frame["y"] + frame["height"]
    return [[(left, top), (right, top), (right, bottom), (left, bottom)]]


def encloses(outline: list[Point], box: Box) -> bool:
    corners = itertools.product((box.x - box.rx, box.x + box.rx), (box.y - box.ry, box.y + box.ry))
    return all(sum(lies_left_of(corner, a, b) for a, b in itertools.pairwise([*outline, outline[0]])) % 2 for corner in corners)


def lies_left_of(point: Point, a: Point, b: Point) -> bool:
    """Whether the way to the right meets the edge from a to b; out of what is closed it meets an odd number of them."""
    (x, y), (ax, ay), (bx, by) = point, a, b
    return (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)


def test_every_error_code_has_a_sentence_and_every_sentence_a_code() -> None:
    abstract = {"ExplorerError", "UnknownName", "WebError"}
    kinds = [kind for kind in tree(ExplorerError) if kind.__name__ not in abstract]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes) > 20
    for words in LOCALES.values():
        sentences = {key.removeprefix("error.") for key in words if key.startswith("error.")} - {"title", "home"}
        assert sentences - {"no_connection", "no_place", "not_alike"} == set(codes)  # what only the page can notice


EXAMPLES: dict[str, Any] = {
    "UnknownModel": ("a", ["b"]), "UnknownCell": ("a", ["b"]), "UnknownNode": ("a", ["b"]), "ShapeError": ("x", (1,), (2,)),
    "WeightsError": ("broken",), "RunError": ("broken",), "EmptyInput": (), "WrongInput": ("m", "a", "b"),
    "WrongInputSize": ("m", 0, 1, 2), "TokenOutOfRange": ("m", 0, 9, 3), "NotOneToken": (2,), "WrongState": ("a", "b"),
    "UnknownWord": ("m", "w"),
    "UnequalLengths": (3, 4), "NothingToMove": (), "NoFacts": ("m", "t"), "NotFinite": ("x",),
    "TooMuchWork": (9, 3, 4, "S"), "TooManyRuns": (9, 3, "S"),
    "InvalidJson": ("p",), "InvalidField": ("f", "p"), "OneInput": (["a"], ["a", "b"]), "OutOfRange": ("t", 5, 3),
    "TextTooLong": (5, 3), "BodyTooLarge": (5,), "UnsupportedMediaType": ("a",), "UnknownPath": ("/a",),
    "MethodNotAllowed": ("PUT", "/"), "UnknownHost": ("h",), "BadRequest": (), "Internal": (),
}  # fmt: skip


def test_every_sentence_of_an_error_is_filled_from_its_params() -> None:
    for kind in tree(ExplorerError):
        if kind.__name__ in EXAMPLES:
            error = kind(*EXAMPLES.pop(kind.__name__))
            for words in LOCALES.values():
                assert placeholders(words[f"error.{error.code}"]) <= set(error.params)
    assert not EXAMPLES


def test_the_tree_of_errors_is_drawn_in_its_docstring() -> None:
    import model.errors

    for kind in tree(ExplorerError):
        if kind.__module__ == "model.errors":
            assert kind.__name__ in (model.errors.__doc__ or "")
    assert app.errors.__doc__


# Settings, styles, files


def test_every_setting_is_a_row_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for setting in SETTINGS:
        default = setting.default if setting.default != () else ""
        shown = f"`{default}`" if default != "" else "–"
        assert f"| `LSTM_{setting.name.upper()}` | {shown} | {setting.metadata['help']} |" in readme


def test_literal_colours_stand_in_tokens_alone() -> None:
    files = [
        *ROOT.glob("static/css/*.css"),
        *ROOT.glob("templates/*.html"),
        *ROOT.glob("app/**/*.py"),
        *ROOT.glob("static/js/**/*.js"),
    ]
    for path in files:
        if path.name != "tokens.css":
            assert not re.findall(
                r"#[0-9a-fA-F]{3,8}\b(?!;?\w)|\brgba?\(\d|\bhsla?\(\d", strip_anchors(path.read_text("utf-8"))
            ), path


def strip_anchors(text: str) -> str:
    return re.sub(r'href="#\w+"', "", text)


def test_every_colour_that_is_used_is_declared_in_both_themes() -> None:
    files = [*ROOT.glob("static/css/*.css"), *ROOT.glob("templates/*.html"), *ROOT.glob("app/**/*.py")]
    text = "\n".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r"var\(--color-([\w-]+)\)", text)) | set(re.findall(r'color\("([\w-]+)"\)', text))
    assert len(palette()) > 25
    assert used <= set(palette())


def test_styles_stay_on_the_browser_floor() -> None:
    for path in ROOT.glob("static/css/*.css"):
        css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r"light-dark\(|@import|@scope|@starting-style|^\s*&|:has\(", css, re.MULTILINE), path
        depth = 0
        for line in css.splitlines():  # nesting: a rule opened inside a rule that is no at-rule
            depth += line.count("{") - line.count("}")
            assert depth <= 3, (path, line)


@pytest.mark.parametrize("theme", [0, 1])
def test_text_can_be_read_in_both_themes(theme: int) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 for text."""

    def luminance(name: str) -> float:
        parts = [int(palette()[name][theme][n : n + 2], 16) / 255 for n in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    pairs = [(ink, ground) for ink in ("text", "muted", "link", "selection") for ground in ("page", "surface")]
    pairs += [(gate, "body") for gate in NAMED]
    pairs += [("gradient", ground) for ground in ("page", "surface")]
    pairs += [("sign", ground) for ground in ("layer", "op", "x-circle", "h-circle")]
    for ink, ground in pairs:
        low, high = sorted((luminance(ink), luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)
