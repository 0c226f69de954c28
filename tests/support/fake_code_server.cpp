#include "tests/support/fake_code_server.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>

namespace kalpana::test {

using namespace Qt::StringLiterals;

FakeCodeServer FakeCodeServer::make(const QString& folder, const QString& version, const QByteArray& node)
{
    const QString name = u"code-server-%1-linux-amd64"_s.arg(version);
    QDir().mkpath(folder + u'/' + name + u"/lib"_s);
    QFile program(folder + u'/' + name + u"/lib/node"_s);
    if (!program.open(QFile::WriteOnly))
        qFatal("No fake code-server can be made in %s", qPrintable(folder));
    program.write(node);
    program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther);
    program.close();
    FakeCodeServer made{.archive = folder + u'/' + name + u".tar.gz"_s};
    QProcess::execute(u"tar"_s, {u"-czf"_s, made.archive, u"-C"_s, folder, name});
    QFile archive(made.archive);
    if (!archive.open(QFile::ReadOnly))
        qFatal("tar made no %s", qPrintable(made.archive));
    made.size = archive.size();
    made.sha256 = QCryptographicHash::hash(archive.readAll(), QCryptographicHash::Sha256).toHex();
    return made;
}

QByteArray FakeCodeServer::answering()
{
    return R"(#!/usr/bin/env python3
import os, socket, sys
path = sys.argv[sys.argv.index("--socket") + 1]
print("fake code-server", *sys.argv[1:], "proxy", os.environ.get("VSCODE_PROXY_URI", ""), flush=True)
server = socket.socket(socket.AF_UNIX)
if os.path.exists(path): os.unlink(path)
server.bind(path)
server.listen(64)
while True:
    peer, _ = server.accept()
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    peer.close()
)";
}

QByteArray FakeCodeServer::timingOutOnce(const QString& mark)
{
    const auto path = mark.toUtf8();
    auto program = answering();
    return program.replace("print(\"fake", "if not os.path.exists(\"" + path + "\"):\n    open(\"" + path +
                                               "\", \"w\").close()\n    sys.exit(\"error timed out\")\nprint(\"fake");
}

QByteArray FakeCodeServer::withTooNewLibrary()
{
    return "#!/bin/sh\necho \"$0: /lib/x86_64-linux-gnu/libc.so.6: version \\`GLIBC_2.28' not found (required by $0)\" "
           ">&2\nexit 1\n";
}

} // namespace kalpana::test
