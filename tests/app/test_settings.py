"""Settings come from the environment, are checked, and what is no setting is told."""

from __future__ import annotations

import pytest

from app.settings import SETTINGS, Settings, SettingsError, read_settings, unknown_settings


def test_without_an_environment_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()
    assert (Settings().max_text, Settings().max_work, Settings().max_body) == (4_000, 1_000_000, 1_000_000)


def test_every_setting_can_be_overridden() -> None:
    for one in SETTINGS:
        given = {"int": "7", "str": "seven", "tuple": "a, b,,"}[type(one.default).__name__]
        expected = {"int": 7, "str": "seven", "tuple": ("a", "b")}[type(one.default).__name__]
        assert getattr(read_settings({f"LSTM_{one.name.upper()}": given}), one.name) == expected


def test_an_empty_variable_is_as_none() -> None:
    assert read_settings({"LSTM_PORT": ""}).port == 8000


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "0", "1e3", "٣x"])
def test_what_is_no_number_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingsError, match="LSTM_MAX_TEXT"):
        read_settings({"LSTM_MAX_TEXT": value})


def test_unknown_names_are_told_but_not_those_of_container_platforms() -> None:
    environment = {"LSTM_PORT": "1", "LSTM_PROT": "1", "LSTM_EXPLORER_SERVICE_HOST": "x", "PATH": "x"}
    assert unknown_settings(environment) == ["LSTM_PROT"]


def test_the_bound_address_and_the_named_hosts_are_allowed() -> None:
    hosts = Settings(host="192.0.2.1", hosts=("School.example",)).allowed_hosts()
    assert hosts == {"localhost", "127.0.0.1", "[::1]", "192.0.2.1", "school.example"}
