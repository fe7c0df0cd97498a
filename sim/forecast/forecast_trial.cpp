#include "rehearse/forecast/forecast_trial.hpp"

#include <algorithm>

#include "needed_sites.hpp"
#include "rehearse/forecast/futures.hpp"
#include "rehearse/forecast/streams.hpp"

namespace rehearse {
namespace {

// Items of the stream of a pair's parameters: each model has its own.
constexpr std::uint64_t of_event_model = 0;
constexpr std::uint64_t of_enrolment = 1ULL << 40;
constexpr std::uint64_t of_dropout = 2ULL << 40;
constexpr std::uint64_t of_choice = 3ULL << 40;
constexpr std::uint64_t model_step = 1ULL << 32;

// Parameters of every model for every pair, and which model a pair has.
template <class Fit>
class DrawnModels {
 public:
  DrawnModels(const std::vector<Fit>& fits, const std::vector<double>& weights,
              const FutureRequest& request, std::size_t pairs,
              std::uint64_t item)
      : fits_(fits) {
    for (std::size_t m = 0; m < fits.size(); ++m) {
      if (weights[m] > 0.0)
        draws_.push_back(draw_parameters(
            fits[m].maximum, fits[m].posterior, request.parameters, pairs,
            {request.seed, item + m * model_step}));
      else
        draws_.emplace_back();
    }
    for (std::size_t pair = 0; pair < pairs; ++pair)
      model_.push_back(chosen(weights, request.seed, pair, of_choice + item));
  }

  [[nodiscard]] const Fit& fit(std::size_t pair) const {
    return fits_[model_[pair]];
  }
  [[nodiscard]] std::vector<double> parameters(std::size_t pair) const {
    const auto row =
        draws_[model_[pair]].draws.row(static_cast<Eigen::Index>(pair));
    return {row.begin(), row.end()};
  }

 private:
  static std::size_t chosen(const std::vector<double>& weights,
                            std::uint64_t seed, std::uint64_t pair,
                            std::uint64_t item) {
    if (weights.size() < 2) return 0;
    WordStream words{forecast_stream(seed, ForecastDraw::parameters, pair),
                     item};
    double left = words.uniform();
    std::size_t model = 0;
    while (model + 1 < weights.size() && left >= weights[model])
      left -= weights[model++];
    while (weights[model] == 0.0) --model;  // by rounding, at the end
    return model;
  }

  const std::vector<Fit>& fits_;
  std::vector<DrawnParameters> draws_;
  std::vector<std::size_t> model_;  // of each pair
};

std::vector<double> dropout_hazards(const ForecastModels& models,
                                    const FutureRequest& request,
                                    std::size_t pairs) {
  if (!models.drops_out) return std::vector<double>(pairs, 0.0);
  std::vector<double> hazards;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    WordStream words{
        forecast_stream(request.seed, ForecastDraw::parameters, pair),
        of_dropout};
    hazards.push_back(
        draw_dropout_rate(models.dropout, request.parameters, words));
  }
  return hazards;
}

FollowUpDraws course_draws(const OngoingTrial& trial, const FuturesPlan& plan,
                           const ForecastModels& models) {
  const std::vector<std::size_t> drawn = participants_drawn(trial, plan);
  if (models.scanned) return ScannedDraws{*models.scanned, drawn};
  return ExactDraws{trial, drawn, models.events.front().data->effects.share};
}

std::vector<FittedModel> printed_models(const ForecastModels& models) {
  std::vector<FittedModel> all;
  const auto add = [&](FittedModel model, double weight) {
    model.weight = weight;
    all.push_back(std::move(model));
  };
  for (std::size_t m = 0; m < models.events.size(); ++m)
    add(printed(models.events[m]), models.event_weights[m]);
  if (models.drops_out) add(printed(models.dropout), 1.0);
  for (std::size_t m = 0; m < models.enrolment.size(); ++m)
    add(printed(models.enrolment[m]), models.enrolment_weights[m]);
  return all;
}

Forecast summarized(const OngoingTrial& trial, const ForecastModels& models,
                    const FuturesPlan& plan, const FutureTable& table,
                    const FutureRequest& request) {
  Forecast forecast;
  forecast.participants = static_cast<int>(trial.participants.size());
  forecast.events = count_of(trial, FollowUp::event);
  forecast.dropouts = count_of(trial, FollowUp::dropout);
  forecast.futures = table.futures;
  forecast.models = printed_models(models);
  const CausesDrawn drawn{request.parameters != ParameterDraws::fixed,
                          plan.to_enter > 0};
  for (std::size_t m = 0; m < plan.milestones.size(); ++m) {
    const Milestone& milestone = plan.milestones[m];
    std::optional<int> observed = forecast.participants;
    if (milestone.counted == Counted::events)
      observed =
          plan.events_are_known ? std::optional{forecast.events} : std::nullopt;
    forecast.milestones.push_back(milestone_forecast(
        milestone, observed, table.days[m], request.by, drawn));
  }
  for (std::size_t t = 0; t < request.months.size(); ++t)
    forecast.by_month.push_back({"", request.months[t],
                                 count_forecast(table.events, t),
                                 count_forecast(table.participants, t)});
  for (std::size_t n = 0; n < request.needs.size(); ++n)
    forecast.sites_needed.push_back(
        needed_sites(request.needs[n], trial, table.needed, n, models));
  return forecast;
}

FuturesPlan plan_of(const ForecastModels& models,
                    const FutureRequest& request) {
  FuturesPlan plan;
  plan.seed = request.seed;
  plan.pairs = (request.futures + 1) / 2;
  plan.milestones = request.milestones;
  plan.months = request.months;
  plan.needs = request.needs;
  plan.to_enter = models.to_enter;
  plan.events_are_known = !models.scanned || models.scanned->reads_endpoint();
  return plan;
}

}  // namespace

std::optional<Forecast> forecast_trial(const OngoingTrial& trial,
                                       const ForecastModels& models,
                                       const FutureRequest& request,
                                       const RunOptions& options) {
  FuturesPlan plan = plan_of(models, request);
  const DrawnModels events{models.events, models.event_weights, request,
                           plan.pairs, of_event_model};
  const DrawnModels enrolment{models.enrolment, models.enrolment_weights,
                              request, plan.to_enter > 0 ? plan.pairs : 0,
                              of_enrolment};
  const auto dropout = dropout_hazards(models, request, plan.pairs);
  plan.hazards = [&](std::size_t pair) {
    return events.fit(pair).arms(events.parameters(pair));
  };
  plan.dropout_hazard = [&](std::size_t pair) { return dropout[pair]; };
  plan.enter = [&](std::size_t pair, std::span<double> entries,
                   WordStream& words) {
    if (!entries.empty())
      future_entries(enrolment.fit(pair), enrolment.parameters(pair), entries,
                     {}, words);
  };
  const auto table =
      simulate_futures(trial, plan, course_draws(trial, plan, models), options);
  if (!table) return std::nullopt;
  return summarized(trial, models, plan, *table, request);
}

}  // namespace rehearse
