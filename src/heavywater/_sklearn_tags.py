"""What scikit-learn asks the steps of its pipelines about themselves."""

from __future__ import annotations

from typing import Any

__all__ = ["frame_tags"]


def frame_tags(*, transformer: bool) -> Any:
    """The tags of a step that takes an H2OFrame, with gaps, levels and text.

    Parameters
    ----------
    transformer
        Whether it changes frames, rather than predicting from them.
    """
    from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

    return Tags(
        estimator_type=None,
        target_tags=TargetTags(required=False),
        transformer_tags=TransformerTags() if transformer else None,
        input_tags=InputTags(allow_nan=True, categorical=True, string=True),
    )
