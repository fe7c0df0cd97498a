#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/endpoint/arm_model.hpp"
#include "rehearse/forecast/arm_hazards.hpp"
#include "rehearse/forecast/event_family.hpp"
#include "rehearse/forecast/forecast.hpp"
#include "rehearse/forecast/maximum.hpp"
#include "rehearse/forecast/ongoing_trial.hpp"

namespace rehearse {

/// A normal prior on b, the log of what multiplies the experimental arms'
/// stated hazard ratios. sd 0: b is its mean; infinite: the data alone decide.
struct MultiplierPrior {
  double mean = 0.0;
  double sd = 0.0;
  [[nodiscard]] bool is_fixed() const { return sd == 0.0; }
};

/// The config's event-time model of the control arm as so many events beside
/// those of the data: their mean log-likelihood, over the midpoints of 200
/// equal shares of the model, times their number.
struct EventPrior {
  double events = 0.0;
  std::vector<double> times{};  ///< [days]
  double event_free = 0.0;      ///< [1], the share that never has it, and
  double horizon = 0.0;         ///< is without it for so long [days]
};
[[nodiscard]] EventPrior event_prior(const ArmModels& arms, double events);
/// By the scenario's control arm as a whole, and its [forecast].
[[nodiscard]] EventPrior event_prior(const Scenario& scenario);

/// What event times are fitted to.
struct EventData {
  struct Row {
    double time;  ///< [days]
    bool event;
    std::optional<std::size_t> arm;  ///< none: any, by the arms' shares
  };
  std::vector<Row> rows;
  ArmEffects effects;
  MultiplierPrior multiplier;
  EventPrior prior;
  /// log of the probability of what was seen of each row; none: `log_density`,
  /// by the row's time as it is.
  std::function<void(const ArmHazards&, std::span<double>)> log_densities{};
};
/// Dropouts and those who are ongoing are censored.
[[nodiscard]] EventData event_data(const OngoingTrial& trial,
                                   const Scenario& scenario,
                                   const MultiplierPrior& multiplier);

/// A family fitted to event times by maximum likelihood, times the priors where
/// there are some. Parameters: the family's, then b where it isn't fixed.
struct FittedEvents {
  EventFamily family;
  std::shared_ptr<const EventData> data;
  Maximum maximum;
  LogLikelihood posterior;      ///< log, but for a constant
  double log_likelihood = 0.0;  ///< of the data alone, at the maximum
  double aic = 0.0;
  double bic = 0.0;  ///< by events (Volinsky & Raftery 2000, Biometrics 56:256)

  /// The arms under such parameters.
  [[nodiscard]] ArmHazards arms(std::span<const double> parameters) const;
};
[[nodiscard]] FittedEvents fit_events(std::shared_ptr<const EventData> data,
                                      Family family);
/// A family whose cuts are known; the search begins at `start` if it isn't
/// empty. `without`: the fold whose rows are left out, every tenth from it on.
[[nodiscard]] FittedEvents fit_events(std::shared_ptr<const EventData> data,
                                      const EventFamily& family,
                                      std::span<const double> start,
                                      std::optional<std::size_t> without);

/// log f(t), or log S(t) where there was no event, of one participant.
[[nodiscard]] double log_density(const ArmHazards& arms,
                                 std::span<const double> shares,
                                 const EventData::Row& row);

/// log p of every participant under the fit to nine tenths of the others (ten
/// folds, by the rows' order), without those of his own fold.
[[nodiscard]] std::vector<double> cross_validated(const FittedEvents& fit);

/// For printing: the parameters with their errors.
[[nodiscard]] FittedModel printed(const FittedEvents& fit);

}  // namespace rehearse
