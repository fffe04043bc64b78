"""One run: the input's method is called, its answer becomes the output."""

import importlib
import json
import os

from .contract import variable

with open(variable("INPUT_FILE"), "rb") as file:
    call = json.load(file)
print(f"info > {call['method']} starts.", flush=True)
method = getattr(importlib.import_module(os.environ["PKG_NAME"]), call["method"])
result = method(*call.get("args", []), **call.get("kwargs", {}))
with open(variable("OUTPUT_FILE"), "wb") as file:
    file.write(json.dumps(result).encode())
