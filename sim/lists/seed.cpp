#include "rehearse/lists/seed.hpp"

#include "rehearse/core/expect.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
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

}  // namespace

std::vector<std::string> stratum_names(const Scenario& scenario) {
  std::size_t strata =
      scenario.randomization.by_site ? scenario.sites.size() : 1;
  for (const std::size_t factor : scenario.randomization.stratify_by)
    strata *= scenario.factors[factor].levels.size();
  std::vector<std::string> names;
  names.reserve(strata);
  for (std::size_t s = 0; s < strata; ++s)
    names.push_back(stratum_name(scenario, s));
  return names;
}

void set_seed(const std::string& seed_text, SeedUse use, Scenario& scenario) {
  std::string prefix;
  const bool hex = seed_text.size() == 64;
  const auto key = hex ? std::nullopt : parse_unsigned(seed_text);
  if (use == SeedUse::dummy) {
    prefix = "rehearse dummy list" + (key ? std::to_string(*key) : seed_text);
    scenario.seed = first_word("rehearse key" + prefix);
  } else if (key) {
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

}  // namespace rehearse
