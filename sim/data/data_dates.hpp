#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace rehearse {

/// How a date may be written so that it has one meaning.
enum class DateForm : std::uint8_t {
  iso,      ///< 2026-03-14
  slashed,  ///< 2026/03/14
  compact,  ///< 20260314
  named,    ///< 14MAR2026, as SAS's DATE9., or 14-Mar-2026
};

struct ReadDate {
  std::string iso;  ///< "2026-03-14"
  DateForm form = DateForm::iso;
};

/// " (why): what to do", of a text that is none of these.
struct NoDate {
  std::string why;
};

/// The date in a text, without the time of the day that may follow it.
[[nodiscard]] std::variant<ReadDate, NoDate> read_date_text(
    std::string_view text);

/// "2026-03-14": a day as a form writes it.
[[nodiscard]] std::string_view example_of(DateForm form);

}  // namespace rehearse
