using System.Text.Json;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary><c>infernosim inspect</c> and <c>infernosim verify</c> on an incident on disk.</summary>
public sealed class InspectProcessTests : IDisposable
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Expired = "eyJhbGciOiJub25lIn0.eyJleHAiOjE2MDAwMDAwMDB9.c2ln";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_shows_requests_and_chains()
    {
        TestIncident.Write(_folder, ("POST", "/orders", 201, $$"""{"id":"{{Id}}"}"""), ("GET", $"/orders/{Id}", 200, "{}"));

        ProcessResult text = await InfernoSimProcess.RunAsync(_folder, ["inspect", _folder.File("incident")]);
        ProcessResult json = await InfernoSimProcess.RunAsync(_folder, ["inspect", _folder.File("incident"), "--json"]);

        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("2 requests, 0 dependency calls (0 of no request), 1 chain", text.Out, StringComparison.Ordinal);
        Assert.Equal("exchange 1, response, body /id", JsonDocument.Parse(json.Out).RootElement.GetProperty("chains")[0].GetProperty("source").GetString());
    }

    [Fact]
    public async Task Verify_ends_with_0_when_the_incident_can_be_replayed_and_with_1_when_a_token_has_expired()
    {
        TestIncident.Write(_folder, ("GET", "/a", 200, "{}"));
        ProcessResult good = await InfernoSimProcess.RunAsync(_folder, ["verify", _folder.File("incident")]);
        TestIncident.Write(_folder, ("GET", $"/a?token={Expired}", 200, "{}"));
        ProcessResult bad = await InfernoSimProcess.RunAsync(_folder, ["verify", _folder.File("incident")]);
        ProcessResult none = await InfernoSimProcess.RunAsync(_folder, ["verify", _folder.File("nowhere")]);

        Assert.Equal((0, 1, 2), (good.ExitCode, bad.ExitCode, none.ExitCode));
        Assert.Contains("expired at 2020-09-13T12:26:40Z", bad.Out, StringComparison.Ordinal);
    }
}
