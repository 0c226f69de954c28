#include "app/cli/run.h"
#include "app/cli/stop_signals.h"
#include "core/translation/translation.h"

#include <QCoreApplication>

#include <csignal>
#include <unistd.h>

int main(int argc, char* argv[])
{
    std::signal(SIGPIPE, SIG_IGN);
    const kalpana::cli::StopSignals signals; // before any other thread
    QCoreApplication application(argc, argv);
    kalpana::translation::install(application);
    const kalpana::cli::Output::Streams streams{.rewrites = ::isatty(STDERR_FILENO) != 0};
    return kalpana::cli::run(QCoreApplication::arguments().sliced(1), streams, signals.token());
}
