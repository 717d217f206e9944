"""The store of named objects."""

from __future__ import annotations

import threading

import pytest

from heavywater.core.store import Store, unique_key
from heavywater.exceptions import H2OResponseError, H2OTypeError, H2OValueError


def test_put_get_remove():
    store = Store()
    store.put("a", 1)
    store.put("b", 2)
    assert (store.get("a"), store.keys(), len(store), "b" in store) == (1, ["a", "b"], 2, True)
    store.remove("a")
    store.remove("never there")
    assert list(store) == ["b"]


def test_unknown_key_is_named_with_a_suggestion():
    store = Store()
    store.put("cars_train", object())
    with pytest.raises(H2OValueError, match=r"'car_train'.*Did you mean 'cars_train'\?"):
        store.get("car_train")
    with pytest.raises(H2OResponseError):  # what scripts for H2O-3 catch
        store.get("car_train")


@pytest.mark.parametrize(("key", "error"), [("", H2OValueError), (3, H2OTypeError)])
def test_bad_keys(key, error):
    with pytest.raises(error, match="A key must"):
        Store().put(key, 1)


def test_rename_and_remove_all():
    store = Store()
    store.put("old", 1)
    store.put("other", 2)
    store.rename("old", "new")
    store.rename("new", "new")
    assert dict(store.items()) == {"other": 2, "new": 1}
    store.remove_all(retained={"new"})
    assert store.keys() == ["new"]
    store.remove_all()
    assert len(store) == 0


def test_unique_keys_from_many_threads():
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.extend(unique_key("k") for _ in range(200)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 800
