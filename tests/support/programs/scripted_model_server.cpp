// scripted-model-server --script FILE --port-file FILE [--key KEY | --key-file FILE] [--requests FILE]
// Answers by the script (tests/support/model_script.h) until it is terminated. The port stands in the port file once it
// listens; the file is renamed into place, so it is whole when it is there. --key-file keeps the key out of the command
// line.
// --requests: the body of each request, one a line, when the program is told to end (SIGTERM) or asked by SIGUSR1.

#include "tests/support/scripted_model_server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly)) {
        std::fprintf(stderr, "scripted-model-server: %s can't be read\n", qPrintable(path));
        std::exit(2);
    }
    return file.readAll();
}

void writeFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (!file.open(QFile::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        std::fprintf(stderr, "scripted-model-server: %s can't be written\n", qPrintable(path));
        std::exit(1);
    }
}

QByteArray bodiesOf(const QList<test::RecordedRequest>& requests)
{
    QByteArray lines;
    for (const auto& request : requests)
        lines += QJsonDocument(request.body).toJson(QJsonDocument::Compact) + '\n';
    return lines;
}

} // namespace

int main(int argc, char** argv)
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1})
        ::sigaddset(&signals, signal);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);

    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOptions({{u"script"_s, u"The script."_s, u"file"_s},
                        {u"port-file"_s, u"Where to write the port."_s, u"file"_s},
                        {u"key"_s, u"The key that requests must have."_s, u"key"_s},
                        {u"key-file"_s, u"A file with that key."_s, u"file"_s},
                        {u"requests"_s, u"Where to write the requests."_s, u"file"_s}});
    options.addHelpOption();
    options.process(application);
    if (!options.isSet(u"script"_s) || !options.isSet(u"port-file"_s)) {
        std::fputs("scripted-model-server: --script and --port-file are needed\n", stderr);
        return 2;
    }
    const auto key = options.isSet(u"key-file"_s) ? contentOf(options.value(u"key-file"_s)).trimmed()
                                                  : options.value(u"key"_s).toUtf8();
    const test::ScriptedModelServer server(contentOf(options.value(u"script"_s)), key);
    writeFile(options.value(u"port-file"_s), QByteArray::number(server.port()) + '\n');

    const int signalFile = ::signalfd(-1, &signals, SFD_CLOEXEC);
    QSocketNotifier notifier(signalFile, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        signalfd_siginfo signal{};
        if (::read(signalFile, &signal, sizeof signal) != sizeof signal)
            return;
        if (options.isSet(u"requests"_s))
            writeFile(options.value(u"requests"_s), bodiesOf(server.requests()));
        if (signal.ssi_signo != SIGUSR1)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
