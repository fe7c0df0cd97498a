#pragma once

#include <functional>
#include <vector>

#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {

/// What enrolment by sites is expected to do, without simulation. The number
/// N(t) who would have entered by t, were the sample without end, has the sum
/// of the sites' means and variances (each a negative binomial number, cut at
/// its cap, averaged over its opening); its distribution is the negative
/// binomial one with these (Anisimov & Fedorov 2007, section 3; exact where all
/// sites open at once, alike and without caps), or where caps make it narrower
/// than a Poisson number the normal one. Of n participants min(N(t), n) have
/// entered.
class SiteCourse {
 public:
  SiteCourse(const SiteEnrolment& plan, int participants);

  /// Expected share of the sample that has entered by `days`: 0 to 1.
  [[nodiscard]] double entered_share(double days) const { return share_(days); }
  /// Standard deviation of that share over trials [1].
  [[nodiscard]] double share_sd(double days) const { return share_sd_(days); }
  /// P(the sample is full by `days`).
  [[nodiscard]] double full(double days) const { return full_(days); }
  /// When it is: its quantile, `probability` in (0, 1), and its mean [days].
  [[nodiscard]] double end_quantile(double probability) const;
  [[nodiscard]] double mean_end() const { return mean_end_; }
  /// Share of each site in the participants, at the mean end: expected [1].
  [[nodiscard]] const std::vector<double>& site_shares() const {
    return site_shares_;
  }
  /// Times between which the share is smooth, from 0 until nearly all samples
  /// are full [days].
  [[nodiscard]] const std::vector<double>& breakpoints() const {
    return breakpoints_;
  }

 private:
  std::function<double(double)> share_;
  std::function<double(double)> share_sd_;
  std::function<double(double)> full_;
  double last_ = 0.0;
  double mean_end_ = 0.0;
  std::vector<double> site_shares_;
  std::vector<double> breakpoints_;
};

}  // namespace rehearse
