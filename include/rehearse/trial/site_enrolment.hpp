#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "rehearse/core/lanes.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// When and how fast a site enrols.
struct SiteActivity {
  double opens;       ///< [days]
  double opening;     ///< a uniform time over it is added [days]
  double rate;        ///< mean, of those who will enter [participants/day]
  std::uint32_t cap;  ///< participants
};

/// Enrolment by sites, made ready. Site i opens at a time of its own and has a
/// rate for the whole trial: gamma with the stated shape, or its mean. From
/// then on people are screened there as a Poisson process, but not in pauses
/// (Anisimov & Fedorov 2007, Statist. Med. 26:4958). Who doesn't fail (a
/// thinned Poisson process: the rate times 1 - failure) enters when the
/// screening is over, also in a pause. A site's cap is of those who enter. The
/// sample is the first to enter.
class SiteEnrolment {
 public:
  /// Of a scenario whose enrolment is by sites.
  /// \throws PreconditionError if no site has a rate.
  explicit SiteEnrolment(const Scenario& scenario);

  [[nodiscard]] std::span<const SiteActivity> sites() const { return sites_; }
  /// Of the rates' gamma distribution; +inf: none.
  [[nodiscard]] double shape() const { return shape_; }
  [[nodiscard]] double screening() const { return screening_; }  ///< [days]

  /// Days until `time` in which people are screened.
  [[nodiscard]] double screened_days(double time) const;
  /// When there have been so many.
  [[nodiscard]] double time_of(double screened_days) const;

 private:
  std::vector<SiteActivity> sites_;
  double shape_;
  double screening_;
  std::vector<Pause> pauses_;
};

/// The entries of one replicate after another, in memory taken once.
class SiteEnroller {
 public:
  /// `plan` is kept by reference.
  explicit SiteEnroller(const SiteEnrolment& plan);

  /// Entry times [days], ascending and on the grid, and each one's site. Site
  /// i's opening and rate are of item 2^32 i and on of their purpose, its
  /// arrivals of the same of `enrolment`: another site changes neither.
  void enrol(std::uint64_t seed, std::uint64_t replicate,
             std::span<double> entry, std::span<std::uint32_t> site);

 private:
  struct Arrivals {
    double spent;        // screened days until the last one
    double pace;         // mean of them between two who enter
    std::uint32_t left;  // of the cap
    std::uint32_t drawn;
  };
  using Next = std::pair<double, std::uint32_t>;  // time of screening, site

  void open(std::uint32_t site);
  double next_of(std::uint32_t site);
  void sift_down();

  const SiteEnrolment& plan_;
  std::uint64_t seed_ = 0;
  std::uint64_t replicate_ = 0;
  std::vector<Arrivals> arrivals_;
  Column<double> draws_;     // a few unit exponentials for each site
  std::vector<Next> queue_;  // a heap, the earliest on top
};

}  // namespace rehearse
