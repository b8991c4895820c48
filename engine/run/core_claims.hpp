#pragma once

#include <span>
#include <string>
#include <vector>

namespace callosum {

/// Cores that this process has claimed, so that runs beside each other pin their threads to different ones. A claim is a
/// locked file in a folder of this user; the system drops the lock when the process ends, however it ends. Files stay.
/// Runs in containers that do not share the folder do not see each other, nor do those of other users.
class CoreClaims {
  public:
    enum class Outcome {
        claimed,
        too_few,    ///< others have claimed too many of the cores
        impossible  ///< files cannot be locked in the folder
    };

    /// Folder of this user for claims, the same in every shell and every job.
    [[nodiscard]] static std::string usual_folder();

    explicit CoreClaims(std::string folder = usual_folder()) : folder_(std::move(folder)) {}
    ~CoreClaims() { release(); }
    CoreClaims(const CoreClaims&) = delete;
    CoreClaims& operator=(const CoreClaims&) = delete;

    /// Claims n of some cores, the first that are free, or none. Each is named by its first CPU, as the system numbers them.
    Outcome claim(std::span<const int> cpus, std::size_t n);
    /// Places in the list of those that have been claimed.
    [[nodiscard]] const std::vector<std::size_t>& places() const { return places_; }
    void release();

  private:
    [[nodiscard]] bool open_folder() const;

    std::string folder_;
    std::vector<int> files_;  ///< open and locked
    std::vector<std::size_t> places_;
};

}  // namespace callosum
