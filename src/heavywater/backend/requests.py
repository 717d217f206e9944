"""The requests to H2O's server that can be answered without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from heavywater.backend.response import H2OResponse, key_answer
from heavywater.exceptions import H2ONotImplementedError, H2OTypeError, H2OValueError, listed

__all__ = ["answer"]

Data = Mapping[str, Any]


def answer(endpoint: str, data: Data | None = None) -> H2OResponse:
    """What H2O's server would answer.

    Parameters
    ----------
    endpoint
        Method and path, such as ``"GET /3/Frames"``.
    data
        The parameters of the request, if it has any.

    Raises
    ------
    H2OValueError
        If it does not look like a request.
    H2ONotImplementedError
        If it takes a server.
    """
    method, path = _parts(endpoint)
    for pattern, respond in _ROUTES.items():
        verb, _, template = pattern.partition(" ")
        found = re.fullmatch(template.replace("{key}", "([^/]+)"), path)
        if verb == method and found:
            return respond(*(unquote(part) for part in found.groups()), data or {})
    raise H2ONotImplementedError(
        f"There is no server to send {endpoint!r} to: Heavywater works in this process. Use its "
        "functions and the methods of frames and models. Requests that are answered without a "
        f"server: {listed(_ROUTES, limit=20)}."
    )


def _parts(endpoint: Any) -> tuple[str, str]:
    if not isinstance(endpoint, str):
        raise H2OTypeError(f"endpoint must be a string, not {endpoint!r}.", "endpoint", endpoint)
    method, _, path = endpoint.strip().partition(" ")
    if method not in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE") or not path:
        raise H2OValueError(
            f"endpoint must be a method and a path, such as 'GET /3/Frames', not {endpoint!r}.",
            "endpoint",
        )
    return method, path.strip()


def _frames(_data: Data) -> H2OResponse:
    from heavywater import _catalog

    return _catalog.frames()


def _frame(key: str, _data: Data) -> H2OResponse:
    from heavywater import _catalog

    return _catalog.frame(key)


def _remove_frame(key: str, _data: Data) -> H2OResponse:
    from heavywater import _catalog, _objects

    _catalog.find_frame(key)
    _objects.remove(key)
    return H2OResponse(frame_id=key_answer(key))


def _models(_data: Data) -> H2OResponse:
    from heavywater import _catalog

    return H2OResponse(models=[_model_of(key) for key in _catalog.models()])


def _model(key: str, _data: Data) -> H2OResponse:
    return H2OResponse(models=[_model_of(key)])


def _model_of(key: str) -> Any:
    from heavywater import _objects

    return _objects.get_model(key)._model_json


def _remove(key: str, _data: Data) -> H2OResponse:
    from heavywater import _objects

    _objects.remove(key)
    return H2OResponse(key=key_answer(key, "Keyed"))


def _remove_all(data: Data) -> H2OResponse:
    from heavywater import _objects

    _objects.remove_all(data.get("retained_keys"))
    return H2OResponse()


def _rapids(data: Data) -> H2OResponse:
    from heavywater import _rapids

    return _rapids.rapids(data.get("ast", ""))


def _cloud(_data: Data) -> H2OResponse:
    from heavywater import session

    cluster = session.cluster()
    names = ("version", "cloud_name", "cloud_size", "cloud_uptime_millis", "cloud_healthy")
    more = ("consensus", "locked", "is_client", "bad_nodes", "nodes")
    return H2OResponse({name: getattr(cluster, name) for name in (*names, *more)})


def _ping(_data: Data) -> H2OResponse:
    from heavywater import session

    cluster = session.cluster()
    return H2OResponse(
        cloud_uptime_millis=cluster.cloud_uptime_millis, cloud_healthy=cluster.cloud_healthy
    )


_ROUTES: dict[str, Callable[..., H2OResponse]] = {
    "GET /3/Frames": _frames,
    "GET /3/Frames/{key}": _frame,
    "GET /3/Frames/{key}/summary": _frame,
    "GET /3/Frames/{key}/light": _frame,
    "DELETE /3/Frames/{key}": _remove_frame,
    "GET /3/Models": _models,
    "GET /3/Models/{key}": _model,
    "DELETE /3/Models/{key}": _remove,
    "DELETE /3/DKV/{key}": _remove,
    "DELETE /3/DKV": _remove_all,
    "POST /99/Rapids": _rapids,
    "GET /3/Cloud": _cloud,
    "GET /3/Ping": _ping,
}
