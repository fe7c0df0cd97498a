#include "rehearse/text/test_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

using Arguments = std::vector<std::string_view>;

constexpr std::array<std::string_view, 11> test_names{
    "logrank", "fh",         "mw",        "gehan", "tarone-ware", "maxcombo",
    "rmst",    "rmst-ratio", "milestone", "sun",   "finkelstein"};

ParsedTest test_fault(std::string message) { return {{}, std::move(message)}; }

ParsedTest weighted(EventWeight weight) {
  return {WeightedLogRankTest{{weight}}, {}};
}

// A time as it is to be written.
std::string example_of(std::string_view name, TestTimes times) {
  return fmt::format("{}({})", name,
                     times == TestTimes::durations ? "6 months" : "6");
}

// The test of one time that `make` makes of it; `least` is allowed or not.
enum class Least { zero, above_zero };

template <class Make>
ParsedTest parse_timed(std::string_view name, const Arguments& arguments,
                       TestTimes times, Least least, Make make) {
  const std::string form = example_of(name, times);
  if (arguments.size() != 1)
    return test_fault(fmt::format("{} needs one time ({} given): write {}",
                                  name, arguments.size(), form));
  const bool durations = times == TestTimes::durations;
  const auto time =
      durations ? parse_duration(arguments[0]) : parse_number(arguments[0]);
  if (!time)
    return test_fault(
        fmt::format("'{}' is no time ({}): write {}", arguments[0],
                    durations ? "a number and days, weeks, months or "
                                "years"
                              : "a bare number, in the data's unit",
                    form));
  if (*time < 0.0 || (*time == 0.0 && least == Least::above_zero))
    return test_fault(
        fmt::format("{}: the time '{}' is too early (it must be {}): "
                    "write {}",
                    name, arguments[0],
                    least == Least::zero ? "at least 0" : "above 0", form));
  return {make(*time), {}};
}

// At 10 an event at which a fifth have had theirs weighs a tenth of the first;
// some way beyond, the squares of weights vanish beside the largest, or are 0,
// and looks have no information of their own.
constexpr double most_exponent = 10.0;

ParsedTest parse_fleming_harrington(const Arguments& arguments) {
  if (arguments.size() != 2)
    return test_fault(fmt::format(
        "fh needs RHO and GAMMA ({} given): write fh(0,1)", arguments.size()));
  const auto rho = parse_number(arguments[0]);
  const auto gamma = parse_number(arguments[1]);
  for (const std::size_t i : {0U, 1U}) {
    const auto& number = i == 0 ? rho : gamma;
    if (!number || *number < 0.0)
      return test_fault(
          fmt::format("fh: '{}' is no exponent (a number of at least "
                      "0): write fh(0,1)",
                      arguments[i]));
    if (*number > most_exponent)
      return test_fault(fmt::format(
          "fh: the exponent '{}' is too large (at most {}: beyond it hardly "
          "any event but the {} has a weight): write fh(0,1)",
          arguments[i], most_exponent, i == 0 ? "first" : "last"));
  }
  return weighted(FlemingHarrington{*rho, *gamma});
}

ParsedTest parse_max_combo(const Arguments& arguments, TestTimes times) {
  if (arguments.size() < 2 || arguments.size() > max_combined_weights)
    return test_fault(
        fmt::format("maxcombo combines 2 to {} tests ({} given): write "
                    "maxcombo(fh(0,0),fh(0,1))",
                    max_combined_weights, arguments.size()));
  WeightedLogRankTest combination{{}};
  for (const std::string_view argument : arguments) {
    ParsedTest part = parse_test(argument, times);
    if (!part.test) return part;
    const auto* test = std::get_if<WeightedLogRankTest>(&*part.test);
    if (test == nullptr || test->weights.size() != 1)
      return test_fault(
          fmt::format("maxcombo can't hold {} (it combines weighted "
                      "log-rank tests): test {} by itself",
                      argument, argument));
    if (std::ranges::count(combination.weights, test->weights[0]) > 0)
      return test_fault(
          fmt::format("maxcombo holds {} twice (which changes "
                      "nothing): leave one out",
                      argument));
    combination.weights.push_back(test->weights[0]);
  }
  return {combination, {}};
}

// Name and arguments, taken apart.
struct Call {
  std::string_view name;
  bool parenthesized = false;
  Arguments arguments;
};

std::optional<Call> parse_call(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos)
    return text.find(')') == std::string_view::npos
               ? std::optional<Call>{{text, false, {}}}
               : std::nullopt;
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0 && i + 1 < text.size()) return std::nullopt;
  }
  if (depth != 0) return std::nullopt;
  const auto inside = text.substr(open + 1, text.size() - open - 2);
  return Call{trimmed(text.substr(0, open)), true, split_tests(inside)};
}

