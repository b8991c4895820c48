#pragma once

#include <array>
#include <cstdint>

namespace callosum {

/// Use of a stream of random numbers. It is part of the key, so that no two uses share numbers.
/// Changing a value changes every network drawn with it.
enum class Purpose : std::uint32_t {
    synapse = 1,    ///< source, target, delay, weight of one synapse
    tile = 2,       ///< number of synapses in a tile
    parameter = 3,  ///< per-neuron parameters
    initial = 4,    ///< per-neuron initial state
    poisson = 5,    ///< Poisson stimuli
    stimulus = 6,   ///< per-target weights and rates of stimuli
    escape = 7,     ///< uniform numbers of stochastic neurons in each step
    noise = 8,      ///< noise currents
    release = 9,    ///< numbers that synapses draw at each spike
    position = 10,  ///< positions of neurons
    pass = 256      ///< 256 and above: repeated passes of a spatial rule, 2 values each
};

/// Counter-based generator ARS-7 of Salmon et al. (2011), "Parallel random numbers: as easy as 1,
/// 2, 3", SC'11: seven AES rounds of a 128-bit counter under a Weyl-sequence key. It gives the bits
/// of Random123's ars4x32_R(7), with AES instructions or without (a portable AES round takes their
/// place). key = (seed, purpose << 32 | stream); counter = four 32-bit words chosen by the user. An
/// Ars has no state: it may be shared by threads.
class Ars {
  public:
    using Words = std::array<std::uint32_t, 4>;
    Ars(std::uint64_t seed, Purpose purpose, std::uint32_t stream);
    /// Returns the four random words of one counter.
    [[nodiscard]] Words operator()(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                                   std::uint32_t c3) const;
    static constexpr int rounds = 7;
    /// Round keys, each two 64-bit words with the low half first, as the vector code in
    /// aes_block.hpp reads them.
    alignas(16) std::array<std::array<std::uint64_t, 2>, rounds + 1> keys;
};

/// Maps a word to (w + 1/2) / 2^32, which is never 0 and never 1.
[[nodiscard]] constexpr double unit_interval(std::uint32_t w) { return (w + 0.5) * 0x1p-32; }
/// Maps two words to a number of 53 bits in (0, 1).
[[nodiscard]] constexpr double unit_interval(std::uint32_t high, std::uint32_t low) {
    return (static_cast<double>((std::uint64_t{high} << 21) ^ (low >> 11)) + 0.5) * 0x1p-53;
}
/// Maps a word to an index below n (multiply-high). The bias of a probability is below 2^-32.
[[nodiscard]] constexpr std::uint32_t below(std::uint32_t w, std::uint32_t n) {
    return static_cast<std::uint32_t>((std::uint64_t{w} * n) >> 32);
}

}  // namespace callosum
