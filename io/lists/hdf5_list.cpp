#include <algorithm>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/bounded_list.hpp"

namespace callosum {

namespace {

/// Four datasets of an HDF5 group. The layer below locks each call, so that threads may share them.
class Hdf5List : public BoundedList {
  public:
    Hdf5List(const std::string& path, const std::string& group)
        : Hdf5List(path, group.empty() || group == "/" ? "" : group, hdf5::File::open(path)) {}

    void visit(const Visitor& visitor) const override {
        std::vector<Edge> slab;
        std::vector<std::int64_t> indices;
        std::vector<double> reals;
        for (std::uint64_t first = 0; first < n_edges_; first += slab.size()) {
            const std::size_t n =
                static_cast<std::size_t>(std::min<std::uint64_t>(edges_per_slab, n_edges_ - first));
            slab.resize(n);
            indices.resize(n);
            reals.resize(n);
            read_indices(source_, first, indices, slab, &Edge::source);
            read_indices(target_, first, indices, slab, &Edge::target);
            read_reals(weight_, first, reals, slab, &Edge::weight);
            read_reals(delay_, first, reals, slab, &Edge::delay_ms);
            visitor(slab.data(), n, first);
        }
    }

  private:
    Hdf5List(const std::string& path, const std::string& group, const hdf5::File& file)
        : BoundedList(path),
          group_(group),
          source_(column(file, "source", true)),
          target_(column(file, "target", true)),
          weight_(column(file, "weight", false)),
          delay_(column(file, "delay", false)),
          n_edges_(source_.rows()) {
        for (const auto* other : {&target_, &weight_, &delay_}) {
            if (other->rows() == n_edges_) { continue; }
            throw IoError(path,
                          "'" + other->name() + "' has " + std::to_string(other->rows()) +
                              " elements, '" + source_.name() + "' has " + std::to_string(n_edges_),
                          1);
        }
        find_bounds();
    }

    [[nodiscard]] hdf5::Dataset column(const hdf5::File& file, const char* name,
                                       bool integer) const {
        const std::string full = group_ + "/" + name;
        if (!file.exists(full)) {
            throw IoError(
                origin(),
                "has no dataset '" + full + "'; an edge list has source, target, weight and delay",
                1);
        }
        auto dataset = file.dataset(full);
        const auto content = dataset.content();
        const bool suits =
            content == hdf5::Content::integer || (!integer && content == hdf5::Content::real);
        if (!suits || dataset.shape().size() != 1) {
            throw IoError(origin(),
                          "'" + full + "' must be one-dimensional and hold " +
                              (integer ? "integers" : "numbers"),
                          1);
        }
        return dataset;
    }

    // Signed, because HDF5 would turn a negative number into 0 without a word.
    void read_indices(const hdf5::Dataset& dataset, std::uint64_t first,
                      std::vector<std::int64_t>& buffer, std::vector<Edge>& slab,
                      std::uint64_t Edge::*member) const {
        dataset.read_rows(first, std::span(buffer));
        for (std::size_t k = 0; k < buffer.size(); ++k) {
            if (buffer[k] < 0) {
                throw IoError(origin(),
                              place(first + k) + ": " + dataset.name() + " is " +
                                  std::to_string(buffer[k]) + ", must not be negative",
                              1);
            }
            slab[k].*member = static_cast<std::uint64_t>(buffer[k]);
        }
    }

    static void read_reals(const hdf5::Dataset& dataset, std::uint64_t first,
                           std::vector<double>& buffer, std::vector<Edge>& slab,
                           double Edge::*member) {
        dataset.read_rows(first, std::span(buffer));
        for (std::size_t k = 0; k < buffer.size(); ++k) { slab[k].*member = buffer[k]; }
    }

    [[nodiscard]] std::string place(std::uint64_t index) const override {
        return "row " + std::to_string(index) + " of '" + (group_.empty() ? "/" : group_) + "'";
    }

    std::string group_;
    hdf5::Dataset source_, target_, weight_, delay_;
    std::uint64_t n_edges_;
};

}  // namespace

std::shared_ptr<const EdgeList> open_hdf5_list(const std::string& path, const std::string& group) {
    return std::make_shared<Hdf5List>(path, group);
}

}  // namespace callosum
