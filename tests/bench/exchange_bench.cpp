// What does one exchange between ranks cost? Start it under mpirun: microseconds per window for parcels
// of different sizes between all pairs of ranks, beside the time in which memory could be copied.
#include "bench.hpp"
#include "engine/exchange/mpi.hpp"

using namespace callosum;

int main(int argc, char** argv) {
    const MpiSession mpi(&argc, &argv);
    const auto communicator = make_mpi_communicator();
    std::vector<int> others;
    for (int rank = 0; rank < mpi.size(); ++rank) {
        if (rank != mpi.rank()) { others.push_back(rank); }
    }
    const auto exchange = communicator->neighbours(others, others);
    const double bandwidth = mpi.rank() == 0 ? bench::streaming_bandwidth() : 0;
    if (mpi.rank() == 0) {
        std::printf("%d ranks; streaming %.1f GB/s\n", mpi.size(), bandwidth * 1e-9);
    }
    for (const std::size_t words : {1U, 16U, 256U, 4096U, 65536U}) {
        std::vector<Parcel> parcels;
        for (const int rank : others) {
            parcels.push_back({rank, std::vector<std::uint32_t>(words)});
        }
        mpi.barrier();
        constexpr int windows = 2000;
        const double seconds = bench::median_seconds(5, [&] {
            for (int i = 0; i < windows; ++i) {
                exchange->start(parcels);
                while (!exchange->finished()) {}
            }
        });
        if (mpi.rank() == 0) {
            std::printf("%6zu spikes to each: %9.2f us per window (copying alone %.2f us)\n", words,
                        seconds * 1e6 / windows,
                        static_cast<double>(words * sizeof(std::uint32_t) * others.size()) * 1e6 /
                            bandwidth);
        }
    }
}
