"""What was measured beside what is aimed at: the first table of docs/benchmarks.md."""

from collections.abc import Iterator, Sequence

from tests.bench.results import Number, Result, grid, text

_FIFTH, _QUESTION, _TAG, _LOAD = 0.2, 100, 150, 1000
_FIRST, _COLD, _WARM = 0.75, 0.7, 0.6
_HEADINGS = ["aim", "measured", ""]


def targets(results: Sequence[Result]) -> str:
    """A line for each aim whose parts were measured, as a table in Markdown."""
    rows = [line for lines in (_browser, _questions, _exports, _load) for line in lines(results)]
    return grid([_HEADINGS, *([aim, found, "met" if met else "missed"] for aim, found, met in rows)], texts={0, 1})


Line = tuple[str, str, bool]


def _of(results: Sequence[Result], part: str, customers: int, begins: str = "") -> list[Result]:
    return [one for one in results if (one.part, one.customers) == (part, customers) and one.name.startswith(begins)]


def _number(one: Result, key: str) -> float:
    return float(one.numbers[key] or 0)


def _questions(results: Sequence[Result]) -> Iterator[Line]:
    if every := _of(results, "questions", 20_000, "all"):
        good = [one for one in every if _number(one, "ratio") <= _FIFTH]
        worst = max(every, key=lambda one: _number(one, "ratio"))
        found = f"{len(good)} of {len(every)}; at most {_number(worst, 'ratio'):.2f} ({worst.name.split(' · ')[1]})"
        yield "20,000: a page's question in a fifth of bare DuckDB's time", found, len(good) == len(every)
    for begins, aim, limit in (("all", "a page's question", _QUESTION), ("tag", "one of a tag of 5,000", _TAG)):
        if every := _of(results, "questions", 100_000, begins):
            good = [one for one in every if _number(one, "ours") < limit]
            worst = max(every, key=lambda one: _number(one, "ours"))
            found = (
                f"{len(good)} of {len(every)}; at most {text(_number(worst, 'ours'))} ms ({worst.name.split(' · ')[1]})"
            )
            yield f"100,000: {aim} below {limit} ms", found, len(good) == len(every)


def _browser(results: Sequence[Result]) -> Iterator[Line]:
    """First times before later ones, beside the plain page with the same content."""
    found = {one.name: one.numbers for one in _of(results, "browser", 20_000)}
    if not found:
        return
    for words in ("", ", a table in sight"):
        ours, plain = found[f"ours{words}: first"], found[f"plain{words}: first"]
        for key in ("toggle", "back", "again", "date", "region"):
            said, ratio = _ratio(ours[key], plain[key])
            yield f"20,000{words}: {key} in {_FIRST:.0%} of a plain page's time", said, ratio <= _FIRST
    for kind, most, share in (("cold", 1000, _COLD), ("warm", 60, _WARM)):
        page, beside = found[f"/subscriptions {kind}"], found[f"a plain Dash page {kind}"]
        said, ratio = _ratio(page["first screen"], beside["first screen"])
        yield f"20,000: first screen {kind} in {share:.0%} of a plain page's time", said, ratio <= share
        weight = float(page["KB"] or 0)
        yield f"20,000: /subscriptions {kind} below {most:,} KB", f"{text(weight)} KB", weight < most


def _ratio(ours: Number, plain: Number) -> tuple[str, float]:
    took, beside = float(ours or 0), float(plain or 0)
    return f"{text(took)} of {text(beside)} ms: {took / beside:.2f}", took / beside


def _exports(results: Sequence[Result]) -> Iterator[Line]:
    every = [one for one in results if one.part == "exports"]
    if every:
        most = max(every, key=lambda one: _number(one, "rows"))
        ratio, first = _number(most, "ratio"), _number(most, "first byte s")
        said = f"{_number(most, 'rows'):,.0f} rows: {ratio:.2f}, first byte {first:.2f} s"
        yield "the largest CSV in twice the time of COPY, first byte within a second", said, ratio <= 2 and first < 1


def _load(results: Sequence[Result]) -> Iterator[Line]:
    for one in _of(results, "load", 20_000, "128"):
        said = f"p95 {text(_number(one, 'p95'))} ms, {_number(one, 'errors'):.0f} errors"
        yield "20,000: 128 analysts, p95 below a second, no errors", said, _number(one, "p95") < _LOAD
