using System.Diagnostics;
using System.Globalization;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>The programs of nghttp2 against our proxies, as against Kestrel and YARP: another client's idea of HTTP/2.</summary>
[Trait("Needs", "nghttp2")]
public sealed class Http2ToolTests(ConformanceServers servers) : IClassFixture<ConformanceServers>
{
    [Http2ToolFact("nghttp")]
    public async Task Nghttp_gets_from_our_proxies_what_it_gets_from_Kestrel()
    {
        string[] answers = [.. await Task.WhenAll(ConformanceServers.Names.Select(server => OfServerAsync(server, "nghttp", "--timeout=60", "--header=x-asked: 1")))];

        Assert.All(answers, answer => Assert.Equal("[saw GET / 0]", answer));
    }

    [Http2ToolFact("nghttp")]
    public async Task Nghttp_with_a_body_padding_and_continuation_frames_is_answered_as_by_Kestrel()
    {
        using var folder = new TestFolder();
        string body = folder.Write("body", new string('b', 200_000));

        string[] answers = [.. await Task.WhenAll(ConformanceServers.Names.Select(server => OfServerAsync(server, "nghttp", "--timeout=60", "--continuation", "--padding=100", $"--data={body}")))];

        Assert.All(answers, answer => Assert.Equal("[saw POST / 200000]", answer));
    }

    [Http2ToolFact("h2load")]
    public async Task Every_request_of_h2load_succeeds_at_our_proxies_as_at_Kestrel()
    {
        string[] reports = [.. await Task.WhenAll(ConformanceServers.Names.Select(server => OfServerAsync(server, "h2load", "--requests=200", "--clients=4", "--max-concurrent-streams=10")))];

        Assert.All(reports, report => Assert.True(
            report.Contains("requests: 200 total, 200 started, 200 done, 200 succeeded, 0 failed, 0 errored, 0 timeout", StringComparison.Ordinal)
                && report.Contains("status codes: 200 2xx, 0 3xx, 0 4xx, 0 5xx", StringComparison.Ordinal),
            report));
    }

    // These programs know no proxies, so that a relay opens the tunnel.
    private async Task<string> OfServerAsync(string server, string tool, params string[] options)
    {
        if (server != ConformanceServers.Outbound)
        {
            return await RunAsync(tool, [.. options, servers.Http2AddressOf(server).ToString()]);
        }

        await using var relay = new TunnelRelay(servers.TunnelAsync);
        return await RunAsync(tool, [.. options, string.Create(CultureInfo.InvariantCulture, $"https://localhost:{relay.Port}/")]);
    }

    private static async Task<string> RunAsync(string tool, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {await error}{output}");
        return output;
    }
}
