#include "allocation_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

Figure figure_of(const Proportion& p) { return {p.estimate, p.mcse, p.ci95}; }

// "0.7073", or "0.884 ± 0.003" where it was simulated; in percent if asked by
// the factor.
std::string figure_text(const Figure& figure, int decimals,
                        double factor = 1.0) {
  if (figure.ci95 && figure.mcse == 0.0 && std::isfinite(figure.value)) {
    const auto [low, high] = *figure.ci95;
    const int digits =
        decimals_by_error(factor * (high - low) / 4.0, decimals + 2);
    return fmt::format(
        "{} ({} to {})", fixed_text(factor * figure.value, digits),
        fixed_text(factor * low, digits), fixed_text(factor * high, digits));
  }
  const double value = factor * figure.value;
  const double mcse = factor * figure.mcse;
  if (!std::isfinite(value)) return no_figure;
  if (mcse == 0.0) return fixed_text(value, decimals);
  const int digits = decimals_by_error(mcse, decimals + 2);
  return fmt::format("{} ± {}", fixed_text(value, digits),
                     fixed_text(mcse, digits));
}

// The margins of a kind: "trial", "stratum", "site" or a factor's name.
std::string kind_of(const MarginMetrics& margin) {
  return margin.name.substr(0, margin.name.find_first_of(" ="));
}

// Of all alternatives, as they come.
std::vector<std::string> kinds_of(const AllocationReport& report) {
  std::vector<std::string> kinds;
  for (const AllocationAlternative& alternative : report.alternatives)
    for (const MarginMetrics& margin : alternative.metrics.margins)
      if (std::ranges::find(kinds, kind_of(margin)) == kinds.end())
        kinds.push_back(kind_of(margin));
  return kinds;
}

using OfMargin = std::function<Figure(const MarginMetrics&)>;

// Average over the margins of a kind. Their errors are not independent: the
// average's is at most the errors' average, and so are its limits.
Figure average(const AllocationAlternative& alternative,
               const std::string& kind, const OfMargin& of) {
  Figure sum;
  std::array<double, 2> limits{0.0, 0.0};
  double count = 0.0;
  double simulated = 0.0;
  for (const MarginMetrics& margin : alternative.metrics.margins) {
    if (kind_of(margin) != kind) continue;
    const Figure figure = of(margin);
    sum.value += figure.value;
    sum.mcse += figure.mcse;
    count += 1.0;
    if (!figure.ci95) continue;
    simulated += 1.0;
    limits[0] += (*figure.ci95)[0];
    limits[1] += (*figure.ci95)[1];
  }
  if (count == 0.0) return {std::nan(""), 0.0};
  Figure mean{sum.value / count, sum.mcse / count};
  if (simulated == count) mean.ci95 = {limits[0] / count, limits[1] / count};
  return mean;
}

struct MarginRow {
  const char* label;
  OfMargin of;
  int decimals;
};
const std::vector<MarginRow>& margin_rows() {
  using Margin = MarginMetrics;
  static const std::vector<MarginRow> rows{
      {"Imbalance at the end, mean |D|",
       [](const Margin& m) { return m.final.mean; }, 3},
      {"  95% quantile",
       [](const Margin& m) {
         return Figure{double(m.final.q95), 0.0};
       },
       1},
      {"Balanced at the end, P(D = 0)",
       [](const Margin& m) { return m.final.balanced; }, 3},
      {"Largest imbalance on the way, mean",
       [](const Margin& m) { return m.maximum.mean; }, 3}};
  return rows;
}

ResultFigure shown(const std::string& key, const Figure& figure,
                   const char* label, int decimals, double factor = 1.0) {
  return {key, figure_json(figure), label,
          figure_text(figure, decimals, factor)};
}

// What an alternative has not.
ResultFigure absent(const char* label) { return {"", {}, label, no_figure}; }

ResultFigure percent(const std::string& key, const Figure& figure,
                     const char* label) {
  return shown(key, figure, label, 2, 100.0);
}

ResultFigure share(const std::string& key, const Proportion& p,
                   const char* label) {
  return shown(key, figure_of(p), label, 4);
}

