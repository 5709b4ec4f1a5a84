using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

public class RedactionTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData("Authorization", "Bearer s3cr3t", "Bearer [REDACTED]")]
    [InlineData("authorization", "s3cr3t", "[REDACTED]")]
    [InlineData("Authorization", "Digest username=\"s3cr3t\", uri=\"/\"", "Digest [REDACTED]")]
    [InlineData("Cookie", "sid=s3cr3t; theme=s3cr3t=x", "sid=[REDACTED]; theme=[REDACTED]")]
    [InlineData("Cookie", "s3cr3t", "[REDACTED]")]
    [InlineData("Cookie", "lang=de; theme=dark; tz=Europe/Berlin; consent=1|0; cur=EUR", "lang=de; theme=dark; tz=Europe/Berlin; consent=1|0; cur=EUR")]
    [InlineData("Cookie", "lang=de; auth=de; pref=kQ9sLm2Xz7Rt4Vb8; n=4711082215; c=YWJj=", "lang=de; auth=[REDACTED]; pref=[REDACTED]; n=[REDACTED]; c=[REDACTED]")]
    [InlineData("Set-Cookie", "lang=de; Path=/", "lang=de; Path=/")]
    [InlineData("Set-Cookie", "lang=de; Path=/; httponly", "lang=[REDACTED]; Path=/; httponly")]
    [InlineData("Set-Cookie", "sid=; Max-Age=0", "sid=; Max-Age=0")]
    [InlineData("Set-Cookie", "sid=s3cr3t; Path=/; HttpOnly", "sid=[REDACTED]; Path=/; HttpOnly")]
    [InlineData("Set-Cookie", "sid=s3cr3t", "sid=[REDACTED]")]
    [InlineData("X-API-Key", "s3cr3t", "[REDACTED]")]
    public void What_is_secret_in_a_value_is_replaced_and_the_rest_is_kept(string name, string value, string expected)
    {
        Assert.Contains(name, SecretHeaders.Names.AsEnumerable(), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(expected, SecretHeaders.Redact(name, value));
    }

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("X-Authorized-By")]
    [InlineData("ETag")]
    public void Other_headers_are_not_secret(string name) => Assert.DoesNotContain(name, SecretHeaders.Names.AsEnumerable(), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secrets_pass_through_and_are_only_recorded_when_asked_for(bool keep)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { CaptureSensitiveData = keep });
        using RawPeer client = await recorder.ConnectAsync();
        string[] secrets = [.. SecretHeaders.Names.Where(h => h is not ("Set-Cookie" or "Cookie" or "Authorization")).Select(h => $"{h}: {Secret}"), $"Authorization: Bearer {Secret}", $"Cookie: sid={Secret}"];

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n{string.Join("\r\n", secrets)}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nSet-Cookie: sid={Secret}; Path=/\r\n\r\n0\r\nX-Auth-Token: {Secret}\r\n\r\n");
        string response = await client.ReadUntilAsync("0\r\nX-Auth-Token: " + Secret);
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.All(secrets, line => Assert.Contains(line + "\r\n", head, StringComparison.Ordinal));
        Assert.Contains($"Set-Cookie: sid={Secret}; Path=/\r\n", response, StringComparison.Ordinal);
        Assert.Equal(keep, call.GetRawText().Contains(Secret, StringComparison.Ordinal));
        Assert.Equal([keep ? $"sid={Secret}; Path=/" : "sid=[REDACTED]; Path=/"], call.Header("Set-Cookie", "responseHeaders").Select(Redaction.Plain));
    }

    [Fact]
    public async Task Credentials_in_a_target_are_not_recorded()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET http://user:{Secret}@{dependency.Authority}/a HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");

        Assert.Equal($"http://{dependency.Authority}/a", (await recorder.StopAsync()).Only("OutboundCall").Text("url"));
    }
}
