#include "engine/exchange/launcher.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

/// An environment without a launcher, as long as a test goes.
class Launchers : public testing::Test {
  protected:
    Launchers() { clear(); }
    ~Launchers() override { clear(); }

  private:
    static void clear() {
        for (const char* name :
             {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE",
              "MV2_COMM_WORLD_RANK", "MV2_COMM_WORLD_SIZE", "SLURM_PROCID", "SLURM_NTASKS",
              "SLURM_STEP_NUM_TASKS", "SLURM_STEP_ID", "SLURM_STEPID", "PMIX_NAMESPACE"}) {
            unsetenv(name);
        }
    }
};

TEST_F(Launchers, WithoutOneThereIsOneProcess) {
    EXPECT_EQ(launched().rank, 0);
    EXPECT_EQ(launched().size, 1);
}

TEST_F(Launchers, TellRankAndSize) {
    setenv("PMI_RANK", "2", 1);
    setenv("PMI_SIZE", "8", 1);
    EXPECT_EQ(launched().rank, 2);
    EXPECT_EQ(launched().size, 8);
}

TEST_F(Launchers, ThatTellTheRankAloneAreBelievedToHaveStartedThoseBelow) {
    setenv("PMIX_RANK", "3", 1);
    EXPECT_EQ(launched().size, 4);
}

TEST_F(Launchers, DoNotCountTheTasksOfABatchScriptThatSrunHasNotStarted) {
    setenv("SLURM_PROCID", "0", 1);
    setenv("SLURM_NTASKS", "16", 1);
    EXPECT_EQ(launched().size, 1);
    setenv("SLURM_STEP_NUM_TASKS", "16", 1);
    EXPECT_EQ(launched().size, 16);
}

TEST_F(Launchers, AreToldApart) {
    EXPECT_FALSE(launched().by_mpi);
    EXPECT_FALSE(launched().by_scheduler);
    setenv("SLURM_STEP_ID", "0", 1);
    setenv("SLURM_NTASKS", "4", 1);
    EXPECT_FALSE(launched().by_mpi);
    EXPECT_TRUE(launched().by_scheduler);
    EXPECT_EQ(launched().size, 4);
    setenv("PMIX_NAMESPACE", "job", 1);
    EXPECT_TRUE(launched().by_mpi);
}

}  // namespace
}  // namespace callosum::test
