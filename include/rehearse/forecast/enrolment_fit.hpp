#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/core/words.hpp"
#include "rehearse/forecast/forecast.hpp"
#include "rehearse/forecast/maximum.hpp"
#include "rehearse/forecast/ongoing_trial.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

struct Scenario;
class SiteEnrolment;

/// How participants enter.
enum class EnrolmentForm : std::uint8_t {
  poisson,   ///< a constant rate: log rate [1/day]
  decaying,  ///< rate (mu / delta)(1 - e^(-delta t)), which rises by ever less
             ///< to mu / delta: log mu [1/day^2], log delta [1/day] (Zhang &
             ///< Long 2010, Stat. Med. 29:2442)
  sites,     ///< each site's rate is of a gamma distribution: log of its mean
             ///< [1/day] and of its shape (Anisimov & Fedorov 2007, Stat. Med.
             ///< 26:4958)
};

[[nodiscard]] constexpr auto words_of(EnrolmentForm) {
  using enum EnrolmentForm;
  return std::to_array<Word<EnrolmentForm>>(
      {{"poisson", poisson}, {"decaying", decaying}, {"sites", sites}});
}

/// A site as it is at the cut-off, or to come.
struct EnrollingSite {
  /// [days since the origin]; after the cut-off: to come.
  double opens = 0.0;
  double closes = std::numeric_limits<double>::infinity();  ///< likewise
  int entered = 0;                                          ///< by the cut-off
  std::optional<int> cap{};  ///< participants that it may have in all
  /// Whether the first participant is all that is known of the opening: he
  /// tells nothing of the rate.
  bool opened_by_first = false;
  /// It opens at a time of which no more is known than that it is uniform over
  /// so many days from `opens` on, and not after the first participant.
  double window = 0.0;
  double first = std::numeric_limits<double>::infinity();  ///< likewise
};

/// The config's enrolment as so many participants beside those of the data:
/// their mean log-likelihood times their number.
struct EnrolmentPrior {
  double participants = 0.0;
  std::vector<double> entries{};  ///< midpoints of 200 equal shares [days]
  double end = 0.0;               ///< of enrolment [days]
  double planned = 0.0;           ///< how many enter by then
};
[[nodiscard]] EnrolmentPrior enrolment_prior(const Scenario& scenario);

/// Entries by the cut-off, before the sample is full. Participants enter at the
/// end of their day, and the cut-off's is over: inside, times are days + 1.
struct EnrolmentData {
  std::vector<double> entries;  ///< days since the origin, and 1
  double cutoff = 0.0;          ///< [days since the origin]
  std::vector<EnrollingSite> sites{};
  EnrolmentPrior prior{};
  /// Of which sites' times are screened days; none: they are days.
  std::shared_ptr<const SiteEnrolment> clock{};
};
/// The same by the plan's clock: screening takes its time, and stops in pauses.
[[nodiscard]] EnrolmentData by_screened_days(
    EnrolmentData data, std::shared_ptr<const SiteEnrolment> plan);
/// From the participants of the trial. Sites open as told; where that isn't
/// known (NaN) behind the day of their first participant, or never. `entered`
/// is counted, and a site closes with the last that it may have.
[[nodiscard]] EnrolmentData enrolment_data(
    const OngoingTrial& trial, std::vector<EnrollingSite> sites = {});

/// A form fitted to entries by maximum likelihood, times the prior where there
/// is one. The shape of the sites' rates has a weak one besides, log-normal of
/// median 1 and sd 2: sites that differ by no more than chance would put it at
/// infinity.
struct FittedEnrolment {
  EnrolmentForm form = EnrolmentForm::poisson;
  EnrolmentData data;
  Maximum maximum;
  LogLikelihood posterior;
  double log_likelihood = 0.0;
  double aic = 0.0;  ///< of `sites`: not to be compared with the others'
  double bic = 0.0;  ///< by participants
};
[[nodiscard]] FittedEnrolment fit_enrolment(EnrolmentForm form,
                                            const EnrolmentData& data);

/// Entries after the cut-off, ascending, +inf where there are never so many
/// [days since the origin], under such parameters; rates of sites are drawn
/// given what has entered there. `sites`: empty, or whose participant each is.
void future_entries(const FittedEnrolment& fit,
                    std::span<const double> parameters,
                    std::span<double> entries, std::span<std::size_t> sites,
                    WordStream& words);

[[nodiscard]] FittedModel printed(const FittedEnrolment& fit);

}  // namespace rehearse
