#include <algorithm>
#include <cmath>

#include "network/describe/check.hpp"

/// Checks of what stimuli get from lists and files: spike trains, samples for encoders.
namespace callosum::check {

namespace {

/// What is wrong with the time of a spike; empty if nothing is.
std::string time_fault(double time_ms, double before_ms, double dt_ms) {
    if (!std::isfinite(time_ms) || time_ms <= 0) { return "must be > 0 ms"; }
    if (!on_grid(time_ms, dt_ms)) { return "must be a multiple of dt (" + to_text(dt_ms) + " ms)"; }
    if (time_ms < before_ms) { return "must not be before the time in front of it"; }
    return {};
}

/// Refuses samples outside the numbers that a code can express.
void range_of_data(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    if (info_of(stimulus).find("data_min") == nullptr) { return; }
    const double low = number_of(stimulus, "data_min", 1);
    const double high = number_of(stimulus, "data_max", 1);
    if (!(low < high)) { return; }  // reported where it belongs
    const auto& samples = *stimulus.samples;
    const double found = samples.smallest() < low ? samples.smallest() : samples.largest();
    if (samples.smallest() < low || samples.largest() > high) {
        findings.add(where + ".data", samples.origin() + " has the value " + to_text(found) +
                                          ", all must be in [data_min, data_max] = [" +
                                          to_text(low) + ", " + to_text(high) + "]");
    }
}

void shape_of_data(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const auto& samples = *stimulus.samples;
    const auto each_of = info_of(stimulus).targets_per_feature;
    const std::uint64_t each =
        each_of == nullptr ? 1 : each_of(NumbersOf(stimulus, findings.description.dt_ms));
    const std::uint64_t needed = each * samples.n_features();
    if (needed != stimulus.target_slice.size()) {
        findings.add(where + ".data",
                     samples.origin() + " has " + std::to_string(samples.n_features()) +
                         " features, which need " + std::to_string(needed) +
                         " targets; there are " + std::to_string(stimulus.target_slice.size()));
    }
    if (samples.n_samples() == 0) { findings.add(where + ".data", "there are no samples"); }
    for (std::size_t n = 0; n < stimulus.order.size(); ++n) {
        if (stimulus.order[n] >= samples.n_samples()) {
            findings.add(where + ".order[" + std::to_string(n) + "]",
                         "is " + std::to_string(stimulus.order[n]) + ", there are " +
                             std::to_string(samples.n_samples()) + " samples, from 0");
            break;
        }
    }
}

void one_list(const Findings& findings, const std::string& where,
              const std::vector<double>& times_ms) {
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        const auto fault =
            time_fault(times_ms[n], n > 0 ? times_ms[n - 1] : 0, findings.description.dt_ms);
        if (!fault.empty()) {
            findings.add(where + "[" + std::to_string(n) + "]",
                         "is " + to_text(times_ms[n]) + " ms, " + fault);
            return;  // the first one shows what is wrong; there may be millions
        }
    }
}

void spike_trains(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const auto& trains = *stimulus.trains;
    const std::uint64_t size = stimulus.target_slice.size();
    if (trains.n_targets() != 0 && trains.n_targets() != size) {
        findings.add(where + ".spike_times", "has " + std::to_string(trains.n_targets()) +
                                                 " lists; one for each of the " +
                                                 std::to_string(size) + " targets is needed");
        return;
    }
    std::vector<double> before_ms(size, 0);
    bool found = false;
    trains.visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t first_index) {
        for (std::size_t k = 0; k < n && !found; ++k) {
            const auto& spike = spikes[k];
            const std::string fault = spike.target >= size
                                          ? "there are " + std::to_string(size) + " targets, from 0"
                                          : time_fault(spike.time_ms, before_ms[spike.target],
                                                       findings.description.dt_ms);
            if (!fault.empty()) {
                const std::string of_file = trains.caption(first_index + k);
                const std::string node =
                    of_file.empty() ? "" : "(index " + std::to_string(spike.target) + ") ";
                findings.add(where + "." + trains.place(first_index + k),
                             of_file + node + "is " + to_text(spike.time_ms) + " ms, " + fault);
                found = true;
                return;
            }
            before_ms[spike.target] = spike.time_ms;
        }
    });
}

}  // namespace

void spike_times(const Findings& findings, const std::string& where, const Stimulus& stimulus,
                 const StimulusField& field) {
    if (stimulus.trains != nullptr) {
        spike_trains(findings, where, stimulus);
    } else {
        one_list(findings, where + "." + std::string(field.name), list_of(stimulus, field.name));
    }
}

void samples(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    if (stimulus.samples == nullptr) {
        findings.add(where + ".data", "is missing");
        return;
    }
    shape_of_data(findings, where, stimulus);
    range_of_data(findings, where, stimulus);
}

}  // namespace callosum::check
