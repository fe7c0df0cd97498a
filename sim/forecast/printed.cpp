// Fits as they are printed: the parameters that were estimated, then what is
// read more easily, with errors by the delta method (Casella & Berger 2002,
// 5.5.4).
#include <cmath>

#include "rehearse/forecast/dropout_fit.hpp"
#include "rehearse/forecast/enrolment_fit.hpp"
#include "rehearse/forecast/event_fit.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

struct Derived {
  std::string name;
  LogLikelihood of;  // the parameters
};

// By central differences of a hundredth of the errors.
double error_of(const LogLikelihood& of, const Maximum& maximum) {
  std::vector<double> x = maximum.parameters;
  Eigen::VectorXd slopes(static_cast<Eigen::Index>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double step = 0.01 * maximum.se(i);
    x[i] = maximum.parameters[i] + step;
    const double above = of(x);
    x[i] = maximum.parameters[i] - step;
    slopes[static_cast<Eigen::Index>(i)] = (above - of(x)) / (2.0 * step);
    x[i] = maximum.parameters[i];
  }
  return std::sqrt(slopes.dot(maximum.covariance * slopes));
}

FittedModel model_of(Forecasted what, std::string_view distribution, double aic,
                     double bic) {
  FittedModel model;
  model.what = what;
  model.distribution = distribution;
  model.aic = aic;
  model.bic = bic;
  return model;
}

// Nothing of a fit that didn't converge: it has weight 0, and no errors.
void add_parameters(FittedModel& model, const Maximum& maximum,
                    const std::vector<std::string>& names,
                    const std::vector<Derived>& derived) {
  if (!maximum.converged()) {
    model.weight = 0.0;
    return;
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    model.parameters.push_back(
        {names[i], maximum.parameters[i], maximum.se(i)});
  for (const auto& [name, of] : derived)
    model.parameters.push_back(
        {name, of(maximum.parameters), error_of(of, maximum)});
}

double exponential_of(std::span<const double> p, std::size_t i, double sign) {
  return std::exp(sign * p[i]);
}

double control_median(const EventFamily& family, std::span<const double> p) {
  double median = std::log(2.0);
  event_model(family, p).event_times({&median, 1});
  return median;
}

std::vector<Derived> derived_of(const FittedEvents& fit) {
  const EventFamily family = fit.family;
  std::vector<Derived> derived;
  const auto shape = [](std::size_t i) {
    return Derived{"shape", [i](std::span<const double> p) {
                     return exponential_of(p, i, -1.0);
                   }};
  };
  if (family.family == Family::weibull || family.family == Family::log_logistic)
    derived.push_back(shape(1));
  if (family.family == Family::cure) {
    derived.push_back({"cured", [](std::span<const double> p) {
                         return 1.0 / (1.0 + std::exp(-p[0]));
                       }});
    derived.push_back(shape(2));
  }
  const bool has_median = fit.maximum.converged() &&
                          control_median(family, fit.maximum.parameters) < 1e6;
  if (has_median)
    derived.push_back({"median", [family](std::span<const double> p) {
                         return control_median(family, p);
                       }});
  return derived;
}

}  // namespace

FittedModel printed(const FittedEvents& fit) {
  FittedModel model =
      model_of(Forecasted::event, word_of(fit.family.family), fit.aic, fit.bic);
  std::vector<std::string> names = parameter_names(fit.family);
  if (!fit.data->multiplier.is_fixed()) names.push_back("log multiplier");
  add_parameters(model, fit.maximum, names, derived_of(fit));
  return model;
}

FittedModel printed(const FittedDropout& fit) {
  FittedModel model = model_of(Forecasted::dropout,
                               word_of(Family::exponential), fit.aic, fit.bic);
  if (fit.dropouts == 0.0) {
    model.parameters.push_back({"rate", 0.0, 0.0});
    return model;
  }
  const double se = 1.0 / std::sqrt(fit.dropouts);
  model.parameters.push_back({"log rate", std::log(fit.rate()), se});
  model.parameters.push_back({"rate", fit.rate(), fit.rate() * se});
  return model;
}

FittedModel printed(const FittedEnrolment& fit) {
  FittedModel model =
      model_of(Forecasted::enrolment, word_of(fit.form), fit.aic, fit.bic);
  const auto exponential = [](std::size_t i) {
    return [i](std::span<const double> p) { return exponential_of(p, i, 1.0); };
  };
  switch (fit.form) {
    case EnrolmentForm::poisson:
      add_parameters(model, fit.maximum, {"log rate"},
                     {{"rate", exponential(0)}});
      break;
    case EnrolmentForm::decaying:
      add_parameters(model, fit.maximum, {"log mu", "log delta"},
                     {{"highest rate", [](std::span<const double> p) {
                         return std::exp(p[0] - p[1]);
                       }}});
      break;
    case EnrolmentForm::sites:
      add_parameters(
          model, fit.maximum, {"log mean rate", "log shape"},
          {{"mean rate", exponential(0)}, {"shape", exponential(1)}});
      break;
  }
  return model;
}

}  // namespace rehearse
