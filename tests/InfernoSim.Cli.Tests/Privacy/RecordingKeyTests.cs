using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>The key of a recording's tokens comes from the environment of the command.</summary>
public sealed class RecordingKeyTests : IDisposable
{
    private const string Variable = "INFERNOSIM_PRIVACY_KEY";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task Recordings_with_one_key_have_the_same_tokens_and_others_have_not()
    {
        await using TestService service = await TestService.StartAsync();

        string first = await RecordAsync(service, "first", (Variable, "a key that is long enough"));
        string second = await RecordAsync(service, "second", (Variable, "a key that is long enough"));
        string other = await RecordAsync(service, "other", (Variable, "another key, also long"));
        string random = await RecordAsync(service, "random");

        Assert.StartsWith("/hello?password=tok_", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal(3, new[] { first, other, random }.Distinct().Count());
    }

    [UnixFact]
    public async Task With_capture_sensitive_data_a_password_in_a_target_is_recorded_as_it_is()
    {
        await using TestService service = await TestService.StartAsync();

        Assert.Equal("/hello?password=hunter2", await RecordAsync(service, "clear", hides: false));
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_refused()
    {
        await using TestService service = await TestService.StartAsync();

        ProcessResult refused = await InfernoSimProcess.RunAsync(_folder, ["capture", $"--forward={service.Address.Authority}", "--listen=:0", "--outbound-listen=", "--out=incident"], (Variable, "short"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("The key in INFERNOSIM_PRIVACY_KEY has 5 bytes; give it 16 or more", refused.Error, StringComparison.Ordinal);
    }

    private Task<string> RecordAsync(TestService service, string incident, params (string Name, string Value)[] environment) => RecordAsync(service, incident, hides: true, environment);

    private async Task<string> RecordAsync(TestService service, string incident, bool hides, params (string Name, string Value)[] environment)
    {
        string[] hiding = hides ? [] : ["--capture-sensitive-data"];
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", $"--forward={service.Address.Authority}", "--listen=:0", "--outbound-listen=", $"--out={incident}", .. hiding], environment);
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(await capture.InboundAsync(), "/hello?password=hunter2"));
        await capture.SignalAsync("TERM");
        await capture.ExitAsync();
        return Assert.Single(IncidentReader.Read(_folder.File(incident)).Exchanges).Request.Url!;
    }
}
