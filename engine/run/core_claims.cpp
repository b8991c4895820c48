#include "engine/run/core_claims.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace callosum {
namespace {

/// Name of this machine, for folders that several machines share.
std::string host_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) { return "host"; }
    return name;
}

}  // namespace

std::string CoreClaims::usual_folder() {
    // Neither XDG_RUNTIME_DIR nor TMPDIR: they differ between a shell and a job on the same machine.
    return "/tmp/callosum-" + std::to_string(getuid());
}

/// Makes the folder where it is missing; returns whether it is a folder of this user alone.
bool CoreClaims::open_folder() const {
    constexpr mode_t mine = 0700;
    constexpr mode_t writable_by_others = 0022;
    if (mkdir(folder_.c_str(), mine) != 0 && errno != EEXIST) { return false; }
    struct stat found {};
    // No link is followed: anybody can put one into /tmp.
    return lstat(folder_.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == getuid() && (found.st_mode & writable_by_others) == 0;
}

CoreClaims::Outcome CoreClaims::claim(std::span<const int> cpus, std::size_t n) {
    release();
    if (!open_folder()) { return Outcome::impossible; }
    const std::string start = folder_ + "/" + host_name() + "-cpu";
    for (std::size_t i = 0; i < cpus.size() && places_.size() < n; ++i) {
        const std::string path = start + std::to_string(cpus[i]);
        const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0) {
            release();
            return Outcome::impossible;
        }
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            files_.push_back(file);
            places_.push_back(i);
            continue;
        }
        const bool taken = errno == EWOULDBLOCK;
        close(file);
        if (!taken) {
            release();
            return Outcome::impossible;
        }
    }
    if (places_.size() == n) { return Outcome::claimed; }
    release();
    return Outcome::too_few;
}

void CoreClaims::release() {
    for (const int file : files_) { close(file); }
    files_.clear();
    places_.clear();
}

}  // namespace callosum
