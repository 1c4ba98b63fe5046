"""`make bench`: builds the scale sets it lacks into `.bench`, measures, prints tables and keeps them as JSON.

A part measures something of a set and yields results: `questions` (ask, questions, raw*), `http`, `exports`, `start`
and `load` (served), `imports`, `browser`. None of it belongs to `make test`, for a busy machine would make it fail.
"""
