#include "engine/exchange/mpi_collective.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <mpi.h>

#include "engine/base/error.hpp"
#include "engine/exchange/mpi_check.hpp"

namespace callosum {
namespace {

/// Exchange in two collective calls: all-to-all of the lengths, then of the packets.
class MpiCollective final : public NeighbourExchange {
  public:
    MpiCollective(MPI_Comm comm, int n_ranks, std::vector<RankId> destinations,
                  std::vector<RankId> sources)
        : comm_(comm), destinations_(std::move(destinations)), sources_(std::move(sources)) {
        const auto n = static_cast<std::size_t>(n_ranks);
        for (auto* counts : {&send_counts_, &send_begins_, &counts_, &begins_}) {
            counts->assign(n, 0);
        }
    }
    ~MpiCollective() override {
        int finalized = 0;
        MPI_Finalized(&finalized);
        if (finalized == 0) { MPI_Wait(&request_, MPI_STATUS_IGNORE); }
    }
    MpiCollective(const MpiCollective&) = delete;
    MpiCollective& operator=(const MpiCollective&) = delete;

    using NeighbourExchange::start;
    void start(std::span<const SpikePacket> packets, const Turn& turn) override {
        std::fill(send_counts_.begin(), send_counts_.end(), 0);
        outgoing_.clear();
        for (std::size_t i = 0; i < destinations_.size(); ++i) {
            if (!turn.destinations.empty() && turn.destinations[i] == 0) { continue; }
            const auto r = destinations_[i].index();
            const auto& words = packets[i].words;
            send_begins_[r] = whole(outgoing_.size());
            send_counts_[r] = whole(words.size());
            outgoing_.insert(outgoing_.end(), words.begin(), words.end());
        }
        check_mpi(MPI_Ialltoall(send_counts_.data(), 1, MPI_INT, counts_.data(), 1, MPI_INT, comm_,
                                &request_),
                  "MPI_Ialltoall");
        stage_ = Stage::lengths;
    }

    [[nodiscard]] bool finished() override {
        if (stage_ == Stage::done) { return true; }
        int there = 0;
        check_mpi(MPI_Test(&request_, &there, MPI_STATUS_IGNORE), "MPI_Test");
        if (there == 0) { return false; }
        if (stage_ == Stage::packets) {
            stage_ = Stage::done;
            return true;
        }
        // The lengths have arrived, so room can be made and the second call started.
        std::size_t n = 0;
        for (std::size_t r = 0; r < counts_.size(); ++r) {
            begins_[r] = whole(n);
            n += static_cast<std::size_t>(counts_[r]);
        }
        incoming_.resize(n);
        check_mpi(MPI_Ialltoallv(outgoing_.data(), send_counts_.data(), send_begins_.data(),
                                 MPI_UINT32_T, incoming_.data(), counts_.data(), begins_.data(),
                                 MPI_UINT32_T, comm_, &request_),
                  "MPI_Ialltoallv");
        stage_ = Stage::packets;
        return false;
    }

    [[nodiscard]] std::span<const std::uint32_t> received(std::size_t i) const override {
        const auto r = sources_[i].index();
        return {incoming_.data() + begins_[r], static_cast<std::size_t>(counts_[r])};
    }

  private:
    enum class Stage { done, lengths, packets };

    static int whole(std::size_t n) {
        if (n > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
            throw LimitError(
                "more than 2^31 words of spikes in one window on a rank; use more "
                "ranks, or --exchange neighbours");
        }
        return static_cast<int>(n);
    }

    MPI_Comm comm_;
    std::vector<RankId> destinations_, sources_;
    std::vector<int> send_counts_, send_begins_, counts_, begins_;  ///< by rank
    std::vector<std::uint32_t> outgoing_, incoming_;
    MPI_Request request_ = MPI_REQUEST_NULL;
    Stage stage_ = Stage::done;
};

}  // namespace

std::unique_ptr<NeighbourExchange> make_mpi_collective(int comm, int n_ranks,
                                                       std::vector<RankId> destinations,
                                                       std::vector<RankId> sources) {
    return std::make_unique<MpiCollective>(MPI_Comm_f2c(comm), n_ranks, std::move(destinations),
                                           std::move(sources));
}

}  // namespace callosum
