#include "core/agent/model_errors.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

// The provider's own words as they may stand in a sentence: one line, short, ending in a full stop.
QString quoted(QString message)
{
    message = message.simplified().left(300);
    message.removeIf([](QChar c) { return !c.isPrint(); });
    if (message.isEmpty())
        return Text::tr("It gave no reason.");
    return message.endsWith(u'.') || message.endsWith(u'!') || message.endsWith(u'?') ? message : message + u'.';
}

struct Complaint {
    int status = 0;
    QString message;
    QString words; ///< Code, type and message in lower case, to look for what it is about.
    QByteArray retryAfter;
};

bool mentions(const Complaint& complaint, std::initializer_list<QLatin1StringView> words)
{
    return std::ranges::any_of(words, [&](QLatin1StringView word) { return complaint.words.contains(word); });
}

ErrorCode kindOf(const Complaint& c)
{
    // Before the status: providers answer 400, 402, 413 or 429 for these.
    if (mentions(c, {"context_length"_L1, "context length"_L1, "maximum context"_L1, "prompt is too long"_L1,
                     "context window"_L1, "context limit"_L1, "context size"_L1, "input is too long"_L1,
                     "maximum number of tokens"_L1}))
        return ErrorCode::ModelContext;
    if (c.status == 402 || mentions(c, {"insufficient_quota"_L1, "insufficient credits"_L1, "insufficient_credits"_L1,
                                        "credit balance is too low"_L1, "billing_error"_L1}))
        return ErrorCode::ModelCredit;
    if (c.status == 401 || mentions(c, {"invalid_api_key"_L1, "authentication_error"_L1}))
        return ErrorCode::ModelAuthentication;
    if (c.status == 429 || mentions(c, {"rate_limit"_L1}))
        return ErrorCode::ModelRateLimit;
    if (c.status >= 500 || c.status == 408 || mentions(c, {"overloaded"_L1, "server_error"_L1}))
        return ErrorCode::ModelOverloaded;
    if (c.status == 0 && mentions(c, {"api_error"_L1, "timeout_error"_L1})) // Anthropic's, in the stream
        return ErrorCode::ModelOverloaded;
    return ErrorCode::Model;
}

QString sentenceFor(ErrorCode code, const Complaint& c, const QString& service)
{
    switch (code) {
    case ErrorCode::ModelAuthentication:
        // Without its words: some providers repeat the key in them.
        return Text::tr("%1 refused the API key. Set a valid key in the settings.").arg(service);
    case ErrorCode::ModelCredit:
        return Text::tr("The account at %1 has no credit left. Add credit there, or choose another model.")
            .arg(service);
    case ErrorCode::ModelRateLimit: {
        bool isSeconds = false;
        const auto seconds = c.retryAfter.trimmed().toUInt(&isSeconds);
        return isSeconds ? Text::tr("%1 limits how often it can be asked. Try again in %2 s.").arg(service).arg(seconds)
                         : Text::tr("%1 limits how often it can be asked. Try again in a minute.").arg(service);
    }
    case ErrorCode::ModelOverloaded:
        return Text::tr("%1 is overloaded or has a fault (%2). Try again in a moment, or choose another model.")
            .arg(service)
            .arg(c.status);
    case ErrorCode::ModelContext:
        return Text::tr(
            "The chat has become longer than the model can read. Start a new chat, or choose a model with a "
            "larger context.");
    default:
        break;
    }
    if (c.status == 404)
        return Text::tr("%1 has no such model or address: %2 Check both in the settings.")
            .arg(service, quoted(c.message));
    return Text::tr("%1 refused the request: %2").arg(service, quoted(c.message));
}

Error errorFrom(const Complaint& complaint, const QString& service, QString detail)
{
    const auto code = kindOf(complaint);
    return {.code = code, .sentence = sentenceFor(code, complaint, service), .detail = std::move(detail)};
}

// {"message", "code": number or text, "type"}, or only a text.
Complaint complaintOf(const QJsonValue& error)
{
    Complaint complaint;
    complaint.message = error.isString() ? error.toString() : error["message"_L1].toString();
    const auto code = error["code"_L1];
    complaint.status = code.isDouble() ? code.toInt() : code.toString().toInt();
    complaint.words = QStringList{complaint.message, code.toString(), error["type"_L1].toString()}.join(u' ').toLower();
    return complaint;
}

} // namespace

Error errorFromStatus(int status, const QByteArray& body, const QByteArray& retryAfter, const QString& service)
{
    const auto detail = u"HTTP %1: "_s.arg(status) + QString::fromUtf8(body.left(4000));
    if (status >= 300 && status < 400)
        return {.code = ErrorCode::Model,
                .sentence =
                    Text::tr("%1 sends requests on to another address, and the key is not given to others. Set the "
                             "final address in the settings.")
                        .arg(service),
                .detail = detail};
    const auto json = QJsonDocument::fromJson(body).object();
    auto complaint = complaintOf(json.contains("error"_L1) ? json.value("error"_L1) : QJsonValue(json));
    complaint.status = status;
    complaint.retryAfter = retryAfter;
    return errorFrom(complaint, service, detail);
}

Error errorFromPayload(const QJsonValue& error, const QString& service)
{
    const auto detail =
        error.isObject() ? QString::fromUtf8(QJsonDocument(error.toObject()).toJson(QJsonDocument::Compact).left(4000))
                         : error.toString().left(4000);
    return errorFrom(complaintOf(error), service, detail);
}

QString reasonToWait(ErrorCode code, const QString& service)
{
    return code == ErrorCode::ModelRateLimit ? Text::tr("%1 limits how often it can be asked.").arg(service)
                                             : Text::tr("%1 is overloaded or has a fault.").arg(service);
}

Error chatTooLong(const QString& detail)
{
    return {.code = ErrorCode::ModelContext,
            .sentence =
                Text::tr("The chat has become longer than the model can read, and a summary of it did not help. "
                         "Start a new chat, or choose a model with a larger context."),
            .detail = detail};
}

Error answerCutOff(const QString& service, const QString& detail)
{
    return {
        .code = ErrorCode::ConnectionLost,
        .sentence =
            Text::tr(
                "The connection to %1 ended in the middle of the answer. What came is kept; continue to get the rest.")
                .arg(service),
        .detail = detail};
}

Error answerNotUnderstood(const QString& service, const QString& detail)
{
    return {.code = ErrorCode::Model,
            .sentence = Text::tr("%1 sent an answer that is not in the form of its API. Check the address and the "
                                 "model in the settings.")
                            .arg(service),
            .detail = detail.left(4000)};
}

} // namespace kalpana::agent
