import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.parse.json_ld_data import mended_json, read_json_ld


def page(*scripts: str) -> str:
    return "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": -0, "b": 1E5, "c": 18446744073709551615, "d": 0.1, "a": 2}',
        '{"i": 123456789012345678901234567890}', '{"i": 18446744073709551616}', '{"i": [-9223372036854775809]}',
        '{"n": NaN, "i": [Infinity, -Infinity, 1e400]}', '{"half": "\\ud83d"}', '{"odd": "\x7f\x80\u2028\ufffe"}',
        '{"line": "one\ntwo\tthree"}', "\r\n{}\r\n", "[]", "7",
    ],
)  # fmt: skip
def test_values_are_those_of_the_json_module(text: str) -> None:
    expected = json.loads(text, strict=False)
    data, broken = read_json_ld(page(text))
    items = [v for v in data if not isinstance(v, int) and v]
    assert (repr(items), broken) == (repr([expected] if isinstance(expected, dict) and expected else []), [])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=4), JSON, min_size=1), st.booleans())
def test_any_object_comes_back(data: dict[str, object], is_ascii: bool) -> None:
    text = json.dumps(data, ensure_ascii=is_ascii).replace("<", "\\u003c").replace("\ud800", "?")
    if "\0" not in text:
        expected = json.loads(text.encode("utf-8", "replace"))
        assert repr(read_json_ld(page(text))) == repr(([expected], []))


@pytest.mark.parametrize(
    "damaged",
    [
        '<![CDATA[{"t": "it\'s"}]]>', "//<![CDATA[\n{\"t\": \"it's\"}\n//]]>", "<!-- -->\n{\"t\": \"it's\"}",
        '{"t": "it\\\'s"}', '{"t": "it\'s"};\n', "{&quot;t&quot;: &quot;it&#39;s&quot;}", '{"t": "it\'s",}',
        '/* ours */ {"t": "it\'s"} // end', '/*<![CDATA[*/ {"t": "it\'s",} /*]]>*/',
    ],
)  # fmt: skip
def test_common_damage_is_undone(damaged: str) -> None:
    assert read_json_ld(page(damaged)) == ([{"t": "it's"}], [])


def test_escapes_that_json_knows_are_left_alone() -> None:
    assert mended_json(r'{"t": "a\\\'b\n\u00a3\"\/"}') == r'{"t": "a\\' + r"'b\n\u00a3\"\/" + '"}\n'


def test_a_script_that_nothing_can_read_is_kept_beside_the_others() -> None:
    data, broken = read_json_ld(page('{"a": 1}', '{"a": "b "c" d"}', '{"a": 2}', "[" * 20_000))
    assert data == [{"a": 1}, {"a": 2}]
    assert [text for text, _ in broken] == ['{"a": "b "c" d"}', "[" * 20_000]
    assert all(why for _, why in broken)
