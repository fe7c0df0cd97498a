#include "seed.hpp"

#include <fmt/format.h>

#include "rehearse/config/sha256.hpp"
#include "rehearse/core/expect.hpp"
#include "text.hpp"

namespace rehearse::config {
namespace {

// A stream's items are numbered from its base: room for a million.
constexpr std::uint64_t item_mask = (1ULL << 20) - 1;

std::uint64_t first_word(std::string_view bytes) {
  const Sha256 digest = sha256(bytes);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = word << 8 | digest[i];
  return word;
}

std::string bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

// Every name followed by each of the parts, the parts fastest.
std::vector<std::string> crossed(const std::vector<std::string>& names,
                                 const std::vector<std::string>& parts) {
  std::vector<std::string> out;
  out.reserve(names.size() * parts.size());
  for (const std::string& name : names) {
    for (const std::string& part : parts) {
      out.push_back(name.empty() ? part : fmt::format("{};{}", name, part));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> stratum_names(const Scenario& scenario) {
  std::vector<std::string> names{""};
  for (const std::size_t index : scenario.randomization.stratify_by) {
    const Factor& factor = scenario.factors[index];
    std::vector<std::string> parts;
    for (const std::string& level : factor.levels) {
      parts.push_back(fmt::format("{}={}", factor.name, level));
    }
    names = crossed(names, parts);
  }
  if (!scenario.randomization.by_site) return names;
  std::vector<std::string> parts;
  for (const Site& site : scenario.sites)
    parts.push_back(fmt::format("site={}", site.id));
  return crossed(names, parts);
}

void set_seed(const std::string& seed_text, Scenario& scenario) {
  std::string prefix;
  if (const auto key = parse_unsigned(seed_text)) {
    scenario.seed = *key;
  } else {
    expect(seed_text.size() == 64, "a seed was checked when it was read");
    prefix = bytes_of_hex(seed_text);
    scenario.seed = first_word("rehearse key" + prefix);
  }
  scenario.stratum_streams.clear();
  for (const std::string& name : stratum_names(scenario)) {
    scenario.stratum_streams.push_back(first_word(prefix + name) & ~item_mask);
  }
}

}  // namespace rehearse::config
