// Where assumptions are from: a text beside them that reports print.
#include <algorithm>
#include <array>

#include "key_groups.hpp"
#include "parts.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

// Tables of what is assumed of participants, readers and conduct. What the
// protocol decides (arms, lists, analysis) has no source but itself.
constexpr std::array assumptions{"factors[]",
                                 "sites",
                                 "sites.frailty",
                                 "enrolment",
                                 "endpoint.control",
                                 "endpoint.effect",
                                 "endpoint.effects.*",
                                 "endpoint.experimental",
                                 "endpoint.death",
                                 "endpoint.death.switch",
                                 "dropout",
                                 "dropout.*",
                                 "assessment",
                                 "assessment.arms.*",
                                 "review",
                                 "review.investigator",
                                 "review.irc",
                                 "review.second_irc",
                                 "review.adjudicator",
                                 "review.discontinuation",
                                 "conduct",
                                 "assurance"};

bool is_source(const Member& member) {
  return member.key == "source" && member.value.keys != nullptr &&
         member.value.keys->key->of == every_sibling;
}

void collect(const Node& node, std::vector<StatedSource>& sources,
             Faults& faults) {
  if (const auto* list = as<List>(&node))
    for (const Node& element : *list) collect(element, sources, faults);
  const auto* table = as<Table>(&node);
  if (table == nullptr) return;
  for (const Member& member : *table) {
    const auto* text = as<std::string>(&member.value);
    if (!is_source(member))
      collect(member.value, sources, faults);
    else if (text != nullptr && text->empty())
      faults.error(member.value,
                   "the source is empty (there is nothing to print): write "
                   "where the table's values are from, or remove it");
    else if (text != nullptr)
      sources.push_back({node.path, *text});
  }
}

}  // namespace

void add_sources(std::vector<Key>& keys) {
  for (const char* table : assumptions)
    Rows{keys, table}("source", Kind::text, Of{every_sibling},
                      "Where the table's values are from, in words: printed in "
                      "reports, never computed with.");
}

std::vector<StatedSource> sources_of(const Node& root, Faults& faults) {
  std::vector<StatedSource> sources;
  collect(root, sources, faults);
  return sources;
}

}  // namespace rehearse::config
