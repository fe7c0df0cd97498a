#include "allocation_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "rehearse/report/scenario_words.hpp"
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
  if (!std::isfinite(value)) return "-";
  if (mcse == 0.0) return fixed_text(value, decimals);
  const int digits = decimals_by_error(mcse, decimals + 2);
  return fmt::format("{} ± {}", fixed_text(value, digits),
                     fixed_text(mcse, digits));
}

// The margins of a kind: "trial", "stratum", "site" or a factor's name.
std::string kind_of(const MarginMetrics& margin) {
  return margin.name.substr(0, margin.name.find_first_of(" ="));
}

std::vector<std::string> kinds_of(const AllocationAlternative& alternative) {
  std::vector<std::string> kinds;
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

class Rows {
 public:
  explicit Rows(const AllocationReport& report) : report_(report) {
    table_.header.push_back("");
    for (const AllocationAlternative& alternative : report.alternatives)
      table_.header.push_back(alternative.name);
  }

  template <class Text>
  void add(const std::string& name, Text text) {
    std::vector<std::string> row{name};
    for (const AllocationAlternative& alternative : report_.alternatives)
      row.push_back(text(alternative));
    if (std::any_of(row.begin() + 1, row.end(),
                    [](const std::string& cell) { return cell != "-"; }))
      table_.rows.push_back(std::move(row));
  }

  // A row for each kind of margin that some alternative has.
  void add_margins(const std::string& name, const OfMargin& of, int decimals) {
    std::vector<std::string> kinds;
    for (const AllocationAlternative& alternative : report_.alternatives)
      for (const std::string& kind : kinds_of(alternative))
        if (std::ranges::find(kinds, kind) == kinds.end())
          kinds.push_back(kind);
    for (const std::string& kind : kinds)
      add(kind == "trial"
              ? name
              : "  " + kind +
                    (kind == "stratum" || kind == "site" ? "" : " level"),
          [&](const AllocationAlternative& alternative) {
            return figure_text(average(alternative, kind, of), decimals);
          });
  }

  [[nodiscard]] TextTable take() { return std::move(table_); }

 private:
  const AllocationReport& report_;
  TextTable table_;
};

std::string percent_text(const Figure& figure) {
  return figure_text(figure, 2, 100.0);
}

void add_guesses(Rows& rows) {
  rows.add("Guessed right, sees all [%]", [](const auto& a) {
    return percent_text(a.metrics.sees_all.convergence);
  });
  rows.add("  by the likeliest arm [%]", [](const auto& a) {
    return percent_text(a.metrics.sees_all.most_likely);
  });
  rows.add("Guessed right, own site only [%]", [](const auto& a) {
    return a.metrics.sees_own_site
               ? percent_text(a.metrics.sees_own_site->convergence)
               : std::string{"-"};
  });
  rows.add("  by the likeliest arm [%]", [](const auto& a) {
    return a.metrics.sees_own_site
               ? percent_text(a.metrics.sees_own_site->most_likely)
               : std::string{"-"};
  });
  rows.add("Certain allocations [%]",
           [](const auto& a) { return percent_text(a.metrics.deterministic); });
}

template <class Of>
void add_loss(Rows& rows, const std::string& name, Of of) {
  rows.add(name, [&](const AllocationAlternative& a) {
    return a.losses ? figure_text(figure_of(of(*a.losses)), 4)
                    : std::string{"-"};
  });
}

Proportion biased(const PowerLosses& losses, GuesserView view,
                  Proportion BiasedRejection::*field) {
  for (const BiasedRejection& rejection : losses.biased)
    if (rejection.view == view) return rejection.*field;
  return {std::nan(""), 0.0, {std::nan(""), std::nan("")}};
}

void add_losses(Rows& rows) {
  add_loss(rows, "Power", [](const auto& l) { return l.power; });
  add_loss(rows, "  less that of the smallest blocks",
           [](const auto& l) { return l.power_change; });
  add_loss(rows, "Type I error",
           [](const auto& l) { return l.type_one_error; });
  const auto add_view = [&](const std::string& who, GuesserView view) {
    add_loss(rows, "Power change by guessing, " + who, [&](const auto& l) {
      return biased(l, view, &BiasedRejection::power_change);
    });
    add_loss(rows, "  type I error then", [&](const auto& l) {
      return biased(l, view, &BiasedRejection::type_one_error);
    });
  };
  add_view("sees all", GuesserView::everybody);
  add_view("own site", GuesserView::own_site);
}

void add_imbalance(std::vector<AllocationQuantity>& all,
                   const std::string& margin, const std::string& when,
                   const ImbalanceDistribution& imbalance) {
  all.push_back({margin, when + "_mean", imbalance.mean});
  all.push_back({margin, when + "_mean_square", imbalance.mean_square});
  all.push_back({margin, when + "_balanced", imbalance.balanced});
  all.push_back({margin, when + "_q95", {double(imbalance.q95), 0.0}});
}

void add_predictability(std::vector<AllocationQuantity>& all,
                        const std::string& view,
                        const Predictability& predictability) {
  all.push_back(
      {"trial", "guessed_convergence_" + view, predictability.convergence});
  all.push_back(
      {"trial", "guessed_most_likely_" + view, predictability.most_likely});
}

std::string view_name(GuesserView view) {
  return view == GuesserView::everybody ? "sees_all" : "own_site";
}

void add_losses(std::vector<AllocationQuantity>& all,
                const PowerLosses& losses) {
  const auto add = [&](const std::string& name, const Proportion& p) {
    all.push_back({"trial", name, figure_of(p)});
  };
  add("power", losses.power);
  add("power_smallest_blocks", losses.balanced_power);
  add("power_change", losses.power_change);
  add("type_one_error", losses.type_one_error);
  for (const BiasedRejection& biased : losses.biased) {
    const std::string view = "_guessing_" + view_name(biased.view);
    add("power" + view, biased.power);
    add("power_change" + view, biased.power_change);
    add("type_one_error" + view, biased.type_one_error);
    add("type_one_error_change" + view, biased.type_one_error_change);
  }
}

}  // namespace

