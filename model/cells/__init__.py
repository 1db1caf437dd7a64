"""The kinds of cell, by name. A new one: a module beside this file, a line here, a placement in static/diagrams."""

from model.cells.gru import GRU
from model.cells.gru_before import GRU_BEFORE
from model.cells.lstm import LSTM
from model.cells.lstm_1997 import LSTM_1997
from model.cells.lstm_coupled import COUPLED
from model.cells.lstm_peephole import PEEPHOLE
from model.cells.mean import MEAN
from model.cells.rnn import RNN
from model.errors import UnknownCell
from model.graph import Cell

CELLS: dict[str, Cell] = {
    cell.name: cell for cell in (RNN, LSTM, PEEPHOLE, COUPLED, LSTM_1997, GRU, GRU_BEFORE, MEAN)
}  # fmt: skip


def cell_named(name: str) -> Cell:
    """Raises: UnknownCell."""
    if name not in CELLS:
        raise UnknownCell(name, list(CELLS))
    return CELLS[name]
