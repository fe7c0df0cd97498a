#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "rehearse/forecast/dropout_fit.hpp"
#include "rehearse/forecast/enrolment_fit.hpp"
#include "rehearse/forecast/event_fit.hpp"
#include "rehearse/forecast/model_weights.hpp"
#include "rehearse/forecast/scanned_follow_up.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What the models are to be.
struct ModelRequest {
  Blinding blinding = Blinding::blinded;
  Averaging averaging = Averaging::bic;
  /// How participants enter; none: as the data and the config let it be.
  std::optional<EnrolmentForm> enrolment{};
  /// Whose events the data have, where scans are read; none: the endpoint's.
  std::optional<Reviewer> reader{};
};

/// Models fitted to the data, with their weights in the forecast [1].
struct ForecastModels {
  std::vector<FittedEvents> events;
  std::vector<double> event_weights;
  FittedDropout dropout;
  bool drops_out = true;                   ///< those who are ongoing may
  std::size_t to_enter = 0;                ///< participants still to come
  std::vector<FittedEnrolment> enrolment;  ///< empty where there are none
  std::vector<double> enrolment_weights;
  /// Sites' rates, where sites are known: of what further sites would bring.
  std::optional<FittedEnrolment> sites;
  /// Where scans are read; then the models were fitted by it.
  std::shared_ptr<const ScannedFollowUp> scanned;

  // Whether some model that is needed could be fitted:
  [[nodiscard]] bool has_events() const;
  [[nodiscard]] bool has_enrolment() const {
    return to_enter == 0 || !enrolment.empty();
  }
};

/// On b: the scenario's prior on the effect; without one the effect is the
/// stated one in a blinded trial, and the data's in an unblinded.
[[nodiscard]] MultiplierPrior multiplier_prior(const Scenario& scenario,
                                               Blinding blinding);

/// Events that participants who are ongoing may have had since they were last
/// seen, where events are seen when they happen.
[[nodiscard]] double expected_unseen_events(const OngoingTrial& trial,
                                            const ForecastModels& models);

/// `library`: of the trial's courses, where scans are read. All are kept by
/// reference.
[[nodiscard]] ForecastModels fit_models(const Scenario& scenario,
                                        const OngoingTrial& trial,
                                        const CourseLibrary* library,
                                        const ModelRequest& request);

}  // namespace rehearse
