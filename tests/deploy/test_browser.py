"""What the browser tests need, and what is said where it is missing."""

import pytest

from deploy import browser
from deploy.steps import SetupFailed


def test_a_library_is_there_only_if_it_loads():
    assert browser._loads("libc.so.6")
    assert not browser._loads("libnowhere.so.1")


def test_without_apt_the_commands_name_what_is_missing(monkeypatch):
    monkeypatch.setattr(browser, "_loads", lambda _: False)
    monkeypatch.setattr(browser.apt, "has_apt", lambda: False)

    with pytest.raises(SetupFailed, match=r"apt-get install .* libatomic1") as refused:
        browser.provide_browser()

    assert refused.value.status == 3
