#include "app/cli/run.h"
#include "app/cli/stop_signals.h"
#include "core/translation/translation.h"

#include <QCoreApplication>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace {

/// Those that were closed by whoever started this program: what is opened next must not be taken for them.
void openMissingStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) < 0)
            (void)::open("/dev/null", O_RDWR); // the lowest number that is free
}

} // namespace

int main(int argc, char* argv[])
{
    openMissingStandardStreams();
    std::signal(SIGPIPE, SIG_IGN);
    const kalpana::cli::StopSignals signals; // before any other thread
    QCoreApplication application(argc, argv);
    kalpana::translation::install(application);
    const kalpana::cli::Output::Streams streams{.rewrites = ::isatty(STDERR_FILENO) != 0};
    return kalpana::cli::run(QCoreApplication::arguments().sliced(1), streams, signals.token());
}
