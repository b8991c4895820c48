#include "io/record/progress.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/record/utc_now.hpp"

namespace callosum {

namespace {

/// Formats a time as "0:08", "12:34" or "3:00:12".
std::string clock_text(double seconds) {
    const auto all = static_cast<long long>(std::min(std::ceil(seconds), 1e9));
    std::array<char, 32> text{};
    if (all >= 3600) {
        std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", all / 3600, all / 60 % 60,
                      all % 60);
    } else {
        std::snprintf(text.data(), text.size(), "%lld:%02lld", all / 60, all % 60);
    }
    return text.data();
}

/// Formats rates as ", E 2.5, I 6.1 spikes/s", or their mean where a line would not hold them.
std::string rates_text(const std::vector<RateSince>& rates) {
    constexpr std::size_t most = 3;
    if (rates.empty()) { return {}; }
    std::array<char, 32> number{};
    std::string text;
    double weighted = 0;
    double neurons = 0;
    for (const auto& rate : rates) {
        std::snprintf(number.data(), number.size(), "%.3g", rate.rate_hz);
        text += ", " + rate.population + " " + number.data();
        weighted += rate.rate_hz * static_cast<double>(rate.neurons);
        neurons += static_cast<double>(rate.neurons);
    }
    if (rates.size() > most) {
        std::snprintf(number.data(), number.size(), "%.3g", weighted / neurons);
        text = std::string(", mean ") + number.data();
    }
    return text + " spikes/s";
}

}  // namespace

std::string speed_text(double real_time_factor) {
    if (!(real_time_factor > 0) || !std::isfinite(real_time_factor)) { return "no time measured"; }
    std::array<char, 64> text{};
    const bool slower = real_time_factor >= 1;
    std::snprintf(text.data(), text.size(), "%.3g x %s than real time",
                  slower ? real_time_factor : 1 / real_time_factor, slower ? "slower" : "faster");
    return text.data();
}

std::string progress_line(const Progress& progress) {
    const double share =
        progress.total_ms > 0 ? std::min(1.0, progress.biological_ms / progress.total_ms) : 1.0;
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%.1f of %.1f ms (%.0f %%)%s", progress.biological_ms,
                  progress.total_ms, std::floor(100 * share),
                  progress.in_warmup ? ", warming up" : "");
    std::string line = text.data();
    if (progress.biological_ms > 0 && progress.wall_seconds > 0) {
        const double factor = progress.wall_seconds / (progress.biological_ms * 1e-3);
        const double left = (progress.total_ms - progress.biological_ms) * 1e-3 * factor;
        std::snprintf(text.data(), text.size(), ", %s, %s left", speed_text(factor).c_str(),
                      clock_text(std::max(0.0, left)).c_str());
        line += text.data();
    }
    return line + rates_text(progress.rates);
}

ProgressDisplay::ProgressDisplay(std::FILE* stream)
    : ProgressDisplay(stream, isatty(fileno(stream)) == 1) {}

ProgressDisplay::ProgressDisplay(std::FILE* stream, bool terminal)
    : stream_(stream), terminal_(terminal), shown_(std::chrono::steady_clock::now()) {}

void ProgressDisplay::show(const Progress& progress) {
    const std::string line = progress_line(progress);
    if (terminal_) {
        // Carriage return, the line, then a clearing of whatever a longer line left.
        std::fprintf(stream_, "\r%s\x1b[K", line.c_str());
        std::fflush(stream_);
        drawn_ = true;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_ < plain_interval) { return; }
    shown_ = now;
    std::fprintf(stream_, "%s\n", line.c_str());
    std::fflush(stream_);
}

void ProgressDisplay::finish() {
    if (drawn_) { std::fputc('\n', stream_); }
    drawn_ = false;
    std::fflush(stream_);
}

JsonLog::JsonLog(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "ab")) {
    if (!file_) {
        throw IoError(
            path, std::string("cannot be opened for the log (") + std::strerror(errno) + ")", 1);
    }
}

void JsonLog::write(const std::string& kind, const nlohmann::ordered_json& fields) {
    using Json = nlohmann::ordered_json;
    const Json line = {{"time", utc_now()}, {"kind", kind}, {"fields", fields}};
    const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() ||
        std::fflush(file_.get()) != 0) {
        throw IoError(path_, std::string("cannot be written (") + std::strerror(errno) + ")");
    }
}

void JsonLog::write(const Progress& progress) {
    nlohmann::ordered_json rates = nlohmann::ordered_json::object();
    for (const auto& rate : progress.rates) { rates[rate.population] = rate.rate_hz; }
    write("progress", {{"biological_ms", progress.biological_ms},
                       {"total_ms", progress.total_ms},
                       {"wall_seconds", progress.wall_seconds},
                       {"in_warmup", progress.in_warmup},
                       {"rates_hz", std::move(rates)}});
}

}  // namespace callosum