constexpr const char* by_likeliest = "  by the likeliest arm [%]";
constexpr const char* own_site_guesses = "Guessed right, own site only [%]";

Figures guess_figures(const AllocationMetrics& metrics) {
  Figures all{
      percent("guessed_convergence_sees_all", metrics.sees_all.convergence,
              "Guessed right, sees all [%]"),
      percent("guessed_most_likely_sees_all", metrics.sees_all.most_likely,
              by_likeliest)};
  if (const auto& own = metrics.sees_own_site)
    append({percent("guessed_convergence_own_site", own->convergence,
                    own_site_guesses),
            percent("guessed_most_likely_own_site", own->most_likely,
                    by_likeliest)},
           all);
  else
    append({absent(own_site_guesses), absent(by_likeliest)}, all);
  all.push_back(percent("certain_allocations", metrics.deterministic,
                        "Certain allocations [%]"));
  return all;
}

constexpr const char* type_one_error_then = "  type I error then";

// Of the guesser who sees so much.
Figures bias_figures(const std::optional<PowerLosses>& losses,
                     GuesserView view) {
  const bool all = view == GuesserView::everybody;
  const char* label = all ? "Power change by guessing, sees all"
                          : "Power change by guessing, own site";
  const std::string guessing =
      all ? "_guessing_sees_all" : "_guessing_own_site";
  if (losses)
    for (const BiasedRejection& biased : losses->biased)
      if (biased.view == view)
        return {share("power" + guessing, biased.power, ""),
                share("power_change" + guessing, biased.power_change, label),
                share("type_one_error" + guessing, biased.type_one_error,
                      type_one_error_then),
                share("type_one_error_change" + guessing,
                      biased.type_one_error_change, "")};
  return {absent(label), absent(type_one_error_then)};
}

Figures loss_figures(const std::optional<PowerLosses>& losses) {
  const char* change = "  less that of the smallest blocks";
  if (!losses) return {absent("Power"), absent(change), absent("Type I error")};
  return {share("power", losses->power, "Power"),
          share("power_smallest_blocks", losses->balanced_power, ""),
          share("power_change", losses->power_change, change),
          share("type_one_error", losses->type_one_error, "Type I error")};
}

}  // namespace

std::size_t reachable_bits(const Scenario& scenario) {
  return std::min<std::size_t>(256, 64 + 44 * scenario.stratum_streams.size());
}

Json figure_json(const Figure& figure) {
  Json json{{"value", figure.value}, {"mcse", figure.mcse}};
  if (figure.ci95) json["ci95"] = *figure.ci95;
  return json;
}

Figures margin_figures(const AllocationReport& report,
                       const AllocationAlternative& alternative) {
  Figures all{
      {"",
       {},
       "Lists",
       grouped_text(alternative.config.scenario.stratum_streams.size())}};
  for (const auto& [label, of, decimals] : margin_rows())
    for (const std::string& kind : kinds_of(report)) {
      const bool is_level = kind != "stratum" && kind != "site";
      const std::string name =
          kind == "trial" ? label : "  " + kind + (is_level ? " level" : "");
      all.emplace_back("", Json(), name,
                       figure_text(average(alternative, kind, of), decimals));
    }
  return all;
}

Figures trial_figures(const AllocationAlternative& alternative) {
  const AllocationMetrics& metrics = alternative.metrics;
  const char* lists = "Possible lists [bits]";
  Figures all{shown("participants_lost", alternative.participants_lost,
                    "Participants lost, E(D²)/N", 3)};
  append(guess_figures(metrics), all);
  all.push_back(metrics.log2_lists ? shown("possible_lists_log2",
                                           {*metrics.log2_lists, 0.0}, lists, 0)
                                   : absent(lists));
  all.push_back({"",
                 {},
                 "  that seeds reach [bits]",
                 std::to_string(reachable_bits(alternative.config.scenario))});
  append(loss_figures(alternative.losses), all);
  for (const GuesserView view : {GuesserView::everybody, GuesserView::own_site})
    append(bias_figures(alternative.losses, view), all);
  return all;
}

}  // namespace rehearse
