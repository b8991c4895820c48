#include "models/stimulus/encoder.hpp"

#include <algorithm>

#include "models/stimulus/poisson_counter.hpp"

namespace callosum {

Schedule::Schedule(const StimulusInput& given)
    : start_(given.start),
      length_(given.steps(given.number("sample_duration"))),
      period_(length_ + given.steps(given.number("gap"))),
      order_(given.order().begin(), given.order().end()),
      n_shown_(order_.empty() ? given.n_samples() : order_.size()) {}

std::optional<Schedule::Place> Schedule::at(std::int64_t step) const {
    if (step <= start_) { return std::nullopt; }
    const auto shown = static_cast<std::uint64_t>((step - start_ - 1) / period_);
    const std::int64_t offset = (step - start_ - 1) % period_ + 1;
    if (shown >= n_shown_ || offset > length_) { return std::nullopt; }
    return Place{sample(shown), offset};
}

LocalSamples::LocalSamples(const StimulusInput& given, std::uint64_t targets_per_feature)
    : first(given.reached.first),
      last(given.reached.last),
      first_target(given.first_target),
      each(targets_per_feature) {
    if (first >= last) { return; }
    first_feature = first_target / each;
    n_features = (first_target + (last - first) - 1) / each + 1 - first_feature;
    values = given.features(first_feature, first_feature + n_features);
}

std::int32_t DrawnCode::count(std::uint64_t local, std::int64_t step) const {
    const auto place = schedule_.at(step);
    if (!place) { return 0; }
    const double mean = mean_[place->sample * width_ + local - first_];
    const std::uint64_t index = first_index_ + local;
    if (bernoulli_) { return unit_interval(word_of(random_, index, step)) < mean ? 1 : 0; }
    return draw_exactly(random_, mean, index, step);
}

std::int32_t TimedCode::count(std::uint64_t local, std::int64_t step) const {
    const auto place = schedule_.at(step);
    if (!place) { return 0; }
    return offset_[place->sample * width_ + local - first_] ==
                   static_cast<std::uint32_t>(place->offset)
               ? 1
               : 0;
}

void TimedCode::counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                       std::int32_t* out) const {
    const auto place = schedule_.at(step);
    if (!place) {
        std::fill(out + first, out + last, 0);
        return;
    }
    const auto wanted = static_cast<std::uint32_t>(place->offset);
    const std::uint32_t* row = offset_.data() + place->sample * width_;
    for (std::uint64_t i = first; i < last; ++i) { out[i] = row[i - first_] == wanted ? 1 : 0; }
}

}  // namespace callosum
