#include "key_groups.hpp"

namespace rehearse::config {
namespace {

constexpr Range time{0.0, 365'250.0, true, false};  // 1000 years
constexpr Range hazard{0.0, 1000.0, true, false};
// Beyond these a Weibull's scale or an event time leaves a double's range.
constexpr Range shape{0.05, 50.0, false, false};
constexpr Range share{0.0, 1.0, true, true};

// What a model and the model of its uncured have in common.
std::vector<Key> simple_model_keys() {
  return {
      {.path = ".median",
       .kind = Kind::duration,
       .range = time,
       .example = "\"6.8 months\"",
       .doc = "Median time to the event, of the whole arm."},
      {.path = ".hazard_per_month",
       .kind = Kind::number,
       .range = hazard,
       .example = "# 0.1",
       .doc = "Exponential: the rate, instead of the median [1/month]."},
      {.path = ".survival",
       .kind = Kind::records,
       .range = {1, 2},
       .doc = "Survival at one time (exponential) or two (Weibull), instead "
              "of the median."},
      {.path = ".survival[].at",
       .kind = Kind::duration,
       .need = Need::required,
       .range = time,
       .example = "\"6 months\"",
       .doc = "Time since randomization."},
      {.path = ".survival[].probability",
       .kind = Kind::number,
       .need = Need::required,
       .range = share,
       .example = "0.5",
       .doc = "Share without the event at that time [1]."},
      {.path = ".shape",
       .kind = Kind::number,
       .range = shape,
       .example = "# 0.9",
       .doc = "Weibull (R's shape) and log-logistic [1]."},
      {.path = ".scale",
       .kind = Kind::duration,
       .range = time,
       .doc = "Weibull: R's scale, instead of the median."},
      {.path = ".periods",
       .kind = Kind::records,
       .range = {1, 1000},
       .doc = "Piecewise exponential: the hazard until each time."},
      {.path = ".periods[].until",
       .kind = Kind::duration,
       .range = time,
       .doc = "End of the period, since randomization; the last has none."},
      {.path = ".periods[].hazard_per_month",
       .kind = Kind::number,
       .need = Need::required,
       .range = {0.0, 1000.0},
       .example = "0.1",
       .doc = "Hazard in the period [1/month]."},
  };
}

std::vector<Key> cure_keys() {
  return {
      {.path = ".cured",
       .kind = Kind::number,
       .range = {0.0, 1.0, false, true},
       .doc = "Cure: the share that never has the event [1]."},
      {.path = ".uncured",
       .kind = Kind::table,
       .doc = "Cure: the model of the others. A median in it is theirs."},
  };
}

Key distribution_key(std::string_view values) {
  return {.path = ".distribution",
          .kind = Kind::choice,
          .need = Need::required,
          .values = values,
          .example = "\"exponential\"",
          .doc = "Distribution of the time to the event."};
}

void append(std::vector<Key>& to, const std::string& prefix,
            std::vector<Key> keys) {
  for (Key& key : keys) {
    key.path.insert(0, prefix);
    to.push_back(std::move(key));
  }
}

}  // namespace

std::vector<Key> model_keys(const std::string& prefix) {
  std::vector<Key> keys;
  append(keys, prefix,
         {distribution_key("exponential|weibull|piecewise-exponential|"
                           "log-logistic|cure")});
  append(keys, prefix, simple_model_keys());
  append(keys, prefix, cure_keys());
  const std::string uncured = prefix + ".uncured";
  append(keys, uncured,
         {distribution_key("exponential|weibull|piecewise-exponential|"
                           "log-logistic")});
  append(keys, uncured, simple_model_keys());
  return keys;
}

}  // namespace rehearse::config
