#include "rehearse/text/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr std::size_t longest_bar = 30;
constexpr std::size_t shortest_bar = 10;

std::string duration_text(double seconds) {
  if (seconds < 120.0) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<std::uint64_t>(seconds / 60.0 + 0.5);
  if (minutes < 120) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

double share_of(const ProgressState& state) {
  return std::min(1.0, static_cast<double>(state.done) /
                           static_cast<double>(state.replicates));
}

// What stands behind the bar, the longest first.
std::array<std::string, 4> tails(const ProgressState& state) {
  const double share = share_of(state);
  const std::string left =
      state.done == 0
          ? ""
          : duration_text(state.seconds * (1.0 - share) / share) + " left";
  const std::string percent = fmt::format("{:3.0f}%", 100.0 * share);
  const std::string cells =
      state.cells == 0
          ? ""
          : fmt::format("{} of {} cells", state.cells_done, state.cells);
  const std::string replicates =
      fmt::format("{} of {} {}", grouped_text(state.done),
                  grouped_text(state.replicates), state.unit);
  const auto joined = [&](std::initializer_list<std::string_view> parts) {
    std::string text = percent;
    for (const std::string_view part : parts)
      if (!part.empty())
        text.append(text == percent ? "  " : ", ").append(part);
    return text;
  };
  return {joined({cells, replicates, left}),
          joined({state.cells == 0 ? replicates : cells, left}), joined({left}),
          percent};
}

std::string unknown_line(const ProgressState& state, std::size_t width) {
  const std::string time = duration_text(state.seconds);
  for (const std::string& line :
       {fmt::format("{}: {} trials simulated, {}", state.task,
                    grouped_text(state.done), time),
        fmt::format("{}: {}", state.task, time)})
    if (line.size() <= width) return line;
  return time.substr(0, width);
}

}  // namespace

std::string progress_line(const ProgressState& state, std::size_t width) {
  if (state.replicates == 0) return unknown_line(state, width);
  const auto texts = tails(state);
  for (const std::string& tail : texts) {
    const std::size_t around = tail.size() + 3;  // brackets and a space
    if (width < around + shortest_bar) continue;
    const std::size_t bar = std::min(longest_bar, width - around);
    const auto filled =
        static_cast<std::size_t>(share_of(state) * static_cast<double>(bar));
    return fmt::format("[{}{}] {}", std::string(filled, '='),
                       std::string(bar - filled, ' '), tail);
  }
  return texts.back().substr(0, width);
}

}  // namespace rehearse
