"""Who may import whom. Each rule is shown to fail on a module that breaks it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

WEB = ("fastapi", "starlette", "pydantic", "jinja2", "uvicorn", "httpx", "app")
ORDER = (  # each may import only what stands before it
    ("model.errors", "model.reduced"),
    ("model.graph", "model.tokenizer", "model.training.recipes"),
    ("model.evaluate", "model.cells", "model.scales"),
    ("model.unroll", "model.trace"),
    ("model.sequence",),
    ("model.network",),
    ("model.weights", "model.explain", "model.ledger", "model.backward", "model.decode", "model.hold"),
    ("model.attribution", "model.control", "model.scan"),
    ("model.library", "model.tasks.memory.generator", "model.training.parameters", "model.training.adam"),
    ("model.claims", "model.training.loss", "model.tasks.table", "model.tasks.order.facts"),
    ("model.tasks.memory.evaluate", "model.tasks.memory.batches"),
    ("model.tasks.memory", "model.tasks.order", "model.tasks.count", "model.tasks.adding", "model.tasks.sine"),
    ("model.tasks",),
    ("model.facts.sentences",),
    ("model.facts.units", "model.facts.readout", "model.facts.gradients"),
    ("model.facts",),
    ("model.training.cards",),
    ("model.training.loop",),
    ("model.results",),
)
FORBIDDEN = [
    ("model", WEB, "the model knows no web"),
    *[("app.routes", (f"app.routes.{path.stem}",), "routes do not know each other") for path in ROOT.glob("app/routes/*.py")],
    *[(f"app.{path.stem}", ("app.routes", "app.main"), "only main knows the routes") for path in ROOT.glob("app/*.py")],
    ("app", ("model.training", "model.tasks", "model.unroll", "model.evaluate"), "the web asks the network, not its parts"),
    ("app", ("numpy",), "no arithmetic in the web"),
]
EXCEPTIONS = {
    ("app.main", "app.routes"), ("app.commands", "app.main"), ("app.__main__", "app.main"),
    ("app.commands", "model.training"), ("app.__main__", "model.training"), ("app.formats", "numpy"), ("app.decimals", "numpy"),
}  # fmt: skip


def below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def imports(source: str) -> set[str]:
    """Everything that a module names in an import, with what it takes from it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rank(name: str) -> int | None:
    """The place of a module in ORDER, by its longest name there."""
    found = [(len(n), place) for place, names in enumerate(ORDER) for n in names if below(name, n)]
    return max(found)[1] if found else None


def broken(module: str, source: str) -> list[str]:
    """The rules that a module breaks."""
    out = []
    for name in imports(source):
        for importer, forbidden, why in FORBIDDEN:
            hit = next((f for f in forbidden if below(name, f)), None)
            allowed = any(module == m and below(name, e) for m, e in EXCEPTIONS)
            if hit and below(module, importer) and not allowed and not below(module, hit):
                out.append(f"{module} imports {name}: {why}")
        own, other = rank(module), rank(name)
        if own is not None and other is not None and other > own:
            out.append(f"{module} imports {name}, which stands above it")
    return out


def modules() -> dict[str, str]:
    found = {}
    for path in (*ROOT.glob("app/**/*.py"), *ROOT.glob("model/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return found


def test_no_module_breaks_a_rule() -> None:
    assert [problem for name, source in modules().items() for problem in broken(name, source)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("model.graph", "import fastapi"),
        ("model.training.loop", "from app.i18n import words"),
        ("model.graph", "from model.network import Network"),
        ("model.errors", "import model.graph"),
        ("model.network", "from model import library"),
        ("model.tasks.memory.batches", "from model.training.loop import Training"),
        ("app.routes.cells", "from app.routes import models"),
        ("app.formats", "from app.main import app"),
        ("app.pages", "import numpy as np"),
        ("app.requests", "from model.unroll import unroll"),
        ("app.routes.traces", "from model.training.loss import Batch"),
    ],
)
def test_each_rule_can_be_broken(module: str, source: str) -> None:
    assert broken(module, source)


def test_every_module_of_the_model_has_its_place_in_the_order() -> None:
    packages = {"model", "model.training"}
    assert [name for name in modules() if name.startswith("model") and rank(name) is None and name not in packages] == []


def test_blas_has_one_thread_before_numpy_comes() -> None:
    import os
    import subprocess
    import sys

    code = "import model, os, sys; assert 'numpy' not in sys.modules; print(os.environ['OPENBLAS_NUM_THREADS'])"
    clean = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "1"
    said = {**clean, "OPENBLAS_NUM_THREADS": "2"}
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=said, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "2"
