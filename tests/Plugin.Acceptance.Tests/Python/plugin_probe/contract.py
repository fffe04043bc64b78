"""The container contract of vantage6 4.14, spoken without any of its tools: variables, data sources, token and proxy."""

import base64
import binascii
import json
import os
import time
import urllib.error
import urllib.request


def variable(name, default=None):
    """A variable that the node gave, decoded; one that is not encoded is taken as it stands."""
    text = os.environ.get(name)
    if text is None:
        return default
    try:
        return base64.b32decode(text.replace("!", "=")).decode()
    except (binascii.Error, ValueError):
        return text


def requested():
    """The labels of the task's data sources, in its order."""
    labels = variable("USER_REQUESTED_DATABASE_LABELS")
    return labels.split(",") if labels else []


def frame(label):
    """A data source as pandas reads it, with the task's query, sheet and preprocessing."""
    import pandas

    prefix = label.upper()
    uri, kind = variable(f"{prefix}_DATABASE_URI"), variable(f"{prefix}_DATABASE_TYPE").lower()
    if kind == "csv":
        data = pandas.read_csv(uri)
    elif kind == "excel":
        data = pandas.read_excel(uri, sheet_name=variable(f"{prefix}_SHEET_NAME", 0))
    elif kind == "sql":
        import sqlite3

        with sqlite3.connect(f"file:{uri}?mode=ro", uri=True) as connection:
            data = pandas.read_sql_query(variable(f"{prefix}_QUERY"), connection)
    else:
        raise ValueError(f"There is no reader for a data source of type {kind}.")
    for step in json.loads(variable(f"{prefix}_PREPROCESSING", "[]")):
        if step["function"] != "filter_range":
            raise ValueError(f"There is no preprocessing {step['function']}.")
        data = _filter_range(data, **step["parameters"])
    return data


def _filter_range(data, column, min_=None, max_=None, include_min=False, include_max=False):
    if min_ is not None:
        data = data[data[column] >= min_] if include_min else data[data[column] > min_]
    if max_ is not None:
        data = data[data[column] <= max_] if include_max else data[data[column] < max_]
    return data


def identity():
    """What the token says about this run."""
    return json.loads(base64.urlsafe_b64decode(_token().split(".")[1] + "=="))["sub"]


class Proxy:
    """The calls that a central function makes. A broken connection is repeated for ever, as the tools do."""

    def organizations(self):
        return [o["id"] for o in self._pages(f"organization?collaboration_id={identity()['collaboration_id']}")]

    def create(self, method, organizations, **arguments):
        me = identity()
        content = json.dumps({"method": method, "args": [], "kwargs": arguments}).encode()
        task = self._ask("task", {
            "name": "subtask", "image": me["image"], "collaboration_id": me["collaboration_id"], "description": "", "databases": me["databases"],
            "organizations": [{"id": o, "input": base64.b64encode(content).decode()} for o in organizations],
        })
        return task["id"]

    def results(self, task):
        while self._ask(f"task/{task}/status")["status"] in ("pending", "initializing", "active"):
            time.sleep(0.2)
        return [json.loads(base64.b64decode(r["result"])) for r in self._pages(f"result?task_id={task}") if r["result"]]

    def _pages(self, path):
        found, page = [], 1
        while True:
            answer = self._ask(f"{path}&page={page}")
            found += answer["data"]
            if not answer.get("links", {}).get("next"):
                return found
            page += 1

    def _ask(self, path, body=None):
        address = f"{variable('HOST')}:{variable('PORT')}{variable('API_PATH')}/{path}"
        headers = {"Authorization": f"Bearer {_token()}", "Content-Type": "application/json"}
        request = urllib.request.Request(address, None if body is None else json.dumps(body).encode(), headers)
        while True:
            try:
                with urllib.request.urlopen(request) as response:
                    return json.load(response)
            except urllib.error.HTTPError as e:
                raise RuntimeError(f"{path} was answered {e.code}: {e.read().decode()}") from e
            except OSError:
                time.sleep(0.2)


def _token():
    with open(variable("TOKEN_FILE"), encoding="ascii") as file:
        return file.read().strip()
