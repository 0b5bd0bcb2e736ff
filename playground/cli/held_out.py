"""What of a text a model did not learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel
    from playground.text.corpus import Corpus
    from playground.text.reading import TextSource


def own_corpus(model: LanguageModel, source: TextSource) -> Corpus | None:
    """``source`` parted as it was when ``model`` was trained on it; none if it was not this very text."""
    about = model.card.corpus if model.card else {}
    if not about.get("sha256") or source.sha256 != about["sha256"]:
        return None
    from playground.text.corpus import prepare

    share = about.get("validation_share")
    return prepare(
        source,
        model.vocabulary.level,
        validation_share=share if isinstance(share, float) and 0 < share < 1 else 0.1,
        vocabulary=model.vocabulary,
    )
