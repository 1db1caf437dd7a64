"""The wheel carries every file of the program and runs by itself; the Dockerfile installs it the same way."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.app.test_commands import wait_for

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def instructions(stage: int) -> dict[str, list[str]]:
    """A stage's instructions by name."""
    text = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[stage + 1]
    out: dict[str, list[str]] = {"FROM": [text.splitlines()[0]]}
    for line in text.splitlines()[1:]:
        if line.strip():
            name, _, rest = line.partition(" ")
            out.setdefault(name, []).append(rest)
    return out


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The image made by hand: the Dockerfile's lines, as they stand, in a fresh environment. Gives it and the wheel."""
    place = tmp_path_factory.mktemp("image")
    source, target, venv = place / "src", place / "srv", place / "venv"
    left_out = shutil.ignore_patterns(
        ".git", ".venv", "runs", "build", "dist", "*.egg-info", ".*_cache", ".hypothesis", "__pycache__"
    )
    shutil.copytree(ROOT, source, ignore=left_out)
    target.mkdir()
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    for line in instructions(0)["RUN"]:
        subprocess.run(line, shell=True, cwd=source, env=env, check=True)
    (wheel,) = (source / "dist").glob("*.whl")
    shutil.copy(wheel, target)
    shutil.copy(source / "constraints.txt", target)
    for line in instructions(1)["RUN"]:
        if "pip" in line:
            subprocess.run(line, shell=True, cwd=target, env=env, check=True)
    yield venv, wheel
    shutil.rmtree(place)


def test_the_wheel_holds_every_file_and_puts_one_name_into_site_packages(installed: tuple[Path, Path]) -> None:
    names = {name for name in zipfile.ZipFile(installed[1]).namelist() if ".dist-info/" not in name}
    expected = {
        f"lstm_explorer/{file.relative_to(ROOT).as_posix()}"
        for folder in ("app", "lessons", "model", "static", "templates")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc" and "_dist" not in file.parts
    }
    assert names == expected | {"lstm_explorer/__init__.py", "lstm_explorer/__main__.py"}


def test_the_installed_program_serves_the_same_page_and_keeps_static_files_for_ever(
    installed: tuple[Path, Path], http: httpx.Client, tmp_path: Path
) -> None:
    program = installed[0] / "bin" / "lstm-explorer"
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    process = subprocess.Popen([program, "--port", "0"], cwd=tmp_path, env=clean, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = re.findall(r"http://\S+(?=/)", process.stdout.readline())[0]
        wait_for(address)
        page = httpx.get(f"{address}/?lang=zh").text
        here = http.get("/?lang=zh").text
        assert page.replace(address, "") == here.replace(str(http.base_url).rstrip("/"), "")
        sheet = re.findall(r'rel="stylesheet" href="([^"]+)"', page)[0]
        assert httpx.get(f"{address}{sheet}").headers["cache-control"] == "public, max-age=31536000, immutable"
        body = {"model": "en-memory-lstm", "text": "I was born in Spain"}
        assert httpx.post(f"{address}/api/trace", json=body).json() == http.post("/api/trace", json=body).json()
    finally:
        process.terminate()
        process.wait(20)


def test_the_module_of_the_installed_package_is_the_program(installed: tuple[Path, Path], tmp_path: Path) -> None:
    command = [str(installed[0] / "bin" / "python"), "-m", "lstm_explorer", "evaluate", "gpt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "there is no model 'gpt'" in done.stderr


def test_the_dockerfile_is_small_and_safe() -> None:
    build, image = instructions(0), instructions(1)
    for stage in (build, image):
        found = re.match(r"python:3\.(\d+)-slim", stage["FROM"][0])
        assert found
        assert int(found[1]) >= 11
    assert image["USER"] == ["explorer"]
    assert image["EXPOSE"] == [str(Settings().port)]
    assert image["CMD"] == ['["lstm-explorer", "serve", "--host", "0.0.0.0"]']
    assert any("-c constraints.txt" in line and ".whl" in line for line in image["RUN"])
    (health,) = image["HEALTHCHECK"]
    assert '"python"' in health
    assert f":{Settings().port}/healthz" in health
    assert any("constraints.txt" in line for line in image["COPY"])
