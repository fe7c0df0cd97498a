#include "rehearse/report/explain_bound_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "figures.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_plan.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_shown = 10;

double information_of(const PrintedBound& bound) {
  return bound.looks[bound.look];
}

double fraction_of(const PrintedBound& bound, double information) {
  return information / bound.looks.back();
}

std::optional<double> hazard_ratio_of(const PrintedBound& bound, double z) {
  if (!has_events(bound)) return std::nullopt;
  PrintedBound ratio = bound;
  ratio.scale = BoundScale::hazard_ratio;
  return value_at(ratio, 2, z);
}

double nominal_p(const BoundCandidate& candidate) {
  return candidate.sides * normal_upper_tail(candidate.z);
}

bool agrees(const BoundCandidate& candidate) {
  return candidate.digits != DigitMatch::none;
}

bool is_as_it_is(const BoundCandidate& candidate) {
  return candidate.chosen == ChosenToFit::nothing;
}

// ---- texts ----

int printed_decimals(const PrintedBound& bound) {
  return std::max(0, static_cast<int>(std::lround(-std::log10(bound.digit))));
}

std::string value_text(const PrintedBound& bound) {
  return fixed_text(bound.value, printed_decimals(bound));
}

std::string look_text(const PrintedBound& bound, double information) {
  return fmt::format("{:.4g}", fraction_of(bound, information));
}

std::string sides_text(int sides) {
  return sides == 2 ? "two-sided" : "one-sided";
}

// Two digits more than are printed of what was printed.
std::string p_text(const PrintedBound& bound, double p) {
  const bool printed = bound.scale == BoundScale::p;
  return printed && p >= bound.digit
             ? fixed_text(p, std::min(printed_decimals(bound) + 2, 12))
             : fmt::format("{:.4g}", p);
}

std::string ratio_text(const PrintedBound& bound, double z) {
  const auto ratio = hazard_ratio_of(bound, z);
  return ratio ? fixed_text(*ratio, 4) : "-";
}

std::string_view family_text(BoundFamily family) {
  using enum BoundFamily;
  switch (family) {
    case lan_demets_obrien_fleming:
      return "Lan-DeMets O'Brien-Fleming";
    case haybittle_peto:
      return "Haybittle-Peto";
    case lan_demets_pocock:
      return "Lan-DeMets Pocock";
    case obrien_fleming:
      return "O'Brien-Fleming";
    case pocock:
      return "Pocock";
    case hwang_shih_decani:
      return "Hwang-Shih-DeCani";
    case kim_demets:
      return "Kim-DeMets";
    case wang_tsiatis:
      return "Wang-Tsiatis";
    case user:
      return "Alpha stated for this look";
  }
  return "";
}

// ", gamma -4"; a bound of Haybittle and Peto by its p, but for z 3.
std::string parameter_text(const BoundCandidate& candidate) {
  using enum BoundFamily;
  if (!candidate.parameter) return "";
  const double parameter = *candidate.parameter;
  switch (candidate.family) {
    case hwang_shih_decani:
      return fmt::format(", gamma {:.3g}", parameter);
    case kim_demets:
      return fmt::format(", rho {:.3g}", parameter);
    case wang_tsiatis:
      return fmt::format(", Delta {:.3g}", parameter);
    case haybittle_peto:
      return parameter == 3.0
                 ? ", z 3"
                 : fmt::format(", p {:.3g}",
                               candidate.sides * normal_upper_tail(parameter));
    default:
      return "";
  }
}

std::string rule_text(const PrintedBound& bound,
                      const BoundCandidate& candidate) {
  std::string text{family_text(candidate.family)};
  text += parameter_text(candidate);
  if (candidate.chosen == ChosenToFit::parameter) text += " fitted";
  if (candidate.chosen == ChosenToFit::information)
    text += fmt::format(" as at {}", look_text(bound, candidate.information));
  return text;
}

std::string alpha_text(const BoundCandidate& candidate) {
  return candidate.alpha
             ? fmt::format("{:.6g} {}-sided",
                           candidate.sides * *candidate.alpha, candidate.sides)
             : fmt::format("any {}-sided", candidate.sides);
}

