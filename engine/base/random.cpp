#include "engine/base/random.hpp"

#include <array>
#include <bit>
#include <cstddef>

#include "engine/base/aes_block.hpp"
#include "engine/base/draws.hpp"

namespace callosum {
namespace {

using Block = std::array<std::uint8_t, 16>;

/// Multiplies by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t times_x(unsigned a) {
    return static_cast<std::uint8_t>((a << 1) ^ ((a >> 7) * 0x11BU));
}

constexpr std::uint8_t product(std::uint8_t a, std::uint8_t b) {
    std::uint8_t sum = 0;
    for (int i = 7; i >= 0; --i) {
        sum = static_cast<std::uint8_t>(times_x(sum) ^ (((b >> i) & 1) != 0 ? a : 0));
    }
    return sum;
}

/// S-box of AES (FIPS 197, section 5.1.1): the reciprocal (0 for 0), which is a^254 because the
/// group has 255 elements, then an affine map over single bits.
constexpr std::array<std::uint8_t, 256> make_sbox() {
    std::array<std::uint8_t, 256> box{};
    for (unsigned a = 0; a < 256; ++a) {
        std::uint8_t power = static_cast<std::uint8_t>(a);
        std::uint8_t r = 1;
        for (int bit = 1; bit < 8; ++bit) {  // 254 = 2 + 4 + ... + 128
            power = product(power, power);
            r = product(r, power);
        }
        box[a] = static_cast<std::uint8_t>(r ^ std::rotl(r, 1) ^ std::rotl(r, 2) ^ std::rotl(r, 3) ^
                                           std::rotl(r, 4) ^ 0x63);
    }
    return box;
}
constexpr auto sbox = make_sbox();

/// SubBytes and ShiftRows of AES. Byte 4 c + r of the block is row r of column c.
Block substitute_and_shift(const Block& in) {
    Block out;
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t r = 0; r < 4; ++r) { out[4 * c + r] = sbox[in[4 * ((c + r) % 4) + r]]; }
    }
    return out;
}

/// MixColumns of AES: each column times a fixed matrix over GF(2^8).
Block mix_columns(const Block& in) {
    Block out;
    for (std::size_t c = 0; c < 16; c += 4) {
        for (std::size_t r = 0; r < 4; ++r) {
            const std::uint8_t a = in[c + r];
            const std::uint8_t b = in[c + (r + 1) % 4];
            out[c + r] = static_cast<std::uint8_t>(times_x(a) ^ times_x(b) ^ b ^
                                                   in[c + (r + 2) % 4] ^ in[c + (r + 3) % 4]);
        }
    }
    return out;
}

void add_key(Block& block, const std::array<std::uint64_t, 2>& key) {
    for (std::size_t i = 0; i < 16; ++i) {
        block[i] = static_cast<std::uint8_t>(block[i] ^ (key[i / 8] >> (8 * (i % 8))));
    }
}

}  // namespace

Ars::Words ars_portable(const Ars& ars, const Ars::Words& counter) {
    Block block;
    for (std::size_t i = 0; i < 16; ++i) {
        block[i] = static_cast<std::uint8_t>(counter[i / 4] >> (8 * (i % 4)));
    }
    add_key(block, ars.keys[0]);
    // The last round has no MixColumns, as in AES and in the instruction AESENCLAST.
    for (std::size_t r = 1; r < Ars::rounds; ++r) {
        block = mix_columns(substitute_and_shift(block));
        add_key(block, ars.keys[r]);
    }
    block = substitute_and_shift(block);
    add_key(block, ars.keys[Ars::rounds]);
    Ars::Words words{};
    for (std::size_t i = 0; i < 16; ++i) {
        words[i / 4] |= std::uint32_t{block[i]} << (8 * (i % 4));
    }
    return words;
}

Ars::Ars(std::uint64_t seed, Purpose purpose, std::uint32_t stream) {
    // Weyl constants of Random123: the golden ratio and sqrt(3) - 1, scaled by 2^64.
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;
    constexpr std::uint64_t root_three = 0xBB67AE8584CAA73BU;
    std::array<std::uint64_t, 2> key{
        seed, (std::uint64_t{static_cast<std::uint32_t>(purpose)} << 32) | stream};
    for (auto& round_key : keys) {
        round_key = key;
        key[0] += golden;
        key[1] += root_three;
    }
}

Ars::Words Ars::operator()(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                           std::uint32_t c3) const {
    Words words;
    draws().block(*this, {c0, c1, c2, c3}, words.data());
    return words;
}

const Draws& draws() {
    static const Draws& of_this_process = kernels<Draws>(cpu_set());
    return of_this_process;
}

}  // namespace callosum
