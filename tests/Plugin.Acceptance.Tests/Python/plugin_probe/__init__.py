"""An algorithm for the tests: means over hospitals, and functions that look at what a run is given."""

import os
import socket
import sys

from .contract import Proxy, frame, identity, requested, variable


def partial_mean(column_name):
    data = frame(requested()[0])
    return {"sum": float(data[column_name].sum()), "count": int(data[column_name].count())}


def central_mean(column_name):
    proxy = Proxy()
    parts = proxy.results(proxy.create("partial_mean", proxy.organizations(), column_name=column_name))
    return {"mean": sum(p["sum"] for p in parts) / sum(p["count"] for p in parts), "hospitals": len(parts)}


def sources():
    """Every source that the task asked for: its rows, or the files of a folder."""
    return {
        label: sorted(os.listdir(variable(f"{label.upper()}_DATABASE_URI")))
        if variable(f"{label.upper()}_DATABASE_TYPE").lower() == "folder"
        else frame(label).values.tolist()
        for label in requested()
    }


def given():
    """What the node gave; ports differ from run to run, and a shell's own variables are none of the node's."""
    plain = ("PORT", "HOSTNAME", "PATH", "PWD", "SHLVL", "_")
    return {
        "variables": {name: variable(name) for name in os.environ if name not in plain},
        "undecodable": [name for name in ("HOSTNAME", "HOME", "PKG_NAME") if variable(name) != os.environ[name]],
        "identity": identity(),
        "touches": touches(),
    }


def nan():
    return [float("nan"), float("inf"), float("-inf")]


def none():
    return None


def fail():
    raise ValueError("This method fails.")


def exit3():
    sys.stdout.buffer.write(b"caf\xe9\n")
    sys.stdout.flush()
    sys.exit(3)


def keep(text):
    """Leaves a text for the next run of the job at this hospital, and has that read it."""
    with open(os.path.join(variable("TEMPORARY_FOLDER"), "kept"), "w", encoding="utf-8") as file:
        file.write(text)
    proxy = Proxy()
    return proxy.results(proxy.create("kept", [identity()["organization_id"]]))


def kept():
    with open(os.path.join(variable("TEMPORARY_FOLDER"), "kept"), encoding="utf-8") as file:
        return file.read()


def touches():
    """What a run can reach, read and write."""
    def can(action):
        try:
            action()
            return True
        except OSError:
            return False

    task = os.path.dirname(variable("INPUT_FILE"))
    return {
        "user": os.getuid(),
        "interfaces": sorted(name for _, name in socket.if_nameindex()),
        "route out": can(lambda: socket.create_connection(("192.0.2.1", 80), 1)),
        "tasks": sorted(os.listdir("/mnt/data")) == [os.path.basename(task)],
        "mnt": sorted(os.listdir("/mnt")),
        "writes input": can(lambda: open(variable("INPUT_FILE"), "ab")),
        "writes token": can(lambda: open(variable("TOKEN_FILE"), "ab")),
        "writes data": [can(lambda: open(variable(f"{label.upper()}_DATABASE_URI"), "ab")) for label in requested()],
        "writes root": can(lambda: open("/written", "wb")),
        "writes temporary": can(lambda: open(os.path.join(variable("TEMPORARY_FOLDER"), "x"), "wb")),
    }
