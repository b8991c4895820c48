#include "engine/exchange/mpi.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <mpi.h>

#include "engine/base/error.hpp"
#include "engine/exchange/mpi_check.hpp"
#include "engine/exchange/mpi_collective.hpp"

namespace callosum {
namespace {

/// Exchange by pairs of messages. A packet of at most `first_words_` travels in one message; the
/// rest of a larger one follows in a second message, whose length the first one states. Messages of
/// a neighbour that is one exchange ahead wait in MPI's buffers until the next `start`; it cannot
/// be two ahead if it also receives.
class MpiNeighbours final : public NeighbourExchange {
  public:
    MpiNeighbours(MPI_Comm comm, int n_ranks, std::vector<RankId> destinations,
                  std::vector<RankId> sources)
        : comm_(comm),
          first_words_(first_message_words(n_ranks)),
          destinations_(std::move(destinations)),
          sources_(std::move(sources)) {
        outgoing_.assign(destinations_.size(), std::vector<std::uint32_t>(first_words_ + 1));
        incoming_.assign(sources_.size(), std::vector<std::uint32_t>(first_words_ + 1));
        rest_.resize(destinations_.size());
        arrived_.assign(sources_.size(), {});
        receives_.assign(sources_.size(), MPI_REQUEST_NULL);
        comes_.assign(sources_.size(), false);
        more_.assign(sources_.size(), false);
    }

    using NeighbourExchange::start;
    void start(std::span<const SpikePacket> packets, const Turn& turn) override {
        finish_sends();
        done_ = true;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            more_[i] = false;
            comes_[i] = turn.sources.empty() || turn.sources[i] != 0;
            if (!comes_[i]) { continue; }
            done_ = false;
            check_mpi(MPI_Irecv(incoming_[i].data(), static_cast<int>(first_words_ + 1),
                                MPI_UINT32_T, sources_[i].value(), first_tag, comm_, &receives_[i]),
                      "MPI_Irecv");
        }
        for (std::size_t i = 0; i < destinations_.size(); ++i) {
            if (turn.destinations.empty() || turn.destinations[i] != 0) {
                send(i, packets[i].words);
            }
        }
    }

    [[nodiscard]] bool finished() override {
        if (done_) { return true; }
        int all = 0;
        check_mpi(MPI_Testall(static_cast<int>(receives_.size()), receives_.data(), &all,
                              MPI_STATUSES_IGNORE),
                  "MPI_Testall");
        if (all == 0) { return false; }
        bool waiting = false;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            if (comes_[i]) { waiting = unpack(i) || waiting; }
        }
        done_ = !waiting;
        return done_;
    }

    [[nodiscard]] std::span<const std::uint32_t> received(std::size_t i) const override {
        return arrived_[i];
    }

    ~MpiNeighbours() override {
        int finalized = 0;
        MPI_Finalized(&finalized);
        if (finalized == 0) {
            MPI_Waitall(static_cast<int>(sends_.size()), sends_.data(), MPI_STATUSES_IGNORE);
        }
    }
    MpiNeighbours(const MpiNeighbours&) = delete;
    MpiNeighbours& operator=(const MpiNeighbours&) = delete;

  private:
    static constexpr int first_tag = 1;
    static constexpr int rest_tag = 2;

    void finish_sends() {
        check_mpi(MPI_Waitall(static_cast<int>(sends_.size()), sends_.data(), MPI_STATUSES_IGNORE),
                  "MPI_Waitall");
        sends_.clear();
    }

