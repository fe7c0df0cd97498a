#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "analyzed.hpp"

namespace rehearse {
namespace {

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// Limits of the hazard ratio, the lower first.
// Inside, an effect is minus the log hazard ratio, so that large is good; its
// upper limit is the ratio's lower one.
Json hazard_ratios(const EffectLimits& limits) {
  return {std::exp(-limits.high), std::exp(-limits.low)};
}

Json earlier_json(const SequentialAnswer& answer) {
  Json json = Json::array();
  for (std::size_t k = 0; k < answer.earlier.size(); ++k)
    json.push_back({{"look", answer.earlier[k]},
                    {"events", answer.seen[k].events},
                    {"z", number_or_null(answer.seen[k].z)}});
  return json;
}

std::string hazard_ratios_text(const EffectLimits& limits, double alpha) {
  return fmt::format("{:.6g}% limits {} to {}", 100.0 * (1.0 - 2.0 * alpha),
                     fixed_text(std::exp(-limits.high), 4),
                     fixed_text(std::exp(-limits.low), 4));
}

std::string bound_text(const SequentialAnswer& answer) {
  const LookBounds& bounds = answer.inference.bounds;
  if (!std::isfinite(bounds.efficacy_z)) return "no efficacy bound";
  std::string text =
      fmt::format("efficacy bound z {} is {}", fixed_text(bounds.efficacy_z, 4),
                  answer.z >= bounds.efficacy_z ? "crossed" : "not crossed");
  if (std::isfinite(bounds.futility_z))
    text += fmt::format(
        ", futility bound z {} is {}", fixed_text(bounds.futility_z, 4),
        answer.z <= bounds.futility_z ? "crossed" : "not crossed");
  return text;
}

std::string repeated_text(const SequentialAnswer& answer) {
  const SequentialInference& inference = answer.inference;
  std::string text =
      inference.repeated_p
          ? "p " + p_text(*inference.repeated_p) + " one-sided"
          : "no p below 0.5, or bounds that don't depend on alpha";
  if (inference.repeated_limits)
    text += ", hazard ratio's " +
            hazard_ratios_text(*inference.repeated_limits, answer.alpha);
  return text;
}

// By a graph, at the level that its hypothesis came to have.
bool rejects(const SequentialAnswer& answer) {
  return answer.graph ? answer.graph->rejects
                      : answer.z >= answer.inference.bounds.efficacy_z;
}

void add_graph(const GraphAnswer& graph, Json& json) {
  json["hypothesis"] = graph.hypothesis;
  json["rejected"] = graph.rejected;
  for (const auto& [name, alpha] : graph.alpha_left)
    json["alpha_left"][name] = alpha;
}

std::string graph_text(const SequentialAnswer& answer) {
  const GraphAnswer& graph = *answer.graph;
  std::string text =
      answer.alpha > 0.0
          ? fmt::format("{} tested at alpha {:.6g}", graph.hypothesis,
                        answer.alpha)
          : fmt::format("{} not tested: no alpha was passed on to it",
                        graph.hypothesis);
  text += graph.rejected.empty() ? "; no hypothesis is rejected"
                                 : fmt::format("; rejected, in this order: {}",
                                               fmt::join(graph.rejected, ", "));
  for (const auto& [name, alpha] : graph.alpha_left)
    if (alpha > 0.0) text += fmt::format("; {} has {:.6g} left", name, alpha);
  return text;
}

// An estimate adjusted for stopping exists only once the trial has stopped.
std::string stopping_text(const SequentialAnswer& answer) {
  const auto& stagewise = answer.inference.stagewise;
  if (!stagewise) return "no estimate yet: the trial goes on";
  return fmt::format("p {} one-sided, median-unbiased hazard ratio {} ({})",
                     p_text(stagewise->p),
                     fixed_text(std::exp(-stagewise->median), 4),
                     hazard_ratios_text(stagewise->limits, answer.alpha));
}

}  // namespace

Json sequential_json(const AnalyzeReport& report) {
  const SequentialAnswer& answer = *report.sequential;
  const SequentialInference& inference = answer.inference;
  Json json{{"look", answer.look},
            {"events", answer.events},
            {"earlier", earlier_json(answer)},
            {"information_fraction", inference.fraction},
            {"alpha", answer.alpha},
            {"z", answer.z},
            {"efficacy_z", inference.bounds.efficacy_z},
            {"futility_z", inference.bounds.futility_z},
            {"rejects", rejects(answer)},
            {"repeated_p", number_or_null(inference.repeated_p)},
            {"sequential_p", number_or_null(inference.sequential_p)},
            {"confidence", 1.0 - 2.0 * answer.alpha}};
  json["repeated_hazard_ratio_ci"] =
      inference.repeated_limits ? hazard_ratios(*inference.repeated_limits)
                                : Json{nullptr, nullptr};
  json["after_stopping"] = nullptr;
  if (const auto& stagewise = inference.stagewise)
    json["after_stopping"] = {{"ordering", "stagewise"},
                              {"p_one_sided", stagewise->p},
                              {"hazard_ratio", std::exp(-stagewise->median)},
                              {"ci", hazard_ratios(stagewise->limits)}};
  if (answer.graph) add_graph(*answer.graph, json);
  return json;
}

std::vector<Document::Fact> sequential_facts(const AnalyzeReport& report) {
  const SequentialAnswer& answer = *report.sequential;
  const SequentialInference& inference = answer.inference;
  std::vector<Document::Fact> facts{
      {"Look",
       fmt::format("{}, {} events, information fraction {}: {}", answer.look,
                   answer.events, fixed_text(inference.fraction, 4),
                   bound_text(answer))},
      {"Repeated", repeated_text(answer)},
      {"Sequential",
       inference.sequential_p
           ? "p " + p_text(*inference.sequential_p) + " one-sided"
           : "no p: it needs the earlier looks' z (--earlier NAME=EVENTS:Z)"},
      {"Stagewise", stopping_text(answer)}};
  if (answer.graph) facts.push_back({"Graph", graph_text(answer)});
  return facts;
}

}  // namespace rehearse
