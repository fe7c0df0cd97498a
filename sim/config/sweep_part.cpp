// [sweep] is read for itself: its keys and values are those of other tables.
#include <fmt/format.h>

#include <algorithm>

#include "parts.hpp"
#include "resolved.hpp"

namespace rehearse::config {
namespace {

// A value as TOML, bare where it is a text: what --set takes.
std::string literal(const Node& node, bool inside) {
  if (const auto* text = as<std::string>(&node))
    return inside ? config::quoted(*text) : *text;
  if (const bool* flag = as<bool>(&node)) return *flag ? "true" : "false";
  if (const auto* n = as<std::int64_t>(&node)) return fmt::format("{}", *n);
  if (const auto* x = as<double>(&node)) return fmt::format("{}", *x);
  std::string text;
  if (const auto* list = as<List>(&node)) {
    for (const Node& element : *list)
      text += (text.empty() ? "" : ", ") + literal(element, true);
    return fmt::format("[{}]", text);
  }
  if (const auto* table = as<Table>(&node)) {
    for (const Member& member : *table)
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", member.key,
                          literal(member.value, true));
    return fmt::format("{{{}}}", text);
  }
  return text;
}

// Values become the texts that `--vary` takes: a sweep is the same by flags and
// by file.
std::optional<SweepAxis> read_axis(const Node& entry, Faults& faults) {
  const auto key = get<std::string>(entry, "key");
  const Node* values = find(entry, "values");
  if (!key || values == nullptr) {
    faults.error(entry.mark, "sweep.vary",
                 "a key and its values are needed: write e.g. { key = "
                 "\"endpoint.effect.hazard_ratio\", values = [0.5, 0.6] }");
    return std::nullopt;
  }
  if (const auto* range = as<std::string>(values)) {
    ParsedAxis parsed = parse_axis(*key + '=' + *range);
    if (parsed.fault.empty()) return parsed.axis;
    faults.error(values->mark, "sweep.vary", parsed.fault);
    return std::nullopt;
  }
  SweepAxis axis{{*key}, {}};
  for (const Node& value : elements(entry, "values"))
    axis.steps.push_back({literal(value, false)});
  if (axis.steps.empty())
    faults.error(values->mark, "sweep.vary",
                 "the values are no list with a value (nothing would be "
                 "varied): write e.g. values = [0.5, 0.6]");
  return axis;
}

// The table of keys doesn't know what is in [sweep].
void check_members(const Node& table, Faults& faults) {
  for (const Member& member : *as<Table>(&table))
    if (member.key != "vary" && member.key != "zip" &&
        member.key != "reference")
      faults.error(member.value.key_mark, "sweep",
                   "unknown key '{}' (known: vary, zip, reference)",
                   member.key);
}

}  // namespace

std::optional<SweepPlan> take_sweep(Node& raw, Faults& faults) {
  auto* root = std::get_if<Table>(&raw.value);
  if (root == nullptr) return std::nullopt;
  const auto at = std::ranges::find(*root, "sweep", &Member::key);
  if (at == root->end()) return std::nullopt;
  const Node table = std::move(at->value);
  root->erase(at);
  if (as<Table>(&table) == nullptr) {
    faults.error(table.mark, "sweep", "[sweep] is a table: write [sweep]");
    return std::nullopt;
  }
  check_members(table, faults);
  SweepPlan plan;
  for (const Node& entry : elements(table, "vary"))
    if (auto axis = read_axis(entry, faults))
      plan.axes.push_back(std::move(*axis));
  if (const Node* zip = find(table, "zip")) {
    const std::string fault = zip_axes(plan, values<std::string>(table, "zip"));
    if (!fault.empty()) faults.error(zip->mark, "sweep.zip", fault);
  }
  if (const Node* reference = find(table, "reference")) {
    if (const auto* members = as<Table>(reference))
      for (const Member& member : *members)
        plan.reference.push_back(member.key + '=' +
                                 literal(member.value, false));
    else
      faults.error(reference->mark, "sweep.reference",
                   "the reference is a table of keys and values: write e.g. { "
                   "\"endpoint.effect.hazard_ratio\" = 0.6 }");
  }
  return plan;
}

}  // namespace rehearse::config
