// Event-time models as protocols state them: by a median, landmarks, a hazard
// or R's parameters. A model has as many statements as degrees of freedom; one
// that determines the scale is needed, and a second would contradict it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "keys.hpp"
#include "parts.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse::config {
namespace {

// What a distribution is made of. Those of `scales` exclude each other: each
// determines the scale.
struct Form {
  Family family;
  std::string_view scales;  // "a|b"
  std::string_view others;
};
constexpr std::array forms{
    Form{Family::exponential, "median|hazard_per_month|survival", ""},
    Form{Family::weibull, "median|scale|survival", "shape"},
    Form{Family::piecewise_exponential, "periods", ""},
    Form{Family::log_logistic, "median", "shape"},
    Form{Family::log_normal, "median", "sigma"},
    Form{Family::cure, "median", "cured|uncured"},
};

// A parameter of another distribution would be ignored, and the reader would
// think that it holds.
void refuse_others(const Node& table, const Form& form, Faults& faults) {
  std::string all{form.scales};
  if (!form.others.empty()) all.append("|").append(form.others);
  for (const Member& member : *as<Table>(&table)) {
    if (lists("distribution|source", member.key) || lists(all, member.key))
      continue;
    faults.error(
        member.value.key_mark, table.path,
        "'{}' is no parameter of distribution \"{}\" (it has {}): remove it",
        member.key, word_of(form.family), join(split(all, '|'), ", "));
  }
}

// The parameters of `scales` that are given; all but one are refused.
std::size_t check_scales(const Node& table, const Form& form, Faults& faults) {
  std::vector<const Member*> given;
  for (const Member& member : *as<Table>(&table))
    if (lists(form.scales, member.key)) given.push_back(&member);
  std::ranges::sort(given, {},
                    [](const Member* m) { return m->value.mark.order; });
  for (std::size_t i = 1; i < given.size(); ++i) {
    faults.error(
        given[i]->value.mark, table.path,
        "'{}' and '{}' are both given (each determines the scale): keep one",
        given[0]->key, given[i]->key);
  }
  return given.size();
}

// What is missing is named with all that would do in its place.
void need_one(const Node& table, std::string_view names, Faults& faults) {
  const auto parts = split(names, '|');
  faults.error(table,
               "{}'{}' is missing (nothing else determines the scale): add {}",
               parts.size() > 1 ? "one of " : "", join(parts, "', '"),
               parts.size() > 1 ? "one" : "it");
}

// Shapes have no default: 1 would make an exponential of what is called a
// Weibull.
void need(const Node& table, std::string_view key, Faults& faults) {
  if (find(table, key) != nullptr) return;
  faults.error(table, "'{}' is missing (the distribution has it): add it", key);
}

// Two landmarks give the Weibull's shape (domain.md §1).
void check_two(const Node& node, const std::vector<Landmark>& marks,
               Faults& faults) {
  const Landmark& a = marks[0];
  const Landmark& b = marks[1];
  if (!(a.at < b.at) || !(a.probability > b.probability)) {
    faults.error(node,
                 "the landmarks don't decrease (survival falls with time): put "
                 "the earlier, higher one first");
    return;
  }
  const double shape =
      std::log(std::log(a.probability) / std::log(b.probability)) /
      std::log(a.at / b.at);
  if (shape >= 0.05 && shape <= 50.0) return;
  faults.error(node,
               "the landmarks give the Weibull a shape of {:.3g} (it must be "
               "at least 0.05 and at most 50): check them",
               shape);
}

// As many landmarks as the distribution has parameters: more would have to be
// fitted, fewer leave it open.
std::vector<Landmark> read_survival(const Node& table, Family family,
                                    Faults& faults) {
  const List& list = elements(table, "survival");
  auto landmarks = parts_of<Landmark>(list);
  std::erase_if(landmarks, [](const Landmark& mark) {  // one that is wrong
    return mark.at == 0.0 || mark.probability == 0.0;
  });
  if (list.empty()) return landmarks;
  const std::size_t needed = family == Family::weibull ? 2 : 1;
  const Node& node = *find(table, "survival");
  if (list.size() != needed) {
    faults.error(node, needed == 1
                           ? "two landmarks are given (one determines an "
                             "exponential): keep one, or use a weibull"
                           : "one landmark is given (two determine a weibull): "
                             "add another, or use 'median' and 'shape'");
  } else if (needed == 2 && landmarks.size() == 2) {
    check_two(node, landmarks, faults);
  }
  return landmarks;
}

// Which parameters are given decides what is solved for later; here they are
// only taken over.
ModelSpec read_form(const Node& table, const Form& form, Faults& faults) {
  ModelSpec spec;
  spec.family = form.family;
  put_members(table, spec);
  spec.survival = read_survival(table, form.family, faults);
  const List& periods = elements(table, "periods");
  spec.periods = read_periods<HazardPeriod>(periods, faults);
  const bool none = std::ranges::all_of(periods, [](const Node& period) {
    return get<double>(period, "hazard_per_month") == 0.0;
  });
  if (none && !periods.empty())
    faults.error(*find(table, "periods"),
                 "every hazard is 0 (no event would ever happen): give one "
                 "above 0");
  return spec;
}

// The whole arm's median, where it is given, determines the uncured's scale.
ModelSpec read_uncured(const Node& arm, const Node& table, Faults& faults);

// With a share cured the survival never falls below it: a median of the whole
// arm may not exist.
void check_cure(const Node& table, ModelSpec& spec, Faults& faults) {
  need(table, "cured", faults);
  const Node* median = find(table, "median");
  if (median != nullptr && spec.cured && *spec.cured >= 0.5) {
    faults.error(
        *median,
        "the whole arm's median isn't reached (a share of {} is cured): lower "
        "'cured', or give the uncured's median in 'uncured'",
        *spec.cured);
  }
  const Node* uncured = find(table, "uncured");
  if (as<Table>(uncured) != nullptr) {
    spec.uncured.push_back(read_uncured(table, *uncured, faults));
  } else if (uncured == nullptr && median == nullptr) {
    faults.error(table,
                 "the model of the uncured is missing (the scale is unknown): "
                 "add 'uncured', or the whole arm's 'median'");
  } else {
    spec.uncured.push_back({});  // exponential
  }
}

// Nothing where the distribution is absent or wrong: that was reported, and
// no parameter can be judged without it.
const Form* form_of(const Node& table) {
  const auto name = get<std::string>(table, "distribution");
  const auto family = meant_by<Family>(name.value_or(""));
  if (!family) return nullptr;
  return &*std::ranges::find(forms, *family, &Form::family);
}

ModelSpec read_uncured(const Node& arm, const Node& table, Faults& faults) {
  const Form* form = form_of(table);
  if (form == nullptr) return {};
  refuse_others(table, *form, faults);
  const std::size_t given = check_scales(table, *form, faults);
  const Node* median = find(arm, "median");
  if (median == nullptr && given == 0) need_one(table, form->scales, faults);
  if (median != nullptr && given > 0) {
    faults.error(*median,
                 "the whole arm's median and the scale of 'uncured' are both "
                 "given (each determines the other): keep one");
  }
  if (form->family == Family::weibull && find(table, "survival") == nullptr)
    need(table, "shape", faults);
  if (form->family == Family::log_logistic) need(table, "shape", faults);
  if (form->family == Family::log_normal) need(table, "sigma", faults);
  if (form->family == Family::piecewise_exponential && given == 0 &&
      median != nullptr) {
    faults.error(*median,
                 "a whole arm's median can't determine the uncured's periods "
                 "(they have no one scale): give the periods instead");
  }
  return read_form(table, *form, faults);
}

}  // namespace

// A cure has the scale of its uncured, checked there.
ModelSpec read_model(const Node& table, Faults& faults) {
  const Form* form = form_of(table);
  if (form == nullptr) return {};
  refuse_others(table, *form, faults);
  const std::size_t given = check_scales(table, *form, faults);
  ModelSpec spec = read_form(table, *form, faults);
  if (form->family == Family::cure) {
    check_cure(table, spec, faults);
    return spec;
  }
  if (given == 0) need_one(table, form->scales, faults);
  const bool landmarks = find(table, "survival") != nullptr;
  if (form->family == Family::weibull && landmarks) {
    if (const Node* shape = find(table, "shape")) {
      faults.error(*shape,
                   "the shape is given beside two landmarks (they determine "
                   "it): remove it");
    }
  } else {
    for (const std::string_view key : split(form->others, '|'))
      need(table, key, faults);
  }
  return spec;
}

}  // namespace rehearse::config
