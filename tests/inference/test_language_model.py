"""Completing, candidates, states and scores of a model, at both levels."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from playground import modelfile
from playground.config import SampleConfig, TrainConfig
from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.inference.sampling import log_softmax

from .conftest import TEXT


@pytest.fixture(params=["chars", "words"])
def model(request: pytest.FixtureRequest) -> LanguageModel:
    found: LanguageModel = request.getfixturevalue(request.param)
    return found


def test_a_seed_gives_the_same_text_and_another_seed_another(model: LanguageModel) -> None:
    one = model.complete("Once upon a", 60, seed=1)
    assert one == model.complete("Once upon a", 60, seed=1)
    assert one != model.complete("Once upon a", 60, seed=2)


def test_a_stream_is_the_completion_token_by_token(model: LanguageModel) -> None:
    config = SampleConfig(seed=4, temperature=1.2, top_k=9, repetition_penalty=1.2)
    pieces = list(model.stream("Once upon a", 40, config))
    assert len(pieces) == 40
    assert "".join(piece.token for piece in pieces) == model.complete("Once upon a", 40, config=config)
    text = "Once upon a"
    for piece in pieces:
        after = model.at(text)
        logprob = log_softmax(after.logits)[piece.id]
        assert piece.logprob == pytest.approx(logprob, abs=1e-4)
        assert piece.probability == pytest.approx(math.exp(piece.logprob))
        if model.vocabulary.level == "word":
            break  # words put side by side need not split into the same words again
        text += piece.token
        np.testing.assert_allclose(piece.state.h, model.at(text).state.h, atol=1e-5)


def test_without_a_number_a_stream_does_not_end(model: LanguageModel) -> None:
    stream = model.stream("The", seed=0)
    assert len([next(stream) for _ in range(500)]) == 500


@pytest.mark.parametrize("settings", [{}, {"repetition_penalty": 1.5, "top_p": 0.9}])
def test_many_samples_are_those_of_their_seeds(model: LanguageModel, settings: dict[str, float]) -> None:
    together = model.complete("Once upon a", 30, samples=4, seed=10, **settings)
    alone = [model.complete("Once upon a", 30, seed=10 + index, **settings) for index in range(4)]
    assert together == alone
    assert model.complete("Once", 0, samples=2) == ["", ""]
    assert model.complete("Once", 0) == ""


def test_unknown_tokens_are_read_but_never_written(model: LanguageModel) -> None:
    prompt = "Once ♥ zyx"
    text = model.complete(prompt, 2000, temperature=5.0, seed=0)
    assert "<unk>" not in text
    assert set(text) <= set(TEXT)
    assert all(each.id != 0 for each in model.candidates(prompt, 10_000))
    notice = model.notice(prompt)
    assert notice is not None
    assert "♥" in notice
    assert model.notice("Once upon a time") is None


@pytest.mark.parametrize("size", range(1, 8))
def test_a_stop_text_ends_before_it_wherever_it_falls(model: LanguageModel, size: int) -> None:
    whole = model.complete("Once", 80, seed=3, temperature=1.0)
    for place in range(0, len(whole) - size, 7):
        stop = whole[place : place + size]
        expected = whole[: whole.find(stop)]
        for samples in (1, 3):
            found = model.complete("Once", 80, seed=3, temperature=1.0, samples=samples, stop=("§", stop))
            assert (found if isinstance(found, str) else found[0]) == expected
        config = SampleConfig(seed=3, temperature=1.0, stop=(stop, stop + "x"))
        assert "".join(piece.token for piece in model.stream("Once", 80, config)) == expected


def test_a_stop_text_that_only_begins_is_written_after_all(chars: LanguageModel) -> None:
    whole = chars.complete("Once", 50, seed=3)
    assert chars.complete("Once", 50, seed=3, stop=whole[-3:] + "§") == whole


def test_an_empty_prompt_is_a_line_that_begins(model: LanguageModel) -> None:
    np.testing.assert_allclose(model.at("").logits, model.at("\n").logits, rtol=1e-6)
    assert model.complete("", 5, seed=1)


def test_candidates_before_and_after_the_settings(model: LanguageModel) -> None:
    found = model.candidates("Once upon a", 5, top_k=2, temperature=0.5)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)
    assert [each.sampled > 0 for each in found] == [True, True, False, False, False]
    assert sum(each.sampled for each in found) == pytest.approx(1)
    assert all(each.text == each.token == model.vocabulary.token(each.id) for each in found)


def test_a_word_model_goes_on_after_a_space(words: LanguageModel) -> None:
    found = words.candidates("Once upon a ", 1000)
    assert all(each.token == " " + each.text and each.text for each in found)
    assert sum(each.probability for each in found) == pytest.approx(1, abs=1e-5)
    assert sum(each.sampled for each in found) == pytest.approx(1)
    plain = {each.id: each.probability for each in words.candidates("Once upon a", 1000)}
    ratios = [each.probability / plain[each.id] for each in found]
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-4)
    assert not words.complete("Once upon a ", 1, seed=1).startswith(" ")


def test_a_word_model_finishes_a_word(words: LanguageModel) -> None:
    assert [each.text for each in words.candidates("Once upon a ti")] == ["me"]
    assert words.complete("Once upon a ti", 1) == "me"
    assert words.complete("Onc", 1) == "e"
    assert words.complete("Once upon a ti", 1, samples=2) == ["me", "me"]
    pieces = list(words.stream("She laug", 1))
    assert (pieces[0].token, pieces[0].probability) == ("hed", pytest.approx(1))
    assert words.notice("Once upon a ti") is None
    # A whole word is read as such, though longer ones begin with it.
    np.testing.assert_array_equal(words.at("Once upon a").ids, words.vocabulary.encode("Once upon a"))
    # What no known word begins with is read as unknown.
    assert words.at("Once upzz").ids == [*words.vocabulary.encode("Once").tolist(), 0]


def test_states_have_one_column_a_token(model: LanguageModel) -> None:
    text = "The king ♥ laughed\r\n"
    found = model.states(text)
    assert found.tokens == tuple(model.vocabulary.spans(text))
    assert "".join(found.tokens) == "The king ♥ laughed\n"
    for values in found.values.values():
        assert values.shape == (len(found.tokens), 2, 12)
    assert set(found.values) >= {"h"}
    assert ("c" in found.values) == (model.network.config.cell == "lstm")
    assert model.states("").surprise.shape == (0,)


def test_a_score_adds_up_what_each_token_cost(model: LanguageModel) -> None:
    text = TEXT[: TEXT.index("\n") + 1]
    ids = model.vocabulary.encode(text).tolist()
    position, nats = model.beginning, 0.0
    state, logits = position.state, position.logits
    for token in ids:
        nats -= float(log_softmax(logits)[token])
        state, logits = model.network.step(state, token)
    shares: list[float] = []
    found = model.score(text, shares.append)
    assert found.tokens == len(ids)
    assert found.chars == len(text)
    assert found.nats_per_token == pytest.approx(nats / len(ids), rel=1e-5)
    assert found.perplexity == pytest.approx(math.exp(nats / len(ids)), rel=1e-4)
    assert found.bits_per_char == pytest.approx(nats / math.log(2) / len(text), rel=1e-5)
    assert found.unknown == 0
    assert shares[-1] == 1


def test_a_long_text_scores_the_same_in_pieces_of_any_size(
    chars: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXT * 8
    whole = chars.score(text)
    monkeypatch.setattr("playground.inference.network._CHUNK", 7)
    assert chars.score(text).nats_per_token == pytest.approx(whole.nats_per_token, rel=1e-6)


def test_what_is_unknown_is_paid_for_when_spelled_out(model: LanguageModel) -> None:
    text = "The zyx laughed"
    found = model.score(text)
    tokens = model.vocabulary.spans(text)
    unknown = [token for token in tokens if model.vocabulary.encode(token)[0] == 0]
    assert found.unknown == len(unknown) / len(tokens) > 0
    assert found.bits_per_char * found.chars == pytest.approx(
        found.nats_per_token * found.tokens / math.log(2), rel=1e-5
    )
    spelled = (found.spelled_out - found.bits_per_char) * found.chars
    if model.vocabulary.level == "char":
        assert spelled == pytest.approx(len(unknown) * math.log2(0x110000), rel=1e-5)
    else:
        expected = sum(model.vocabulary.spelling_bits(word) for word in unknown)  # type: ignore[attr-defined]
        assert spelled == pytest.approx(expected, rel=1e-5)


def test_no_text_has_no_score(model: LanguageModel) -> None:
    with pytest.raises(InputError, match="no text"):
        model.score("")


def test_settings_are_checked(chars: LanguageModel) -> None:
    with pytest.raises(InputError, match="no sampling setting 'temprature'"):
        chars.complete("a", temprature=1)
    with pytest.raises(InputError, match="Tokens must be"):
        chars.complete("x", tokens=-1)
    with pytest.raises(InputError, match="Samples must be"):
        chars.complete("x", samples=0)
    with pytest.raises(InputError, match="Tokens must be"):
        chars.stream("x", tokens=-1)
    with pytest.raises(InputError, match="Temperature must be"):
        chars.complete("a", temperature=-1)


def test_loading_by_path_gives_the_same_model(chars: LanguageModel, tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    card = modelfile.ModelCard(
        name="small",
        model=chars.network.config,
        train=TrainConfig(steps=1),
        vocabulary=chars.vocabulary.to_dict(),
    )
    modelfile.save(path, card, chars.network.weights)
    loaded = LanguageModel.load(path)
    assert (loaded.name, loaded.card) == ("small", card)
    assert loaded.complete("The", 50, seed=1) == chars.complete("The", 50, seed=1)
    assert "2 x 12 lstm" in repr(loaded)
    short = {"level": "char", "tokens": "ab"}
    modelfile.save(path, modelfile.ModelCard(**{**vars(card), "vocabulary": short}), chars.network.weights)
    with pytest.raises(InputError, match="its vocabulary has 3 tokens"):
        LanguageModel.load(path)
    modelfile.save(path, modelfile.ModelCard(**{**vars(card), "vocabulary": {}}), chars.network.weights)
    with pytest.raises(InputError, match="vocabulary"):
        LanguageModel.load(path)


def test_a_vocabulary_of_another_size_does_not_fit(chars: LanguageModel, words: LanguageModel) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        LanguageModel("x", words.vocabulary, chars.network)
