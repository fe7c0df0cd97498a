#pragma once

#include <array>
#include <optional>
#include <string>

#include "rehearse/config/load.hpp"
#include "rehearse/core/words.hpp"

namespace rehearse {

/// JSON Schema (draft 2020-12) of a config, for editors. It knows keys, types,
/// ranges and defaults; contradictions between keys are the reader's.
[[nodiscard]] std::string json_schema();

/// The graphs that a config may start from: PFS, then overall survival at what
/// PFS passes on; each at its share, which goes one way or both ways; and PFS
/// before a family of two.
enum class ExampleGraph { fixed_sequence, fallback, holm, gatekeeping };

[[nodiscard]] constexpr auto words_of(ExampleGraph) {
  using enum ExampleGraph;
  return std::to_array<Word<ExampleGraph>>({{"fixed-sequence", fixed_sequence},
                                            {"fallback", fallback},
                                            {"holm", holm},
                                            {"gatekeeping", gatekeeping}});
}

/// A config to start from: it loads as it stands. In TOML it is commented; JSON
/// has no comments, and no optional keys behind them. With a graph its analysis
/// is of hypotheses.
[[nodiscard]] std::string starter_config(
    Dialect dialect = Dialect::toml,
    std::optional<ExampleGraph> graph = std::nullopt);

}  // namespace rehearse
