"""The model: a table of weights, one a trait; a candidate's are added up, and the sum is how likely it is a skill.

Logistic regression over hashed traits, as a thinc model that spaCy's configuration puts together (config.cfg).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from spacy.util import load_config, registry
from thinc.api import Model
from thinc.types import FloatsXd

from pipelines.extract.model.pieces import Ints

HERE = Path(__file__).parent
CONFIG, WEIGHTS = HERE / "config.cfg", HERE / "weights.npz"
_PARAMETERS = ("W", "b")
Floats = NDArray[np.float32]
Scorer: TypeAlias = "Model[Ints, Floats]"
Optimizer: TypeAlias = Callable[[tuple[int, str], Floats, Floats], tuple[Floats, Floats]]


def read_config(path: Path = CONFIG) -> dict[str, Any]:
    """Its sections, with what they name built: ``model`` and ``optimizer``; ``training`` and ``use`` are numbers."""
    config: dict[str, Any] = registry.resolve(load_config(path))
    return config


@registry.architectures("jobtide.TraitTable.v1")  # type: ignore[untyped-decorator]
def build_scorer(bits: int) -> Scorer:
    """Traits, (n, t) places in a table of 2**bits, in; likelihoods, (n,), out."""
    size = 1 << bits
    params: dict[str, FloatsXd | None] = {
        name: _for_thinc(np.zeros(n, np.float32)) for name, n in zip(_PARAMETERS, (size, 1), strict=True)
    }
    return Model("traits", _forward, dims={"nV": size}, params=params, attrs={"bits": bits})


def _forward(model: Scorer, traits: Ints, is_train: bool) -> tuple[Floats, Callable[[Floats], Ints]]:
    weights = cast("Floats", model.get_param("W"))
    total = weights[traits].sum(axis=1) + cast("Floats", model.get_param("b"))
    likely = 1 / (1 + np.exp(-np.clip(total, -30, 30)))

    def backprop(error: Floats) -> Ints:
        """``error``: likelihood less truth, which is the gradient of the log loss in the sum."""
        each = np.repeat(error, traits.shape[1])
        gradient = np.bincount(traits.ravel(), weights=each, minlength=len(weights)).astype(np.float32)
        model.inc_grad("W", _for_thinc(gradient))
        model.inc_grad("b", _for_thinc(error.sum(keepdims=True)))
        return traits

    return likely.astype(np.float32), backprop


@registry.optimizers("jobtide.Adagrad.v1")
def build_adagrad(learn_rate: float, start: float) -> Optimizer:
    """Duchi, Hazan and Singer (2011): each weight's step is the smaller the more it has been moved."""
    squares: dict[tuple[int, str], Floats] = {}

    def step(key: tuple[int, str], weights: Floats, gradient: Floats) -> tuple[Floats, Floats]:
        seen = squares.setdefault(key, np.full_like(weights, start))
        seen += gradient**2
        weights -= learn_rate * gradient / np.sqrt(seen)
        gradient.fill(0)
        return weights, gradient

    return step


def write_weights(model: Scorer, path: Path = WEIGHTS) -> None:
    """Weights as 16-bit floats: half the size, and no likelihood changes by more than rounding."""
    weights, bias = (np.asarray(model.get_param(name), np.float16) for name in _PARAMETERS)
    np.savez_compressed(path, W=weights, b=bias)


def read_weights(model: Scorer, path: Path = WEIGHTS) -> Scorer:
    """The model with the weights of a file. Raises ValueError naming the file where they are not of its size."""
    with np.load(path, allow_pickle=False) as saved:
        for name in _PARAMETERS:
            weights, size = saved[name].astype(np.float32), np.shape(model.get_param(name))
            if weights.shape != size:
                raise ValueError(f"{path}: {name}: weights of shape {weights.shape}, not {size}")
            model.set_param(name, _for_thinc(weights))
    return model


def _for_thinc(array: Floats) -> FloatsXd:
    """NumPy's array under the name that thinc has for it."""
    return cast("FloatsXd", array)
