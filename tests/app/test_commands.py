"""The program: its verbs, run as a user runs them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from app import commands
from app.__main__ import main
from model.library import ZOO
from model.tasks import memory as memory_task
from model.training import cards, loop

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def served(*arguments: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The program serving on a free port; gives its address when it answers."""
    command = [sys.executable, "-m", "app", *arguments, "--port", "0"]
    env = {**os.environ, **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = re.findall(r"http://\S+(?=/)", process.stdout.readline())[0]
        wait_for(address)
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(200):
        try:
            httpx.get(f"{address}/healthz")
            return
        except httpx.ConnectError:
            threading.Event().wait(0.1)
    raise TimeoutError(address)


def test_without_a_verb_it_serves_and_warns_of_what_is_no_setting() -> None:
    with served(LSTM_PROT="1") as (address, process):
        assert "<h1" in httpx.get(address).text
    assert process.stderr
    assert process.stderr.readline() == "lstm-explorer: not settings, ignored: LSTM_PROT\n"


def test_two_workers_serve_with_the_settings_of_the_command_line() -> None:
    with served("serve", "--workers", "2", LSTM_MAX_TEXT="5") as (address, _):
        for _ in range(6):
            answer = httpx.post(f"{address}/api/trace", json={"model": "zh-memory-lstm", "text": "我" * 6})
            assert answer.json()["error"]["params"]["limit"] == 5


def test_what_several_workers_accept_is_answered_without_waiting_for_acknowledgements() -> None:
    with closing(commands.Config("app.main:app", host="127.0.0.1", port=0).bind_socket()) as listening:
        listening.listen()
        with closing(socket.create_connection(listening.getsockname())), closing(listening.accept()[0]) as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_bad_setting_ends_the_program_with_one_line() -> None:
    done = run(LSTM_PORT="x")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["lstm-explorer: LSTM_PORT is 'x'; expected a whole number from 0"]


@pytest.mark.parametrize("verb", ["train", "evaluate"])
def test_an_unknown_model_is_told_with_the_known_ones(verb: str) -> None:
    done = run(verb, "gpt")
    assert done.returncode == 1
    assert "zh-memory-lstm" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--port", "99999"], "port 99999"),
        (["--port", "-1"], "whole number"),
        (["--workers", "0"], "whole number"),
        (["--host", "*", "--port", "0"], "no address"),
        (["--host", "", "--port", "0"], "no address"),
        (["--host", "nonsense.invalid", "--port", "0"], "cannot listen"),
        (["--host", "a..b", "--port", "0"], "cannot listen"),
        (["evaluate", "--into", "/dev/null/results.md"], "/dev/null"),
        (["train", "en-memory-lstm", "--steps", "0"], "whole number"),
        (["train", "en-memory-lstm", "--seed", "-1"], "whole number"),
        (["train", "en-memory-lstm", "--runs", "/dev/null"], "/dev/null"),
        (["evaluate", "a" * 300], "lstm-explorer: "),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "http://" not in done.stdout


def test_a_port_in_use_is_told_before_an_address_is_shown(base_url: str) -> None:
    done = run("--port", base_url.rpartition(":")[2])
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert done.stdout == ""


def test_a_terminal_with_few_letters_gets_what_it_can_show() -> None:
    done = run("evaluate", "gpt≤", PYTHONIOENCODING="ascii")
    assert "Traceback" not in done.stderr


def test_an_interrupted_training_says_how_to_go_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "train", "en-memory-lstm", "--runs", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr
        for line in process.stderr:  # the bar moves: training has begun
            if "step/s" in line:
                break
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 1
    assert "goes on from there" in said
    assert "Traceback" not in said


def test_starting_over_removes_nothing_but_the_run(tmp_path: Path) -> None:
    kept = tmp_path / "en-memory-lstm" / "weights.safetensors"
    kept.parent.mkdir()
    kept.write_bytes(b"precious")
    run("train", "en-memory-lstm", "--runs", str(tmp_path), "--into", "/dev/null", "--fresh")
    assert kept.read_bytes() == b"precious"


def test_help_names_the_verbs() -> None:
    out = run("--help").stdout
    assert all(verb in out for verb in ("serve", "train", "evaluate"))


def test_training_writes_a_model_that_evaluates_as_its_card_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(memory_task, "SENTENCES", 300)
    monkeypatch.setattr(memory_task, "WATCHED", 4)
    monkeypatch.setattr(loop, "EVERY", 2)
    arguments = ["train", "en-memory-lstm", "--steps", "4", "--runs", str(tmp_path / "runs"), "--into", str(tmp_path / "zoo")]
    main(arguments)
    shown = capsys.readouterr()
    assert "gap 10" in shown.out + shown.err
    assert "swap test" in shown.out
    folder = tmp_path / "zoo" / "en-memory-lstm"
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert card["steps"] == 4
    log = [json.loads(line) for line in (tmp_path / "runs" / "en-memory-lstm" / "log.jsonl").read_text("utf-8").splitlines()]
    assert [entry["step"] for entry in log] == [2, 4]
    assert all(set(entry) == {"step", "loss", "figures", "seconds"} for entry in log)
    main(["evaluate", str(folder)])
    shown = capsys.readouterr()
    assert "the card says the same" in shown.out
    assert re.search(r"swap test +\d+ of 24 right", shown.out)

    weights = (folder / "weights.safetensors").read_bytes()
    main(arguments)  # done already: the same again
    assert (folder / "weights.safetensors").read_bytes() == weights
    main([*arguments, "--fresh"])
    assert (folder / "weights.safetensors").read_bytes() == weights
    with pytest.raises(SystemExit, match="other settings"):
        main([*arguments, "--seed", "9"])


def test_of_several_seeds_the_best_is_kept_and_all_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs, zoo = tmp_path / "runs", tmp_path / "zoo"
    arguments = ["train", "count-lstm", "--steps", "30", "--seeds", "3", "--runs", str(runs), "--into", str(zoo)]
    main(arguments)
    card = json.loads((zoo / "count-lstm" / "card.json").read_text("utf-8"))
    assert list(card["tried"]) == ["1", "2", "3"]
    for seed, figures in card["tried"].items():
        (entry,) = [json.loads(line) for line in (runs / "count-lstm" / f"seed-{seed}" / "log.jsonl").read_text().splitlines()]
        assert entry["figures"] == figures
    best = card["tried"][str(card["seed"])]
    assert best["right to"] == max(figures["right to"] for figures in card["tried"].values())
    assert {"trained": best["trained"], "right_to": best["right to"]}.items() <= card["figures"].items()
    shown = capsys.readouterr().out
    assert re.search(r"seed +trained +right to\n +1 ", shown)
    middle = sorted(figures["right to"] for figures in card["tried"].values())[1]
    assert re.search(rf"\n  median +\d+ +{middle}\n", shown)
    main([*arguments[:4], "--seed", "2", "--runs", str(runs), "--into", str(zoo)])  # a seed that is named is trained alone
    card = json.loads((zoo / "count-lstm" / "card.json").read_text("utf-8"))
    assert card["seed"] == 2
    assert "tried" not in card


def test_an_interrupted_evaluation_leaves_the_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(card: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cards, "task_of", interrupted)
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("as they were")
    for place in (old, new):
        with pytest.raises(KeyboardInterrupt):
            commands.evaluate_all(place)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old.md", "as they were")]


@pytest.mark.parametrize(
    ("name", "heads"), [("order-plain", "of pairs right"), ("count-lstm", "all right to"), ("adding-rnn", "error of always 1")]
)
def test_the_figures_of_any_task_are_printed(name: str, heads: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", name])
    out = capsys.readouterr().out
    assert heads in out
    assert "the card says the same" in out


def test_what_ends_at_a_loss_is_trained_once_more_and_the_epochs_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """On another machine the number may be another, but not by much: hence no equality here."""
    main(["evaluate", "sine-lstm"])
    out = capsys.readouterr().out
    assert "largest error" in out
    assert "the card says the same" in out
    (found,) = re.findall(r"trained anew, seed (\d+): ([\d,]+) steps until the loss is below 0.0001; the card says ([\d,]+)", out)
    seed, steps, told = (int(number.replace(",", "")) for number in found)
    card = json.loads((ZOO / "sine-lstm" / "card.json").read_text("utf-8"))
    assert (seed, told) == (card["seed"], card["steps"])
    assert told / 2 < steps <= 2500


def test_of_trainings_that_end_at_a_loss_the_steps_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["train", "sine-lstm", "--steps", "40", "--seeds", "2", "--runs", str(tmp_path), "--into", str(tmp_path / "zoo")]
    main(arguments)
    assert re.search(r"seed +steps +train +test +close\n +0 +40 ", capsys.readouterr().out)
    folder = tmp_path / "zoo" / "sine-lstm"
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (card["steps"], card["steps_at_most"], card["until"]) == (40, 40, 1e-4)
    assert card["tried"]["1"]["steps"] == 40
    main(["evaluate", str(folder)])
    out = capsys.readouterr().out
    assert f"seed {card['seed']}: 40 steps, and the loss is not yet below 0.0001; the card says 40" in out
