#include <cstdio>

#include <gtest/gtest.h>
#include <mpi.h>

namespace {

/// Prints the rank on which an assertion failed, because the ranks' outputs are mixed.
class RankedFailures final : public testing::EmptyTestEventListener {
  public:
    explicit RankedFailures(int rank) : rank_(rank) {}

  private:
    void OnTestPartResult(const testing::TestPartResult& result) override {
        if (!result.failed()) { return; }
        std::fprintf(stderr, "rank %d: %s:%d: %s\n", rank_,
                     result.file_name() == nullptr ? "?" : result.file_name(), result.line_number(),
                     result.message());
    }

    int rank_;
};

}  // namespace

/// Runs the same tests in the same order on all ranks, which end with the same code. A test that
/// fails on one rank must still take part in its collectives: use EXPECT, not ASSERT, between them.
int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    int granted = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &granted);
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    if (rank != 0) { delete listeners.Release(listeners.default_result_printer()); }
    listeners.Append(new RankedFailures(rank));  // gtest takes ownership

    int failed = RUN_ALL_TESTS();

    int worst = 0;
    MPI_Allreduce(&failed, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    MPI_Finalize();
    return worst;
}
