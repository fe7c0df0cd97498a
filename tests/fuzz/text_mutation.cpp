#include "text_mutation.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace rehearse::fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::array hostile{"\0"sv,
                             "\x1b[2J\x07"sv,
                             "\r"sv,
                             "\n"sv,
                             "\xff\xfe"sv,
                             "\xc3\x28"sv,
                             "\xed\xa0\x80"sv,
                             "\xef\xbb\xbf"sv,
                             "\xe2\x80\xae"sv,
                             "\xf4\x90\x80\x80"sv,
                             "\""sv,
                             "\"\"\""sv,
                             "'''"sv,
                             "=1+1"sv,
                             "-1"sv,
                             "1e308"sv,
                             "1e-320"sv,
                             "-1e999"sv,
                             "nan"sv,
                             "-inf"sv,
                             "0x7fffffffffffffff"sv,
                             "9223372036854775808"sv,
                             "18446744073709551616"sv,
                             "1_000"sv,
                             "1,5"sv,
                             "NA"sv,
                             ""sv,
                             "../../x"sv,
                             "/dev/zero"sv,
                             "1e9 years"sv,
                             "5e-9 days"sv,
                             "{}"sv,
                             "[[]]"sv,
                             ","sv,
                             ";"sv,
                             "\t"sv,
                             "#"sv,
                             "%n%s"sv,
                             "\\u0000"sv,
                             "2026-02-30"sv,
                             "TRUE"sv,
                             "Inf"sv};

struct Part {
  std::size_t begin = 0;
  std::size_t size = 0;
};

// Any bytes, mostly few.
Part bytes_in(const std::string& text, Chance& chance) {
  const std::size_t begin = chance.below(text.size() + 1);
  const std::size_t left = text.size() - begin;
  return {begin,
          chance.below(
              std::min<std::size_t>(left, chance.one_in(4) ? left : 8) + 1)};
}

// Whole lines, mostly one.
Part lines_in(const std::string& text, Chance& chance) {
  const std::size_t at = chance.below(text.size() + 1);
  const auto before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  std::size_t end = begin;
  const std::size_t lines = chance.one_in(4) ? 1 + chance.below(20) : 1;
  for (std::size_t i = 0; i < lines && end < text.size(); ++i)
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return {begin, end - begin};
}

std::string repeated(const std::string& part, Chance& chance) {
  constexpr std::size_t most_bytes = 100'000;
  const std::size_t most = most_bytes / std::max<std::size_t>(part.size(), 1);
  const std::size_t times = chance.one_in(20) ? most : 1 + chance.below(5);
  std::string text;
  for (std::size_t i = 0; i < std::min(times, most); ++i) text += part;
  return text;
}

}  // namespace

std::string hostile_text(Chance& chance) {
  return std::string{chance.of(hostile)};
}

std::string changed_text(std::string text, const std::string& other,
                         Chance& chance) {
  const auto part_of = [&](const std::string& from) {
    return chance.one_in(2) ? lines_in(from, chance) : bytes_in(from, chance);
  };
  const Part part = part_of(text);
  const std::string bytes = text.substr(part.begin, part.size);
  switch (chance.below(8)) {
    case 0:  // one byte
      if (!text.empty())
        text[chance.below(text.size())] = static_cast<char>(chance.below(256));
      return text;
    case 1:
      return text.erase(part.begin, part.size);
    case 2:
      return text.insert(part.begin, repeated(bytes, chance));
    case 3:  // moved
      text.erase(part.begin, part.size);
      return text.insert(part_of(text).begin, bytes);
    case 4: {
      const Part from = part_of(other);
      return text.replace(part.begin, part.size,
                          other.substr(from.begin, from.size));
    }
    case 5:
      return text.insert(part.begin, hostile_text(chance));
    case 6:
      return text.replace(part.begin, part.size, hostile_text(chance));
    default:  // cut
      return chance.one_in(2) ? text.substr(0, part.begin)
                              : text.substr(part.begin);
  }
}

}  // namespace rehearse::fuzz