std::string match_text(const PrintedBound& bound,
                       const BoundCandidate& candidate) {
  switch (candidate.digits) {
    case DigitMatch::rounded:
      return "yes";
    case DigitMatch::cut:
      return "cut off";
    case DigitMatch::none:
      break;
  }
  return signed_text(candidate.difference,
                     std::min(printed_decimals(bound) + 1, 12));
}

// ---- figures ----

Figures figures_of(const PrintedBound& bound, const BoundCandidate& candidate) {
  const int sides = candidate.sides;
  const auto alpha = candidate.alpha ? Json(sides * *candidate.alpha) : Json();
  return {
      {"rule", word_of(candidate.family), "Rule", rule_text(bound, candidate)},
      {"parameter", optional_json(candidate.parameter)},
      {"chosen_to_fit", word_of(candidate.chosen)},
      {"sides", sides},
      {"alpha", alpha, "Alpha", alpha_text(candidate)},
      {"information", candidate.information},
      {"information_fraction", fraction_of(bound, candidate.information)},
      {"z", candidate.z, "z", fixed_text(candidate.z, 4)},
      {"nominal_p", nominal_p(candidate), "p",
       p_text(bound, nominal_p(candidate))},
      {"hazard_ratio", optional_json(hazard_ratio_of(bound, candidate.z)),
       label_if(has_events(bound), "Hazard ratio"),
       ratio_text(bound, candidate.z)},
      {"alpha_spent", sides * candidate.alpha_spent},
      {"difference", candidate.difference},
      {"digits", word_of(candidate.digits), "Digits",
       match_text(bound, candidate)}};
}

Json bound_json(const BoundReport& report) {
  const PrintedBound& bound = report.bound;
  return {{"scale", word_of(bound.scale)},
          {"value", bound.value},
          {"digit", bound.digit},
          {"looks", bound.looks},
          {"look", bound.look + 1},
          {"information_fraction", fraction_of(bound, information_of(bound))},
          {"allocation", bound.allocation},
          {"alphas_one_sided", report.alphas}};
}

std::vector<Json> rows_of(const BoundReport& report) {
  std::vector<Json> rows;
  for (const BoundCandidate& candidate : report.candidates) {
    Json row{{"rank", rows.size() + 1}};
    row.update(object_of(figures_of(report.bound, candidate)));
    rows.push_back(std::move(row));
  }
  return rows;
}

// ---- the document ----

// "p 0.0138 at 267 of 385 events, after 165".
std::string heading_of(const PrintedBound& bound) {
  const double here = information_of(bound);
  std::string text = fmt::format("{} {} at ",
                                 bound.scale == BoundScale::hazard_ratio
                                     ? "hazard ratio"
                                     : std::string{word_of(bound.scale)},
                                 value_text(bound));
  text += has_events(bound)
              ? fmt::format("{:.10g} of {:.10g} events ({})", here,
                            bound.looks.back(), look_text(bound, here))
              : look_text(bound, here);
  for (std::size_t k = 0; k < bound.look; ++k)
    text += fmt::format("{} {:.10g}", k == 0 ? ", after" : ",", bound.looks[k]);
  return text;
}

// "two-sided alpha 0.05".
std::string level_text(const BoundCandidate& candidate) {
  const std::string sides = sides_text(candidate.sides);
  return candidate.alpha ? fmt::format(", {} alpha {:.6g}", sides,
                                       candidate.sides * *candidate.alpha)
                         : fmt::format(" {}, whatever alpha is", sides);
}

// Nothing where so early that there is no bound.
const BoundCandidate* usual_function(const BoundReport& report,
                                     BoundFamily family) {
  const auto found =
      std::ranges::find_if(report.candidates, [&](const BoundCandidate& each) {
        return each.family == family && is_as_it_is(each) && each.sides == 2 &&
               each.alpha == report.alphas.front();
      });
  return found == report.candidates.end() ? nullptr : &*found;
}

