#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/explorer/answer.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse::explorer {

using Json = nlohmann::ordered_json;
using Parts = std::span<const std::string_view>;

/// A request that can't be answered, whatever the config.
class BadRequest : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What an answer is made of: `ok` is added.
struct Answer {
  Json json;
  std::string part = {};
};

// What a request says; a default where it says nothing.
// \throws BadRequest where it says something else than is asked for.
[[nodiscard]] std::string text_in(const Json& request, const char* key,
                                  const std::string& fallback = "");
[[nodiscard]] std::uint64_t count_in(const Json& request, const char* key,
                                     std::uint64_t fallback);
[[nodiscard]] std::vector<std::string> texts_in(const Json& request,
                                                const char* key);

[[nodiscard]] std::string file_of(const Json& request);
[[nodiscard]] Dialect dialect_of(const Json& request);
[[nodiscard]] Overrides overrides_of(const Json& request);
/// \throws ConfigError, BadRequest.
[[nodiscard]] LoadedConfig config_of(const Json& request,
                                     Reading reading = Reading::simulation);

/// Errors or warnings, located.
[[nodiscard]] Json faults_json(std::span<const Diagnostic> faults);
[[nodiscard]] Json proportion_json(const Proportion& p);
/// What of a distribution is shown, in units of `unit`.
[[nodiscard]] Json quantiles_json(const Distribution& d, double unit);
/// For a terminal of the usual width, without colour.
[[nodiscard]] std::string table_text(const Report& report);

// The requests, by their names.
[[nodiscard]] Answer about(const Json& request, Parts parts);
[[nodiscard]] Answer explain(const Json& request, Parts parts);
[[nodiscard]] Answer check(const Json& request, Parts parts);
[[nodiscard]] Answer values(const Json& request, Parts parts);
[[nodiscard]] Answer set(const Json& request, Parts parts);
[[nodiscard]] Answer design(const Json& request, Parts parts);
[[nodiscard]] Answer power(const Json& request, Parts parts);
[[nodiscard]] Answer merge(const Json& request, Parts parts);
[[nodiscard]] Answer compare(const Json& request, Parts parts);
[[nodiscard]] Answer compare_merge(const Json& request, Parts parts);
[[nodiscard]] Answer simulate(const Json& request, Parts parts);
[[nodiscard]] Answer list(const Json& request, Parts parts);
[[nodiscard]] Answer commands(const Json& request, Parts parts);

}  // namespace rehearse::explorer
