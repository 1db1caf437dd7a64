"""The kinds of cell, by name. A new one: a module beside this file, a line here, a placement in static/diagrams."""

from model.cells.lstm import LSTM
from model.errors import UnknownCell
from model.graph import Cell

CELLS: dict[str, Cell] = {cell.name: cell for cell in (LSTM,)}


def cell_named(name: str) -> Cell:
    """Raises: UnknownCell."""
    if name not in CELLS:
        raise UnknownCell(name, list(CELLS))
    return CELLS[name]