    void send(std::size_t i, const std::vector<std::uint32_t>& words) {
        const auto first = std::min<std::size_t>(words.size(), first_words_);
        outgoing_[i][0] = static_cast<std::uint32_t>(words.size());
        std::copy_n(words.begin(), first, outgoing_[i].begin() + 1);
        check_mpi(MPI_Isend(outgoing_[i].data(), static_cast<int>(first) + 1, MPI_UINT32_T,
                            destinations_[i].value(), first_tag, comm_, &sends_.emplace_back()),
                  "MPI_Isend");
        if (words.size() <= first) { return; }
        rest_[i].assign(words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
        check_mpi(MPI_Isend(rest_[i].data(), static_cast<int>(rest_[i].size()), MPI_UINT32_T,
                            destinations_[i].value(), rest_tag, comm_, &sends_.emplace_back()),
                  "MPI_Isend");
    }

    /// Takes the message of source i that has arrived; returns true if its second message is still
    /// on its way.
    bool unpack(std::size_t i) {
        auto& words = arrived_[i];
        comes_[i] = false;
        if (more_[i]) {  // the second message has just arrived behind the first
            more_[i] = false;
            return false;
        }
        const std::uint32_t n = incoming_[i][0];
        const auto first = std::min(n, static_cast<std::uint32_t>(first_words_));
        words.resize(n);
        std::copy_n(incoming_[i].begin() + 1, first, words.begin());
        if (n <= first) { return false; }
        check_mpi(MPI_Irecv(words.data() + first, static_cast<int>(n - first), MPI_UINT32_T,
                            sources_[i].value(), rest_tag, comm_, &receives_[i]),
                  "MPI_Irecv");
        more_[i] = comes_[i] = true;
        return true;
    }

    MPI_Comm comm_;
    std::size_t first_words_;
    std::vector<RankId> destinations_, sources_;
    std::vector<std::vector<std::uint32_t>> outgoing_, rest_, incoming_, arrived_;
    std::vector<MPI_Request> sends_, receives_;
    std::vector<bool> comes_, more_;
    bool done_ = true;
};

/// Communicator over a duplicate of MPI_COMM_WORLD, whose errors become MpiError.
class MpiCommunicator final : public Communicator {
  public:
    MpiCommunicator() {
        check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
        MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN);
        MPI_Comm_rank(comm_, &rank_);
        MPI_Comm_size(comm_, &size_);
        MPI_Comm node = MPI_COMM_NULL;
        check_mpi(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node),
                  "MPI_Comm_split_type");
        MPI_Comm_rank(node, &node_rank_);
        MPI_Comm_size(node, &node_size_);
        MPI_Comm_free(&node);
    }
    ~MpiCommunicator() override {
        int finalized = 0;
        MPI_Finalized(&finalized);
        if (finalized == 0) { MPI_Comm_free(&comm_); }
    }
    MpiCommunicator(const MpiCommunicator&) = delete;
    MpiCommunicator& operator=(const MpiCommunicator&) = delete;

    [[nodiscard]] RankId rank() const override { return RankId(rank_); }
    [[nodiscard]] int size() const override { return size_; }
    [[nodiscard]] int node_rank() const override { return node_rank_; }
    [[nodiscard]] int node_size() const override { return node_size_; }

    void reduce(std::span<double> values, Reduce how) const override {
        all_reduce(values.data(), values.size(), MPI_DOUBLE, how);
    }
    void reduce(std::span<std::uint64_t> values, Reduce how) const override {
        all_reduce(values.data(), values.size(), MPI_UINT64_T, how);
    }

    /// Non-blocking consensus (T. Hoefler, C. Siebert and A. Lumsdaine 2010): receivers need not
    /// know who will write. A synchronous send completes when its message is being received, so
    /// once all ranks have entered the barrier no message is on its way. Tags alternate because a
    /// rank that is done may be one exchange ahead.
    [[nodiscard]] std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> messages) const override {
        const int tag = 3 + static_cast<int>(exchanges_++ % 2);
        std::vector<MPI_Request> sends(messages.size(), MPI_REQUEST_NULL);
        for (std::size_t i = 0; i < messages.size(); ++i) {
            check_mpi(
                MPI_Issend(messages[i].words.data(), static_cast<int>(messages[i].words.size()),
                           MPI_UINT64_T, messages[i].rank.value(), tag, comm_, &sends[i]),
                "MPI_Issend");
        }
        std::vector<SetupMessage> received;
        MPI_Request barrier = MPI_REQUEST_NULL;
        bool in_barrier = false;
        for (int done = 0; done == 0;) {
            receive_letter(tag, received);
            if (in_barrier) {
                check_mpi(MPI_Test(&barrier, &done, MPI_STATUS_IGNORE), "MPI_Test");
                continue;
            }
            int sent = 0;
            check_mpi(MPI_Testall(static_cast<int>(sends.size()), sends.data(), &sent,
                                  MPI_STATUSES_IGNORE),
                      "MPI_Testall");
            if (sent != 0) {
                check_mpi(MPI_Ibarrier(comm_, &barrier), "MPI_Ibarrier");
                in_barrier = true;
            }
        }
        std::sort(received.begin(), received.end(),
                  [](const SetupMessage& a, const SetupMessage& b) { return a.rank < b.rank; });
        return received;
    }

    [[nodiscard]] std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<RankId> destinations, std::vector<RankId> sources) const override {
        return std::make_unique<MpiNeighbours>(comm_, size_, std::move(destinations),
                                               std::move(sources));
    }

    [[nodiscard]] std::unique_ptr<NeighbourExchange> collective(
        std::vector<RankId> destinations, std::vector<RankId> sources) const override {
        return make_mpi_collective(MPI_Comm_c2f(comm_), size_, std::move(destinations),
                                   std::move(sources));
    }

  private:
    void receive_letter(int tag, std::vector<SetupMessage>& received) const {
        int there = 0;
        MPI_Status status;
        check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, tag, comm_, &there, &status), "MPI_Iprobe");
        if (there == 0) { return; }
        int n = 0;
        check_mpi(MPI_Get_count(&status, MPI_UINT64_T, &n), "MPI_Get_count");
        auto& message = received.emplace_back(SetupMessage{RankId(status.MPI_SOURCE), {}});
        message.words.resize(static_cast<std::size_t>(n));
        check_mpi(MPI_Recv(message.words.data(), n, MPI_UINT64_T, status.MPI_SOURCE, tag, comm_,
                           MPI_STATUS_IGNORE),
                  "MPI_Recv");
    }

    void all_reduce(void* data, std::size_t n, MPI_Datatype type, Reduce how) const {
        const MPI_Op op = how == Reduce::sum ? MPI_SUM : how == Reduce::min ? MPI_MIN : MPI_MAX;
        check_mpi(MPI_Allreduce(MPI_IN_PLACE, data, static_cast<int>(n), type, op, comm_),
                  "MPI_Allreduce");
    }

    MPI_Comm comm_ = MPI_COMM_NULL;
    int rank_ = 0, size_ = 1, node_rank_ = 0, node_size_ = 1;
    mutable unsigned exchanges_ = 0;
};

}  // namespace

