#include "remote/bridge/server/files/sha256.h"

#include <boost/hash2/sha2.hpp>

namespace kalpana::bridge::server {

struct Sha256::State {
    boost::hash2::sha2_256 hash;
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes)
{
    m_state->hash.update(bytes.data(), bytes.size());
}

std::string Sha256::hex()
{
    return to_string(m_state->hash.result());
}

} // namespace kalpana::bridge::server
