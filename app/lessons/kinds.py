"""What a state of a lesson's figure may say, by what it shows."""

ADDRESS = {"model", "text", "inputs", "t", "layer", "stop", "unit", "vector", "hold", "ms"}  # as in a link of the explorer
FIRST = "cell"  # what a state shows that does not say it
STEP = {"model", "text", "t", "layer", "unit"}  # of a network that reads words
SHOWS: dict[str, set[str]] = {
    "cell": ADDRESS | {"sign", "outlines"},
    "curve": STEP | {"of", "z", "node", "slope"},
    "gate": STEP | {"open", "node"},
    "product": {"weights", "bias", "h", "x", "C", "node"},
    "loop": {"model", "text", "unrolled"},
    "readings": {"models", "text", "opening", "clauses", "closing", "distance", "distract", "expects", "tools"},
    "program": {"model", "text", "inputs", "t", "layer", "stop", "unit"},
    "facts": {"model", "chart", "lag", "bias"},
    "series": {"model", "plot", "phase", "stride"},
}
