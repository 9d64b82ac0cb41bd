"""Reading: windows of the passages found, and the small model that reads them."""

from knowledge.reading.reader import LONGEST, Reader, ReaderError, Reading, load_reader
from knowledge.reading.windows import Measured, Sentence, Window, choose_windows, measure

__all__ = [
    "LONGEST",
    "Measured",
    "Reader",
    "ReaderError",
    "Reading",
    "Sentence",
    "Window",
    "choose_windows",
    "load_reader",
    "measure",
]
