#include "engine/run/core_claims.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace callosum::test {
namespace core_claims_test {
namespace {

constexpr std::array<int, 2> two_cpus{0, 4};

/// A folder for claims that nobody else uses.
class CoreClaims : public testing::Test {
  protected:
    CoreClaims() { std::filesystem::remove_all(folder_); }
    ~CoreClaims() override { std::filesystem::remove_all(folder_); }
    const std::string folder_ = testing::TempDir() + "claims-" + std::to_string(getpid());
};

using Claims = callosum::CoreClaims;
using Places = std::vector<std::size_t>;

/// Another process that claims the first free core and keeps it until it is killed.
class Neighbour {
  public:
    explicit Neighbour(const std::string& folder) {
        std::array<int, 2> pipe_ends{};
        if (pipe(pipe_ends.data()) != 0) { return; }
        process_ = fork();
        if (process_ == 0) {
            Claims claims(folder);
            const char outcome = claims.claim(two_cpus, 1) == Claims::Outcome::claimed ? 'y' : 'n';
            (void)!write(pipe_ends[1], &outcome, 1);
            for (;;) { pause(); }
        }
        char outcome = 'n';
        claimed_ = read(pipe_ends[0], &outcome, 1) == 1 && outcome == 'y';
        close(pipe_ends[0]);
        close(pipe_ends[1]);
    }
    ~Neighbour() { kill_it(); }
    Neighbour(const Neighbour&) = delete;
    Neighbour& operator=(const Neighbour&) = delete;

    [[nodiscard]] bool claimed() const { return claimed_; }
    void kill_it() {
        if (process_ <= 0) { return; }
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = -1;
    }

  private:
    pid_t process_ = -1;
    bool claimed_ = false;
};

TEST_F(CoreClaims, OfTwoProcessesAreOfDifferentCores) {
    const Neighbour neighbour(folder_);
    ASSERT_TRUE(neighbour.claimed());
    Claims claims(folder_);

    EXPECT_EQ(claims.claim(two_cpus, 1), Claims::Outcome::claimed);

    EXPECT_EQ(claims.places(), Places{1});
}

TEST_F(CoreClaims, AreAllOrNone) {
    const Neighbour neighbour(folder_);
    ASSERT_TRUE(neighbour.claimed());
    Claims claims(folder_);

    EXPECT_EQ(claims.claim(two_cpus, 2), Claims::Outcome::too_few);

    EXPECT_TRUE(claims.places().empty());
    Claims later(folder_);
    EXPECT_EQ(later.claim(two_cpus, 1), Claims::Outcome::claimed);
}

TEST_F(CoreClaims, EndWithAProcessThatIsKilled) {
    Neighbour neighbour(folder_);
    ASSERT_TRUE(neighbour.claimed());
    neighbour.kill_it();
    Claims claims(folder_);

    EXPECT_EQ(claims.claim(two_cpus, 2), Claims::Outcome::claimed);

    EXPECT_EQ(claims.places(), (Places{0, 1}));
}

TEST_F(CoreClaims, EndWithTheirObject) {
    {
        Claims claims(folder_);
        ASSERT_EQ(claims.claim(two_cpus, 2), Claims::Outcome::claimed);
    }
    Claims claims(folder_);
    EXPECT_EQ(claims.claim(two_cpus, 2), Claims::Outcome::claimed);
}

TEST_F(CoreClaims, AreImpossibleWhereTheFolderIsAFileALinkOrOpenToOthers) {
    std::ofstream(folder_) << "a file";
    EXPECT_EQ(Claims(folder_).claim(two_cpus, 1), Claims::Outcome::impossible);
    std::filesystem::remove(folder_);

    std::filesystem::create_directory(folder_ + "-real");
    std::filesystem::create_directory_symlink(folder_ + "-real", folder_);
    EXPECT_EQ(Claims(folder_).claim(two_cpus, 1), Claims::Outcome::impossible);
    std::filesystem::remove(folder_);
    std::filesystem::remove(folder_ + "-real");

    std::filesystem::create_directory(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::all);
    EXPECT_EQ(Claims(folder_).claim(two_cpus, 1), Claims::Outcome::impossible);
}

}  // namespace
}  // namespace core_claims_test
}  // namespace callosum::test