MpiSession::MpiSession(int* argc, char*** argv) {
    int provided = 0;
    check_mpi(MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
    if (provided < MPI_THREAD_FUNNELED) {
        throw MpiError("MPI_Init_thread", "this MPI does not support threads");
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

MpiSession::~MpiSession() { MPI_Finalize(); }

void MpiSession::abort(int code) const {
    MPI_Abort(MPI_COMM_WORLD, code);
    std::abort();
}

std::string MpiSession::library_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string all(text.data(), static_cast<std::size_t>(length));
    return all.substr(0, all.find(','));
}

std::unique_ptr<Communicator> make_mpi_communicator() {
    int initialized = 0, finalized = 0, level = MPI_THREAD_SINGLE;
    MPI_Initialized(&initialized);
    MPI_Finalized(&finalized);
    if (initialized == 0 || finalized != 0) {
        throw MpiError("MPI_Initialized",
                       "the program must call MPI_Init_thread before it asks for the ranks of the "
                       "world, and MPI_Finalize after it has destroyed what uses them");
    }
    check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
    if (level < MPI_THREAD_FUNNELED) {
        throw MpiError("MPI_Query_thread",
                       "the program has initialised MPI without support for threads; call "
                       "MPI_Init_thread with MPI_THREAD_FUNNELED");
    }
    return std::make_unique<MpiCommunicator>();
}

}  // namespace callosum
