"""JSON Schema of what specifications declare, for instance the steps of a race with their bounds.

What it says is necessary: rules between settings and the size of the whole are checked by reading.
"""

from collections.abc import Mapping
from typing import Any

from engine.specs.settings import Setting, Several, declared


def object_schema(cls: type[Any]) -> dict[str, Any]:
    """The schema of a record."""
    known = declared(cls)
    return {
        "type": "object",
        "description": (cls.__doc__ or "").partition("\n")[0],
        "properties": {name: setting_schema(setting) for name, setting in known.items()},
        "required": [name for name, setting in known.items() if setting.required],
        "additionalProperties": False,
    }


def setting_schema(setting: Setting) -> dict[str, Any]:
    """The schema of one setting, with its help and its default."""
    form = _form(setting)
    if setting.may_be_null:
        form = {"anyOf": [form, {"type": "null"}]}
    rule = f" {setting.rule.help}" if setting.rule else ""
    about = form | {"description": f"{setting.help}{rule}"}
    return about if setting.required else about | {"default": setting.default}


def _form(setting: Setting) -> dict[str, Any]:
    structure = setting.structure
    if structure is not None and structure.schema is not None:
        return dict(structure.schema)
    one = object_schema(setting.holds) if setting.holds else _value(setting)
    several = structure.several if structure else setting.several
    return one if several is None else _array(one, several)


def _array(one: Mapping[str, Any], several: Several) -> dict[str, Any]:
    bounds = {"minItems": several.least, "maxItems": several.most}
    array = {"type": "array", "items": dict(one), **bounds}
    return {"anyOf": [dict(one), array]} if several.alone else array


def _value(setting: Setting) -> dict[str, Any]:
    if setting.kind == "flag":
        return {"type": "boolean"}
    if setting.scale is None:
        return {"type": "string", "enum": list(setting.choices)}
    return {"type": setting.kind, "minimum": setting.scale.min, "maximum": setting.scale.max}