// O'Brien and Fleming's function is what most would take the bound for.
std::string otherwise_text(const BoundReport& report) {
  constexpr auto family = BoundFamily::lan_demets_obrien_fleming;
  const BoundCandidate* usual = usual_function(report, family);
  if (usual == nullptr) return "";
  return fmt::format(" {} (two-sided alpha {:.6g}) would be {:.4g}.",
                     family_text(family), 2.0 * *usual->alpha,
                     report.bound.value + usual->difference);
}

Document::Answer answer_of(const BoundReport& report) {
  const auto gives = [](const BoundCandidate& candidate) {
    return agrees(candidate) && is_as_it_is(candidate);
  };
  const auto count = std::ranges::count_if(report.candidates, gives);
  if (count == 0)
    return {"No rule has these digits as it is",
            "Those below that have them were made to fit." +
                otherwise_text(report)};
  const BoundCandidate& best = report.candidates.front();
  std::string note = count == 1
                         ? "No other rule has these digits as it is."
                         : fmt::format(
                               "{} rules have these digits as they are; this "
                               "is the most usual.",
                               count);
  if (best.family != BoundFamily::lan_demets_obrien_fleming)
    note += otherwise_text(report);
  return {rule_text(report.bound, best) + level_text(best), note};
}

// What Lan and DeMets's functions give here, whether they fit or not.
Document::Facts functions_of(const BoundReport& report) {
  Document::Facts facts{{}, Document::Setting::results, 28};
  const PrintedBound& bound = report.bound;
  for (const BoundFamily family : {BoundFamily::lan_demets_obrien_fleming,
                                   BoundFamily::lan_demets_pocock}) {
    const BoundCandidate* usual = usual_function(report, family);
    if (usual == nullptr) continue;
    const double z = usual->z;
    const double p = normal_upper_tail(z);
    std::string text =
        fmt::format("z {}, p {:.4g} two-sided ({:.4g} one-sided)",
                    fixed_text(z, 4), 2.0 * p, p);
    if (has_events(bound)) text += ", hazard ratio " + ratio_text(bound, z);
    facts.facts.push_back({std::string{family_text(family)}, text});
  }
  return facts;
}

std::string functions_title(const BoundReport& report) {
  const double alpha = report.alphas.front();
  return fmt::format(
      "What is usual at {} with two-sided alpha {:.6g} (one-sided {:.6g}):",
      look_text(report.bound, information_of(report.bound)), 2.0 * alpha,
      alpha);
}

Document::Note note_of(const BoundReport& report) {
  const std::size_t count = report.candidates.size();
  return {{fmt::format(
      "Digits: \"cut off\" if they are the bound's without rounding; "
      "else the bound's distance. A printed p may be one-sided, of a one-sided "
      "alpha, or two-sided, of twice that. \"As at\": what it would be at that "
      "information instead. \"Fitted\": a parameter chosen such that the rule "
      "has the bound, as nearly any can; it explains little by itself. The "
      "best {} of {} are shown; "
      "JSON and CSV have all.",
      std::min(count, most_shown), count)}};
}

Document document_of(const BoundReport& report) {
  Document document;
  document.add(Document::Heading{heading_of(report.bound), "Rules that give "});
  document.add(answer_of(report));
  std::vector<Figures> shown;
  for (const BoundCandidate& candidate : report.candidates)
    if (shown.size() < most_shown)
      shown.push_back(figures_of(report.bound, candidate));
  document.add(Document::Table{figure_columns(shown)});
  document.add(Document::Paragraph{{functions_title(report)}});
  document.add(functions_of(report));
  document.add(note_of(report));
  return document;
}

}  // namespace

Report report_of(const BoundReport& report) {
  Report all{{{"command", "design"}, {"version", REHEARSE_VERSION}},
             rows_of(report),
             document_of(report)};
  all.json["bound"] = bound_json(report);
  all.json["candidates"] = Json::array();
  for (const BoundCandidate& candidate : report.candidates)
    all.json["candidates"].push_back(
        object_of(figures_of(report.bound, candidate)));
  return all;
}

}  // namespace rehearse
