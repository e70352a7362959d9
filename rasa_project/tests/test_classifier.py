"""The classifier's plain functions."""

from pathlib import Path

import numpy as np
import pytest
from conftest import QUESTIONS
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from wegweiser_nlu.classifier import folds as folds_module
from wegweiser_nlu.classifier.bands import Predictions, find_bands
from wegweiser_nlu.classifier.fitting import inverse_class_frequency, weighted
from wegweiser_nlu.classifier.folds import Folds, assign_folds
from wegweiser_nlu.classifier.model import TopicModel
from wegweiser_nlu.classifier.ngrams import count_ngrams, ngrams
from wegweiser_nlu.classifier.probabilities import best_temperature, softmax
from wegweiser_nlu.classifier.training import Options, train
from wegweiser_nlu.folding import fold

OPTIONS = Options(shortest=2, longest=5, penalty=1.0, min_texts=1, folds=5, processes=1)
ROWS = [
    (fold(text), topic, language)
    for language, topics in QUESTIONS.items()
    for topic in topics
    for text in topics[topic]
]


def train_on(rows: list[tuple[str, str, str]], options: Options = OPTIONS) -> TopicModel:
    """A model of ``rows``: folded text, topic, language."""
    texts, topics, languages = (list(column) for column in zip(*rows, strict=True))
    return train(texts, topics, languages, options)


def test_ngrams_are_those_of_scikit_learns_char_wb() -> None:
    texts = [text for text, _, _ in ROWS]
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()

    assert [sorted(ngrams(text, 2, 5)) for text in texts] == [sorted(theirs(text)) for text in texts]


def test_counts_have_a_row_a_text_even_for_empty_ones() -> None:
    grams, counts = count_ngrams(["aa aa", "", "a"], 2, 3)

    assert counts.shape == (3, len(grams))
    assert counts.sum(axis=1).ravel().tolist() == [[10.0, 0.0, 3.0]]
    assert counts[0, grams.index(" aa")] == 2


def test_an_ngram_of_few_topics_weighs_more() -> None:
    counts = csr_matrix(np.array([[1, 1], [0, 1], [0, 1]], dtype=np.float32))

    rarity = inverse_class_frequency(counts, np.array([0, 1, 2]), 3)

    assert rarity == pytest.approx([np.log(4 / 2) + 1, 1.0])


def test_weighted_rows_have_unit_length_and_empty_rows_stay_empty() -> None:
    rows = weighted(
        csr_matrix(np.array([[3, 1], [0, 0]], dtype=np.float32)), np.array([1.0, 2.0], dtype=np.float32)
    ).toarray()

    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 0.0])
    assert rows[0, 1] / rows[0, 0] == pytest.approx(2 / (1 + np.log(3)))


def test_equal_texts_of_a_topic_share_a_fold_and_folds_are_even() -> None:
    texts = [f"question {number}" for number in range(20)] * 2

    fold_of = assign_folds(["topic"] * 40, texts, 5)

    assert fold_of[:20].tolist() == fold_of[20:].tolist()
    assert np.bincount(fold_of).tolist() == [8] * 5


