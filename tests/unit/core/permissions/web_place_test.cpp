#include "core/permissions/web_place.h"

#include <QHostAddress>
#include <QTest>

#include <algorithm>

using namespace kalpana::permissions;
using namespace Qt::StringLiterals;

namespace {

IpAddress bytesOf(const char* text)
{
    const auto qt = QHostAddress(QLatin1StringView(text)).toIPv6Address();
    IpAddress address{};
    std::ranges::copy(qt.c, address.begin());
    return address;
}

} // namespace

class WebPlaceTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatIsOfTheInternetAtLarge_isPublic_data()
    {
        QTest::addColumn<bool>("open");
        for (const auto* address :
             {"1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.0", "192.167.255.255", "100.63.255.255",
              "100.128.0.0", "169.253.255.255", "223.255.255.255", "2606:4700::1111", "2001:4860::8888",
              "64:ff9b::1.1.1.1", "2002:101:101::", "::ffff:1.1.1.1"})
            QTest::newRow(address) << true;
        for (const auto* address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "10.0.0.1",
                                    "10.255.255.255",
                                    "100.64.0.1",
                                    "100.100.100.200",
                                    "127.0.0.1",
                                    "127.255.255.254",
                                    "169.254.169.254",
                                    "172.16.0.1",
                                    "172.31.255.255",
                                    "192.0.0.1",
                                    "192.168.1.1",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "224.0.0.1",
                                    "239.255.255.255",
                                    "255.255.255.255",
                                    "168.63.129.16",
                                    "192.0.2.1",
                                    "198.51.100.1",
                                    "203.0.113.1",
                                    "::",
                                    "::1",
                                    "fe80::1",
                                    "fc00::1",
                                    "fd00:ec2::254",
                                    "ff02::1",
                                    "2001::1",
                                    "2001:db8::1",
                                    "3fff::1",
                                    "::ffff:127.0.0.1",
                                    "::ffff:10.1.2.3",
                                    "::127.0.0.1",
                                    "64:ff9b::10.0.0.1",
                                    "2002:7f00:1::",
                                    "2002:a9fe:a9fe::",
                                    "4000::1",
                                    "fec0::1"})
            QTest::newRow(address) << false;
    }
    void onlyWhatIsOfTheInternetAtLarge_isPublic()
    {
        QFETCH(const bool, open);
        QCOMPARE(isPublic(bytesOf(QTest::currentDataTag())), open);
    }

    void anAddress_isTakenApartAsItIsConnectedTo()
    {
        const auto place = webPlace("HTTPS://Docs.Python.ORG.:8443/3?x#y").value();
        QCOMPARE(place.scheme, "https");
        QCOMPARE(place.host, "docs.python.org");
        QCOMPARE(place.port, "8443");
        QCOMPARE(webPlace("http://a.example").value().port, "80");
        QCOMPARE(webPlace("https://[2606:4700::1111]/x").value().host, "2606:4700::1111");
        QCOMPARE(webPlace("https://a.example\\@b.example/").value().host, "a.example");
        for (const auto* wrong :
             {"", "a.example", "//a.example/", "ftp://a.example/", "file:///etc/passwd", "http://", "http:///x",
              "http://u@a.example/", "http://u:p@a.example/", "http://a example/", "http://a.example:x/",
              "http://a.example:/", "http://[::1/", "http://[fe80::1%eth0]/", "http://*.example/",
              "http://a\n.example/", "http://b\xc3\xbc.example/", "javascript://a.example/"})
            QVERIFY2(!webPlace(wrong), wrong);
    }

    void whatIsNear_isKnownByItsName()
    {
        for (const auto* address :
             {"http://localhost/", "http://x.localhost:1/", "http://localhost./", "http://127.0.0.1/", "http://[::1]/",
              "http://10.0.0.1/", "http://printer/", "http://nas.local/", "http://metadata.google.internal/",
              "http://router.home.arpa/"})
            QVERIFY2(isNear(webPlace(address).value()), address);
        for (const auto* address : {"http://example.com/", "http://1.1.1.1/", "http://localhost.example.com/",
                                    "http://internal.example.com/"})
            QVERIFY2(!isNear(webPlace(address).value()), address);
    }

    void aPattern_isOfAHost_andOfASchemeAndAPortIfItSaysThem()
    {
        const auto place = webPlace("https://docs.python.org/3/").value();
        for (const auto* pattern :
             {"docs.python.org", "*.python.org", "*", "DOCS.python.org", "https://docs.python.org",
              "docs.python.org:443", "https://*:443", "docs.python.org."})
            QVERIFY2(matchesWeb(pattern, place), pattern);
        for (const auto* pattern : {"python.org", "*.python.org.evil.example", "http://docs.python.org",
                                    "docs.python.org:80", "", "https://", "docs.python.org/3", "docs?python.org"})
            QVERIFY2(!matchesWeb(pattern, place), pattern);
        QVERIFY(matchesWeb("[::1]", webPlace("http://[::1]:80/").value()));
    }

    void onlyAHostAlone_namesIt()
    {
        const auto place = webPlace("http://nas.example:8080/").value();
        QVERIFY(namesHost("nas.example", place));
        QVERIFY(namesHost("nas.example:8080", place));
        QVERIFY(!namesHost("nas.example:80", place));
        QVERIFY(!namesHost("http://nas.example", place));
        QVERIFY(!namesHost("nas.*", place));
        QVERIFY(!namesHost("*", place));
    }
};

QTEST_GUILESS_MAIN(WebPlaceTest)
#include "web_place_test.moc"
