#pragma once

#include <cstdint>

namespace rehearse::log_table {

// log x = power log 2 + log m, with x = 2^power m and m from 1 - 1/48 on. The
// sixteen pieces of m are equal steps of a double's bits from `offset` on. In
// each an inverse of eight bits takes m to 1 + r, |r| < 0.0311, and that of
// the first, around 1, is 1, so that nothing cancels there:
// log m = log(1 + r) - log(inverse).
inline constexpr std::uint64_t offset = 0x3FEF555500000000;

alignas(64) inline constexpr double inverse[16] = {
    1.0,        0.94921875, 0.8984375,  0.84765625, 0.80859375, 0.76953125,
    0.734375,   0.69921875, 0.671875,   0.64453125, 0.62109375, 0.59765625,
    0.57421875, 0.5546875,  0.53515625, 0.51953125,
};

alignas(64) inline constexpr double log_inverse[16] = {
    0.0,
    -0.052116001139014018362,
    -0.10709813555636710051,
    -0.1652800909391029243,
    -0.21245865121419340174,
    -0.26197371574157396856,
    -0.30873548164961326968,
    -0.35779163863880747916,
    -0.39768296766610943303,
    -0.43923197057898186528,
    -0.4762732422593309498,
    -0.5147395230871270123,
    -0.55474485770082617373,
    -0.58935038687830174459,
    -0.62519651865143756002,
    -0.65482831625780871022,
};

inline constexpr double log_of_2 = 0.69314718055994530942;

// log(1 + r) = r + r^2 (c0 + c1 r + ... + c6 r^6) within 4e-17: interpolated
// at Chebyshev's points of the range of r.
inline constexpr double coefficients[7] = {
    -0.49999999999999281612, 0.33333333334251798009,  -0.2500000001970632332,
    0.19999991951924894261,  -0.16666590450482709889, 0.14303388057203933387,
    -0.12576433890908608071,
};

}  // namespace rehearse::log_table
