"""ONNX Runtime, which runs the reader's model, kept from reporting its use to its maker.

Since 1.29 its packages for Linux and macOS send reports of the processes that load it, and keep an
identifier of the device in the user's cache folder, unless this variable is set before.
"""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

__all__ = ["onnxruntime"]
