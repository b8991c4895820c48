#include "engine/base/ranks.hpp"

#include <cstring>
#include <string>

namespace callosum {
namespace {

/// Returns exit code and length, then the text in words.
std::vector<std::uint64_t> packed(const Error& error) {
    const std::string text = error.what();
    std::vector<std::uint64_t> words(2 + (text.size() + 7) / 8, 0);
    words[0] = static_cast<std::uint64_t>(error.exit_code);
    words[1] = text.size();
    std::memcpy(words.data() + 2, text.data(), text.size());
    return words;
}

Error unpacked(const std::vector<std::uint64_t>& words) {
    std::string text(words[1], ' ');
    std::memcpy(text.data(), words.data() + 2, text.size());
    return {text, static_cast<int>(words[0])};
}

}  // namespace

std::string broadcast(const Ranks& ranks, const std::string& text) {
    const bool first = ranks.rank() == RankId(0);
    std::uint64_t size = first ? text.size() : 0;
    ranks.reduce(std::span(&size, 1), Ranks::Reduce::max);
    std::vector<std::uint64_t> words((size + 7) / 8, 0);  // others add nothing to those of rank 0
    if (first) { std::memcpy(words.data(), text.data(), size); }
    ranks.reduce(std::span<std::uint64_t>(words), Ranks::Reduce::sum);
    return {reinterpret_cast<const char*>(words.data()), size};
}

int count(const Ranks& ranks, bool yes) {
    std::uint64_t n = yes ? 1 : 0;
    ranks.reduce(std::span(&n, 1), Ranks::Reduce::sum);
    return static_cast<int>(n);
}

void barrier(const Ranks& ranks) { (void)count(ranks, true); }

void throw_first_failure(const Ranks& ranks, const std::optional<Error>& failure) {
    const auto n_ranks = static_cast<std::uint64_t>(ranks.size());
    const auto rank = static_cast<std::uint64_t>(ranks.rank().value());
    std::uint64_t lowest = failure ? rank : n_ranks;
    ranks.reduce(std::span(&lowest, 1), Ranks::Reduce::min);
    if (lowest == n_ranks) { return; }
    std::vector<SetupMessage> messages;
    for (RankId other; lowest == rank && other.value() < ranks.size(); ++other) {
        if (other != ranks.rank()) { messages.push_back({other, packed(*failure)}); }
    }
    const auto received = ranks.exchange(std::move(messages));
    throw received.empty() ? *failure : unpacked(received.front().words);
}

}  // namespace callosum
