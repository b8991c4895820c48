#include "io/lists/edge_file.hpp"

#include <algorithm>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/bounded_list.hpp"
#include "io/lists/text_table.hpp"

namespace callosum {

void BoundedList::find_bounds() {
    std::vector<std::uint32_t> indegrees;
    visit([&](const Edge* edges, std::size_t n, std::uint64_t first_index) {
        for (std::size_t k = 0; k < n; ++k) {
            const Edge& edge = edges[k];
            // Bounds the memory below (1 GiB): a slip in a file must not take all there is.
            constexpr std::uint64_t n_sources = std::uint64_t{1} << 32;
            constexpr std::uint64_t n_targets = std::uint64_t{1} << 28;
            if (edge.source >= n_sources || edge.target >= n_targets) {
                throw IoError(origin_,
                              place(first_index + k) + ": index " +
                                  std::to_string(std::max(edge.source, edge.target)) +
                                  " is too large (sources below 2^32, targets below 2^28)",
                              1);
            }
            if (!std::isfinite(edge.weight) || !std::isfinite(edge.delay_ms)) {
                throw IoError(origin_, place(first_index + k) + ": weight and delay must be finite",
                              1);
            }
            if (edge.target >= indegrees.size()) {
                indegrees.resize(std::max<std::size_t>(edge.target + 1, 2 * indegrees.size()), 0);
            }
            ++indegrees[edge.target];
            max_abs_weight_ = std::max(max_abs_weight_, std::abs(edge.weight));
            min_delay_ms_ = std::min(min_delay_ms_, edge.delay_ms);
            max_delay_ms_ = std::max(max_delay_ms_, edge.delay_ms);
        }
        size_ += n;
    });
    if (size_ == 0) { min_delay_ms_ = 0; }
    max_indegree_ = indegrees.empty() ? 0 : *std::ranges::max_element(indegrees);
}

namespace {

class InlineList : public BoundedList {
  public:
    explicit InlineList(std::vector<Edge> edges) : BoundedList("inline"), edges_(std::move(edges)) {
        find_bounds();
    }
    void visit(const Visitor& visitor) const override {
        if (!edges_.empty()) { visitor(edges_.data(), edges_.size(), 0); }
    }

  private:
    [[nodiscard]] std::string place(std::uint64_t index) const override {
        return "edge " + std::to_string(index);
    }
    std::vector<Edge> edges_;
};

std::vector<double> read_text_array(const std::string& path) {
    TextFile file(path);
    std::vector<double> values;
    bool may_be_header = true;
    std::string_view line;
    while (file.next(line)) {
        if (line.empty() || line.front() == '#') { continue; }
        const auto value = parse_real(line);
        if (!value && may_be_header) {
            may_be_header = false;
            continue;
        }
        may_be_header = false;
        if (!value || std::isnan(*value)) {
            file.fail("'" + std::string(line) + "' is not a number");
        }
        values.push_back(*value);
    }
    return values;
}

}  // namespace

std::shared_ptr<const EdgeList> make_edge_list(std::vector<Edge> edges) {
    return std::make_shared<InlineList>(std::move(edges));
}

std::shared_ptr<const EdgeList> open_edge_list(const std::string& path,
                                               const std::string& dataset) {
    if (hdf5::File::is_hdf5(path)) { return open_hdf5_list(path, dataset); }
    return open_text_list(path);
}

std::vector<double> read_array(const std::string& path, const std::string& dataset) {
    if (!hdf5::File::is_hdf5(path)) { return read_text_array(path); }
    if (dataset.empty()) {
        throw IoError(path, "is an HDF5 file; say which dataset of it to read", 1);
    }
    const auto file = hdf5::File::open(path);
    const auto data = file.dataset(dataset);
    const auto content = data.content();
    if (data.shape().size() != 1 ||
        (content != hdf5::Content::integer && content != hdf5::Content::real)) {
        throw IoError(path, "'" + dataset + "' must be one-dimensional and hold numbers", 1);
    }
    auto values = data.read<double>();
    const auto bad = std::ranges::find_if(values, [](double value) { return std::isnan(value); });
    if (bad != values.end()) {
        throw IoError(
            path, "'" + dataset + "' element " + std::to_string(bad - values.begin()) + " is NaN",
            1);
    }
    return values;
}

}  // namespace callosum
