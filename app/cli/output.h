#pragma once

#include "core/base/error.h"
#include "remote/provision/step_report.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <cstdio>
#include <mutex>

namespace kalpana::cli {

/// What kalpanactl prints. For people: results on standard output; steps, notes and errors on standard error. With
/// --json: everything on standard output, one object a line, each with a "type". Any thread.
class Output final {
public:
    struct Streams {
        std::FILE* out = stdout;
        std::FILE* error = stderr;
        bool rewrites = false; ///< The error stream is a terminal: a step's line is rewritten while it runs.
    };
    Output(bool json, Streams streams) : m_json(json), m_streams(streams) {}

    [[nodiscard]] bool isJson() const { return m_json; }

    /// A result: the text for people, or the object.
    void result(const QString& text, const QJsonObject& object);
    /// A table for people, or an object a row.
    void table(const QStringList& head, const QList<QStringList>& rows, const QList<QJsonObject>& objects);
    /// Pairs of a name and a value for people, or one object.
    void fields(const QList<QStringList>& pairs, const QJsonObject& object);
    /// Bytes as they are (the output of a command); with --json `object`.
    void raw(std::FILE* stream, QByteArrayView bytes, const QJsonObject& object);
    /// A piece of a text that grows, for people. endLine() ends its last line, if it is not ended.
    void stream(const QString& text);
    void endLine();
    /// Something worth knowing that is no result.
    void note(const QString& text);
    /// Clears the way for a question on the terminal, below these words; with --json they go to the error stream too.
    void interrupt(const QString& text);
    void step(const provision::StepReport& report);
    void error(const Error& error);

    [[nodiscard]] std::FILE* out() const { return m_streams.out; }
    [[nodiscard]] std::FILE* errorStream() const { return m_streams.error; }

private:
    void print(std::FILE* stream, const QString& text);
    void printObject(const QJsonObject& object);
    void printColumns(const QList<QStringList>& lines);
    void endStepLine();

    bool m_json;
    Streams m_streams;
    std::mutex m_mutex; ///< Guards the streams and what follows.
    bool m_stepLineIsOpen = false;
    bool m_streamLineIsOpen = false;
};

} // namespace kalpana::cli
