"""The JSON Schema of a catalogue file, for editors; `python -m loaders.catalogue_schema` writes it.

A catalogue file names it in its first line:
`# yaml-language-server: $schema=_schema/catalogue.schema.json`
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import BeforeValidatorFunctionSchema

from graph.entries import AnyEntry
from graph.facts import (
    BandFacts,
    BlockFacts,
    CompetencyFacts,
    CourseFacts,
    ExampleFacts,
    FindingFacts,
    MoveFacts,
    ProfileFacts,
    QualificationFacts,
    RegistrationFacts,
    RoleFacts,
    SourceFacts,
    WordFacts,
)
from graph.provenance import Id, Ids, Model, as_tuple
from loaders.yaml_catalogue import Header

AnyFacts = (
    RoleFacts
    | QualificationFacts
    | RegistrationFacts
    | CourseFacts
    | CompetencyFacts
    | ProfileFacts
    | ExampleFacts
    | FindingFacts
    | MoveFacts
    | BlockFacts
    | SourceFacts
    | BandFacts
    | WordFacts
)


class CatalogueFile(Model):
    """One file of a catalogue."""

    catalogue: Header | None = None
    entries: dict[Id, AnyEntry] = Field(default_factory=dict)
    also: dict[Id, tuple[AnyFacts, ...]] = Field(default_factory=dict)
    retired: dict[Id, Ids] = Field(default_factory=dict)


class _Schema(GenerateJsonSchema):
    """Lets one item stand where a list is meant, as the loader does; no titles."""

    def function_before_schema(self, schema: BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        if schema["function"]["function"] is as_tuple and "items" in inner:
            return {"anyOf": [inner["items"], inner]}
        return inner

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def path() -> Path:
    """Where the schema is kept, beside the built-in catalogue."""
    return Path(str(files("loaders") / "catalogue" / "_schema" / "catalogue.schema.json"))


def schema_text() -> str:
    """The schema as it should stand in its file."""
    schema = CatalogueFile.model_json_schema(by_alias=True, schema_generator=_Schema)
    for key in ("entries", "also", "retired"):
        schema["properties"][key]["additionalProperties"] = False
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema."""
    path().parent.mkdir(exist_ok=True)
    path().write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
