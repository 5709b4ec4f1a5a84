namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>First lines and fields of requests in HTTP/1.1 (RFC 9112, sections 2 to 5).</summary>
internal static class Http1HeadCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Head("RFC 9112, 2.2", "an empty line before a request", "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Head("RFC 9112, 2.2", "lines that end with a line feed alone", "GET / HTTP/1.1\nHost: localhost\n\n"),
        Field("RFC 9112, 2.2", "a carriage return in a field", "X-A: a\rb"),
        Head("RFC 9112, 2.2", "a space before the first field", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
        Line("RFC 9112, 2.3", "no version", "GET /"),
        Line("RFC 9112, 2.3", "a version with two digits", "GET / HTTP/1.12"),
        Line("RFC 9112, 2.3", "a higher version, 1.2", "GET / HTTP/1.2"),
        Line("RFC 9112, 2.3", "a higher version, 3.0", "GET / HTTP/3.0"),
        Line("RFC 9112, 2.3", "a version in lower case", "GET / http/1.1"),
        Line("RFC 9112, 2.3", "HTTP/1.0", "GET / HTTP/1.0\r\nConnection: keep-alive"),
        Line("RFC 9112, 3", "two spaces before the target", "GET  / HTTP/1.1"),
        Line("RFC 9112, 3", "tabs between the parts", "GET\t/\tHTTP/1.1"),
        Line("RFC 9112, 3", "a space at the end", "GET / HTTP/1.1 "),
        Line("RFC 9112, 3.1", "a method with a bracket", "GE(T / HTTP/1.1"),
        Line("RFC 9112, 3.1", "a method that nobody knows", "PURGE / HTTP/1.1"),
        Line("RFC 9112, 3.1", "a method in lower case", "get / HTTP/1.1"),
        Line("RFC 9112, 3.1", "HEAD", "HEAD / HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target with a space", "GET /a b HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target with a control character", "GET /a\u0001b HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target with a NUL", "GET /a\0b HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target that is not ASCII", "GET /\u00e9 HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target with a code that is none", "GET /a%zzb HTTP/1.1"),
        Line("RFC 9112, 3.2", "a target with the code of a NUL", "GET /a%00b HTTP/1.1"),
        Line("RFC 9112, 3.2.1", "a target without a slash", "GET index HTTP/1.1"),
        Line("RFC 9112, 3.2.1", "a target with a fragment", "GET /a#b HTTP/1.1"),
        Line("RFC 9112, 3.2.2", "a target with an authority", "GET http://localhost/ HTTP/1.1"),
        Line("RFC 9112, 3.2.2", "a target with another authority than Host", "GET http://another.test/ HTTP/1.1"),
        Line("RFC 9112, 3.2.3", "CONNECT", "CONNECT localhost:1 HTTP/1.1"),
        Line("RFC 9112, 3.2.4", "OPTIONS *", "OPTIONS * HTTP/1.1"),
        Line("RFC 9112, 3.2.4", "GET *", "GET * HTTP/1.1"),
        Head("RFC 9112, 3.2", "no Host", "GET / HTTP/1.1\r\n\r\n"),
        Head("RFC 9112, 3.2", "no Host in HTTP/1.0", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        Field("RFC 9112, 3.2", "two equal Host", "Host: localhost"),
        Field("RFC 9112, 3.2", "two different Host", "Host: another.test"),
        Head("RFC 9112, 3.2", "an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Head("RFC 9112, 3.2", "a Host with a space", "GET / HTTP/1.1\r\nHost: local host\r\n\r\n"),
        Head("RFC 9112, 3.2", "a Host with a path", "GET / HTTP/1.1\r\nHost: localhost/a\r\n\r\n"),
        Head("RFC 9112, 3.2", "a Host with a port that is none", "GET / HTTP/1.1\r\nHost: localhost:port\r\n\r\n"),
        Field("RFC 9112, 5", "a field name with a bracket", "X(A: 1"),
        Field("RFC 9112, 5", "a field name that is not ASCII", "X\u00e9: 1"),
        Field("RFC 9112, 5", "a field without a name", ": 1"),
        Field("RFC 9112, 5", "a field without a colon", "X-A"),
        Field("RFC 9112, 5.1", "a space before the colon", "X-A : 1"),
        Field("RFC 9112, 5.1", "spaces around a value", "X-A: \t 1 \t"),
        Field("RFC 9112, 5.2", "a field in two lines", "X-A: 1\r\n 2"),
        Field("RFC 9110, 5.5", "a NUL in a value", "X-A: a\0b"),
        Field("RFC 9110, 5.5", "a control character in a value", "X-A: a\u0001b"),
        Field("RFC 9110, 5.5", "a value that is not ASCII", "X-A: \u00e9\u00ff"),
        Field("RFC 9110, 5.5", "an empty value", "X-A:"),
        Field("RFC 9110, 7.6.1", "a Connection that names Host", "Connection: Host"),
        Field("RFC 9112, 9.6", "Connection: close", "Connection: close"),
        Head("RFC 9112, 9.3.2", "two requests at once", "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Head("RFC 9112, 9.3", "HTTP/1.0 without keep-alive", "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"),
    ];

    private static Http1Case Head(string section, string what, string head) => new(section, what, head);

    private static Http1Case Line(string section, string what, string line) => Head(section, what, $"{line}\r\nHost: localhost\r\n\r\n");

    private static Http1Case Field(string section, string what, string field) => Head(section, what, $"GET / HTTP/1.1\r\nHost: localhost\r\n{field}\r\n\r\n");
}
