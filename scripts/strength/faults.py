"""The places where a source can be made wrong, and how."""

import hashlib
import re
from typing import NamedTuple

from .tokens import (closing, end_of_statement, end_of_template, skipped,
                     tokens_of)

OPERATORS = {
    "relation": {"<": ("<=", ">=", ">"), "<=": ("<", ">", ">="),
                 ">": (">=", "<=", "<"), ">=": (">", "<", "<="),
                 "==": ("!=",), "!=": ("==",)},
    "arithmetic": {"+": ("-", "*"), "-": ("+", "/"), "*": ("/", "+"),
                   "/": ("*", "-"), "%": ("*",)},
    "logic": {"&&": ("||",), "||": ("&&",)},
    "bits": {"&": ("|",), "|": ("&",), "^": ("&",), "<<": (">>",),
             ">>": ("<<",)},
    "assignment": {"+=": ("-=", "="), "-=": ("+=", "="), "*=": ("/=", "="),
                   "/=": ("*=", "="), "|=": ("&=",), "&=": ("|=",),
                   "^=": ("|=",), "%=": ("=",)},
}
PAIRS = [("min", "max"), ("floor", "ceil"), ("min_element", "max_element"),
         ("lower_bound", "upper_bound"), ("any_of", "all_of"),
         ("front", "back"), ("log", "log1p"), ("exp", "expm1"),
         ("sin", "cos"), ("first", "last")]
NAMES = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
NAMES["none_of"] = "any_of"
# A statement that begins with one of these is none to be dropped.
KEYWORDS = set("""alignas auto bool break case catch char class const constexpr
  continue default delete do double else enum explicit extern float for friend
  goto if inline int long namespace new private protected public return short
  signed sizeof static static_assert struct switch template throw try typedef
  typename union unsigned using virtual void volatile while""".split())
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=",
               ">>="}
EMPTY = {"", "{}", "0", "0.0", "false", "nullptr", "std::nullopt", "*this"}


class Fault(NamedTuple):
    file: str  # from the root
    start: int
    end: int
    operator: str
    after: str
    source: str

    @property
    def line(self):
        return self.source.count("\n", 0, self.start) + 1

    def wrong_source(self):
        return self.source[:self.start] + self.after + self.source[self.end:]

    def lines(self):
        """The lines that it is in, right and wrong, spaces as one."""
        first = self.source.rfind("\n", 0, self.start) + 1
        last = self.source.find("\n", self.end)
        last = len(self.source) if last < 0 else last
        wrong = (self.source[first:self.start] + self.after
                 + self.source[self.end:last])
        return (" ".join(self.source[first:last].split()),
                " ".join(wrong.split()))


def numbers(text):
    """What a literal is changed to."""
    body = re.fullmatch(r"(0[xX][0-9a-fA-F']+|[^uUlLfFzZ]+)([uUlLfFzZ]*)",
                        text)
    digits, suffix = body[1].replace("'", ""), body[2]
    if re.fullmatch(r"\d+|0[xX].*", digits):
        value = int(digits, 0 if digits[:2] in ("0x", "0X") else 10)
        changed = {0: (1,), 1: (0, 2)}.get(value, (value - 1, value + 1))
        return [str(x) + suffix for x in changed]
    value = float(digits)
    changed = {0.0: (1.0,), 1.0: (0.0, 2.0, 1.05)}.get(value, (value * 1.05,))
    return [repr(float(x)) + suffix for x in changed]


def is_sign(tokens, i):
    before = tokens[i - 1]
    return tokens[i].text == "-" and not tokens[i].apart and (
        before.text == "return" or before.kind == "mark"
        and before.text not in (")", "]", "}"))


def of_token(tokens, i):
    """(operator, replacements) of one token."""
    token = tokens[i]
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if token.kind == "number":
        return "literal", numbers(token.text)
    if token.kind == "name":
        if token.text in ("true", "false"):
            return "literal", ["false" if token.text == "true" else "true"]
        if token.text in NAMES and following == "(" and tokens[
                i - 1].text in ("::", ".", "->"):
            return "function", [NAMES[token.text]]
    if token.kind == "mark" and i and tokens[i - 1].text != "operator":
        for operator, changes in OPERATORS.items():
            if token.apart and token.text in changes:
                return operator, list(changes[token.text])
        if token.text == "!" and not token.apart or is_sign(tokens, i):
            return "sign or not dropped", [""]
    return None, []


