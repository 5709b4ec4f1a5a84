using System.Buffers;
using System.Text;
using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Privacy;
using InfernoSim.ResourceIds;
using InfernoSim.Scrubbing;
using InfernoSim.Sql.Postgres.Statements;
using InfernoSim.Statements;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads texts: addresses, durations, statements, and texts that may hold secrets.</summary>
internal static class TextTargets
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("a key of thirty-two bytes, for ever");

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.OfText(
            "target of a request",
            [
                "/orders/42?expand=items&at=1764000000&sig=a%2Fb+c", "http://user:pass@shop.test:8080/a/../b%2e%2e/c;jsessionid=1?x=%zz#f", "https://[2001:db8::1]:8443?x", "/Orders(42)/Items('a%20b')", "*", "a.test:443",
                "sql://shop/orders", "/static/photo.jpeg", "//a.test//b?=&&a==b",
            ],
            ReadTarget) with
        {
            Found = FuzzTarget.BytesOf("a.."),
            Words = FuzzTarget.BytesOf("://", "http://", "[::1]", "%2F", "%e9", "%F0%9F%92%A5", "?", "#", "@", ":65535", ":0", ";"),
        },
        FuzzTarget.OfText(
            "addresses of options",
            [
                "api.example.test:8080", "*.example.test", "*", "10.0.0.7", "10.0.0.0/8", "[::1]:18080", ":18080", "0.0.0.0:80", "localhost:5432?sslmode=require", "http://localhost:8080", "fe80::/10", "::ffff:10.0.0.1",
            ],
            ReadAddress) with
        {
            Found = [.. FuzzTarget.BytesOf("\u202e.example.test"), Convert.FromBase64String("MIAwLjAuMIAwLjAuMIAwLjAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wgDAuMIAwLjCAMC4wLg==")],
            Words = FuzzTarget.BytesOf("*.", ":", "/", "/128", "/-1", "[", "]", "%eth0", "::ffff:", "0x7f.1", "xn--", "@", "?sslmode=", "&sslrootcert=", "http://"),
        },
        FuzzTarget.OfText(
            "duration",
            ["200ms", "1.5s", "1h30m", "-2562047h47m16.854775808s", "0", "+1us", "1µs", ".5m", "9223372036854775807ns"],
            ReadDuration) with
        {
            Words = FuzzTarget.BytesOf("ns", "us", "ms", "s", "m", "h", "µ", ".", "9223372036854775808"),
        },
        FuzzTarget.OfText(
            "SQL",
            [
                "SELECT \"a\", 'it''s' FROM orders o JOIN [order items] i ON i.id = $1 -- why\nWHERE x IN (@p0, @p1) /* a /* b */ c */;", "WITH a AS (SELECT 1) INSERT INTO `t` (x) VALUES (E'\\'', $tag$ body $$ $tag$, ?)",
                "BEGIN; SAVEPOINT \"s1\"; UPDATE a SET b = 1; RELEASE s1; COMMIT", "SET NOCOUNT ON; MERGE INTO a USING b", "DECLARE c CURSOR FOR SELECT 1; CLOSE c; LISTEN x", "COPY a (b) FROM STDIN",
                "SELECT 1 /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',tracestate='inferno%3D1'*/",
            ],
            ReadStatement) with
        {
            Words = FuzzTarget.BytesOf("/*", "*/", "/*/", "--", "$$", "$a$", "E'", "''", "\"\"", "traceparent='", "tracestate=", "BEGIN", "SAVEPOINT ", "DECLARE ", " CURSOR FOR ", "FROM ", "(", ")", "[", "]", ";"),
            Found = FuzzTarget.BytesOf("/*/ traceparent */ SELECT 1", "SELECT 1 /*traceparent='a'*/*/"),
        },
        FuzzTarget.OfText(
            "text with secrets",
            [
                """{"password":"hunter2!","user":"anna@example.test","card":"4111 1111 1111 1111","api_key": "sk-abcdefghijklmnopqrstuvwx"}""", "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
                "postgres://app:s3cret@db.test/shop?token=abc&x=%22password%22%3A%22a%22", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", "<Password>abc</Password> ghp_0123456789abcdefghijABCDEFGHIJ012345 AKIAABCDEFGHIJKLMNOP",
                "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nabc\r\n--b--", "\\\"secret\\\":\\\"abc\\\" user=a&pwd=b;", "card=5500-0000-0000-0004 tok_A1000000000000000000 9000123412341234",
            ],
            ReadSecrets) with
        {
            Words = FuzzTarget.BytesOf("password", "\"password\":\"", "secret=", "%3D", "%22", "\\\"", "\\u0022", "eyJ", "@", "%40", "://", "Bearer ", "-----BEGIN PRIVATE KEY-----", "4111111111111111", "tok_", "ghp_", "</", "name=\"token\"\r\n\r\n"),
            Cost = 2,
        },
    ];

    private static void ReadTarget(string text)
    {
        if (Authority.TryParse(text, out Authority authority))
        {
            Assert.True(Authority.TryParse(authority.ToString(), out Authority again));
            Assert.Equal(authority, again);
        }

        _ = AbsoluteTarget.TryParse(text, out _);
        Assert.Equal(text, RequestTarget.PathOf(text) + RequestTarget.QueryOf(text));
        Assert.InRange(MessagePlace.TargetIn(text), 0, text.Length);
        var call = new IncidentEvent { Type = IncidentEventType.OutboundCall, Timestamp = default, Method = "GET", Url = text };
        _ = (RecordedTarget.Of(call), CallTarget.Of(call, OwnIds.None), CallDisplay.Of(call), CallKey.OfRecorded(call, OwnIds.None, out _));
        _ = MessageValues.OfTarget(text).Count();
        _ = UrlIds.SubjectOf(text);
        var canonical = new ArrayBufferWriter<byte>();
        NamedPairs.OfQuery(RequestTarget.QueryOf(text).TrimStart('?')).AppendCanonical(canonical);
        PercentEncoding.AppendNormalized(text, plusIsSpace: true, canonical);
    }

    private static void ReadAddress(string text)
    {
        if (AllowedDestination.TryParse(text, out AllowedDestination? destination))
        {
            Assert.True(AllowedDestination.TryParse(destination.ToString(), out _));
        }

        if (ListenAddress.TryParse(text, out ListenAddress? address))
        {
            Assert.True(ListenAddress.TryParse(address.ToString(), out _));
        }

        if (ForwardTarget.TryParse(text, out ForwardTarget? target))
        {
            Assert.True(ForwardTarget.TryParse(target.ToString(), out _));
        }

        _ = PostgresServer.TryParse(text, out _);
        if (DependencyName.TryParse(text, out DependencyName? name))
        {
            Assert.Equal(name.ToString(), DependencyName.Parse(name.ToString()).ToString());
        }
    }

    private static void ReadDuration(string text)
    {
        if (GoDuration.TryParse(text, out TimeSpan duration))
        {
            Assert.Equal(duration, GoDuration.Parse(GoDuration.Format(duration)));
        }
    }

    private static void ReadStatement(string text)
    {
        List<SqlToken> tokens = SqlTokens.Of(text);
        Assert.Equal(text, string.Concat(tokens.Select(token => token.In(text).ToString())));
        _ = (SqlText.Normalize(text), SqlText.KindOf(text), SqlText.TableOf(text), SqlForm.Of(text).Text);
        _ = (ConnectionStatement.Is(text), ConnectionStatement.Listens(text), WireTransaction.StepOf(text));
        _ = StatementComments.TracingOf(text).Count;
        new DeclaredCursors().Run(text);
    }

    private static void ReadSecrets(string text)
    {
        IReadOnlyList<Secret> secrets = SecretDetector.In(text);
        Assert.True(secrets.Count == 0 || SecretDetector.MayHold(text));
        int end = 0;
        foreach (Secret secret in secrets)
        {
            Assert.InRange(secret.Start, end, text.Length);
            Assert.InRange(secret.End, secret.Start + 1, text.Length);
            end = secret.End;
        }

        _ = SecretTokens.In(text).Count();
        var scrubber = new EventScrubber(new SecretTokens(Key), new SecretMarks(Key));
        _ = scrubber.Scrub(new IncidentEvent
        {
            Type = IncidentEventType.OutboundCall,
            Timestamp = default,
            Method = "POST",
            Url = "http://a.test/" + text,
            Headers = HeaderMap.Of(("Authorization", text), ("Cookie", text), ("X-A", text)),
            Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(text)),
            ResponseHeaders = HeaderMap.Of(("Set-Cookie", text), ("Location", text)),
            ResponseBody = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(text)),
            ResponseCaptured = true,
        });
    }
}
