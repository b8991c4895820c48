#include "engine/plastic/selection.hpp"

namespace callosum {

void SynapsePicks::choose_targets(const NeuronRange& range, const Selection& targets) {
    all_targets_ = std::any_of(targets.begin(), targets.end(), [&](const Slice& slice) {
        return slice.first <= range.first && range.last <= slice.last;
    });
    if (all_targets_) { return; }
    targets_.assign(range.size(), 0);
    for (const auto& slice : targets) {
        const auto last = std::min(slice.last, range.last);
        for (auto i = std::max(slice.first, range.first); i < last; ++i) {
            targets_[i - range.first] = 1;
        }
    }
}

bool SynapsePicks::has_source_of(std::uint64_t entry) const {
    const auto after = std::upper_bound(
        entries_.begin(), entries_.end(), entry,
        [](std::uint64_t value, const Slice& slice) { return value < slice.first; });
    return after != entries_.begin() && entry < std::prev(after)->last;
}

}  // namespace callosum