def conditions(tokens, i):
    """The condition of an if or a while, to be negated."""
    if tokens[i].text not in ("if", "while") or tokens[i].kind != "name":
        return None
    opened = i + 1 + (tokens[i + 1].text == "constexpr")
    if tokens[opened].text != "(":
        return None
    end, first = closing(tokens, opened), opened + 1
    semicolon = end_of_statement(tokens, first)
    if semicolon is not None and semicolon < end:
        first = semicolon + 1
    return tokens[first].start, tokens[end - 1].end


def returned(tokens, i, source):
    end = end_of_statement(tokens, i) if tokens[i].text == "return" else None
    if end is None or end == i + 1:
        return None
    start, stop = tokens[i + 1].start, tokens[end - 1].end
    text = source[start:stop]
    changes = [f"({text}) + 1", f"!({text})"]
    if "".join(text.split()) not in EMPTY:
        changes.append("{}")
    return start, stop, changes


def is_effect(tokens, first, end):
    """Whether the tokens before `end` are a call or an assignment."""
    i = first
    while tokens[i].text in ("*", "++", "--", "::", "this"):
        i += 1
    if tokens[i].kind != "name" or tokens[i].text in KEYWORDS:
        return tokens[i - 1].text == "this"
    name = called = False  # what came last
    while i < end:
        text = tokens[i].text
        if text in ASSIGNMENTS:
            return name or called or tokens[i - 1].text == "]"
        if tokens[i].kind == "name":
            if name or called:
                return False  # a declaration
            name = True
        elif text in ("(", "["):
            i = closing(tokens, i)
            name, called = False, text == "("
        elif text in ("::", ".", "->"):
            name = called = False
        elif text in ("++", "--"):
            return True
        elif text == "<" and not tokens[i].apart:
            i = end_of_template(tokens, i)
        else:
            return False
        i += 1
    return called or tokens[first].text in ("++", "--")


def statements(tokens, skip):
    """Calls and assignments that are a statement: (first, semicolon)."""
    scopes, head = [], 0
    for i, token in enumerate(tokens):
        if token.text == "{":
            words = {t.text for t, no in zip(tokens[head:i], skip[head:i])
                     if not no}
            words |= {t.text for t in tokens[head:i] if t.text == "namespace"}
            scopes.append(not words & {"namespace", "struct", "class", "union",
                                       "enum", "extern"})
        elif token.text == "}" and scopes:
            scopes.pop()
        begins = i and (tokens[i - 1].text in (";", "{", "}", "else", "do")
                        or tokens[i - 1].text == ":" and "case" in
                        [t.text for t in tokens[head:i]]
                        or tokens[i - 1].text == ")"
                        and tokens[head].text in ("if", "for", "while", "else",
                                                  "case", "default"))
        if tokens[i - 1].text in (";", "{", "}") if i else False:
            head = i
        if begins and scopes and scopes[-1] and not skip[i]:
            end = end_of_statement(tokens, i)
            if end is not None and is_effect(tokens, i, end):
                yield i, end


def faults_of(file, source):
    """One list of alternatives for each place."""
    tokens = tokens_of(source)
    skip = skipped(tokens)
    places = []

    def put(start, end, operator, changes):
        places.append([Fault(file, start, end, operator, after, source)
                       for after in changes])

    for i, token in enumerate(tokens):
        if skip[i]:
            continue
        operator, changes = of_token(tokens, i)
        if changes:
            put(token.start, token.end, operator, changes)
        if span := conditions(tokens, i):
            put(*span, "condition negated",
                [f"!({source[span[0]:span[1]]})"])
        if found := returned(tokens, i, source):
            put(found[0], found[1], "value returned", found[2])
    for first, end in statements(tokens, skip):
        put(tokens[first].start, tokens[end].start, "statement dropped", [""])
    return places


def drawn(places, seed):
    """A fault of each place, in an order of chance that the seed fixes and that
    a change elsewhere leaves as it is: by SHA-256 of the seed and the text."""
    keyed, seen = [], {}
    for alternatives in places:
        one = alternatives[0]
        text = "\0".join((str(seed), one.file, one.operator, *one.lines()))
        seen[text] = seen.get(text, 0) + 1
        key = hashlib.sha256(f"{text}\0{seen[text]}".encode()).hexdigest()
        chosen = alternatives[int(key[-8:], 16) % len(alternatives)]
        keyed.append((key[:16], chosen))
    return sorted(keyed, key=lambda pair: pair[0])
