#!/usr/bin/env python3
"""Prints the cases of html5lib-tests' tokenizer tests, for a test to read.

    tokenizer_cases.py FILE...

A case is a line of fields: the state, the last start tag, the input, and the tokens, each as it is
written below; all texts are UTF-8 in hexadecimal digits. Cases with half of a surrogate pair, which
UTF-8 cannot hold, are left out and counted in the last line. Knows nothing of blogsh but that line.
"""

import json
import re
import sys

STATES = {
    "Data state": "data", "RCDATA state": "rcdata", "RAWTEXT state": "rawText",
    "Script data state": "script", "PLAINTEXT state": "plainText", "CDATA section state": "cdata",
}


def hexadecimal(text):
    return "-" if text is None else "x" + text.encode().hex()


def unescaped(value):
    """Returns a value whose texts had `\\uXXXX` written twice over."""
    match value:
        case str():
            text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), value)
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        case list():
            return [unescaped(item) for item in value]
        case dict():
            return {unescaped(name): unescaped(item) for name, item in value.items()}
    return value


def written(token):
    match token:
        case "DOCTYPE", name, public, system, is_right:
            words = [hexadecimal(name), hexadecimal(public), hexadecimal(system)]
            return ",".join(["D", *words, "" if is_right else "quirks"])
        case "StartTag", name, attributes, *closing:
            pairs = sorted(
                f"{hexadecimal(key)}={hexadecimal(value)}" for key, value in attributes.items())
            return ",".join(["S", hexadecimal(name), *pairs, "/" if closing else ""])
        case "EndTag", name, *_:
            return f"E,{hexadecimal(name)}"
        case "Character", text:
            return f"T,{hexadecimal(text)}"
        case "Comment", text:
            return f"C,{hexadecimal(text)}"
    raise ValueError(f"no such token: {token}")


def main():
    left_out = 0
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            found = json.load(file)
        for case in found.get("tests", []):
            if case.get("doubleEscaped"):
                case = {**case, **{key: unescaped(case[key]) for key in ("input", "output")}}
            for state in case.get("initialStates", ["Data state"]):
                try:
                    tokens = [written(token) for token in case["output"] if token != "ParseError"]
                    words = [
                        STATES[state], hexadecimal(case.get("lastStartTag", "")),
                        hexadecimal(case["input"]), *tokens]
                except UnicodeEncodeError:
                    left_out += 1
                    continue
                print(" ".join(words))
    print(f"left out {left_out}")


if __name__ == "__main__":
    main()