ParsedTest parse_named(const Call& call, TestTimes times) {
  const auto& [name, parenthesized, arguments] = call;
  const auto timed = [&, &at = call](Least least, auto make) {
    return parse_timed(at.name, at.arguments, times, least, make);
  };
  if (name == "fh") return parse_fleming_harrington(arguments);
  if (name == "mw")
    return timed(Least::zero, [](double delay) {
      return WeightedLogRankTest{{ModestlyWeighted{delay}}};
    });
  if (name == "rmst")
    return timed(Least::above_zero, [](double t) { return RmstTest{t}; });
  if (name == "rmst-ratio")
    return timed(Least::above_zero, [](double t) {
      return RmstTest{t, RmstContrast::ratio};
    });
  if (name == "milestone")
    return timed(Least::above_zero, [](double t) { return MilestoneTest{t}; });
  if (name == "maxcombo" && parenthesized)
    return parse_max_combo(arguments, times);
  if (parenthesized)
    return test_fault(fmt::format("{} takes no arguments ({} given): write {}",
                                  name, arguments.size(), name));
  if (name == "logrank") return weighted(FlemingHarrington{});
  if (name == "gehan") return weighted(Gehan{});
  if (name == "tarone-ware") return weighted(TaroneWare{});
  if (name == "sun") return {IntervalTest{IntervalScore::sun}, {}};
  if (name == "finkelstein")
    return {IntervalTest{IntervalScore::finkelstein}, {}};
  return {WeightedLogRankTest{{FlemingHarrington{}, FlemingHarrington{0, 1}}},
          {}};
}

std::string time_text(double time, TestTimes times) {
  return times == TestTimes::durations ? duration_text(time)
                                       : fmt::format("{}", time);
}

std::string weight_text(const EventWeight& weight, TestTimes times) {
  return std::visit(
      [&](const auto& w) -> std::string {
        using Of = std::decay_t<decltype(w)>;
        if constexpr (std::is_same_v<Of, FlemingHarrington>)
          return fmt::format("fh({},{})", w.rho, w.gamma);
        else if constexpr (std::is_same_v<Of, ModestlyWeighted>)
          return fmt::format("mw({})", time_text(w.delay, times));
        else
          return std::is_same_v<Of, Gehan> ? "gehan" : "tarone-ware";
      },
      weight);
}

struct TextOf {
  TestTimes times;

  std::string operator()(const WeightedLogRankTest& test) const {
    if (test == WeightedLogRankTest{}) return "logrank";
    std::string parts;
    for (const EventWeight& weight : test.weights)
      parts.append(parts.empty() ? "" : ",").append(weight_text(weight, times));
    return test.weights.size() == 1 ? parts
                                    : fmt::format("maxcombo({})", parts);
  }
  std::string operator()(const RmstTest& test) const {
    const bool is_ratio = test.contrast == RmstContrast::ratio;
    return fmt::format("{}({})", is_ratio ? "rmst-ratio" : "rmst",
                       time_text(test.horizon, times));
  }
  std::string operator()(const MilestoneTest& test) const {
    return fmt::format("milestone({})", time_text(test.time, times));
  }
  std::string operator()(const IntervalTest& test) const {
    return test.score == IntervalScore::sun ? "sun" : "finkelstein";
  }
};

}  // namespace

ParsedTest parse_test(std::string_view text, TestTimes times) {
  text = trimmed(text);
  const std::optional<Call> call = parse_call(text);
  if (!call)
    return test_fault(
        fmt::format("'{}' is no test (its parentheses don't match): "
                    "write a name, as logrank, or a name and its "
                    "arguments, as fh(0,1)",
                    text));
  if (std::ranges::count(test_names, call->name) == 0)
    return test_fault(fmt::format("unknown test '{}'{}", call->name,
                                  suggestion(call->name, test_names)));
  return parse_named(*call, times);
}

std::string test_text(const SurvivalTest& test, TestTimes times) {
  return std::visit(TextOf{times}, test);
}

std::vector<std::string_view> split_tests(std::string_view list) {
  std::vector<std::string_view> items;
  if (trimmed(list).empty()) return items;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size()) {
      depth += list[i] == '(' ? 1 : list[i] == ')' ? -1 : 0;
      if (list[i] != ',' || depth > 0) continue;
    }
    items.push_back(trimmed(list.substr(begin, i - begin)));
    begin = i + 1;
  }
  return items;
}

}  // namespace rehearse
