"""How an experiment becomes text."""

import json

WRITTEN = "Written by scripts/make_configs.py."
WIDTH = 100
LONG_LIST = 16  # more numbers than this are wrapped


def is_long(value):
    """A list of many numbers."""
    return isinstance(value, list) and len(value) > LONG_LIST and not isinstance(value[0], (dict, list))


def wrapped(numbers, pad):
    """The text of a long list of numbers, in lines of at most WIDTH characters."""
    lines, line = [], ""
    for text in (json.dumps(number) + "," for number in numbers):
        if line and len(pad) + len(line) + 1 + len(text) > WIDTH:
            lines.append(pad + line)
            line = text
        else:
            line = f"{line} {text}" if line else text
    lines.append(pad + line.rstrip(","))
    return "[\n" + "\n".join(lines) + "\n" + pad[2:] + "]"


def holds_long(value):
    """Does a list of many numbers stand anywhere in it?"""
    if isinstance(value, dict):
        return any(holds_long(item) for item in value.values())
    return is_long(value) or (isinstance(value, list) and any(holds_long(item) for item in value))


def in_lines(value, indent=0, depth=2):
    """JSON text with the outer `depth` levels, and what holds long lists, spread over lines; the rest
    is kept on one."""
    pad = " " * (indent + 2)
    if is_long(value):
        return wrapped(value, pad)
    flat = depth == 0 and not holds_long(value)
    if flat or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value)
    depth = max(depth - 1, 0)
    if isinstance(value, dict):
        items = [f"{pad}{json.dumps(key)}: {in_lines(item, indent + 2, depth)}"
                 for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    items = [pad + in_lines(item, indent + 2, depth) for item in value]
    return "[\n" + ",\n".join(items) + "\n" + " " * indent + "]"


def document(comment, experiment):
    """The text of an experiment file, with its comment on top."""
    return "".join(f"// {line}\n" for line in comment) + in_lines(experiment) + "\n"
