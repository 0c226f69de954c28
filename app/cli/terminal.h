#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <optional>
#include <stop_token>

namespace kalpana::cli {

/// The terminal that the program was started from, /dev/tty, for questions: standard input and output may be
/// redirected.
class Terminal final {
public:
    /// Nothing where there is no terminal.
    [[nodiscard]] static std::optional<Terminal> open();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    Terminal(Terminal&& other) noexcept;
    ~Terminal();

    /// Shows the prompt and reads a line. Cancelled by a stop, or at the end of the input.
    [[nodiscard]] Result<QString> askLine(const QString& prompt, const std::stop_token& stop);
    /// The same without showing what is typed.
    [[nodiscard]] Result<Secret> askSecret(const QString& prompt, const std::stop_token& stop);

private:
    explicit Terminal(int device) : m_device(device) {}
    [[nodiscard]] Result<QByteArray> ask(const QString& prompt, const std::stop_token& stop);
    int m_device = -1;
};

} // namespace kalpana::cli
