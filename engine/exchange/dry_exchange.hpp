#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/exchange/communicator.hpp"

namespace callosum {

/// Neighbours that are not there: their parcels hold Poisson trains; what goes to them is dropped. It
/// holds and fills the buffers that an exchange with real ones would (exchange/mpi.cpp).
class DryExchange final : public NeighbourExchange {
  public:
    /// `heard[source][population]`: how many neurons of that rank are heard, numbered by population;
    /// `per_step[population]`: spikes of one of them in a step, as expected.
    /// `n_first`: see first_message_words.
    DryExchange(std::uint64_t seed, const std::vector<std::vector<std::uint32_t>>& heard,
                const std::vector<double>& per_step, std::size_t n_first);

    using NeighbourExchange::start;
    void start(std::span<const SpikePacket> parcels, const Turn& turn) override;
    [[nodiscard]] bool finished() override { return true; }
    [[nodiscard]] std::span<const std::uint32_t> received(std::size_t i) const override {
        return arrived_[i];
    }

  private:
    struct Group {
        std::uint32_t first = 0, n = 0;  ///< numbers of the neurons within their rank
        double per_step = 0;             ///< spikes of all of them
    };
    void fill(std::size_t source, std::uint32_t n_steps);
    [[nodiscard]] std::uint32_t next_word();

    Ars ars_;
    std::uint64_t drawn_ = 0;  ///< words
    Ars::Words words_{};
    std::vector<std::vector<Group>> groups_;  ///< by source
    std::vector<std::int64_t> last_;          ///< by source: step up to which parcels have come
    std::vector<std::vector<std::uint32_t>> arrived_;
    std::vector<std::vector<std::uint32_t>> outgoing_, incoming_;  ///< first messages
    std::vector<std::pair<std::uint32_t, std::uint32_t>> spikes_;  ///< step, number
};

}  // namespace callosum
