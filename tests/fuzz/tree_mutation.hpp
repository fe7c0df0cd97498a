#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "chance.hpp"

namespace rehearse::fuzz {

using Tree = nlohmann::ordered_json;

/// Values that keys have in sound documents, or at the ends of their ranges.
using ValuePool = std::map<std::string, std::vector<Tree>>;

/// Adds every value of a document under its key. A list's elements are under
/// the list's key and "[]".
void add_values(const Tree& document, ValuePool& pool);

/// Adds the words, bounds and defaults of a JSON Schema.
void add_schema(const Tree& schema, ValuePool& pool);

/// Changes one place of the document: another value of its key, an extreme
/// one, or a key or element removed, repeated, moved, renamed or nested.
void change_tree(Tree& document, const ValuePool& pool, Chance& chance);

/// The document as TOML, its tables under headers or inline.
[[nodiscard]] std::string toml_text(const Tree& document, Chance& chance);
/// A value on one line.
[[nodiscard]] std::string toml_value(const Tree& value);

/// A way to a value that is no table, as `--set` writes it, and the value of
/// another document there: "analysis.looks[0].events=80".
[[nodiscard]] std::string set_text(const Tree& document, const ValuePool& pool,
                                   Chance& chance);

}  // namespace rehearse::fuzz