def test_folds_in_processes_give_what_folds_in_this_process_give(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, topics, _ = zip(*ROWS, strict=True)
    names = sorted(set(topics))
    labels = np.array([names.index(topic) for topic in topics])
    folds = Folds(count_ngrams(texts, 2, 5)[1], labels, assign_folds(topics, texts, 2), len(names), 1.0, 1)
    alone, fitted = folds.fit_all(processes=1)
    monkeypatch.setattr(folds_module, "_WORTH_A_PROCESS", 1)

    margins, fitted_apart = folds.fit_all(processes=2)
    assert margins.tolist() == alone.tolist()
    assert fitted_apart.weights.tolist() == fitted.weights.tolist()


def test_the_temperature_makes_probabilities_as_sure_as_they_are_right() -> None:
    margins = np.array([[0.5, -0.5]] * 10)
    labels = np.array([0] * 8 + [1] * 2)

    temperature = best_temperature(margins, labels, candidates=tuple(np.linspace(0.5, 5, 46)))

    assert softmax(margins, temperature)[0, 0] == pytest.approx(0.8, abs=0.02)


def predictions(rows: list[tuple[float, bool, bool, bool, bool]]) -> Predictions:
    """From rows of confidence, right, in best three, out of scope, refused."""
    confidence, *flags = zip(*rows, strict=True)
    return Predictions(np.array(confidence), *(np.array(flag) for flag in flags))


def test_the_answer_band_allows_twelve_in_a_hundred_to_be_wrong() -> None:
    right = [(0.9, True, True, False, False)] * 85
    wrong = [(0.8 - 0.01 * number, False, True, False, False) for number in range(15)]

    bands = find_bands(predictions(right + wrong))

    assert 0.68 < bands["answer"] <= 0.6801, "0.68 itself would be the thirteenth wrong answer"
    assert bands["suggest"] <= bands["answer"]


def test_the_answer_band_keeps_out_of_scope_questions_away() -> None:
    right = [(0.9, True, True, False, False)] * 90
    outside = [(0.1 * number, False, False, True, False) for number in range(10)]

    assert 0.8 < find_bands(predictions(right + outside))["answer"] <= 0.8001


def test_a_question_told_to_be_out_of_scope_is_no_wrong_answer() -> None:
    rows = [(0.9, True, True, False, False)] * 50 + [(0.95, False, True, False, True)] * 50

    assert find_bands(predictions(rows))["answer"] == 0.0


def test_the_suggest_band_is_the_largest_that_helps_nineteen_in_twenty() -> None:
    rows = [(0.01 * number, number != 100, True, False, False) for number in range(1, 101)]
    wrong_and_sure = [(0.97, False, True, False, False)] * 13

    bands = find_bands(predictions(rows + wrong_and_sure))

    assert bands["suggest"] == pytest.approx(0.06, abs=0.0002)


def test_the_suggest_band_refuses_four_in_a_hundred_where_the_best_three_are_not_good_enough() -> None:
    rows = [(0.01 * number, number > 50, number > 50, False, False) for number in range(1, 101)]

    assert find_bands(predictions(rows))["suggest"] == pytest.approx(0.05, abs=0.0002)


def test_a_model_knows_what_it_has_learnt() -> None:
    model = train_on(ROWS)

    assert [model.rank(text, 1)[0][0] for text, topic, _ in ROWS] == [topic for _, topic, _ in ROWS]


def test_a_ranking_is_sorted_and_its_probabilities_sum_to_one() -> None:
    confidences = [confidence for _, confidence in train_on(ROWS).rank(fold("Deutschkurs?"), 100)]

    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ["", "🙂", "ქართული", "…"])
def test_a_text_without_a_known_ngram_gets_no_topic(text: str) -> None:
    assert train_on(ROWS).rank(fold(text), 3) == []


def test_the_score_is_that_of_the_fitted_matrix(tmp_path: Path) -> None:
    """The dictionary scorer against scipy's matrices, after a round trip over the disk."""
    train_on(ROWS).save(tmp_path)
    model = TopicModel.load(tmp_path)
    text = "wo ist ein deutschkurs am sonntag"
    met, counts = count_ngrams([text], 2, 5)
    dense = np.zeros((1, len(model.grams)), dtype=np.float32)
    for gram, count in zip(met, counts.toarray()[0], strict=True):
        if gram in model.grams:
            dense[0, model.grams[gram]] = count
    margins = weighted(csr_matrix(dense), model.rarity) @ model.weights.astype(np.float32) + model.bias

    expected = softmax(margins, model.facts["temperature"])[0]

    assert dict(model.rank(text, 100)) == pytest.approx(
        dict(zip(model.topics, expected.tolist(), strict=True)), abs=1e-5
    )


def test_two_trainings_are_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        train_on(ROWS).save(tmp_path / name)

    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert first == second


def test_two_topics_are_enough() -> None:
    model = train_on([row for row in ROWS if row[1] in ("greet", "quiet_hours")])

    assert model.rank(fold("ruhezeiten"), 1)[0][0] == "quiet_hours"
    assert model.rank(fold("hallo"), 1)[0][0] == "greet"


def test_one_topic_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two topics"):
        train_on([row for row in ROWS if row[1] == "greet"])


def test_the_measured_figures_stay_with_the_model() -> None:
    measured = train_on(ROWS).facts["cross_validation"]

    assert measured["questions"] == 30
    assert measured["out_of_scope_questions"] == 10
    assert list(measured["languages"]) == ["de", "uk"]
    assert measured["languages"]["uk"]["questions"] == 15
