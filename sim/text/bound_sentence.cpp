#include "rehearse/text/bound_sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse {
namespace {

constexpr const char* bound_example = "\"p=0.0138 at 267 of 385 after 165\"";

struct Token {
  std::string_view text;
  std::size_t column;  // from 1
};

[[noreturn]] void fail(const Token& at, const std::string& message) {
  throw SentenceError{message, at.column};
}

// Between blanks, without a comma at the end; the last is empty.
std::vector<Token> tokens_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  std::vector<Token> tokens;
  std::size_t begin = text.find_first_not_of(blanks);
  while (begin != std::string_view::npos) {
    const std::size_t end =
        std::min(text.find_first_of(blanks, begin), text.size());
    std::string_view token = text.substr(begin, end - begin);
    if (token.ends_with(',')) token.remove_suffix(1);
    if (!token.empty()) tokens.push_back({token, begin + 1});
    begin = text.find_first_not_of(blanks, end);
  }
  tokens.push_back({"", text.size() + 1});
  return tokens;
}

double number_of(const Token& token) {
  const auto number = parse_typed_number(token.text);
  if (number) return *number;
  if (token.text.empty())
    fail(token,
         fmt::format("a number is missing: write e.g. {}", bound_example));
  const std::string advice = number_advice(token.text);
  fail(token, fmt::format(
                  "'{}' is no number {}", token.text,
                  advice.empty() ? "(digits and a point): write one" : advice));
}

// ---- "p=0.0138" ----

// One unit of the last digit.
double last_digit(std::string_view number) {
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  const std::size_t point = number.substr(0, e).find('.');
  const bool whole = point == std::string_view::npos;
  double exponent = whole ? 0.0 : -static_cast<double>(e - point - 1);
  if (e < number.size())
    exponent += *parse_typed_number(number.substr(e + 1));
  else if (exponent == 0.0)
    exponent = -1.0;
  return std::pow(10.0, exponent);
}

BoundScale scale_of(const Token& name) {
  std::string lower{name.text};
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (const auto scale = meant_by<BoundScale>(lower)) return *scale;
  fail(name, fmt::format("'{}' is no scale of a bound (p, z or hr, the hazard "
                         "ratio): write e.g. {}",
                         name.text, bound_example));
}

void check_value(const PrintedBound& bound, const Token& value) {
  if (bound.scale == BoundScale::p && (bound.value <= 0 || bound.value >= 1))
    fail(value, fmt::format("p is {} (it is a probability between 0 and 1): "
                            "write e.g. p=0.0138",
                            value.text));
  if (bound.scale == BoundScale::hazard_ratio && bound.value <= 0.0)
    fail(value, fmt::format("the hazard ratio is {} (it is above 0): write "
                            "e.g. hr=0.73",
                            value.text));
}

// ---- "at 267 of 385 after 165" ----

// The looks as they are written: which have events, and out of how many.
struct Clauses {
  Token at;
  std::optional<Token> of{};
  std::vector<Token> after{};
  std::vector<Token> then{};
  std::optional<Token> ratio{};
};

constexpr std::array<std::string_view, 5> keywords{"at", "of", "after", "then",
                                                   "ratio"};

bool is_keyword(const Token& token) {
  return std::ranges::find(keywords, token.text) != keywords.end();
}

// The tokens up to the next keyword, of which there is one.
std::vector<Token> operands(const std::vector<Token>& tokens, std::size_t& i) {
  std::vector<Token> found;
  for (; !tokens[i].text.empty() && !is_keyword(tokens[i]); ++i)
    found.push_back(tokens[i]);
  if (found.empty())
    fail(tokens[i], fmt::format("a number is missing after '{}': write e.g. {}",
                                tokens[i - 1].text, bound_example));
  return found;
}

[[noreturn]] void fail_keyword(const Token& token) {
  fail(token, fmt::format("'{}' is not understood{}: write e.g. {}", token.text,
                          suggestion(token.text, keywords), bound_example));
}

Token only(const std::vector<Token>& found) {
  if (found.size() > 1) fail_keyword(found[1]);
  return found.front();
}

