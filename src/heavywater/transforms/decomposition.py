"""Principal components and singular values: names of H2O that are not available."""

from __future__ import annotations

from heavywater.exceptions import H2ONotImplementedError
from heavywater.transforms.transform_base import H2OTransformer

__all__ = ["H2OPCA", "H2OSVD"]


class H2OPCA(H2OTransformer):
    """Not available: H2O's principal component analysis as a transformer.

    Raises
    ------
    H2ONotImplementedError
        Always; scikit-learn's PCA takes ``frame.to_numpy()``.
    """

    def __init__(
        self,
        model_id: str | None = None,
        k: int | None = None,
        max_iterations: int | None = None,
        seed: int | None = None,
        transform: str = "none",
        use_all_factor_levels: bool = False,
        pca_method: str = "gram_svd",
        pca_impl: str = "mtj_evd_symmmatrix",
        ignore_const_cols: bool = True,
        impute_missing: bool = False,
        compute_metrics: bool = True,
    ) -> None:
        raise H2ONotImplementedError(
            f"H2OPCA(k={k}) is not available in this release of Heavywater. Use scikit-learn's: "
            f"H2OFrame(PCA(n_components={k}).fit_transform(frame.to_numpy())), or an autoencoder "
            "(H2OAutoEncoderEstimator) for components that are not linear."
        )


class H2OSVD(H2OTransformer):
    """Not available: H2O's singular value decomposition as a transformer.

    Raises
    ------
    H2ONotImplementedError
        Always; scikit-learn's TruncatedSVD takes ``frame.to_numpy()``.
    """

    def __init__(
        self,
        nv: int | None = None,
        max_iterations: int | None = None,
        transform: str = "none",
        seed: int | None = None,
        use_all_factor_levels: bool | None = None,
        svd_method: str = "gram_svd",
    ) -> None:
        raise H2ONotImplementedError(
            f"H2OSVD(nv={nv}) is not available in this release of Heavywater. Use scikit-learn's: "
            f"H2OFrame(TruncatedSVD(n_components={nv}).fit_transform(frame.to_numpy()))."
        )
