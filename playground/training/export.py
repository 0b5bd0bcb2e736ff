"""Models for programs that use torch."""

from __future__ import annotations

import io
import os
from pathlib import Path

import torch

from playground import library, modelfile
from playground.files import write_whole


def export_torch(name_or_path: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path:
    """Write a model's state dict for ``torch.load(file, weights_only=True)``; the file written.

    Its names are those of a module with ``embedding`` (``nn.Embedding``), ``rnn`` (``nn.LSTM``, ``nn.GRU`` or
    ``nn.RNN``), ``norm`` (``nn.LayerNorm``) and ``head`` (``nn.Linear``). Raises InputError, also when
    ``target`` exists.
    """
    path = library.find(name_or_path)
    written = library.export_target(path, target, ".pt")
    card, weights = modelfile.load(path)
    tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
    if card.model.tied:
        tensors["head.weight"] = tensors["embedding.weight"]
    buffer = io.BytesIO()
    torch.save(tensors, buffer)
    write_whole(written, [buffer.getbuffer()])
    return written