Clauses clauses_of(const std::vector<Token>& tokens) {
  std::size_t i = 1;  // the first is the value
  if (tokens[i].text.empty())
    fail(tokens[i], fmt::format("the look is missing (at how many events?): "
                                "write e.g. {}",
                                bound_example));
  if (tokens[i].text != "at") fail_keyword(tokens[i]);
  std::vector<std::string_view> seen;
  Clauses clauses{tokens[i]};
  while (!tokens[i].text.empty()) {
    const Token word = tokens[i++];
    if (std::ranges::find(seen, word.text) != seen.end())
      fail(word, fmt::format("'{}' is there twice (it says one thing): keep "
                             "one",
                             word.text));
    seen.push_back(word.text);
    const std::vector<Token> found = operands(tokens, i);
    if (word.text == "at") clauses.at = only(found);
    if (word.text == "of") clauses.of = only(found);
    if (word.text == "after") clauses.after = found;
    if (word.text == "then") clauses.then = found;
    if (word.text == "ratio") clauses.ratio = only(found);
  }
  return clauses;
}

double total_of(const Clauses& clauses) {
  if (!clauses.of) return 1.0;
  const double total = number_of(*clauses.of);
  if (total < 1.0)
    fail(*clauses.of, fmt::format("'{}' is no number of events (1 or more): "
                                  "write e.g. at 267 of 385",
                                  clauses.of->text));
  return total;
}

// Events of `total`, or a fraction where it is 1.
double information_of(const Token& token, double total) {
  const bool percent = token.text.ends_with('%');
  Token digits = token;
  if (percent) digits.text.remove_suffix(1);
  const double number = number_of(digits);
  const double information = percent ? number / 100.0 * total : number;
  if (information <= 0.0 || (total > 1.0 && information < 1.0))
    fail(token, fmt::format("'{}' is less than one event: write e.g. 257 of "
                            "384, or 67% of 384",
                            token.text));
  if (total == 1.0 && information > 1.0)
    fail(token, fmt::format("'{0}' is no fraction (of how many events is it?): "
                            "write e.g. at {0} of 385, or at 0.67",
                            token.text));
  if (information > total)
    fail(token, fmt::format("{} is more than the {:.10g} planned (all looks "
                            "are within them): write the planned events after "
                            "'of', or where the last look had more its own",
                            token.text, total));
  return information;
}

void add_look(PrintedBound& bound, const Token& token, double total) {
  const double information = information_of(token, total);
  if (!bound.looks.empty() && information <= bound.looks.back())
    fail(token, fmt::format("{} isn't more than the look before's {:.10g} "
                            "(events grow from look to look): give looks in "
                            "their order",
                            token.text, bound.looks.back()));
  bound.looks.push_back(information);
}

// Those before, the look itself, those to come, the last.
void add_looks(PrintedBound& bound, const Clauses& clauses) {
  const double total = total_of(clauses);
  for (const Token& token : clauses.after) add_look(bound, token, total);
  bound.look = bound.looks.size();
  add_look(bound, clauses.at, total);
  for (const Token& token : clauses.then) add_look(bound, token, total);
  if (bound.looks.back() < total) bound.looks.push_back(total);
  if (bound.looks.size() > most_looks)
    fail(clauses.at, fmt::format("there are {} looks (bounds are solved for "
                                 "{}): leave some out",
                                 bound.looks.size(), most_looks));
}

double allocation_of(const Token& ratio) {
  const auto parts = split(ratio.text, ':');
  if (parts.size() == 2) {
    const auto first = parse_typed_number(parts[0]);
    const auto second = parse_typed_number(parts[1]);
    if (first && second && *first > 0.0 && *second > 0.0)
      return *first / (*first + *second);
  }
  fail(ratio, fmt::format("'{}' is no allocation (two numbers above 0): write "
                          "e.g. ratio 2:1",
                          ratio.text));
}

}  // namespace

PrintedBound parse_bound_sentence(std::string_view text) {
  const std::size_t sign = text.find_first_of("=<");
  if (sign == std::string_view::npos)
    fail({"", 1}, fmt::format("no bound is stated (p=, z= or hr=): write e.g. "
                              "{}",
                              bound_example));
  const std::string_view name = trimmed(text.substr(0, sign));
  std::size_t value = sign + 1;
  if (text.substr(sign).starts_with("<=")) ++value;
  std::vector<Token> tokens = tokens_of(text.substr(value));
  for (Token& token : tokens) token.column += value;
  PrintedBound bound;
  bound.scale = scale_of({name, text.find_first_not_of(' ') + 1});
  bound.value = number_of(tokens[0]);
  bound.digit = last_digit(tokens[0].text);
  check_value(bound, tokens[0]);
  const Clauses clauses = clauses_of(tokens);
  add_looks(bound, clauses);
  if (clauses.ratio) bound.allocation = allocation_of(*clauses.ratio);
  if (bound.scale == BoundScale::hazard_ratio && !has_events(bound))
    fail(clauses.at,
         "a hazard ratio needs events (its error depends on them): "
         "write e.g. at 199 of 333");
  return bound;
}

}  // namespace rehearse
