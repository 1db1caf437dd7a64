"""What a state of a lesson's figure may say, by what it shows."""

ADDRESS = {"model", "text", "inputs", "t", "layer", "stop", "unit", "vector", "hold", "ms"}  # as in a link of the explorer
FIRST = "cell"  # what a state shows that does not say it
SHOWS: dict[str, set[str]] = {
    "cell": ADDRESS | {"sign", "outlines"},
    "program": {"model", "text", "inputs", "t", "layer", "stop", "unit"},
}
