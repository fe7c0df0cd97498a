#include "rehearse/forecast/calibrate_forecast.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "rehearse/core/moments.hpp"
#include "rehearse/forecast/simulated_course.hpp"
#include "rehearse/montecarlo/threads.hpp"

namespace rehearse {
namespace {

// What came of a forecast in one trial.
struct Tried {
  bool is_forecast = false;
  std::array<bool, 3> held{};  // by the 50, 80 and 90% limits
  double width = not_reached;  // of the 90% limits [days]
};

// By forecast_levels, from the inside.
Tried compare(const MilestoneForecast& forecast, double day) {
  Tried tried;
  tried.is_forecast = true;
  constexpr std::size_t middle = forecast_levels.size() / 2;
  for (std::size_t l = 0; l < tried.held.size(); ++l) {
    const double low = forecast.day[middle - 1 - l];
    const double high = forecast.day[middle + 1 + l];
    tried.held[l] = std::ceil(low) <= day && day <= std::ceil(high);
  }
  tried.width = forecast.day.back() - forecast.day.front();
  return tried;
}

class Trials {
 public:
  Trials(const Scenario& scenario, const TrialPlan& plan,
         const CourseLibrary* library, const CalibrationRequest& request)
      : scenario_(scenario),
        library_(library),
        request_(request),
        course_(scenario, plan) {}

  // At each share of the events.
  void run(std::uint64_t trial, std::span<Tried> out) {
    course_.simulate(trial);
    const double day =
        course_.day_of_event(request_.events).value_or(not_reached);
    for (std::size_t a = 0; a < request_.at.size(); ++a) {
      const double count = std::ceil(request_.at[a] * request_.events);
      const auto cutoff = course_.day_of_event(static_cast<int>(count));
      if (cutoff) out[a] = forecast_at(*cutoff, day, trial);
    }
  }

 private:
  Tried forecast_at(double cutoff, double day, std::uint64_t trial) {
    const OngoingTrial seen = course_.seen_at(cutoff);
    const ForecastModels models =
        fit_models(scenario_, seen, library_, request_.models);
    if (!models.has_events() || !models.has_enrolment()) return {};
    FutureRequest futures;
    futures.milestones = {{"", Counted::events, request_.events}};
    futures.futures = request_.futures;
    futures.parameters = request_.parameters;
    futures.seed = scenario_.seed + trial;
    const auto forecast =
        forecast_trial(seen, models, futures, {Threads{1}, nullptr, {}, {}});
    return compare(forecast->milestones.front(), day);
  }

  const Scenario& scenario_;
  const CourseLibrary* library_;
  const CalibrationRequest& request_;
  SimulatedCourse course_;
};

CalibrationRow row_of(double at, std::span<const Tried> tried,
                      std::size_t step) {
  CalibrationRow row;
  row.at = at;
  std::array<std::uint64_t, 3> held{};
  std::vector<double> widths;
  for (std::size_t t = 0; t < tried.size(); t += step) {
    if (!tried[t].is_forecast) continue;
    ++row.trials;
    for (std::size_t l = 0; l < held.size(); ++l)
      held[l] += tried[t].held[l] ? 1 : 0;
    if (tried[t].width < not_reached) widths.push_back(tried[t].width);
  }
  for (std::size_t l = 0; l < held.size(); ++l)
    row.coverage[l] = proportion_of(held[l], row.trials);
  const Moments width = Moments::of(widths);
  row.width = {width.mean, width.sd(),
               width.sd() / std::sqrt(static_cast<double>(width.count)),
               width.count};
  return row;
}

}  // namespace

std::optional<std::vector<CalibrationRow>> calibrate_forecast(
    const Scenario& scenario, const CalibrationRequest& request,
    const RunOptions& options) {
  const TrialPlan plan{scenario};
  const auto library = course_library(scenario, plan);
  const std::size_t step = request.at.size();
  std::vector<Tried> tried(request.trials * step);
  std::atomic<std::uint64_t> next{0};
  std::mutex telling;
  std::uint64_t done = 0;
  const auto stopped = [&] { return options.stop && *options.stop; };
  const auto work = [&] {
    Trials trials{scenario, plan, library ? &*library : nullptr, request};
    for (std::uint64_t t = next++; t < request.trials && !stopped();
         t = next++) {
      trials.run(t, std::span{tried}.subspan(t * step, step));
      const std::lock_guard lock{telling};
      ++done;
      if (options.progress) options.progress(done);
    }
  };
  if (start_threads(options.threads, request.trials, work).empty()) work();
  if (stopped()) return std::nullopt;
  std::vector<CalibrationRow> rows;
  for (std::size_t a = 0; a < step; ++a)
    rows.push_back(
        row_of(request.at[a], std::span<const Tried>{tried}.subspan(a), step));
  return rows;
}

}  // namespace rehearse
