#pragma once

#include <boost/math/policies/policy.hpp>

namespace rehearse {

/// Boost.Math without its detour over long double: that one has 80 bits on one
/// machine, 64 on another and 128 by software on a third, whose last digits
/// differ, and takes four times as long.
using InDouble =
    boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace rehearse
