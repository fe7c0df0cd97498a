#include "word_parts.hpp"

#include <fmt/format.h>

#include "rehearse/core/units.hpp"

namespace rehearse {

std::string months_words(double days) {
  return fmt::format("{:.6g} months", days / days_per_month);
}

std::string joined_words(const std::vector<std::string>& words,
                         std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::string percent_words(double share) {
  return fmt::format("{:.4g}%", 100.0 * share);
}

std::string factor_names(const Scenario& scenario,
                         const std::vector<std::size_t>& factors) {
  std::vector<std::string> names;
  names.reserve(factors.size());
  for (const std::size_t factor : factors)
    names.push_back(scenario.factors[factor].name);
  return joined_words(names, ", ");
}

}  // namespace rehearse
