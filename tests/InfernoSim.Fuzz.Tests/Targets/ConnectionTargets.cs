using System.Buffers;
using System.Text;
using System.Text.Json;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads connections: their first bytes, requests for tunnels, and gRPC that is answered part by part.</summary>
internal static class ConnectionTargets
{
    // A hello of TLS 1.3 with the name a.test and ALPN h2, in a record of TLS 1.0, as clients send it.
    private static readonly byte[] Hello = Convert.FromHexString(
        "16030100800100007c03030102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202000010203"
        + "0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0004130113020100002f0000000b000900000661"
        + "2e74657374001000050003026832002b0003020304000d000400020403000a00040002001d");

    private static readonly byte[] GrpcRequest = [0, 0, 0, 0, 3, (byte)'a', (byte)'b', (byte)'c', 0, 0, 0, 0, 1, (byte)'d'];

    private static readonly DependencyAnswer GrpcAnswer = new() { Status = 200, Body = (byte[])[0, 0, 0, 0, 3, (byte)'A', (byte)'B', (byte)'C', 0, 0, 0, 0, 1, (byte)'D'] };

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "first bytes of a connection",
            [
                Hello,
                .. FuzzTarget.BytesOf(
                    "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", "POST http://a.test/x?y HTTP/1.0\n\n", "CONNECT a.test:443 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HELO mail.test\r\n", "*1\r\n$4\r\nPING\r\n",
                    "OPTIONS * HTTP/1.1\r\n\r\n", ""),
            ],
            ReadFirstBytes)
        {
            Words = FuzzTarget.BytesOf(" HTTP/1.1", " HTTP/1.0", "PRI * HTTP/2.0\r\n\r\n", "CONNECT ", "GET ", "PROPFIND ", "\x16\x03"),
        },
        new(
            "CONNECT",
            FuzzTarget.BytesOf(
                "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nProxy-Authorization: Basic YTpi\r\nUser-Agent: x\r\n\r\n", "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n", "CONNECT 10.0.0.7:80 HTTP/1.0\r\n\r\n",
                $"CONNECT a.test:443 HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: {i}\r\n"))}\r\n"),
            ReadConnect)
        {
            Refusals = [typeof(BadHttpRequestException)],
            Found = FuzzTarget.BytesOf("CONNECT a.test:0443 HTTP/1.1\r\n\r\n", $"CONNECT a.test:443 HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("a:\r\n", 16_000))}\r\n"),
            Words = FuzzTarget.BytesOf(":443", ":0443", ":0", ":65536", "[::1]", "]", "a:\r\n", "\r\n a", "Host: ", " HTTP/1.1\r\n", "CONNECT "),
        },
        new(
            "gRPC dialogue",
            [
                .. Grpc("[[0,0],[8,8],[14,14]]", GrpcRequest),
                .. Grpc("[[8,0],[8,8]]", GrpcRequest[..8]),
                .. Grpc("[[14,14]]", [.. GrpcRequest, .. GrpcRequest]),
                .. Grpc("[]", []),
            ],
            ReadDialogue)
        {
            Refusals = [typeof(JsonException), typeof(IncidentFormatException)],
            Words = [.. FuzzTarget.BytesOf("[0,0],", "[9223372036854775807,9223372036854775807]", "application/grpc+proto", "grpc-status"), [0, 0, 0, 0, 3, (byte)'a', (byte)'b', (byte)'c'], [0, 0xFF, 0xFF, 0xFF, 0xFF]],
        },
    ];

    private static void ReadFirstBytes(byte[] input) =>
        Assert.Equal(
            Arrival.Read([input], pipe => FirstBytes.PeekAsync(pipe, CancellationToken.None)),
            Arrival.Read(Arrival.InPieces(input), pipe => FirstBytes.PeekAsync(pipe, CancellationToken.None)));

    private static void ReadConnect(byte[] input)
    {
        ConnectRequest? whole = ParseConnect(new ReadOnlySequence<byte>(input));
        ConnectRequest? inSegments = ParseConnect(Arrival.InSegments(input));

        Assert.Equal((whole?.Authority, whole?.Host, whole?.Port, whole?.Headers.Count), (inSegments?.Authority, inSegments?.Host, inSegments?.Port, inSegments?.Headers.Count));
        if (whole is { IsValid: true } && Authority.TryParse(whole.Authority, out _))
        {
            Assert.All(["http", "https"], scheme => Assert.Equal(Authority.Of(whole.Authority, scheme), Authority.Of(TunnelOrigin.Of(scheme, whole).Authority, scheme)));
        }
    }

    private static ConnectRequest? ParseConnect(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        var request = new ConnectRequest();
        return request.Parse(ref reader) ? request : null;
    }

    // A recorded call on a line, and what a client sends in a replay.
    private static IEnumerable<byte[]> Grpc(string turns, byte[] sent)
    {
        string call = $$$"""{"type":"OutboundCall","timestamp":"2026-11-23T18:33:15Z","method":"POST","url":"https://cart.test/shop.Cart/Add?x","status":200,"headers":{"Content-Type":["application/grpc"]},"responseHeaders":{"grpc-status":["0"]},"responseTrailers":{"grpc-status":["0"]},"responseCaptured":true,"turns":{{{turns}}}}""";
        yield return [.. Encoding.UTF8.GetBytes(call), (byte)'\n', .. sent];
    }

    private static void ReadDialogue(byte[] input)
    {
        int end = input.AsSpan().IndexOf((byte)'\n');
        byte[] line = end < 0 ? input : input[..end];
        byte[] sent = end < 0 ? [] : input[(end + 1)..];
        IncidentEvent call = new EventParser(new LogSource("fuzz.log")).Parse(line, 1, 0);
        _ = GrpcCall.MethodOf(call.Headers, call.Url ?? "");
        _ = GrpcCall.StatusOf(call.ResponseHeaders, call.ResponseTrailers);

        int answered = -1;
        var dialogue = new Dialogue(
            [new RecordedDialogue(GrpcRequest, call.Turns, GrpcAnswer), new RecordedDialogue(sent, call.Turns, GrpcAnswer)],
            (answer, from, to, _) =>
            {
                Assert.Equal(answered, from);
                Assert.InRange(to, from + 1, answer.Body.Length);
                answered = to;
                return ValueTask.CompletedTask;
            });
        ReadOnlyMemory<byte> read = Arrival.Read(Arrival.InPieces(sent), pipe => dialogue.ReadAsync(pipe, CancellationToken.None));

        Assert.Equal(answered, dialogue.Sent);
        Assert.True(sent.AsSpan().StartsWith(read.Span));
    }
}
