#include "request.hpp"

#include <cmath>

#include "rehearse/text/text.hpp"

namespace rehearse::explorer {
namespace {

const Json* member(const Json& request, const char* key) {
  const auto found = request.find(key);
  return found == request.end() || found->is_null() ? nullptr : &*found;
}

[[noreturn]] void fail(const char* key, const char* what) {
  throw BadRequest{"the request's '" + std::string{key} + "' is no " + what +
                   ": see sim/explorer/README.md"};
}

// The number behind the last colon of `text`, which is taken off; 0 for none.
std::size_t take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return 0;
  const auto number = parse_unsigned(text.substr(colon + 1));
  if (!number) return 0;
  text = text.substr(0, colon);
  return static_cast<std::size_t>(*number);
}

// "trial.toml:31:1" has a place, "--set x=1" and "trial.json:/arms/0" none.
Json fault_json(const Diagnostic& fault) {
  std::string_view place = fault.location;
  const std::size_t column = take_number(place);
  const std::size_t line = column > 0 ? take_number(place) : 0;
  const std::string_view message = fault.message;
  const std::string_view key = message.substr(0, message.find(": "));
  const bool is_key = key.size() < message.size() &&
                      key.find_first_of(" '") == std::string_view::npos &&
                      key != "syntax";
  return {{"location", fault.location},
          {"message", fault.message},
          {"line", line},
          {"column", line > 0 ? column : 0},
          {"source", fault.line},
          {"key", is_key ? std::string{key} : ""}};
}

}  // namespace

std::string text_in(const Json& request, const char* key,
                    const std::string& fallback) {
  const Json* value = member(request, key);
  if (value == nullptr) return fallback;
  if (!value->is_string()) fail(key, "text");
  return value->get<std::string>();
}

std::uint64_t count_in(const Json& request, const char* key,
                       std::uint64_t fallback) {
  const Json* value = member(request, key);
  if (value == nullptr) return fallback;
  constexpr double most = 1e12;
  if (!value->is_number() || !(value->get<double>() >= 0) ||
      value->get<double>() > most ||
      std::floor(value->get<double>()) != value->get<double>())
    fail(key, "count");
  return static_cast<std::uint64_t>(value->get<double>());
}

std::vector<std::string> texts_in(const Json& request, const char* key) {
  const Json* value = member(request, key);
  if (value == nullptr) return {};
  if (!value->is_array()) fail(key, "list of texts");
  std::vector<std::string> texts;
  for (const Json& element : *value) {
    if (!element.is_string()) fail(key, "list of texts");
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::string file_of(const Json& request) {
  return text_in(request, "file", "trial.toml");
}

Dialect dialect_of(const Json& request) {
  return file_of(request).ends_with(".json") ? Dialect::json : Dialect::toml;
}

Overrides overrides_of(const Json& request) {
  Overrides overrides;
  overrides.set = texts_in(request, "set");
  const std::string seed = text_in(request, "seed");
  if (!seed.empty()) overrides.seed = seed;
  if (member(request, "replicates") != nullptr)
    overrides.replicates = std::to_string(count_in(request, "replicates", 0));
  return overrides;
}

LoadedConfig config_of(const Json& request, Reading reading) {
  return parse_config(text_in(request, "config"), file_of(request),
                      dialect_of(request), "", overrides_of(request), reading);
}

Json faults_json(std::span<const Diagnostic> faults) {
  Json all = Json::array();
  for (const Diagnostic& fault : faults) all.push_back(fault_json(fault));
  return all;
}

Json proportion_json(const Proportion& p) {
  return {{"estimate", p.estimate}, {"mcse", p.mcse}, {"ci95", p.ci95}};
}

Json quantiles_json(const Distribution& d, double unit) {
  return {{"q05", d.q05 / unit},
          {"median", d.median / unit},
          {"q95", d.q95 / unit}};
}

std::string table_text(const Report& report) {
  return print(report, Format::table);
}

}  // namespace rehearse::explorer