std::size_t reachable_bits(const Scenario& scenario) {
  return std::min<std::size_t>(256, 64 + 44 * scenario.stratum_streams.size());
}

std::vector<AllocationQuantity> allocation_quantities(
    const AllocationAlternative& alternative) {
  const AllocationMetrics& metrics = alternative.metrics;
  std::vector<AllocationQuantity> all;
  for (const MarginMetrics& margin : metrics.margins) {
    all.push_back({margin.name, "participants", {margin.participants, 0.0}});
    add_imbalance(all, margin.name, "final_imbalance", margin.final);
    add_imbalance(all, margin.name, "maximum_imbalance", margin.maximum);
  }
  all.push_back({"trial", "participants_lost", alternative.participants_lost});
  add_predictability(all, "sees_all", metrics.sees_all);
  if (metrics.sees_own_site)
    add_predictability(all, "own_site", *metrics.sees_own_site);
  all.push_back({"trial", "certain_allocations", metrics.deterministic});
  if (metrics.log2_lists)
    all.push_back({"trial", "possible_lists_log2", {*metrics.log2_lists, 0.0}});
  if (alternative.losses) add_losses(all, *alternative.losses);
  return all;
}

TextTable allocation_cells(const AllocationReport& report) {
  Rows rows{report};
  rows.add("Lists", [](const AllocationAlternative& a) {
    return grouped_text(a.config.scenario.stratum_streams.size());
  });
  rows.add_margins(
      "Imbalance at the end, mean |D|",
      [](const MarginMetrics& m) { return m.final.mean; }, 3);
  rows.add_margins(
      "  95% quantile",
      [](const MarginMetrics& m) {
        return Figure{double(m.final.q95), 0.0};
      },
      1);
  rows.add_margins(
      "Balanced at the end, P(D = 0)",
      [](const MarginMetrics& m) { return m.final.balanced; }, 3);
  rows.add_margins(
      "Largest imbalance on the way, mean",
      [](const MarginMetrics& m) { return m.maximum.mean; }, 3);
  rows.add("Participants lost, E(D²)/N",
           [](const auto& a) { return figure_text(a.participants_lost, 3); });
  add_guesses(rows);
  rows.add("Possible lists [bits]", [](const AllocationAlternative& a) {
    return a.metrics.log2_lists ? fixed_text(*a.metrics.log2_lists, 0)
                                : std::string{"-"};
  });
  rows.add("  that seeds reach [bits]", [](const AllocationAlternative& a) {
    return std::to_string(reachable_bits(a.config.scenario));
  });
  add_losses(rows);
  return rows.take();
}

std::vector<std::string> alternative_lines(const AllocationReport& report) {
  std::vector<std::string> lines;
  for (const AllocationAlternative& alternative : report.alternatives)
    lines.push_back(
        fmt::format("{}: {}", alternative.name,
                    randomization_words(alternative.config.scenario)));
  return lines;
}

std::vector<std::string> allocation_legend(const AllocationReport& report) {
  std::vector<std::string> lines{
      "Exact where no ± stands; ± is the Monte Carlo standard error of " +
          grouped_text(report.replicates) + " replicates.",
      "D: difference of the arms, r0 n1 - r1 n0 at an allocation ratio r1:r0; "
      "of "
      "strata, sites and levels: their average.",
      "Guessed right: by the arm that is behind among those seen in the "
      "stratum. A coin guesses two equal arms right half of the time.",
      "Where more lists are possible than seeds reach, not all can come out."};
  const bool losses = std::ranges::any_of(
      report.alternatives,
      [](const auto& alternative) { return alternative.losses.has_value(); });
  if (losses)
    lines.push_back(fmt::format(
        "Guessing: who expects the experimental arm enrols a participant of "
        "{:.4g} times the hazard, else of its inverse (an assumption).",
        report.favoured_hazard_ratio));
  return lines;
}

}  // namespace rehearse
