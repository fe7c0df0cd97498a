#include "rehearse/endpoint/disease.hpp"

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

DiseaseCourse disease_course(const DeathModel& model, double pfs, double cause,
                             double after) {
  if (pfs >= never) return {never, never};
  if (cause <= model.first_event_fraction) return {never, pfs};
  if (model.after_progression_hazard == 0.0) return {pfs, never};
  return {pfs, duration_on_grid(pfs + after / model.after_progression_hazard)};
}

void disease_courses(const DeathModel& model, std::span<const double> pfs,
                     std::span<const double> cause,
                     std::span<const double> after,
                     std::span<double> progression, std::span<double> death) {
  for (std::size_t i = 0; i < pfs.size(); ++i) {
    const DiseaseCourse course =
        disease_course(model, pfs[i], cause[i], after[i]);
    progression[i] = course.progression;
    death[i] = course.death;
  }
}

}  // namespace rehearse
